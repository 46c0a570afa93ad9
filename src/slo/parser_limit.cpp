#include "core/quantity.hpp"
#include "slo/parser.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace fortify::slo {

namespace {

using measure::Unit;

constexpr std::array<std::pair<std::string_view, Comparison>, 6> signs{{
    {"<", Comparison::less},
    {"<=", Comparison::less_equal},
    {">", Comparison::greater},
    {">=", Comparison::greater_equal},
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
}};

std::string sign_help(std::string_view sign) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> meant{{
        {"=", "=="},
        {"=<", "<="},
        {"=>", ">="},
        {"<>", "!="},
        {"!", "!="},
        {"===", "=="},
    }};
    for (const auto& [wrong, right] : meant) {
        if (sign == wrong) {
            return fmt::format("write \"{}\"", right);
        }
    }
    return "known: <, <=, >, >=, ==, !=, between";
}

// A plain number such as 1.2, at most a milliard.
std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.starts_with('-') || !(value >= 0) || !(value <= 1e9)) {
        return std::nullopt;
    }
    return value;
}

// A limit in the metric's unit; none if the word does not fit.
std::optional<double> value_in(Unit unit, std::string_view text) {
    switch (unit) {
        case Unit::ratio: {
            const auto ratio = parse_ratio(text);
            return ratio ? std::optional{ratio->value} : std::nullopt;
        }
        case Unit::rate: {
            const auto rate = parse_rate(text);
            return rate ? std::optional{rate->per_second} : std::nullopt;
        }
        case Unit::duration: {
            const auto duration = parse_duration(text);
            return duration ? std::optional{to_seconds(*duration)} : std::nullopt;
        }
        case Unit::factor:
        case Unit::count:
            return plain_number(text);
    }
    return std::nullopt;
}

// A level's mean over time need not be whole; every other count is.
bool must_be_whole(const Condition& condition) {
    return measure::info(condition.metric).unit == Unit::count &&
           condition.aggregate.kind != Aggregate::Kind::mean;
}

std::string_view wanted(const Condition& condition) {
    switch (measure::info(condition.metric).unit) {
        case Unit::ratio:
            return "a share such as 99.5%";
        case Unit::factor:
            return "a factor such as 1.2";
        case Unit::count:
            return must_be_whole(condition) ? "a whole number such as 3" : "a number such as 3.5";
        case Unit::rate:
            return "a rate such as 70/s";
        case Unit::duration:
            return "a duration such as 300ms";
    }
    return {};
}

// True or false for every value from 0 to `highest` (the highest that the metric can have, if there is one).
std::optional<bool> outcome_for_all(Comparison comparison, double limit, std::optional<double> highest) {
    const bool at_zero = limit <= 0;
    const bool at_top = highest && limit >= *highest;
    const bool beyond = highest && limit > *highest;
    switch (comparison) {
        case Comparison::less:
            return at_zero ? std::optional{false} : beyond ? std::optional{true} : std::nullopt;
        case Comparison::less_equal:
            return at_top ? std::optional{true} : std::nullopt;
        case Comparison::greater:
            return at_top ? std::optional{false} : std::nullopt;
        case Comparison::greater_equal:
            return at_zero ? std::optional{true} : beyond ? std::optional{false} : std::nullopt;
        case Comparison::equal:
            return beyond ? std::optional{false} : std::nullopt;
        case Comparison::not_equal:
            return beyond ? std::optional{true} : std::nullopt;
        case Comparison::between:
            return beyond ? std::optional{false} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

bool Parser::comparison(Condition& condition) {
    const Token token = peek();
    if (take_keyword("between")) {
        condition.comparison = Comparison::between;
        return true;
    }
    if (token.kind == Token::Kind::sign) {
        for (const auto& [sign, comparison] : signs) {
            if (token.text == sign) {
                condition.comparison = comparison;
                (void)take();
                return true;
            }
        }
    }
    expected(Code::bad_comparison, "a comparison", sign_help(token.text));
    return false;
}

bool Parser::limit(Condition& condition) {
    const Token first = peek();
    const bool between = condition.comparison == Comparison::between;
    const auto is_percentage = [](const Token& token) {
        return token.kind == Token::Kind::word && token.text.ends_with('%');
    };
    const bool shares = between ? is_percentage(first) && at_keyword("and", 1) && is_percentage(peek(2)) &&
                                      at_keyword("of", 3)
                                : is_percentage(first) && at_keyword("of", 1);
    if (shares) {
        return share_of_phase(condition);
    }
    if (!value(condition, condition.limit.value)) {
        return false;
    }
    if (between) {
        if (!take_keyword("and")) {
            expected(Code::syntax, "\"and\" and the upper limit", "write \"between <lower> and <upper>\"");
            return false;
        }
        if (!value(condition, condition.limit.upper)) {
            return false;
        }
    }
    check_limit(condition, first, tokens_[next_ - 1]);
    return true;
}

bool Parser::share_of_phase(Condition& condition) {
    const Token first = take();
    Token last = first;
    const auto lower = parse_ratio(first.text);
    auto upper = lower;
    if (condition.comparison == Comparison::between) {
        (void)take();
        last = take();
        upper = parse_ratio(last.text);
    }
    (void)take();
    if (!lower || !upper) {
        report(Code::bad_limit, place(first, last), fmt::format("\"{}\" is not a share", shown(first.text)),
               "write \"95% of <phase>\"");
    } else {
        condition.limit.value = lower->value;
        if (condition.comparison == Comparison::between) {
            condition.limit.upper = upper->value;
        }
        if (lower->value > upper->value) {
            report(Code::limits_reversed, place(first, last),
                   fmt::format("the lower limit {} is above the upper limit {}", first.text, last.text),
                   fmt::format("write \"between {} and {}\"", last.text, first.text));
        } else if (const auto foregone = outcome_for_all(condition.comparison, lower->value, std::nullopt)) {
            report(Code::foregone, first,
                   fmt::format("this comparison is {} whatever happens", *foregone ? "true" : "false"),
                   "no metric is ever below 0");
        }
    }
    const std::optional<Token> phase = name("the name of a phase");
    if (!phase) {
        return false;
    }
    if (!contains(vocabulary_.phases, phase->text)) {
        unknown_name("phase", *phase, {&vocabulary_.phases});
    }
    condition.limit.of_phase = std::string{phase->text};
    return true;
}

bool Parser::value(const Condition& condition, double& value) {
    const Token token = peek();
    if (token.kind != Token::Kind::word || is_keyword(token.text)) {
        expected(Code::bad_limit, metric_known_ ? wanted(condition) : "a limit");
        return false;
    }
    (void)take();
    if (!metric_known_) {
        return true;
    }
    const auto read = value_in(measure::info(condition.metric).unit, token.text);
    if (!read || (must_be_whole(condition) && *read != std::floor(*read))) {
        misfit(condition, token);
        return true;
    }
    value = *read;
    return true;
}

void Parser::misfit(const Condition& condition, const Token& word) {
    const measure::MetricInfo& row = measure::info(condition.metric);
    std::string help;
    if (row.unit == Unit::rate && plain_number(word.text)) {
        help = fmt::format("write \"{}/s\"", word.text);
    } else if (row.unit == Unit::duration && plain_number(word.text)) {
        help = fmt::format("write \"{0}ms\" or \"{0}s\"", word.text);
    } else if (word.text.ends_with('%') && row.unit != Unit::ratio) {
        help = fmt::format("to compare with a phase, write \"{} of <phase>\"", shown(word.text));
    }
    report(Code::bad_limit, word,
           fmt::format("expected {} for {}, found \"{}\"", wanted(condition), row.name, shown(word.text)),
           std::move(help));
    metric_known_ = false;  // nothing more can be said about this limit
}

void Parser::check_limit(const Condition& condition, const Token& first, const Token& last) {
    if (!metric_known_) {
        return;
    }
    const measure::MetricInfo& row = measure::info(condition.metric);
    const bool between = condition.comparison == Comparison::between;
    const std::optional<double> highest = row.unit == Unit::ratio ? std::optional{1.0} : std::nullopt;
    if (highest && (condition.limit.value > 1 || condition.limit.upper > 1)) {
        const Token& wrong = condition.limit.value > 1 ? first : last;
        report(Code::bad_limit, wrong,
               fmt::format("{} is a share and never above 100%, found \"{}\"", row.name, wrong.text),
               wrong.text.ends_with('%') ? std::string{} : fmt::format("write \"{}%\"", wrong.text));
        return;
    }
    if (between && condition.limit.value > condition.limit.upper) {
        report(Code::limits_reversed, place(first, last),
               fmt::format("the lower limit {} is above the upper limit {}", first.text, last.text),
               fmt::format("write \"between {} and {}\"", last.text, first.text));
        return;
    }
    const auto foregone = outcome_for_all(condition.comparison, condition.limit.value, highest);
    if (foregone) {
        report(Code::foregone, place(first, last),
               fmt::format("this comparison is {} whatever happens", *foregone ? "true" : "false"),
               fmt::format("{} is never below 0{}", row.name, highest ? " nor above 100%" : ""));
    }
}

}  // namespace fortify::slo
