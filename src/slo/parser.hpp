#pragma once

#include "slo/codes.hpp"
#include "slo/expectation.hpp"
#include "slo/lexer.hpp"
#include "slo/measurement.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::slo {

inline constexpr std::size_t longest_expression = 4096;
inline constexpr int deepest_nesting = 64;

// Reads an expression by recursive descent. A mistake of meaning (an unknown name) is noted and reading goes
// on; a mistake of form ends it, since whatever follows could only be guessed at.
class Parser {
public:
    Parser(std::string_view text, const SourceSpan& span, const Vocabulary& vocabulary);

    [[nodiscard]] Result<Expression, Diagnostics> parse();
    // A metric with its `of` and `during`, and nothing behind it.
    [[nodiscard]] Result<Measurement, Diagnostics> parse_measurement();

private:
    // -- parser.cpp: structure and clauses. False: a mistake of form was noted.
    // Makes the tokens; false when there are too many or none.
    [[nodiscard]] bool begin(std::string_view example);
    [[nodiscard]] std::optional<Expression> any_of(int depth);
    [[nodiscard]] std::optional<Expression> all_of(int depth);
    [[nodiscard]] std::optional<Expression> primary(int depth);
    [[nodiscard]] std::optional<Expression> condition();
    [[nodiscard]] bool clauses(Condition& condition);
    [[nodiscard]] bool clause(Condition& condition);
    [[nodiscard]] bool during(Condition& condition);
    [[nodiscard]] bool repetition(Condition& condition);
    [[nodiscard]] bool deadline(Condition& condition);
    [[nodiscard]] bool event(Condition::Deadline& deadline);
    [[nodiscard]] std::optional<Duration> window(std::string_view keyword);

    // -- parser_metric.cpp: what is compared
    [[nodiscard]] bool metric(Condition& condition);
    [[nodiscard]] bool aggregated_metric(Condition& condition);
    void aggregate(Condition& condition, const Token& function);
    void percentile(Condition& condition, const Token& function);
    void find_metric(Condition& condition, const Token& word);
    void check_aggregate(const Condition& condition, const Token& word);
    [[nodiscard]] bool subject(Condition& condition);

    // -- parser_limit.cpp: what it is compared with
    [[nodiscard]] bool comparison(Condition& condition);
    [[nodiscard]] bool limit(Condition& condition);
    [[nodiscard]] bool value(const Condition& condition, double& value);
    [[nodiscard]] bool share_of_phase(Condition& condition);
    void misfit(const Condition& condition, const Token& word);
    void check_limit(const Condition& condition, const Token& first, const Token& last);

    // -- parser_tokens.cpp
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
    Token take();
    [[nodiscard]] bool at_keyword(std::string_view keyword, std::size_t ahead = 0) const;
    [[nodiscard]] bool take_keyword(std::string_view keyword);
    [[nodiscard]] std::optional<Token> name(std::string_view what);
    [[nodiscard]] SourceSpan place(const Token& first, const Token& last) const;
    void report(Code code, const Token& token, std::string message, std::string help = {});
    void report(Code code, const SourceSpan& place, std::string message, std::string help = {});
    // "expected …, found …"
    void expected(Code code, std::string_view what, std::string help = {});
    void unknown_name(std::string_view what,
                      const Token& token,
                      std::initializer_list<const std::vector<std::string>*> lists);

    std::string_view text_;
    const SourceSpan& span_;
    const Vocabulary& vocabulary_;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    bool metric_known_ = false;  // of the condition being read
    Diagnostics diagnostics_;
};

// The user's text as a message may quote it: cut to 40 bytes, control characters made visible.
[[nodiscard]] std::string shown(std::string_view text);
[[nodiscard]] bool is_keyword(std::string_view word);
[[nodiscard]] bool contains(const std::vector<std::string>& names, std::string_view name);

}  // namespace fortify::slo
