#include "scenario/document.hpp"

#include "scenario/code.hpp"
#include "scenario/nesting.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <string>

namespace fortify::scenario {

namespace {

Diagnostic problem(Code code, SourceSpan span, std::string message, std::string help = {}) {
    return {.code = std::string(info(code).code),
            .severity = info(code).severity,
            .span = std::move(span),
            .message = std::move(message),
            .notes = {},
            .help = std::move(help)};
}

// The library says "Error while parsing key-value pair: expected …": the second half says it all.
std::string readable(std::string_view description) {
    constexpr std::string_view start = "Error while parsing ";
    std::string_view where;
    if (description.substr(0, start.size()) == start) {
        if (const auto colon = description.find(": "); colon != std::string_view::npos) {
            where = description.substr(start.size(), colon - start.size());
            description.remove_prefix(colon + 2);
        }
    }
    const bool plain = where.empty() || where == "key-value pair" || where == "root table";
    return plain ? std::string(description) : fmt::format("{} (in a {})", description, where);
}

// Lines of a text by number, for the parts of spans that the library does not give.
class Lines {
public:
    explicit Lines(std::string_view text) {
        while (true) {
            const auto end = text.find('\n');
            lines_.push_back(text.substr(0, end));
            if (end == std::string_view::npos) {
                return;
            }
            text.remove_prefix(end + 1);
        }
    }
    [[nodiscard]] std::string_view line(std::uint32_t number) const {
        return number >= 1 && number <= lines_.size() ? lines_[number - 1] : std::string_view{};
    }
    // From the character with this column on; nothing of a line that is too long to be looked at, which
    // would be gone through for every value on it.
    [[nodiscard]] std::string_view from(std::uint32_t number, std::uint32_t column) const {
        constexpr std::size_t longest = 4096;
        const std::string_view whole = line(number);
        if (whole.size() > longest) {
            return {};
        }
        std::size_t at = 0;
        for (std::uint32_t seen = 0; at < whole.size(); ++at) {
            const bool starts = (static_cast<unsigned char>(whole[at]) & 0xC0U) != 0x80U;
            seen += starts ? 1 : 0;
            if (starts && seen == column) {
                break;
            }
        }
        return whole.substr(at);
    }

private:
    std::vector<std::string_view> lines_;
};

std::uint32_t characters(std::string_view text) {
    return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U && c != '\r';
    }));
}

// Turns the library's tree into ours.
class Conversion {
public:
    Conversion(const std::string& file, std::string_view text) : file_(file), lines_(text) {
    }

    [[nodiscard]] Node convert(const toml::node& from) const {
        Node node;
        node.span = span_of(from.source());
        if (const auto* table = from.as_table()) {
            node.value = entries(*table);
        } else if (const auto* array = from.as_array()) {
            Array elements;
            for (const toml::node& element : *array) {
                elements.push_back(convert(element));
            }
            node.value = std::move(elements);
        } else if (const auto* text = from.as_string()) {
            node.value = text->get();
            node.written = text->get();
            node.text_offset = offset_of_text(node.span);
        } else if (const auto* integer = from.as_integer()) {
            node.value = integer->get();
        } else if (const auto* number = from.as_floating_point()) {
            node.value = number->get();
        } else if (const auto* boolean = from.as_boolean()) {
            node.value = boolean->get();
        } else {
            node.value = Moment{};
        }
        return node;
    }

private:
    [[nodiscard]] Table entries(const toml::table& table) const {
        Table result;
        for (const auto& [key, value] : table) {
            result.push_back(
                {.name = std::string(key.str()), .key = span_of(key.source()), .node = convert(value)});
        }
        std::stable_sort(result.begin(), result.end(), [](const Entry& left, const Entry& right) {
            return std::pair(left.key.line, left.key.column) < std::pair(right.key.line, right.key.column);
        });
        return result;
    }
    [[nodiscard]] SourceSpan span_of(const toml::source_region& region) const {
        SourceSpan span{.file = file_, .line = region.begin.line, .column = region.begin.column, .length = 1};
        if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
            span.length = region.end.column - region.begin.column;
        } else if (region.end.line > region.begin.line) {
            span.length = std::max(1U, characters(lines_.from(span.line, span.column)));
        }
        return span;
    }
    [[nodiscard]] std::uint32_t offset_of_text(const SourceSpan& span) const {
        const std::string_view written = lines_.from(span.line, span.column);
        const bool triple = written.substr(0, 3) == "\"\"\"" || written.substr(0, 3) == "'''";
        return triple ? 3 : 1;
    }

    std::string file_;
    Lines lines_;
};

}  // namespace

Result<Node, Diagnostic> parse_document(const Source& source) {
    if (SourceSpan deep = find_deep_nesting(source.file, source.text); deep.line != 0) {
        return Err{problem(Code::nested_too_deeply, std::move(deep),
                           fmt::format("nested more than {} levels deep", nesting_limit),
                           "a scenario needs five levels at most")};
    }
    try {
        const toml::table root = toml::parse(std::string_view(source.text), std::string_view(source.file));
        return Conversion(source.file, source.text).convert(root);
    } catch (const toml::parse_error& failure) {
        const auto& region = failure.source();
        return Err{problem(
            Code::toml_syntax,
            {.file = source.file, .line = region.begin.line, .column = region.begin.column, .length = 1},
            readable(failure.description()))};
    } catch (const std::exception& failure) {
        return Err{problem(Code::toml_syntax, {.file = source.file}, failure.what())};
    }
}

Result<Node, Diagnostic> parse_value(std::string_view text, const SourceSpan& span) {
    // Padded so that the library counts the columns of the override itself.
    constexpr std::string_view key = "v=";
    const std::size_t padding = span.column > key.size() ? span.column - key.size() - 1 : 0;
    if (text.find_first_of("\n\r") == std::string_view::npos) {
        auto parsed =
            parse_document({.file = span.file, .text = std::string(key).append(padding, ' ').append(text)});
        if (parsed && parsed->table()->size() == 1 && parsed->table()->front().name == "v") {
            return std::move(parsed->table()->front().node);
        }
        const bool structured = !text.empty() && std::string_view("{[\"'").find(text.front()) != text.npos;
        if (!parsed && structured) {
            Diagnostic diagnostic = parsed.error();
            diagnostic.code = info(Code::bad_override).code;
            diagnostic.help = "quote the value for the shell: --set 'path={ key = \"text\" }'";
            return Err{std::move(diagnostic)};
        }
    }
    Node node;
    node.value = std::string(text);
    node.span = span;
    node.written = text;
    return node;
}

}  // namespace fortify::scenario
