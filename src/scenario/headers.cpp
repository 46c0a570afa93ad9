#include "scenario/headers.hpp"

#include "scenario/http_text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

// Of headers, and of requests in a mix: far more than anyone sends, few enough to compare with each other.
constexpr std::size_t most_entries = 1000;

bool same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

bool too_many(const Section& section, std::string_view key, std::size_t count) {
    if (count <= most_entries) {
        return false;
    }
    section.context().report(
        Code::out_of_range, section.key_span(key),
        fmt::format("{} has {} entries; at most {} are allowed", section.name_of(key), count, most_entries));
    return true;
}

void read_headers(const Section& section, std::string_view key, std::vector<Header>& headers) {
    const Entry* entry = section.find(key);
    if (entry == nullptr) {
        return;
    }
    Context& context = section.context();
    const Table* table = entry->node.table();
    if (table == nullptr) {
        context.report(Code::wrong_type, entry->node.span,
                       fmt::format("{} must be {}, but is {}", section.name_of(key),
                                   describe(Type::texts_by_name), kind_of(entry->node)));
        return;
    }
    if (too_many(section, key, table->size())) {
        return;
    }
    for (const Entry& header : *table) {
        const std::string* value = header.node.text();
        if (value == nullptr) {
            context.report(Code::wrong_type, header.node.span,
                           fmt::format("the header {} must be text, but is {}", in_quotes(header.name),
                                       kind_of(header.node)),
                           "put it in quotes");
        } else if (!is_token(header.name)) {
            context.report(Code::bad_header, header.key,
                           fmt::format("{} is not the name of a header", in_quotes(header.name)),
                           "letters, digits and hyphens; no spaces, no colon");
        } else if (!is_header_value(*value)) {
            context.report(Code::bad_header, header.node.span,
                           fmt::format("the header {} holds a control character", in_quotes(header.name)),
                           "a header is one line of text");
        } else {
            const auto same = std::find_if(headers.begin(), headers.end(), [&](const Header& one) {
                return same_name(one.first, header.name);
            });
            if (same == headers.end()) {
                headers.emplace_back(header.name, *value);
            } else {
                *same = {header.name, *value};
            }
        }
    }
}

}  // namespace fortify::scenario
