#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

// The names on the way to something in the file; elements of lists are "#0", "#1", which no name can be.
using Way = std::vector<std::string>;
[[nodiscard]] bool begins_with(const Way& way, const Way& start);

// A stretch of bytes.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// `name = value`, on a line of its own or within braces.
struct Assignment {
    enum class Form : std::uint8_t { line, in_braces };
    Way way;
    Form form{};
    std::size_t home = 0;            // length of the way of the table that it is written in
    std::vector<std::size_t> names;  // where each part of its dotted name begins
    std::size_t name_end = 0;
    std::size_t equals = 0;
    Stretch value;
};

// `[way]` or `[[way]]` and what follows until the next one; the first is the file's top and has no header.
struct TableHeader {
    Way way;
    Stretch place;  // of the brackets; empty at the top
};

// An inline table.
struct Braces {
    Way way;
    Stretch place;  // the braces included
};

// Where everything stands in a TOML text, by byte: what an editor has to know and a parser forgets. For text
// that has been parsed before, nested no deeper than the parser allows; of other text it makes no sense, but
// no harm.
struct Layout {
    std::vector<TableHeader> headers;
    std::vector<Assignment> assignments;
    std::vector<Braces> braces;

    [[nodiscard]] const Assignment* find(const Way& way) const;
};
[[nodiscard]] Layout layout_of(std::string_view text);

}  // namespace fortify::scenario
