#include "scenario/rewrite.hpp"

#include "scenario/context.hpp"
#include "scenario/document.hpp"
#include "scenario/layout.hpp"
#include "scenario/override.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::scenario {

namespace {

bool is_same(const Node& left, const Node& right);

bool is_same(const Table& left, const Table& right) {
    // The order of keys means nothing.
    return left.size() == right.size() && std::all_of(left.begin(), left.end(), [&](const Entry& entry) {
               const Entry* other = find_entry(right, entry.name);
               return other != nullptr && is_same(entry.node, other->node);
           });
}

bool is_same(const Node& left, const Node& right) {
    if (left.value.index() != right.value.index()) {
        return false;
    }
    if (const Table* table = left.table()) {
        return is_same(*table, *right.table());
    }
    if (const Array* array = left.array()) {
        return std::equal(array->begin(), array->end(), right.array()->begin(), right.array()->end(),
                          [](const Node& one, const Node& other) { return is_same(one, other); });
    }
    if (left.text() != nullptr) {
        return *left.text() == *right.text();
    }
    if (const auto* whole = std::get_if<std::int64_t>(&left.value)) {
        return *whole == std::get<std::int64_t>(right.value);
    }
    if (const auto* number = std::get_if<double>(&left.value)) {
        return !(*number < std::get<double>(right.value)) && !(*number > std::get<double>(right.value));
    }
    const auto* truth = std::get_if<bool>(&left.value);
    return truth == nullptr || *truth == std::get<bool>(right.value);
}

std::string in_double_quotes(std::string_view text) {
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            quoted += '\\';
            quoted += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) {
            quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(letter));
        } else {
            quoted += letter;
        }
    }
    return quoted + '"';
}

// As TOML, in quotes of the kind that the old value has.
std::string literal_of(const Override& change, std::string_view old) {
    const auto value = parse_value(change.value, {});
    const std::string* text = value && value->text() != nullptr ? &*value->text() : nullptr;
    if (text != nullptr && *text == change.value) {
        const bool plain = old.starts_with('\'') && std::none_of(text->begin(), text->end(), [](char c) {
                               return c == '\'' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                           });
        return plain ? fmt::format("'{}'", *text) : in_double_quotes(*text);
    }
    // It is TOML, perhaps with a comment behind it.
    const std::string line = "v=" + change.value;
    const Layout layout = layout_of(line);
    const Stretch place = layout.find({"v"}) == nullptr ? Stretch{} : layout.find({"v"})->value;
    return line.substr(place.begin, place.end - place.begin);
}

// The path as the layout names it; `root` has everything that is on it.
Way way_of(std::string_view path, const Node& root) {
    Way way;
    const Node* node = &root;
    while (true) {
        const std::string_view word = path.substr(0, path.find('.'));
        const Node* next = nullptr;
        if (const Array* array = node == nullptr ? nullptr : node->array()) {
            next = find_element(*array, word);
            way.push_back("#" + std::to_string(next == nullptr
                                                   ? array->size()
                                                   : static_cast<std::size_t>(next - array->data())));
        } else {
            const Table* table = node == nullptr ? nullptr : node->table();
            const Entry* entry = table == nullptr ? nullptr : find_entry(*table, word);
            next = entry == nullptr ? nullptr : &entry->node;
            way.emplace_back(word);
        }
        node = next;
        if (word.size() == path.size()) {
            return way;
        }
        path.remove_prefix(word.size() + 1);
    }
}

Way parent_of(const Way& way) {
    return {way.begin(), way.end() - 1};
}

bool is_strictly_within(const Way& way, const Way& table) {
    return way.size() > table.size() && begins_with(way, table);
}

// Puts one value into a text.
class Edit {
public:
    Edit(std::string_view text, const Override& change, const Way& way)
        : text_(text), layout_(layout_of(text)) {
        if (const Assignment* there = layout_.find(way)) {
            const std::string_view old = between(there->value.begin, there->value.end);
            replace(there->value, literal_of(change, old));
        } else {
            insert(way, literal_of(change, {}));
        }
    }

    [[nodiscard]] std::string take() {
        return std::move(result_);
    }

private:
    [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
        return text_.substr(begin, end - begin);
    }
    void replace(Stretch place, std::string_view with) {
        result_ = std::string(text_.substr(0, place.begin)).append(with).append(text_.substr(place.end));
    }
    void put(std::size_t at, std::string_view what) {
        replace({at, at}, what);
    }

    [[nodiscard]] bool exists(const Way& table) const {
        const auto leads_there = [&](const auto& part) {
            return begins_with(part.way, table);
        };
        return std::any_of(layout_.headers.begin(), layout_.headers.end(), leads_there) ||
               std::any_of(layout_.assignments.begin(), layout_.assignments.end(), leads_there) ||
               std::any_of(layout_.braces.begin(), layout_.braces.end(), leads_there);
    }

    void insert(const Way& way, const std::string& literal) {
        const Way table = parent_of(way);
        if (exists(table)) {
            insert_into(table, way.back(), literal);
            return;
        }
        Way nearest = parent_of(table);
        while (!exists(nearest)) {
            nearest.pop_back();
        }
        const TableHeader* last = nullptr;
        for (const TableHeader& header : layout_.headers) {
            last = is_strictly_within(header.way, nearest) ? &header : last;
        }
        if (last != nullptr) {
            new_section(*last, table, fmt::format("{} = {}", way.back(), literal));
        } else {
            insert(table, fmt::format("{{ {} = {} }}", way.back(), literal));
        }
    }

    // After the last key that is written into this table from outside of any other.
    void insert_into(const Way& table, const std::string& name, const std::string& literal) {
        const Assignment* last = nullptr;
        for (const Assignment& candidate : layout_.assignments) {
            if (candidate.home <= table.size() && is_strictly_within(candidate.way, table)) {
                last = &candidate;
            }
        }
        if (last != nullptr && last->form == Assignment::Form::in_braces) {
            put(last->value.end, fmt::format(", {}{} = {}", prefix_of(*last, table), name, literal));
        } else if (last != nullptr) {
            after_line(last->value.end, like(*last, table, name) + literal);
        } else if (const Braces* empty = braces_of(table)) {
            replace(empty->place, fmt::format("{{ {} = {} }}", name, literal));
        } else {
            under_header(table, fmt::format("{} = {}", name, literal));
        }
    }

    [[nodiscard]] const Braces* braces_of(const Way& table) const {
        const auto found = std::find_if(layout_.braces.begin(), layout_.braces.end(),
                                        [&](const Braces& braces) { return braces.way == table; });
        return found == layout_.braces.end() ? nullptr : &*found;
    }

    // "retry." of "retry.max_attempts" written in [policy.client].
    [[nodiscard]] std::string_view prefix_of(const Assignment& sibling, const Way& table) const {
        return between(sibling.names.front(), sibling.names[table.size() - sibling.home]);
    }

    // The beginning of a line beside that one: its indent, its blanks around the sign, which stands below
    // its.
    [[nodiscard]] std::string like(const Assignment& sibling,
                                   const Way& table,
                                   const std::string& name) const {
        const std::size_t line = text_.rfind('\n', sibling.names.front()) + 1;
        const std::string_view before = between(sibling.name_end, sibling.equals);
        std::string start(between(line, sibling.names.front()));
        const std::size_t indent = start.size();
        start.append(prefix_of(sibling, table)).append(name);
        const std::size_t column = sibling.equals - sibling.names.front() + indent;
        if (before.size() > 1 && start.size() < column) {
            start.append(column - start.size(), ' ');
        } else {
            start.append(before.substr(0, 1));
        }
        return start.append("=").append(between(sibling.equals + 1, sibling.value.begin));
    }

    void under_header(const Way& table, const std::string& line) {
        const auto found = std::find_if(layout_.headers.begin(), layout_.headers.end(),
                                        [&](const TableHeader& header) { return header.way == table; });
        if (found != layout_.headers.end() && found != layout_.headers.begin()) {
            after_line(found->place.end, line);
            return;
        }
        // At the top of a file without keys there, or of a table that only those within it speak of.
        const auto first =
            std::find_if(layout_.headers.begin() + 1, layout_.headers.end(),
                         [&](const TableHeader& header) { return begins_with(header.way, table); });
        if (first == layout_.headers.end()) {
            after_line(text_.size(), line);
            return;
        }
        const std::size_t start = text_.rfind('\n', first->place.begin) + 1;
        const std::string header =
            table.empty() ? std::string{} : fmt::format("[{}]{}", name_of(table), newline());
        put(std::max(start, layout_.headers.front().place.begin),
            fmt::format("{}{}{}{}", header, line, newline(), newline()));
    }

    void new_section(const TableHeader& before, const Way& table, const std::string& line) {
        std::size_t end = before.place.end;
        for (const Assignment& assignment : layout_.assignments) {
            const bool is_below = assignment.form == Assignment::Form::line &&
                                  assignment.names.front() > before.place.begin &&
                                  begins_with(assignment.way, before.way);
            end = is_below ? std::max(end, assignment.value.end) : end;
        }
        after_line(end, fmt::format("{}[{}]{}{}", is_spaced(before) ? newline() : "", name_of(table),
                                    newline(), line));
    }

    // Whether an empty line stands before this header.
    [[nodiscard]] bool is_spaced(const TableHeader& header) const {
        const std::size_t line = text_.rfind('\n', header.place.begin);
        const std::string_view above = text_.substr(0, line == text_.npos ? 0 : line);
        return above.ends_with('\n') || above.ends_with("\n\r");
    }

    [[nodiscard]] static std::string name_of(const Way& table) {
        std::string name;
        for (const std::string& part : table) {
            if (!part.starts_with('#')) {
                name.append(name.empty() ? "" : ".").append(part);
            }
        }
        return name;
    }

    void after_line(std::size_t place, std::string_view line) {
        const std::size_t end = text_.find('\n', place);
        if (end != text_.npos) {
            put(end + 1, std::string(line) + newline());
        } else {
            const bool is_open = !text_.empty() && !text_.ends_with('\n');
            put(text_.size(), (is_open ? newline() : "") + std::string(line) + newline());
        }
    }

    [[nodiscard]] std::string newline() const {
        return text_.find("\r\n") != text_.npos ? "\r\n" : "\n";
    }

    std::string_view text_;
    Layout layout_;
    std::string result_;
};

Diagnostics cannot(const Source& source, const Override& change, std::string message) {
    const Options options;
    Context context(source, options);
    context.report(Code::override_nowhere,
                   {.file = fmt::format("--set {}={}", change.path, change.value),
                    .line = 1,
                    .column = 1,
                    .length = static_cast<std::uint32_t>(change.path.size())},
                   std::move(message), "change the file by hand");
    return context.take();
}

}  // namespace

Result<std::string, Diagnostics> rewrite(const Source& source, const std::vector<Override>& changes) {
    Source present = source;
    for (const Override& change : changes) {
        auto root = parse_document(present);
        if (!root) {
            return Err{Diagnostics{root.error()}};
        }
        const Options options{.overrides = {change}, .seed = {}, .allow = {}, .environment = {}};
        Context context(present, options);
        const Way way = way_of(change.path, *root);
        apply_overrides(context, *root);
        if (context.errors() > 0) {
            return Err{context.take()};
        }
        present.text = Edit(present.text, change, way).take();
        const auto again = parse_document(present);
        if (!again || !is_same(*again, *root)) {
            return Err{cannot(source, change,
                              fmt::format("{} cannot be written into the file", in_quotes(change.path)))};
        }
    }
    return std::move(present.text);
}

}  // namespace fortify::scenario
