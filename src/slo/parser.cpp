#include "slo/parser.hpp"

#include "core/quantity.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fortify::slo {

namespace {

std::optional<std::uint32_t> whole_number(std::string_view text) {
    std::uint32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

// Puts an operand into a group; a group of the same kind is dissolved, so that "(a and b) and c" is one.
void add_operand(Expression& group, Expression operand) {
    if (operand.kind != group.kind) {
        group.operands.push_back(std::move(operand));
        return;
    }
    for (Expression& inner : operand.operands) {
        group.operands.push_back(std::move(inner));
    }
}

}  // namespace

Parser::Parser(std::string_view text, const SourceSpan& span, const Vocabulary& vocabulary)
    : text_{text}, span_{span}, vocabulary_{vocabulary} {
}

bool Parser::begin(std::string_view example) {
    if (text_.size() > longest_expression) {
        report(
            Code::too_long, span_,
            fmt::format("an expression of {} bytes; at most {} are read", text_.size(), longest_expression),
            "split it into several SLOs");
        return false;
    }
    tokens_ = tokenize(text_);
    if (peek().kind == Token::Kind::end) {
        report(Code::empty, peek(), "the expression is empty", std::string(example));
        return false;
    }
    return true;
}

Result<Measurement, Diagnostics> Parser::parse_measurement() {
    Condition condition;
    const bool formed = begin("name a metric, such as error_rate or \"p99(response_time)\"") &&
                        metric(condition) && subject(condition) &&
                        (!take_keyword("during") || during(condition));
    if (formed && peek().kind != Token::Kind::end) {
        expected(Code::syntax, "the end, or \"during <phase>\"", "a metric alone: nothing is judged here");
    }
    if (!diagnostics_.empty()) {
        return Err{diagnostics_};
    }
    return Measurement{.metric = condition.metric,
                       .aggregate = condition.aggregate,
                       .of = condition.of,
                       .during = condition.during,
                       .text = std::string(text_)};
}

Result<Expression, Diagnostics> Parser::parse() {
    if (!begin("write what is expected, such as \"success_rate >= 99.5%\"")) {
        return Err{diagnostics_};
    }
    std::optional<Expression> expression = any_of(0);
    if (expression && peek().kind != Token::Kind::end) {
        expected(Code::syntax, "\"and\", \"or\" or a clause (during, over, for, within)",
                 at_keyword("of") ? "\"of <name>\" stands before the comparison" : "");
    }
    if (!diagnostics_.empty()) {
        return Err{diagnostics_};
    }
    return std::move(*expression);
}

std::optional<Expression> Parser::any_of(int depth) {
    std::optional<Expression> first = all_of(depth);
    if (!first || !at_keyword("or")) {
        return first;
    }
    Expression group;
    group.kind = Expression::Kind::any_of;
    add_operand(group, std::move(*first));
    while (take_keyword("or")) {
        std::optional<Expression> next = all_of(depth);
        if (!next) {
            return std::nullopt;
        }
        add_operand(group, std::move(*next));
    }
    return group;
}

std::optional<Expression> Parser::all_of(int depth) {
    std::optional<Expression> first = primary(depth);
    if (!first || !at_keyword("and")) {
        return first;
    }
    Expression group;
    group.kind = Expression::Kind::all_of;
    add_operand(group, std::move(*first));
    while (take_keyword("and")) {
        std::optional<Expression> next = primary(depth);
        if (!next) {
            return std::nullopt;
        }
        add_operand(group, std::move(*next));
    }
    return group;
}

std::optional<Expression> Parser::primary(int depth) {
    if (peek().kind != Token::Kind::opening) {
        return condition();
    }
    if (depth == deepest_nesting) {
        report(Code::too_deep, peek(),
               fmt::format("more than {} parentheses inside one another", deepest_nesting));
        return std::nullopt;
    }
    (void)take();
    std::optional<Expression> inner = any_of(depth + 1);
    if (!inner) {
        return std::nullopt;
    }
    if (peek().kind != Token::Kind::closing) {
        expected(Code::syntax, "\")\"");
        return std::nullopt;
    }
    (void)take();
    return inner;
}

std::optional<Expression> Parser::condition() {
    Expression expression;
    Condition& condition = expression.condition;
    const Token first = peek();
    if (!metric(condition) || !subject(condition) || !comparison(condition) || !limit(condition) ||
        !clauses(condition)) {
        return std::nullopt;
    }
    const Token& last = tokens_[next_ - 1];
    condition.span = place(first, last);
    condition.text = text_.substr(first.begin, last.finish - first.begin);
    if (condition.windows && condition.deadline) {
        report(Code::clause_conflict, condition.span,
               "\"for n of m windows\" and \"within\" exclude each other",
               "write two conditions, joined by \"and\"");
    }
    return expression;
}

bool Parser::clauses(Condition& condition) {
    while (at_keyword("during") || at_keyword("over") || at_keyword("for") || at_keyword("within")) {
        if (!clause(condition)) {
            return false;
        }
    }
    return true;
}

bool Parser::clause(Condition& condition) {
    const Token keyword = take();
    const bool twice = keyword.text == "during" ? condition.during.has_value()
                       : keyword.text == "over" ? condition.over.has_value()
                       : keyword.text == "for"  ? condition.windows.has_value()
                                                : condition.deadline.has_value();
    if (twice) {
        report(Code::clause_twice, keyword, fmt::format("\"{}\" is given twice", keyword.text),
               "a condition has each clause at most once; join two conditions by \"and\"");
        return false;
    }
    if (keyword.text == "during") {
        return during(condition);
    }
    if (keyword.text == "over") {
        condition.over = window("over");
        return condition.over.has_value();
    }
    return keyword.text == "for" ? repetition(condition) : deadline(condition);
}

bool Parser::during(Condition& condition) {
    const std::optional<Token> token = name("the name of a phase or fault");
    if (!token) {
        return false;
    }
    if (!contains(vocabulary_.phases, token->text) && !contains(vocabulary_.faults, token->text)) {
        unknown_name("phase or fault", *token, {&vocabulary_.phases, &vocabulary_.faults});
    }
    condition.during = std::string{token->text};
    return true;
}

std::optional<Duration> Parser::window(std::string_view keyword) {
    const Token token = peek();
    const auto duration = parse_duration(token.kind == Token::Kind::word ? token.text : std::string_view{});
    if (!duration || (*duration == Duration::zero() && keyword == "over")) {
        expected(Code::bad_window, fmt::format("a duration such as 5s after \"{}\"", keyword));
        return std::nullopt;
    }
    (void)take();
    return *duration;
}

bool Parser::repetition(Condition& condition) {
    constexpr std::uint32_t most = 1000;
    const auto needed = whole_number(peek().text);
    const auto windows = at_keyword("of", 1) ? whole_number(peek(2).text) : std::nullopt;
    if (!needed || !windows || !(at_keyword("windows", 3) || at_keyword("window", 3))) {
        const bool duration = parse_duration(peek().text).has_value();
        expected(Code::bad_repetition, "<n> of <m> windows after \"for\"",
                 duration ? fmt::format("a length of time is written \"over {}\"", peek().text)
                          : "such as \"for 3 of 5 windows\"");
        return false;
    }
    const SourceSpan numbers = place(peek(), peek(2));
    next_ += 4;
    if (*needed == 0 || *windows == 0 || *needed > *windows || *windows > most) {
        report(Code::bad_repetition, numbers, fmt::format("{} of {} windows cannot be", *needed, *windows),
               fmt::format("1 <= n <= m <= {}", most));
    }
    condition.windows = Condition::Repetition{.needed = *needed, .windows = *windows};
    return true;
}

bool Parser::deadline(Condition& condition) {
    const auto within = window("within");
    if (!within) {
        return false;
    }
    if (!take_keyword("after")) {
        expected(Code::syntax, "\"after <event>\"", "an event is the start or end of a phase or fault");
        return false;
    }
    condition.deadline = Condition::Deadline{.within = *within, .event = {}};
    return event(*condition.deadline);
}

bool Parser::event(Condition::Deadline& deadline) {
    const std::optional<Token> token = name("an event such as \"outage.end\"");
    if (!token) {
        return false;
    }
    deadline.event = std::string{token->text};
    const std::optional<Event> event = event_of(token->text);
    if (!event) {
        report(Code::bad_event, *token, fmt::format("\"{}\" is not an event", shown(token->text)),
               fmt::format("write \"{0}.start\" or \"{0}.end\"", shown(token->text)));
        return true;
    }
    if (!contains(vocabulary_.phases, event->name) && !contains(vocabulary_.faults, event->name)) {
        Token part = *token;
        part.text = event->name;
        unknown_name("phase or fault", part, {&vocabulary_.phases, &vocabulary_.faults});
    }
    return true;
}

Result<Expression, Diagnostics> parse_expression(std::string_view text,
                                                 const SourceSpan& span,
                                                 const Vocabulary& vocabulary) {
    return Parser{text, span, vocabulary}.parse();
}

}  // namespace fortify::slo
