#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

struct Source {
    std::string file;  // as messages call it
    std::string text;
};

// Scenario files are small; what is larger is a mistake.
inline constexpr std::size_t size_limit = std::size_t{8} << 20U;

[[nodiscard]] Result<Source, Diagnostic> load_file(const std::string& path);

// `policy.client.retry.max_attempts=5`, as given to --set. The value is TOML, or bare text where it is
// not valid TOML (`250ms`). Entries of a list go by their name or id, or by their number from 1:
// `phase.outage.duration`, `slo.2.severity`.
struct Override {
    std::string path;
    std::string value;
};
[[nodiscard]] Result<Override, Diagnostic> parse_override(std::string_view text);

// What a variable of the environment holds; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

// What the file is read for: a run needs targets, load and phases; proxies alone need none of them.
enum class Purpose : std::uint8_t {
    run,
    proxy,
    either,  // proxies alone when it has proxies and no load
};
// Whether commands may be run: as safety.allow_exec says, or in any case.
enum class Exec : std::uint8_t { as_written, allowed };

struct Options {
    std::vector<Override> overrides;    // in the order given; later ones win
    std::optional<std::uint64_t> seed;  // in place of the scenario's
    std::vector<std::string> allow;     // beside safety.allow
    Exec exec = Exec::as_written;
    Environment environment;  // none: nothing is set
    Purpose purpose = Purpose::run;
    std::string directory;  // that body_file and traces are relative to; empty: here
};

struct Loaded {
    std::optional<run::Plan> plan;  // only when nothing is wrong; warnings and notes do not count as wrong
    Diagnostics diagnostics;        // in the order of the file, then of the overrides
};

// Reads the scenario whole and tells everything that is wrong with it at once.
[[nodiscard]] Loaded load(const Source& source, const Options& options);

}  // namespace fortify::scenario
