#include "scenario/node.hpp"

#include "core/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace fortify::scenario {

namespace {

template <class TableType>
auto find_in(TableType& table, std::string_view name) -> decltype(table.data()) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace

const Entry* find_entry(const Table& table, std::string_view name) {
    return find_in(table, name);
}

Entry* find_entry(Table& table, std::string_view name) {
    return find_in(table, name);
}

std::string_view kind_of(const Node& node) {
    static constexpr std::array<std::string_view, 7> kinds{
        "a table", "a list", "text", "a whole number", "a number", "true or false", "a date or time"};
    return kinds[node.value.index()];
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (text.size() <= longest) {
        return fmt::format("\"{}\"", printable(text));
    }
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) {
        --cut;
    }
    return fmt::format("\"{}…\"", printable(text.substr(0, cut)));
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest_word = 64;  // comparing longer ones costs time and finds nothing
    constexpr std::size_t most_listed = 8;
    if (candidates.empty()) {
        return {};
    }
    const std::vector<std::string_view> views(candidates.begin(), candidates.end());
    if (word.size() <= longest_word) {
        if (const auto near = closest(word, views)) {
            return fmt::format("did you mean \"{}\"?", *near);
        }
    }
    if (candidates.size() > most_listed) {
        return {};
    }
    return fmt::format("{}{}",
                       candidates.size() == 1 ? "there is only: " : "one of: ", join(candidates, ", "));
}

}  // namespace fortify::scenario
