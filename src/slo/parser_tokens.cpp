#include "core/text.hpp"
#include "slo/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fortify::slo {

namespace {

constexpr std::array<std::string_view, 10> keywords{"of",     "during", "over",    "for", "windows",
                                                    "within", "after",  "between", "and", "or"};

std::string found(const Token& token) {
    return token.kind == Token::Kind::end ? "the end of the expression"
                                          : fmt::format("\"{}\"", shown(token.text));
}

}  // namespace

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    if (text.size() <= longest) {
        return printable(text);
    }
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) {
        --cut;
    }
    return printable(text.substr(0, cut)) + "...";
}

bool is_keyword(std::string_view word) {
    return word == "window" || std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const Token& Parser::peek(std::size_t ahead) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token Parser::take() {
    const Token token = peek();
    next_ = std::min(next_ + 1, tokens_.size() - 1);
    return token;
}

bool Parser::at_keyword(std::string_view keyword, std::size_t ahead) const {
    return peek(ahead).kind == Token::Kind::word && peek(ahead).text == keyword;
}

bool Parser::take_keyword(std::string_view keyword) {
    if (!at_keyword(keyword)) {
        return false;
    }
    (void)take();
    return true;
}

std::optional<Token> Parser::name(std::string_view what) {
    const Token& token = peek();
    if (token.kind == Token::Kind::word && is_keyword(token.text)) {
        report(Code::syntax, token, fmt::format("expected {}, found the keyword \"{}\"", what, token.text),
               fmt::format("a name that is a keyword is written in quotes: '{}'", token.text));
        return std::nullopt;
    }
    if (token.kind != Token::Kind::word && token.kind != Token::Kind::quoted) {
        expected(Code::syntax, what);
        return std::nullopt;
    }
    return take();
}

SourceSpan Parser::place(const Token& first, const Token& last) const {
    SourceSpan place = span_;
    place.column = span_.column + first.offset;
    place.length = last.offset + last.length - first.offset;
    return place;
}

void Parser::report(Code code, const Token& token, std::string message, std::string help) {
    report(code, place(token, token), std::move(message), std::move(help));
}

void Parser::report(Code code, const SourceSpan& place, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.code = info(code).code;
    diagnostic.span = place;
    diagnostic.message = std::move(message);
    diagnostic.help = std::move(help);
    diagnostics_.push_back(std::move(diagnostic));
}

void Parser::expected(Code code, std::string_view what, std::string help) {
    const Token& token = peek();
    report(code, token, fmt::format("expected {}, found {}", what, found(token)), std::move(help));
}

void Parser::unknown_name(std::string_view what,
                          const Token& token,
                          std::initializer_list<const std::vector<std::string>*> lists) {
    std::vector<std::string_view> known;
    for (const std::vector<std::string>* list : lists) {
        known.insert(known.end(), list->begin(), list->end());
    }
    std::string help;
    if (const auto meant = closest(token.text, known)) {
        help = fmt::format("did you mean \"{}\"?", *meant);
    } else if (known.empty()) {
        help = fmt::format("the scenario has no {}", what);
    } else {
        constexpr std::size_t most = 12;
        const bool all = known.size() <= most;
        known.resize(std::min(known.size(), most));
        help = fmt::format("known: {}{}", fmt::join(known, ", "), all ? "" : ", ...");
    }
    report(Code::unknown_name, token, fmt::format("there is no {} \"{}\"", what, shown(token.text)),
           std::move(help));
}

}  // namespace fortify::slo
