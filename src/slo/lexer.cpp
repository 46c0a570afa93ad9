#include "slo/lexer.hpp"

namespace fortify::slo {

namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_sign(char c) {
    return c == '<' || c == '>' || c == '=' || c == '!' || c == '&' || c == '|';
}

// Everything beyond ASCII may be part of a name ("100µs", "größe").
bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+' || c == '.' || c == '%' || c == '/' || byte >= 0x80;
}

std::uint32_t characters(std::string_view text) {
    std::uint32_t count = 0;
    for (const char c : text) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    }
    return count;
}

template <class Predicate>
std::size_t run_length(std::string_view text, Predicate belongs) {
    std::size_t length = 0;
    while (length < text.size() && belongs(text[length])) {
        ++length;
    }
    return length;
}

struct Piece {
    Token::Kind kind;
    std::size_t bytes;
};

// What begins here; `text` is not empty and does not begin with a space.
Piece next_piece(std::string_view text) {
    const char first = text.front();
    if (first == '(') {
        return {Token::Kind::opening, 1};
    }
    if (first == ')') {
        return {Token::Kind::closing, 1};
    }
    if (first == '\'') {
        const std::size_t closing = text.find('\'', 1);
        return closing == std::string_view::npos ? Piece{Token::Kind::stranger, 1}
                                                 : Piece{Token::Kind::quoted, closing + 1};
    }
    if (is_sign(first)) {
        return {Token::Kind::sign, run_length(text, is_sign)};
    }
    if (is_word(first)) {
        return {Token::Kind::word, run_length(text, is_word)};
    }
    return {Token::Kind::stranger, 1};
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    std::uint32_t offset = 0;
    while (true) {
        const std::size_t spaces = run_length(text.substr(at), is_space);
        at += spaces;
        offset += static_cast<std::uint32_t>(spaces);
        if (at == text.size()) {
            tokens.push_back({Token::Kind::end, text.substr(at), offset, 1, at, at});
            return tokens;
        }
        const Piece piece = next_piece(text.substr(at));
        const std::string_view whole = text.substr(at, piece.bytes);
        const std::string_view inner =
            piece.kind == Token::Kind::quoted ? whole.substr(1, whole.size() - 2) : whole;
        const std::uint32_t length = characters(whole);
        tokens.push_back({piece.kind, inner, offset, length, at, at + piece.bytes});
        at += piece.bytes;
        offset += length;
    }
}

}  // namespace fortify::slo
