#include "core/quantity.hpp"
#include "slo/expectation.hpp"
#include "slo/lexer.hpp"
#include "slo/parser.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>

namespace fortify::slo {

namespace {

using measure::Unit;

std::string_view sign_of(Comparison comparison) {
    switch (comparison) {
        case Comparison::less:
            return "<";
        case Comparison::less_equal:
            return "<=";
        case Comparison::greater:
            return ">";
        case Comparison::greater_equal:
            return ">=";
        case Comparison::equal:
            return "==";
        case Comparison::not_equal:
            return "!=";
        case Comparison::between:
            return "between";
    }
    return {};
}

// In quotes when it would not be read as one name otherwise.
std::string name_text(const std::string& name) {
    const std::vector<Token> tokens = tokenize(name);
    const bool plain = tokens.size() == 2 && tokens[0].kind == Token::Kind::word && tokens[0].text == name;
    return plain && !is_keyword(name) ? name : fmt::format("'{}'", name);
}

// Exact, so that reading it gives the same number.
std::string limit_text(double value, Unit unit) {
    switch (unit) {
        case Unit::ratio:
            return format_ratio(Ratio{value});
        case Unit::rate:
            return format_rate(Rate{value});
        case Unit::duration:
            return format_duration(from_seconds(value));
        case Unit::factor:
        case Unit::count:
            return fmt::format("{}", value);
    }
    return {};
}

std::string metric_text(const Condition& condition) {
    const std::string_view name = measure::info(condition.metric).name;
    switch (condition.aggregate.kind) {
        case Aggregate::Kind::none:
            return std::string{name};
        case Aggregate::Kind::percentile:
            return fmt::format("p{}({})", condition.aggregate.percentile, name);
        case Aggregate::Kind::mean:
            return fmt::format("mean({})", name);
        case Aggregate::Kind::max:
            return fmt::format("max({})", name);
        case Aggregate::Kind::min:
            return fmt::format("min({})", name);
    }
    return {};
}

// As few decimals as show the value, at least so many that neither 0% nor 100% is shown for what is not.
std::string ratio_text(double value) {
    const double percent = value * 100;
    const bool whole = percent == 0 || percent == 100;
    for (const int decimals : {2, 4, 6}) {
        std::string digits = fmt::format("{:.{}f}", percent, decimals);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') {
            digits.pop_back();
        }
        if (whole || decimals == 6 || (digits != "0" && digits != "100")) {
            return digits + "%";
        }
    }
    return {};
}

}  // namespace

std::optional<Event> event_of(std::string_view text) {
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0) {
        return std::nullopt;
    }
    const std::string_view edge = text.substr(dot + 1);
    if (edge != "start" && edge != "end") {
        return std::nullopt;
    }
    return Event{.name = text.substr(0, dot),
                 .edge = edge == "start" ? Event::Edge::start : Event::Edge::end};
}

std::string text(const Condition& condition) {
    const Limit& limit = condition.limit;
    const Unit unit = limit.of_phase ? Unit::ratio : measure::info(condition.metric).unit;
    std::string result = metric_text(condition);
    const auto out = std::back_inserter(result);
    if (condition.of) {
        fmt::format_to(out, " of {}", name_text(*condition.of));
    }
    fmt::format_to(out, " {} {}", sign_of(condition.comparison), limit_text(limit.value, unit));
    if (condition.comparison == Comparison::between) {
        fmt::format_to(out, " and {}", limit_text(limit.upper, unit));
    }
    if (limit.of_phase) {
        fmt::format_to(out, " of {}", name_text(*limit.of_phase));
    }
    if (condition.during) {
        fmt::format_to(out, " during {}", name_text(*condition.during));
    }
    if (condition.over) {
        fmt::format_to(out, " over {}", format_duration(*condition.over));
    }
    if (condition.windows) {
        fmt::format_to(out, " for {} of {} windows", condition.windows->needed, condition.windows->windows);
    }
    if (condition.deadline) {
        fmt::format_to(out, " within {} after {}", format_duration(condition.deadline->within),
                       name_text(condition.deadline->event));
    }
    return result;
}

std::string text(const Expression& expression) {
    if (expression.kind == Expression::Kind::condition) {
        return text(expression.condition);
    }
    const bool all = expression.kind == Expression::Kind::all_of;
    std::string result;
    for (const Expression& operand : expression.operands) {
        const bool group = all && operand.kind == Expression::Kind::any_of;
        fmt::format_to(std::back_inserter(result), "{}{}{}{}", result.empty() ? "" : (all ? " and " : " or "),
                       group ? "(" : "", text(operand), group ? ")" : "");
    }
    return result;
}

std::string format_value(double value, Unit unit) {
    switch (unit) {
        case Unit::ratio:
            return ratio_text(value);
        case Unit::factor:
            return fmt::format("{:.2f}", value);
        case Unit::count:
            return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
        case Unit::rate:
            if (value > 0 && value < 0.1) {
                return fmt::format("{:.2f}/min", value * 60);
            }
            return value < 10 && value > 0 ? fmt::format("{:.2f}/s", value) : fmt::format("{:.1f}/s", value);
        case Unit::duration:
            return human_duration(from_seconds(value));
    }
    return {};
}

}  // namespace fortify::slo
