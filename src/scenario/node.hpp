#pragma once

#include "core/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fortify::scenario {

struct Node;
struct Entry;

using Array = std::vector<Node>;
using Table = std::vector<Entry>;  // in the order of the file
// A date or a time: TOML has them, scenarios do not.
struct Moment {};

// A value as the file has it, before anyone knows what it means.
struct Node {
    std::variant<Table, Array, std::string, std::int64_t, double, bool, Moment> value;
    SourceSpan span;
    // Of text: as written, before ${NAME} was filled in, and whether anything was. What is filled in is a
    // secret, so messages quote `written`.
    std::string written;
    bool secret = false;
    // Of text: columns from the start of the span to its first character.
    std::uint32_t text_offset = 0;

    [[nodiscard]] const Table* table() const {
        return std::get_if<Table>(&value);
    }
    [[nodiscard]] Table* table() {
        return std::get_if<Table>(&value);
    }
    [[nodiscard]] const Array* array() const {
        return std::get_if<Array>(&value);
    }
    [[nodiscard]] Array* array() {
        return std::get_if<Array>(&value);
    }
    [[nodiscard]] const std::string* text() const {
        return std::get_if<std::string>(&value);
    }
    [[nodiscard]] std::string* text() {
        return std::get_if<std::string>(&value);
    }
};

struct Entry {
    std::string name;
    SourceSpan key;  // where the name stands
    Node node;
};

[[nodiscard]] const Entry* find_entry(const Table& table, std::string_view name);
[[nodiscard]] Entry* find_entry(Table& table, std::string_view name);

// "a table", "text", "a whole number".
[[nodiscard]] std::string_view kind_of(const Node& node);

// In quotes, cut to a length that fits a line, and safe to print.
[[nodiscard]] std::string in_quotes(std::string_view text);

// "did you mean \"retry\"?", or else "one of: …" when there are few candidates; may be empty.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace fortify::scenario
