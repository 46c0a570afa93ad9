#pragma once

#include "cli/command_table.hpp"
#include "cli/console.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace fortify::cli {

enum class Verbosity : std::uint8_t { normal, quiet };

struct CheckOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;  // of --set, as written: scenario/ reads and diagnoses them
    Verbosity verbosity = Verbosity::normal;
};

struct PlanOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;  // of --set, as written
    std::optional<std::uint64_t> seed;
    std::optional<std::string> json;  // "-": standard output
    Verbosity verbosity = Verbosity::normal;
};

// What `run` and `simulate` share.
struct ExecuteOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;  // of --set, as written: scenario/ reads and diagnoses them
    std::optional<std::uint64_t> seed;
    std::optional<std::string> json;  // "-": standard output
    std::optional<std::string> journal;
    Verbosity verbosity = Verbosity::normal;
};

struct RunOptions {
    enum class Intent : std::uint8_t { execute, dry_run };
    ExecuteOptions execute;
    std::vector<std::string> allow;
    scenario::Exec exec = scenario::Exec::as_written;
    Intent intent = Intent::execute;
};

struct SimulateOptions {
    enum class Proof : std::uint8_t { none, determinism };
    ExecuteOptions execute;
    Proof proof = Proof::none;
};

struct ReplayOptions {
    std::string file;
    Verbosity verbosity = Verbosity::normal;
};

// The numbers of a comparison are at most these.
inline constexpr std::size_t most_seeds = 1000;
inline constexpr std::size_t most_repeats = 200;

struct CompareOptions {
    enum class FailOn : std::uint8_t { nothing, worse, undecided };
    std::vector<std::string> base;  // one scenario, or reports and folders of them
    std::vector<std::string> head;  // likewise; none: the scenario of `base` with other settings
    std::vector<std::string> settings;
    std::vector<std::string> base_settings;
    std::vector<std::string> head_settings;
    std::vector<std::string> metrics;  // as written; empty: the usual ones
    std::vector<std::string> allow;
    scenario::Exec exec = scenario::Exec::as_written;
    std::optional<std::uint64_t> seed;
    std::size_t seeds = 20;
    std::size_t repeats = 0;          // in real time; 0: simulated
    std::optional<std::string> save;  // a folder for the reports of the repeats
    double level = 0.95;
    double band = 0.02;
    FailOn fail_on = FailOn::nothing;
    std::optional<std::string> json;  // "-": standard output
    Verbosity verbosity = Verbosity::normal;
};

struct CalibrateOptions {
    enum class Subject : std::uint8_t { endpoint, host };
    enum class Output : std::uint8_t { text, scenario };
    Subject subject = Subject::endpoint;
    std::string what;                   // a URL or a scenario
    std::optional<std::string> target;  // of the scenario; none: its only one
    Output output = Output::text;
    std::vector<std::string> settings;
    std::vector<std::string> allow;
    std::optional<std::uint64_t> seed;
    Rate max_rate{1000};
    std::uint64_t max_calls = 50'000;
    std::uint32_t max_users = 64;     // calls at a time
    Duration length = 12s;            // about, of all of it
    std::optional<std::string> json;  // "-": standard output
    Verbosity verbosity = Verbosity::normal;
};

struct ProxyOptions {
    // Who may reach the control interface.
    enum class Reach : std::uint8_t { loopback, anywhere };
    std::optional<std::string> file;
    std::vector<std::string> settings;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> allow;
    std::optional<std::string> control;  // where it listens; none: no control interface
    std::optional<std::string> token_file;
    Reach reach = Reach::loopback;
    std::optional<Duration> length;
    std::optional<std::string> json;  // "-": standard output
    Verbosity verbosity = Verbosity::normal;
};

struct TuneOptions {
    std::string file;
    std::vector<std::string> settings;  // of --set, as written
    std::optional<std::uint64_t> seed;
};

struct OutagesOptions {
    enum class Verb : std::uint8_t { list, names, show, copy };
    enum class Existing : std::uint8_t { keep, replace };
    Verb verb = Verb::list;
    std::string name;
    std::string folder = ".";
    Existing existing = Existing::keep;
};

// Of the commands that simulate one scenario many times.
struct StudyOptions {
    std::string file;
    std::vector<std::string> settings;  // of --set, as written
    std::optional<std::uint64_t> seed;
    std::size_t threads = 0;  // 0: as many as the machine runs at once
    Verbosity verbosity = Verbosity::normal;
};

struct SweepOptions {
    enum class Format : std::uint8_t { table, csv, json };
    StudyOptions study;
    std::vector<std::string> vary;  // as written, likewise the metrics
    std::vector<std::string> minimise;
    std::vector<std::string> maximise;
    std::vector<std::string> show;
    std::size_t latin = 0;  // points of a Latin hypercube; 0: a grid
    std::size_t seeds = 3;
    Format format = Format::table;
    std::optional<std::string> svg;
};

enum class ReportFormat : std::uint8_t { text, json };

inline constexpr double usual_confidence = 0.95;

struct FindOptions {
    enum class Mode : std::uint8_t { simulated, real };
    enum class Wanted : std::uint8_t { largest, smallest };
    StudyOptions study;
    Wanted wanted = Wanted::largest;
    std::string key;                      // as written: KEY or KEY=low..high
    std::string such_that = "slo";        // or an expression
    std::optional<std::string> frontier;  // as written: KEY=VALUES
    double confidence = usual_confidence;
    std::size_t trials = 0;  // of one value: at most, in real time exactly; 0: as usual
    Mode mode = Mode::simulated;
    std::vector<std::string> allow;
    ReportFormat format = ReportFormat::text;
};

struct ExploreOptions {
    struct LoadRange {
        std::string text;  // as written
        double low = 1;    // times the load
        double high = 1;
    };
    StudyOptions study;
    std::uint64_t first = 1;  // seeds
    std::uint64_t last = 100;
    std::optional<std::size_t> added;  // faults, at most
    std::optional<LoadRange> load;
    std::optional<std::string> write;  // the scenario of the only seed; "-": standard output
    ReportFormat format = ReportFormat::text;
};

struct MinimiseOptions {
    StudyOptions study;
    std::size_t seeds = 1;             // under which it must fail
    std::optional<std::string> write;  // the smaller scenario; "-": standard output
    ReportFormat format = ReportFormat::text;
};

struct OptimiseOptions {
    enum class Output : std::uint8_t { text, scenario };
    StudyOptions study;
    std::string goal;                     // as written
    std::vector<std::string> subject_to;  // likewise: slo, or an expression; empty: slo
    std::vector<std::string> vary;        // likewise; empty: the numbers of the policies
    std::vector<double> intensities{1.0, 1.2};
    std::size_t trials = 2000;
    std::size_t seeds = 64;  // fresh ones, for the verdict
    Output output = Output::text;
    std::optional<std::string> json;  // "-": standard output
};

struct SchemaOptions {
    enum class What : std::uint8_t {
        scenario,
        report,
        plan,
        sweep,
        comparison,
        optimisation,
        margin,
        exploration,
        minimisation,
        calibration
    };
    What what{};
};

struct HelpOptions {
    std::optional<CommandId> command;  // none: the list of commands
};

struct VersionOptions {};

using CommandOptions = std::variant<CheckOptions,
                                    PlanOptions,
                                    RunOptions,
                                    SimulateOptions,
                                    ReplayOptions,
                                    CompareOptions,
                                    CalibrateOptions,
                                    ProxyOptions,
                                    TuneOptions,
                                    OutagesOptions,
                                    SweepOptions,
                                    FindOptions,
                                    ExploreOptions,
                                    MinimiseOptions,
                                    OptimiseOptions,
                                    SchemaOptions,
                                    HelpOptions,
                                    VersionOptions>;

struct Invocation {
    ColourChoice colour = ColourChoice::automatic;
    CommandOptions command;
};

// What is wrong with the arguments and what to do about it.
struct UsageError {
    std::string message;
    std::string help;
};

// The arguments without the program's name. Reads nothing but them.
[[nodiscard]] Result<Invocation, UsageError> parse_arguments(std::span<const std::string> arguments);

}  // namespace fortify::cli
