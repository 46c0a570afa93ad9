#include "scenario/value.hpp"

#include "core/assert.hpp"
#include "core/distribution_text.hpp"
#include "core/quantity.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace fortify::scenario {

namespace {

Misfit wrong_type(const Node& node, const KeyInfo& key) {
    std::string help;
    const bool number =
        std::holds_alternative<std::int64_t>(node.value) || std::holds_alternative<double>(node.value);
    if (number && (key.type == Type::duration || key.type == Type::distribution)) {
        help = "say the unit, in quotes: \"5s\", \"250ms\"";
    } else if (number && (key.type == Type::rate || key.type == Type::rates)) {
        help = "say the unit, in quotes: \"70/s\", \"500/min\"";
    } else if (number && key.type == Type::bandwidth) {
        help = "say the unit, in quotes: \"64KiB/s\"";
    }
    return {Code::wrong_type, fmt::format("must be {}, but is {}", describe(key.type), kind_of(node)),
            std::move(help)};
}

std::string as_written(double value, const KeyInfo& key) {
    if (key.type == Type::duration) {
        return format_duration(from_seconds(value));
    }
    if (key.type == Type::rate || key.type == Type::rates) {
        return format_rate(Rate{value});
    }
    if (key.type == Type::bytes || key.type == Type::bandwidth) {
        return format_bytes(Bytes{static_cast<std::uint64_t>(value)}) +
               (key.type == Type::bandwidth ? "/s" : "");
    }
    return fmt::format("{:.15g}", value);
}

// What to do about a zero where zero makes no sense.
std::string instead_of_zero(const KeyInfo& key) {
    if (key.type != Type::duration || key.low > 1e-6) {
        return {};
    }
    if (key.key == "limit") {
        return "0 is not a timeout; leave the section out for none";
    }
    if (key.presence == Presence::required || (key.fallback.empty() && key.otherwise.empty())) {
        return {};
    }
    return fmt::format("leave {} out for {}", key.key,
                       key.fallback.empty() ? key.otherwise : fmt::format("the default, {}", key.fallback));
}

template <class T>
Result<T, Misfit> within(T value, double number, const KeyInfo& key) {
    if (std::isnan(number)) {
        return Err{Misfit{Code::out_of_range, "is not a number", {}}};
    }
    if (number < key.low) {
        if (key.type == Type::duration) {
            return Err{Misfit{Code::out_of_range, "must be longer than 0", instead_of_zero(key)}};
        }
        return Err{Misfit{
            Code::out_of_range,
            fmt::format("must be at least {}, but is {}", as_written(key.low, key), as_written(number, key)),
            {}}};
    }
    if (number > key.high) {
        return Err{Misfit{
            Code::out_of_range,
            fmt::format("must be at most {}, but is {}", as_written(key.high, key), as_written(number, key)),
            {}}};
    }
    return value;
}

Misfit unreadable(std::string_view reason) {
    return {Code::unreadable_value, fmt::format("does not read: {}", reason), {}};
}

std::vector<std::string> words_of(const KeyInfo& key) {
    std::vector<std::string> words;
    std::string_view rest = key.words;
    while (!rest.empty()) {
        const auto bar = std::min(rest.find('|'), rest.size());
        words.emplace_back(rest.substr(0, bar));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return words;
}

}  // namespace

bool is_name(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

template <>
Result<std::string, Misfit> convert(const Node& node, const KeyInfo& key) {
    if (node.text() == nullptr) {
        return Err{wrong_type(node, key)};
    }
    if (key.type == Type::choice) {
        const auto words = words_of(key);
        if (std::find(words.begin(), words.end(), *node.text()) == words.end()) {
            return Err{Misfit{Code::unknown_word, fmt::format("cannot be {}", in_quotes(*node.text())),
                              suggestion(*node.text(), words)}};
        }
    }
    if (key.type == Type::name && !is_name(*node.text())) {
        return Err{Misfit{Code::bad_name, fmt::format("cannot be {}", in_quotes(*node.text())),
                          "names have 1 to 64 of the characters A-Z a-z 0-9 _ -"}};
    }
    return *node.text();
}

template <>
Result<bool, Misfit> convert(const Node& node, const KeyInfo& key) {
    const auto* value = std::get_if<bool>(&node.value);
    return value == nullptr ? Result<bool, Misfit>(Err{wrong_type(node, key)}) : *value;
}

template <>
Result<std::uint64_t, Misfit> convert(const Node& node, const KeyInfo& key) {
    const auto* value = std::get_if<std::int64_t>(&node.value);
    if (value == nullptr) {
        return Err{wrong_type(node, key)};
    }
    return within(static_cast<std::uint64_t>(std::max<std::int64_t>(*value, 0)), static_cast<double>(*value),
                  key);
}

template <>
Result<std::vector<std::uint64_t>, Misfit> convert(const Node& node, const KeyInfo& key) {
    const Array* array = node.array();
    if (array == nullptr) {
        return Err{wrong_type(node, key)};
    }
    std::vector<std::uint64_t> numbers;
    for (const Node& element : *array) {
        const auto number = convert<std::uint64_t>(element, key);
        if (!number) {
            return Err{number.error()};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

template <>
Result<Bytes, Misfit> convert(const Node& node, const KeyInfo& key) {
    const std::string* text = node.text();
    if (text == nullptr) {
        if (key.type == Type::bandwidth) {
            return Err{wrong_type(node, key)};
        }
        const auto* whole = std::get_if<std::int64_t>(&node.value);
        return whole == nullptr ? Result<Bytes, Misfit>(Err{wrong_type(node, key)})
                                : within(Bytes{static_cast<std::uint64_t>(std::max<std::int64_t>(*whole, 0))},
                                         static_cast<double>(*whole), key);
    }
    std::string_view size = *text;
    if (key.type == Type::bandwidth) {
        if (size.size() < 2 || size.substr(size.size() - 2) != "/s") {
            return Err{unreadable("expected a size a second, such as \"64KiB/s\"")};
        }
        size.remove_suffix(2);
    }
    const auto parsed = parse_bytes(size);
    if (!parsed) {
        return Err{unreadable(parsed.error())};
    }
    return within(*parsed, static_cast<double>(parsed->count), key);
}

template <>
Result<double, Misfit> convert(const Node& node, const KeyInfo& key) {
    if (const auto* value = std::get_if<double>(&node.value)) {
        return within(*value, *value, key);
    }
    if (const auto* value = std::get_if<std::int64_t>(&node.value)) {
        return within(static_cast<double>(*value), static_cast<double>(*value), key);
    }
    return Err{wrong_type(node, key)};
}

template <>
Result<Ratio, Misfit> convert(const Node& node, const KeyInfo& key) {
    double number = 0;
    if (const std::string* text = node.text()) {
        const auto parsed = parse_ratio(*text);
        if (!parsed) {
            return Err{unreadable(parsed.error())};
        }
        number = parsed->value;
    } else if (const auto* value = std::get_if<double>(&node.value)) {
        number = *value;
    } else if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
        number = static_cast<double>(*whole);
    } else {
        return Err{wrong_type(node, key)};
    }
    auto checked = within(Ratio{number}, number, key);
    if (!checked && number > key.high && number <= 100) {
        return Err{Misfit{checked.error().code, checked.error().message,
                          fmt::format("for {0:.15g} percent write \"{0:.15g}%\"", number)}};
    }
    return checked;
}

template <>
Result<Rate, Misfit> convert(const Node& node, const KeyInfo& key) {
    if (node.text() == nullptr) {
        return Err{wrong_type(node, key)};
    }
    const auto parsed = parse_rate(*node.text());
    if (!parsed) {
        return Err{unreadable(parsed.error())};
    }
    return within(*parsed, parsed->per_second, key);
}

template <>
Result<Duration, Misfit> convert(const Node& node, const KeyInfo& key) {
    if (node.text() == nullptr) {
        return Err{wrong_type(node, key)};
    }
    const auto parsed = parse_duration(*node.text());
    if (!parsed) {
        return Err{unreadable(parsed.error())};
    }
    return within(*parsed, to_seconds(*parsed), key);
}

template <>
Result<Distribution, Misfit> convert(const Node& node, const KeyInfo& key) {
    if (node.text() == nullptr) {
        return Err{wrong_type(node, key)};
    }
    auto parsed = parse_distribution(*node.text());
    if (!parsed) {
        return Err{unreadable(parsed.error())};
    }
    // A trace is empty until its file is read.
    if (trace_files(*parsed).empty() && parsed->mean() > std::chrono::hours(24)) {
        return Err{Misfit{Code::out_of_range, "is longer than 24h on average", {}}};
    }
    return std::move(*parsed);
}

Node default_node(const KeyInfo& key) {
    FORTIFY_ASSERT(!key.fallback.empty());
    Node node;
    const char* begin = key.fallback.data();
    const char* end = begin + key.fallback.size();
    if (key.type == Type::integer) {
        std::int64_t value = 0;
        FORTIFY_ASSERT(std::from_chars(begin, end, value).ptr == end);
        node.value = value;
    } else if (key.type == Type::number) {
        double value = 0;
        FORTIFY_ASSERT(std::from_chars(begin, end, value).ptr == end);
        node.value = value;
    } else if (key.type == Type::boolean) {
        node.value = key.fallback == "true";
    } else if (key.type == Type::texts) {
        Array words;
        for (std::string_view rest = key.fallback; !rest.empty();) {
            const auto comma = std::min(rest.find(", "), rest.size());
            Node word;
            word.value = std::string(rest.substr(0, comma));
            words.push_back(std::move(word));
            rest.remove_prefix(std::min(comma + 2, rest.size()));
        }
        node.value = std::move(words);
    } else {
        node.value = std::string(key.fallback);
    }
    return node;
}

}  // namespace fortify::scenario
