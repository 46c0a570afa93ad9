#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "measure/metric.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::slo {

enum class Severity : std::uint8_t { fail, warn, abort };

enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal, between };

// How a duration metric becomes one number.
struct Aggregate {
    enum class Kind : std::uint8_t { none, percentile, mean, max, min };
    Kind kind = Kind::none;
    double percentile = 0;  // 99.9
};

// What a metric is compared with: a number in the metric's unit (ratio as 0..1, durations in
// seconds, rates a second), or a share of the metric's own value in another phase.
struct Limit {
    double value = 0;
    double upper = 0;                     // of `between`
    std::optional<std::string> of_phase;  // "95% of steady": value 0.95, of_phase "steady"
};

// One comparison:
//   <metric> [of <name>] <op> <value | N% of <phase>> [during <phase|fault>] [over <window>]
//   [for <n> of <m> windows] [within <duration> after <event>]
// Without a clause that speaks of windows it is judged on the totals of `during`, else:
//   over W              in every window of that length, sliding by one slot of the series
//   for n of m windows  in at least n of any m windows in a row, which follow each other without gap
//   within D after E    in some window that begins at most D after the event
struct Condition {
    measure::Metric metric{};
    Aggregate aggregate;
    std::optional<std::string> of;  // target, policy, fault or probe
    Comparison comparison{};
    Limit limit;
    std::optional<std::string> during;  // phase or fault; none: every measured phase
    std::optional<Duration> over;       // window
    struct Repetition {
        std::uint32_t needed = 0;
        std::uint32_t windows = 0;
    };
    std::optional<Repetition> windows;  // for n of m windows
    struct Deadline {
        Duration within{};
        std::string event;  // "stall.end", "outage.start"
    };
    std::optional<Deadline> deadline;
    SourceSpan span;
    std::string text;  // as written
};

// A tree of conditions under `and` / `or`; parentheses allowed, `and` binds tighter.
struct Expression {
    enum class Kind : std::uint8_t { condition, all_of, any_of };
    Kind kind = Kind::condition;
    Condition condition;               // of Kind::condition
    std::vector<Expression> operands;  // of the others
};

struct Expectation {
    std::string text;  // as written
    Expression expression;
    Severity severity = Severity::fail;
    SourceSpan span;
};

// The names that an expression may use.
struct Vocabulary {
    std::vector<std::string> phases;
    std::vector<std::string> targets;
    std::vector<std::string> policies;
    std::vector<std::string> faults;
    std::vector<std::string> probes;
};

// Length of a window where the condition gives none.
inline constexpr Duration default_window = 5s;

// An event such as "stall.end", taken apart at its last dot.
struct Event {
    enum class Edge : std::uint8_t { start, end };
    std::string_view name;
    Edge edge{};
};
[[nodiscard]] std::optional<Event> event_of(std::string_view text);

// The one canonical way to write it; reading it again gives an equal condition.
[[nodiscard]] std::string text(const Condition& condition);
[[nodiscard]] std::string text(const Expression& expression);

// For people: "99.5%", "212ms", "70.0/s", "1.02", "3".
[[nodiscard]] std::string format_value(double value, measure::Unit unit);

// Names are words; what is a keyword or has spaces in it is written in single quotes. Reads one
// expression. `span` is where its text begins in the file (one line); every mistake is a
// diagnostic with its own place within it: unknown metric or name (did-you-mean), a unit that does not
// fit the metric, a percentile outside 0..100, a duration metric without aggregate, and so on
// (slo/codes.hpp).
[[nodiscard]] Result<Expression, Diagnostics> parse_expression(std::string_view text,
                                                               const SourceSpan& span,
                                                               const Vocabulary& vocabulary);

}  // namespace fortify::slo
