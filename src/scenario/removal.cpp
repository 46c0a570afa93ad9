#include "scenario/removal.hpp"

#include "core/text.hpp"
#include "scenario/document.hpp"
#include "scenario/layout.hpp"
#include "scenario/override.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

std::size_t line_begin(std::string_view text, std::size_t at) {
    return at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
}

// From the first of the comment lines right above the line.
std::size_t with_comments(std::string_view text, std::size_t line) {
    while (line > 0) {
        const std::size_t above = line_begin(text, line - 1);
        const std::size_t first = text.find_first_not_of(" \t", above);
        if (first >= line || text[first] != '#') {
            break;
        }
        line = above;
    }
    return line;
}

// What is written under headers, to the header that is not the entry's.
std::vector<Stretch> under_headers(std::string_view text, const Layout& layout, const Way& way) {
    std::vector<Stretch> cuts;
    const auto begin_of = [&](const TableHeader& header) {
        return with_comments(text, line_begin(text, header.place.begin));
    };
    for (std::size_t index = 1; index < layout.headers.size(); ++index) {
        if (begins_with(layout.headers[index].way, way)) {
            const bool is_last = index + 1 == layout.headers.size();
            cuts.push_back({begin_of(layout.headers[index]),
                            is_last ? text.size() : begin_of(layout.headers[index + 1])});
        }
    }
    return cuts;
}

// What stands in braces, with the comma behind it.
std::vector<Stretch> in_braces(std::string_view text, const Layout& layout, const Way& way) {
    for (const Braces& braces : layout.braces) {
        if (braces.way == way) {
            std::size_t end = text.find_first_not_of(" \t\r\n", braces.place.end);
            const bool has_comma = end != std::string_view::npos && text[end] == ',';
            end = has_comma ? text.find_first_not_of(" \t\r\n", end + 1) : braces.place.end;
            return {{braces.place.begin, std::min(end, text.size())}};
        }
    }
    return {};
}

const Array* list_in(const Node& root, std::string_view list) {
    const Table* table = root.table();
    const Entry* entry = table == nullptr ? nullptr : find_entry(*table, list);
    return entry == nullptr ? nullptr : entry->node.array();
}

}  // namespace

std::optional<std::string> without_entry(const Source& source, std::string_view list, std::string_view name) {
    const auto root = parse_document(source);
    const Array* entries = root ? list_in(*root, list) : nullptr;
    const Node* entry = entries == nullptr ? nullptr : find_element(*entries, name);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const Way way{std::string(list), fmt::format("#{}", entry - entries->data())};
    const Layout layout = layout_of(source.text);
    std::vector<Stretch> cuts = under_headers(source.text, layout, way);
    if (cuts.empty()) {
        cuts = in_braces(source.text, layout, way);
    }
    std::string text = source.text;
    for (auto cut = cuts.rbegin(); cut != cuts.rend(); ++cut) {
        text.erase(cut->begin, cut->end - cut->begin);
    }
    const auto again = parse_document({.file = source.file, .text = text});
    const Array* left = again ? list_in(*again, list) : nullptr;
    const std::size_t count = left == nullptr ? 0 : left->size();
    if (cuts.empty() || !again || count + 1 != entries->size() ||
        (left != nullptr && find_element(*left, name) != nullptr)) {
        return std::nullopt;
    }
    return text;
}

std::string with_entry(const Source& source, std::string_view list, const std::vector<std::string>& keys) {
    const std::string& text = source.text;
    const Layout layout = layout_of(text);
    if (const Assignment* brackets = layout.find({std::string(list)})) {
        const std::size_t inside = brackets->value.begin + 1;
        return text.substr(0, inside) + fmt::format("{{ {} }}, ", join(keys, ", ")) + text.substr(inside);
    }
    const std::string_view newline = text.find("\r\n") != std::string::npos ? "\r\n" : "\n";
    std::string longer = text;
    longer.append(text.empty() || text.ends_with('\n') ? "" : newline);
    longer.append(newline).append(fmt::format("[[{}]]", list)).append(newline);
    for (const std::string& key : keys) {
        longer.append(key).append(newline);
    }
    return longer;
}

}  // namespace fortify::scenario
