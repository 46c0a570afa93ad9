#include "cli/compare_runs.hpp"

#include "cli/delivery.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/study_watch.hpp"
#include "core/text.hpp"
#include "net/signals.hpp"
#include "report/json.hpp"
#include "report/redact.hpp"
#include "scenario/text_file.hpp"
#include "tune/codes.hpp"
#include "tune/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace fortify::cli {

namespace {

namespace fs = std::filesystem;

struct Side {
    ScenarioInput input;
    std::string label;
};

struct Sides {
    Side base;
    Side head;
};

std::optional<Side> read_side(const std::string& file,
                              const std::vector<std::string>& settings,
                              const CompareOptions& options,
                              Printer& printer) {
    ScenarioRequest request{.file = file,
                            .settings = options.settings,
                            .seed = options.seed,
                            .allow = options.allow,
                            .exec = options.exec};
    request.settings.insert(request.settings.end(), settings.begin(), settings.end());
    auto input = read_scenario(request, options.verbosity, printer);
    if (!input) {
        return std::nullopt;
    }
    std::string label = settings.empty() ? file : fmt::format("{} with {}", file, join(settings, ", "));
    label = report::redact(label, input->plan.secrets);
    return Side{std::move(*input), std::move(label)};
}

std::optional<Sides> read_sides(const CompareOptions& options, Printer& printer) {
    const std::string& base_file = options.base.front();
    const std::string& head_file = options.head.empty() ? base_file : options.head.front();
    auto base = read_side(base_file, options.base_settings, options, printer);
    // Of one file the mistakes are told once.
    auto head = base || head_file != base_file ? read_side(head_file, options.head_settings, options, printer)
                                               : std::nullopt;
    if (!base || !head) {
        return std::nullopt;
    }
    if (head_file == base_file && options.base_settings.empty() && !options.head_settings.empty()) {
        head->label = report::redact("A with " + join(options.head_settings, ", "), head->input.plan.secrets);
    }
    return Sides{std::move(*base), std::move(*head)};
}

bool is_simulable(const Side& side, Printer& printer) {
    if (const auto obstacle = tune::why_not_simulated(side.input.plan)) {
        printer.problem(fmt::format("cannot simulate '{}': {}", side.input.source.file, obstacle->reason),
                        obstacle->help + ", or compare runs in real time with --repeat");
        return false;
    }
    return true;
}

void show_mistakes(const Diagnostics& mistakes, const std::string& metric, Printer& printer) {
    show_diagnostics(mistakes, {.file = fmt::format("--metric {}", metric), .text = metric},
                     Verbosity::normal, printer);
}

// None: a mistake was shown.
std::optional<std::vector<slo::Measurement>> read_metrics(const std::vector<std::string>& texts,
                                                          const run::Plan& plan,
                                                          Printer& printer) {
    std::vector<slo::Measurement> metrics;
    for (const std::string& text : texts) {
        const tune::FlagText flag{.flag = "--metric", .text = text};
        auto metric = slo::parse_measurement(text, flag.span(), tune::vocabulary_of(plan));
        if (!metric) {
            show_mistakes(metric.error(), text, printer);
            return std::nullopt;
        }
        metrics.push_back(std::move(*metric));
    }
    return metrics;
}

tune::Rules rules_of(const CompareOptions& options) {
    return {.level = options.level,
            .band = options.band,
            .pairing = tune::Pairing::paired,
            .noise = tune::Noise::drawn};
}

// Files, those of folders in the order of their names.
std::optional<std::vector<std::string>> files_of(const std::vector<std::string>& paths, Printer& printer) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        const std::size_t before = files.size();
        for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
             entry.increment(error)) {
            if (entry->path().extension() == ".json") {
                files.push_back(entry->path().string());
            }
        }
        if (error || files.size() == before) {
            printer.problem(fmt::format("cannot compare '{}': {}", path,
                                        error ? error.message() : "there is no .json file in it"));
            return std::nullopt;
        }
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
    }
    return files;
}

std::optional<std::vector<tune::StoredReport>> read_reports(const std::vector<std::string>& paths,
                                                            Printer& printer) {
    const auto files = files_of(paths, printer);
    if (!files) {
        return std::nullopt;
    }
    std::vector<tune::StoredReport> reports;
    for (const std::string& file : *files) {
        const auto text = scenario::read_text_file(file);
        auto report = text ? tune::StoredReport::parse(file, *text)
                           : Result<tune::StoredReport, std::string>(Err{text.error().reason});
        if (!report) {
            printer.problem(fmt::format("cannot compare '{}': {}", file, report.error()),
                            "reports are written by fortify run --json and fortify simulate --json");
            return std::nullopt;
        }
        reports.push_back(std::move(*report));
    }
    return reports;
}

ContestResult judge_reports(tune::StoredRuns runs, const CompareOptions& options, Printer& printer) {
    auto contest = tune::compare_stored(std::move(runs), rules_of(options));
    if (contest) {
        return {.contest = std::move(*contest), .code = ExitCode::passed};
    }
    const tune::Refusal& refusal = contest.error();
    if (refusal.mistakes.empty()) {
        printer.problem(refusal.reason, refusal.help);
    } else {
        show_diagnostics(refusal.mistakes, {.file = "--metric", .text = {}}, Verbosity::normal, printer);
    }
    return {.contest = {}, .code = ExitCode::usage};
}

// One run in real time, read back as a report would be.
class Repeats {
public:
    Repeats(const CompareOptions& options, Printer& printer) : options_{options}, printer_{printer} {
    }

    // False: no more runs.
    bool run(const Side& side, std::string_view name, std::size_t repeat) {
        if (options_.verbosity == Verbosity::normal) {
            printer_.err(
                fmt::format("run {} of {} of {}\n", repeat + 1, options_.repeats, name == "a" ? "A" : "B"));
        }
        ScenarioInput input = side.input;
        input.plan.seed += repeat;
        const auto report =
            run_session(input, {.journal = nullptr, .verbosity = options_.verbosity}, printer_);
        if (!report) {
            printer_.problem(fmt::format("cannot run '{}': {}", input.source.file, report.error()));
            code = ExitCode::usage;
            return false;
        }
        const std::string json = report::render_json(*report);
        const std::string file = fmt::format("{}-{:03}.json", name, repeat + 1);
        if (options_.save &&
            !write_text("report", (fs::path(*options_.save) / file).string(), json, printer_)) {
            code = ExitCode::usage;
            return false;
        }
        auto stored = tune::StoredReport::parse(file, json);
        auto& side_reports = name == "a" ? runs.base : runs.head;
        side_reports.push_back(std::move(*stored));
        const ExitCode own = exit_code_of(report->overall.exit_code);
        if (report->overall.conclusion == report::Conclusion::interrupted || own == ExitCode::undo_failed) {
            side_reports.pop_back();
            code = own;
            return false;
        }
        return true;
    }

    tune::StoredRuns runs;
    ExitCode code = ExitCode::passed;

private:
    net::SignalHold hold_;  // between two runs
    const CompareOptions& options_;
    Printer& printer_;
};

bool can_save(const CompareOptions& options, Printer& printer) {
    if (!options.save) {
        return true;
    }
    std::error_code error;
    fs::create_directories(*options.save, error);
    if (error) {
        printer.problem(fmt::format("cannot make the folder '{}': {}", *options.save, error.message()));
        return false;
    }
    return can_write("reports", (fs::path(*options.save) / "a-001.json").string(), printer);
}

}  // namespace

ContestResult contest_simulated(const CompareOptions& options, Printer& printer) {
    const auto sides = read_sides(options, printer);
    if (!sides || !is_simulable(sides->base, printer) || !is_simulable(sides->head, printer)) {
        return {.contest = {}, .code = ExitCode::usage};
    }
    const run::Plan& base = sides->base.input.plan;
    const run::Plan& head = sides->head.input.plan;
    const auto texts = options.metrics.empty() ? tune::usual_metrics(base, head) : options.metrics;
    auto base_metrics = read_metrics(texts, base, printer);
    auto head_metrics = base_metrics ? read_metrics(texts, head, printer) : std::nullopt;
    if (!head_metrics) {
        return {.contest = {}, .code = ExitCode::usage};
    }
    auto watch = StudyWatch::begin({.verbosity = options.verbosity}, printer);
    if (!watch) {
        printer.problem(watch.error());
        return {.contest = {}, .code = ExitCode::usage};
    }
    ContestResult result;
    result.contest = tune::simulate_pairs({.base = base,
                                           .head = head,
                                           .base_metrics = std::move(*base_metrics),
                                           .head_metrics = std::move(*head_metrics),
                                           .first_seed = base.seed,
                                           .pairs = options.seeds},
                                          rules_of(options), watch->pool());
    watch->clear();
    if (const auto interrupted = watch->interrupted()) {
        const std::size_t pairs = result.contest->base.runs;
        const std::string told = fmt::format("Interrupted after {} of {} pairs.", pairs, options.seeds);
        if (pairs == 0) {
            printer.problem("interrupted before the first pair was done");
            return {.contest = {}, .code = *interrupted};
        }
        result.contest->notes.push_back(told);
        result.code = *interrupted;
    }
    result.contest->base.label = sides->base.label;
    result.contest->head.label = sides->head.label;
    return result;
}

ContestResult contest_repeated(const CompareOptions& options, Printer& printer) {
    const auto sides = read_sides(options, printer);
    if (!sides || !may_run_commands(sides->base.input, printer) ||
        !may_run_commands(sides->head.input, printer) || !can_save(options, printer)) {
        return {.contest = {}, .code = ExitCode::usage};
    }
    Side head = sides->head;
    head.input.plan.seed = sides->base.input.plan.seed;
    Repeats repeats(options, printer);
    bool going = true;
    for (std::size_t repeat = 0; repeat < options.repeats && going; ++repeat) {
        const bool base_first = repeat % 2 == 0;
        going = base_first ? repeats.run(sides->base, "a", repeat) && repeats.run(head, "b", repeat)
                           : repeats.run(head, "b", repeat) && repeats.run(sides->base, "a", repeat);
    }
    const std::size_t pairs = std::min(repeats.runs.base.size(), repeats.runs.head.size());
    if (pairs == 0 || repeats.code == ExitCode::usage) {
        return {.contest = {}, .code = repeats.code};
    }
    repeats.runs.base.resize(pairs, repeats.runs.base.front());
    repeats.runs.head.resize(pairs, repeats.runs.head.front());
    repeats.runs.metrics = options.metrics;
    ContestResult result = judge_reports(std::move(repeats.runs), options, printer);
    result.code = worse(result.code, repeats.code);
    if (result.contest) {
        result.contest->origin = tune::Origin::repeated;
        result.contest->first_seed = sides->base.input.plan.seed;
        result.contest->base.label = sides->base.label;
        result.contest->head.label = sides->head.label;
    }
    return result;
}

ContestResult contest_stored(const CompareOptions& options, Printer& printer) {
    auto base = read_reports(options.base, printer);
    auto head = read_reports(options.head, printer);
    if (!base || !head) {
        return {.contest = {}, .code = ExitCode::usage};
    }
    return judge_reports({.base = std::move(*base), .head = std::move(*head), .metrics = options.metrics},
                         options, printer);
}

}  // namespace fortify::cli
