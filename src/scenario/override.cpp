#include "scenario/override.hpp"

#include "scenario/document.hpp"
#include "scenario/value.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::scenario {

namespace {

constexpr std::size_t deepest_path = 16;

struct Segment {
    std::string name;
    std::uint32_t column = 1;
};

std::optional<std::vector<Segment>> split_path(std::string_view path) {
    std::vector<Segment> segments;
    std::uint32_t column = 1;
    while (true) {
        const std::string_view name = path.substr(0, path.find('.'));
        if (!is_name(name) || segments.size() >= deepest_path) {
            return std::nullopt;
        }
        segments.push_back({std::string(name), column});
        if (name.size() == path.size()) {
            return segments;
        }
        column += static_cast<std::uint32_t>(name.size()) + 1;
        path.remove_prefix(name.size() + 1);
    }
}

// One override on its way down the tree.
class Descent {
public:
    Descent(Context& context, const Override& change)
        : context_(context), change_(change), file_(fmt::format("--set {}={}", change.path, change.value)) {
    }

    void run(Node& root) {
        const auto segments = split_path(change_.path);
        if (!segments) {
            context_.report(Code::bad_override, span(1, change_.path.size()),
                            fmt::format("{} is not a path of keys", in_quotes(change_.path)),
                            "write it like policy.client.retry.max_attempts");
            return;
        }
        auto value = parse_value(change_.value, span(change_.path.size() + 2, change_.value.size()));
        if (!value) {
            context_.adopt(value.error());
            return;
        }
        Node* node = &root;
        for (std::size_t index = 0; index < segments->size() && node != nullptr; ++index) {
            node = step(*node, (*segments)[index], index + 1 == segments->size());
        }
        if (node != nullptr) {
            *node = std::move(*value);
        }
    }

private:
    Node* step(Node& node, const Segment& segment, bool last) {
        if (Array* array = node.array()) {
            return element(*array, segment);
        }
        Table* table = node.table();
        if (table == nullptr) {
            context_
                .report(Code::override_nowhere, span(segment.column, segment.name.size()),
                        fmt::format("there is no {} within {}", in_quotes(segment.name), kind_of(node)))
                .notes.push_back({node.span, "the value is here"});
            return nullptr;
        }
        if (Entry* entry = find_entry(*table, segment.name)) {
            if (last) {
                entry->key = span(segment.column, segment.name.size());
            }
            return &entry->node;
        }
        const auto place = span(segment.column, segment.name.size());
        Node made;
        made.value = Table{};
        made.span = place;
        table->push_back({.name = segment.name, .key = place, .node = std::move(made)});
        return &table->back().node;
    }

    Node* element(Array& array, const Segment& segment) {
        if (const Node* found = find_element(array, segment.name)) {
            return &array[static_cast<std::size_t>(found - array.data())];
        }
        std::vector<std::string> names;
        for (const Node& candidate : array) {
            if (std::string name = name_of_element(candidate); !name.empty()) {
                names.push_back(std::move(name));
            }
        }
        std::string help = suggestion(segment.name, names);
        if (help.empty()) {
            help = fmt::format("entries go by their name, or by a number from 1 to {}", array.size());
        }
        context_.report(Code::override_nowhere, span(segment.column, segment.name.size()),
                        fmt::format("no entry is called {}", in_quotes(segment.name)), std::move(help));
        return nullptr;
    }

    [[nodiscard]] SourceSpan span(std::size_t column, std::size_t length) const {
        return {.file = file_,
                .line = 1,
                .column = static_cast<std::uint32_t>(column),
                .length = static_cast<std::uint32_t>(length)};
    }

    Context& context_;
    const Override& change_;
    std::string file_;
};

}  // namespace

std::string name_of_element(const Node& element) {
    if (element.table() != nullptr) {
        for (const std::string_view key : {"name", "id"}) {
            const Entry* entry = find_entry(*element.table(), key);
            if (entry != nullptr && entry->node.text() != nullptr) {
                return *entry->node.text();
            }
        }
    }
    return {};
}

const Node* find_element(const Array& array, std::string_view word) {
    for (const Node& candidate : array) {
        if (name_of_element(candidate) == word) {
            return &candidate;
        }
    }
    std::size_t number = 0;
    const char* end = word.data() + word.size();
    const bool numeric = std::from_chars(word.data(), end, number).ptr == end;
    return numeric && number >= 1 && number <= array.size() ? &array[number - 1] : nullptr;
}

void apply_overrides(Context& context, Node& root) {
    for (const Override& change : context.options().overrides) {
        Descent(context, change).run(root);
    }
}

Result<Override, Diagnostic> parse_override(std::string_view text) {
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && equals > 0) {
        return Override{.path = std::string(text.substr(0, equals)),
                        .value = std::string(text.substr(equals + 1))};
    }
    return Err{
        Diagnostic{.code = std::string(info(Code::bad_override).code),
                   .severity = info(Code::bad_override).severity,
                   .span = {.file = fmt::format("--set {}", text),
                            .line = 1,
                            .column = 1,
                            .length = static_cast<std::uint32_t>(text.size())},
                   .message = equals == 0 ? "an override without a path" : "an override without a value",
                   .notes = {},
                   .help = "write --set path=value, such as --set seed=7"}};
}

}  // namespace fortify::scenario
