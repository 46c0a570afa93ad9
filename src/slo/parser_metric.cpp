#include "core/text.hpp"
#include "slo/parser.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace fortify::slo {

namespace {

using measure::Metric;
using measure::SubjectKind;
using measure::Unit;

// What people call our metrics, where that is too far from the name to be guessed by its letters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> other_names{{
    {"latency", "response_time"},
    {"duration", "response_time"},
    {"http_req_duration", "response_time"},
    {"rps", "throughput"},
    {"qps", "throughput"},
    {"requests", "throughput"},
    {"rate", "throughput"},
    {"success", "success_rate"},
    {"errors", "error_rate"},
    {"failures", "error_rate"},
    {"failure_rate", "error_rate"},
    {"retries", "retry.retries"},
    {"attempts", "retry.attempts"},
    {"timeouts", "timeout.fired"},
}};

std::string metric_help(std::string_view word) {
    for (const auto& [other, name] : other_names) {
        if (word == other) {
            return fmt::format("did you mean \"{}\"?", name);
        }
    }
    std::vector<std::string_view> names;
    for (const measure::MetricInfo& row : measure::metric_table()) {
        names.push_back(row.name);
    }
    if (const auto meant = closest(word, names)) {
        return fmt::format("did you mean \"{}\"?", *meant);
    }
    // "breaker.foo" or "open_time": a part of the name is right.
    std::vector<std::string_view> similar;
    const std::string_view family = word.substr(0, word.find('.'));
    for (const std::string_view name : names) {
        const std::size_t dot = name.find('.');
        if (dot != std::string_view::npos &&
            (name.substr(0, dot) == family || name.substr(dot + 1) == word)) {
            similar.push_back(name);
        }
    }
    if (similar.empty()) {
        return fmt::format("known: {}", fmt::join(names, ", "));
    }
    return fmt::format("known: {}", fmt::join(similar, ", "));
}

// A metric that is a level over time; the plain name means the highest level.
bool is_level(Metric metric) {
    return metric == Metric::in_flight || metric == Metric::bulkhead_concurrent ||
           metric == Metric::bulkhead_queue;
}

std::string_view kind_name(SubjectKind kind) {
    switch (kind) {
        case SubjectKind::target:
            return "target";
        case SubjectKind::policy:
            return "policy";
        case SubjectKind::fault:
            return "fault";
        case SubjectKind::probe:
            return "probe";
    }
    return {};
}

std::string_view unit_name(Unit unit) {
    switch (unit) {
        case Unit::ratio:
            return "a share";
        case Unit::factor:
            return "a factor";
        case Unit::count:
            return "a count";
        case Unit::rate:
            return "a rate";
        case Unit::duration:
            return "a duration";
    }
    return {};
}

// The function takes p50, p99.9 and the like.
bool looks_like_percentile(std::string_view word) {
    return word.size() > 1 && word[0] == 'p' && ((word[1] >= '0' && word[1] <= '9') || word[1] == '-');
}

}  // namespace

bool Parser::metric(Condition& condition) {
    const Token& token = peek();
    if (token.kind != Token::Kind::word || is_keyword(token.text)) {
        expected(Code::syntax, "a metric");
        return false;
    }
    if (peek(1).kind == Token::Kind::opening) {
        return aggregated_metric(condition);
    }
    find_metric(condition, token);
    check_aggregate(condition, token);
    (void)take();
    return true;
}

bool Parser::aggregated_metric(Condition& condition) {
    const Token function = take();
    (void)take();
    if (function.text == "burn_rate") {
        report(Code::unknown_metric, function, "\"burn_rate\" is not a metric",
               "compare the share itself over a long and a short window: "
               "\"error_rate < 1.4% over 60s and error_rate < 1.4% over 5s\"");
        return false;
    }
    const Token word = peek();
    if (word.kind != Token::Kind::word || is_keyword(word.text)) {
        expected(Code::syntax, "a metric");
        return false;
    }
    aggregate(condition, function);
    find_metric(condition, word);
    check_aggregate(condition, word);
    (void)take();
    if (peek().kind != Token::Kind::closing) {
        expected(Code::syntax, "\")\"");
        return false;
    }
    (void)take();
    return true;
}

void Parser::aggregate(Condition& condition, const Token& function) {
    constexpr std::array<std::pair<std::string_view, Aggregate::Kind>, 3> known{{
        {"mean", Aggregate::Kind::mean},
        {"max", Aggregate::Kind::max},
        {"min", Aggregate::Kind::min},
    }};
    for (const auto& [name, kind] : known) {
        if (function.text == name) {
            condition.aggregate.kind = kind;
            return;
        }
    }
    condition.aggregate.kind = Aggregate::Kind::percentile;
    if (looks_like_percentile(function.text)) {
        percentile(condition, function);
        return;
    }
    std::string help = "known: p50, p99.9 and the like, mean, max, min";
    if (function.text == "median" || function.text == "med") {
        help = "did you mean \"p50\"?";
    } else if (function.text == "avg" || function.text == "average") {
        help = "did you mean \"mean\"?";
    }
    report(Code::unknown_aggregate, function,
           fmt::format("there is no aggregate \"{}\"", shown(function.text)), std::move(help));
}

void Parser::percentile(Condition& condition, const Token& function) {
    const std::string_view digits = function.text.substr(1);
    const char* const end = digits.data() + digits.size();
    double value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), end, value, std::chars_format::fixed);
    if (error != std::errc{} || stop != end || !(value > 0) || !(value < 100)) {
        report(Code::bad_percentile, function,
               fmt::format("\"{}\" is not a percentile", shown(function.text)),
               "a percentile is above 0 and below 100, such as p50, p99 or p99.9; for the extremes there are "
               "min "
               "and max");
        return;
    }
    condition.aggregate.percentile = value;
}

void Parser::find_metric(Condition& condition, const Token& word) {
    const std::optional<Metric> metric = measure::find_metric(word.text);
    metric_known_ = metric.has_value();
    if (metric) {
        condition.metric = *metric;
        return;
    }
    report(Code::unknown_metric, word, fmt::format("there is no metric \"{}\"", shown(word.text)),
           metric_help(word.text));
}

void Parser::check_aggregate(const Condition& condition, const Token& word) {
    if (!metric_known_) {
        return;
    }
    const measure::MetricInfo& row = measure::info(condition.metric);
    const Aggregate::Kind kind = condition.aggregate.kind;
    if (row.unit == Unit::duration) {
        if (kind == Aggregate::Kind::none) {
            report(Code::aggregate_missing, word, fmt::format("{} is a duration of each call", row.name),
                   fmt::format("say which: p99({0}), mean({0}), max({0})", row.name));
        }
        return;
    }
    if (kind == Aggregate::Kind::none) {
        return;
    }
    if (!is_level(condition.metric)) {
        report(Code::aggregate_misfit, word,
               fmt::format("{} is {} and takes no aggregate", row.name, unit_name(row.unit)),
               fmt::format("write {} alone", row.name));
    } else if (kind != Aggregate::Kind::mean && kind != Aggregate::Kind::max) {
        report(Code::aggregate_misfit, word, fmt::format("{} is a level over time", row.name),
               fmt::format("only mean({0}) and max({0}) are known", row.name));
    }
}

bool Parser::subject(Condition& condition) {
    if (!take_keyword("of")) {
        return true;
    }
    const std::optional<Token> token = name("the name of a target, policy, fault or probe");
    if (!token) {
        return false;
    }
    condition.of = std::string{token->text};
    if (!metric_known_) {
        return true;
    }
    const measure::MetricInfo& row = measure::info(condition.metric);
    const auto names_of = [this](SubjectKind kind) -> const std::vector<std::string>& {
        switch (kind) {
            case SubjectKind::target:
                return vocabulary_.targets;
            case SubjectKind::policy:
                return vocabulary_.policies;
            case SubjectKind::fault:
                return vocabulary_.faults;
            case SubjectKind::probe:
                break;
        }
        return vocabulary_.probes;
    };
    const std::vector<std::string>& names = names_of(row.subject);
    if (contains(names, token->text)) {
        return true;
    }
    for (const SubjectKind kind :
         {SubjectKind::target, SubjectKind::policy, SubjectKind::fault, SubjectKind::probe}) {
        if (contains(names_of(kind), token->text)) {
            report(Code::name_misfit, *token,
                   fmt::format("{} belongs to a {}; \"{}\" is a {}", row.name, kind_name(row.subject),
                               shown(token->text), kind_name(kind)),
                   names.empty() ? std::string{} : fmt::format("known: {}", fmt::join(names, ", ")));
            return true;
        }
    }
    unknown_name(kind_name(row.subject), *token, {&names});
    return true;
}

}  // namespace fortify::slo
