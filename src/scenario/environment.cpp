#include "scenario/environment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace fortify::scenario {

namespace {

bool is_variable(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::uint32_t characters(std::string_view text) {
    return static_cast<std::uint32_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// One text with its placeholders.
class Expansion {
public:
    Expansion(Context& context, Node& node) : context_(context), node_(node) {
    }

    void run() {
        std::string filled;
        std::size_t at = 0;
        while (at < written_.size()) {
            const std::string_view rest = written_.substr(at);
            if (rest.substr(0, 3) == "$${") {
                filled += "${";
                at += 3;
            } else if (rest.substr(0, 2) == "${") {
                at += placeholder(rest, at, filled);
            } else {
                filled += written_[at++];
            }
        }
        node_.written = std::string(written_);
        node_.value = std::move(filled);
    }

private:
    // Its length in the text.
    std::size_t placeholder(std::string_view rest, std::size_t at, std::string& filled) {
        const auto brace = rest.find('}');
        const std::string_view name = rest.substr(2, brace == rest.npos ? rest.npos : brace - 2);
        if (brace == rest.npos || !is_variable(name)) {
            context_.report(Code::bad_placeholder, place(at, 2),
                            brace == rest.npos
                                ? std::string("${ without the } that ends it")
                                : fmt::format("{} is not the name of a variable", in_quotes(name)),
                            "write ${NAME}, or $${ for a plain ${");
            filled += "${";
            return 2;
        }
        const std::size_t length = brace + 1;
        const Environment& lookup = context_.options().environment;
        const auto value = lookup ? lookup(std::string(name)) : std::nullopt;
        node_.secret = true;
        if (!value) {
            context_.report(Code::unset_variable, place(at, characters(rest.substr(0, length))),
                            fmt::format("the environment variable {} is not set", name),
                            fmt::format("set it before the run: export {}=…", name));
            return length;
        }
        context_.add_secret(std::string(name), *value);
        filled += *value;
        return length;
    }

    // A part of the text, where it can be pointed at: on one line, without escapes before it.
    [[nodiscard]] SourceSpan place(std::size_t at, std::uint32_t length) const {
        SourceSpan span = node_.span;
        if (!context_.full() && characters(written_) + 2 * node_.text_offset == span.length) {
            span.column += node_.text_offset + characters(written_.substr(0, at));
            span.length = length;
        }
        return span;
    }

    Context& context_;
    Node& node_;
    const std::string written_copy_ = *node_.text();
    std::string_view written_ = written_copy_;
};

}  // namespace

void fill_in_environment(Context& context, Node& node) {
    if (Table* table = node.table()) {
        for (Entry& entry : *table) {
            fill_in_environment(context, entry.node);
        }
    } else if (Array* array = node.array()) {
        for (Node& element : *array) {
            fill_in_environment(context, element);
        }
    } else if (node.text() != nullptr && node.text()->find("${") != std::string::npos) {
        Expansion(context, node).run();
    }
}

}  // namespace fortify::scenario
