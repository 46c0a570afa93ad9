#include "core/distribution_text.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace fortify {
namespace {

using Parsed = Result<Distribution, std::string>;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    return printable(text.substr(0, longest)) + (text.size() > longest ? "..." : "");
}

Err<std::string> problem(std::string reason) {
    return Err{std::move(reason)};
}

// Splits at commas that are inside neither parentheses nor quotes.
std::vector<std::string_view> split_arguments(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    std::size_t depth = 0;
    char quote = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        const char c = text[index];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && depth > 0) {
            --depth;
        } else if (c == ',' && depth == 0) {
            parts.push_back(trimmed(text.substr(start, index - start)));
            start = index + 1;
        }
    }
    parts.push_back(trimmed(text.substr(start)));
    return parts;
}

using Names = std::span<const std::string_view>;

std::string list_of(Names names) {
    std::string list;
    for (const std::string_view name : names) {
        list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
    }
    return list;
}

// The arguments of one distribution, given in order or by name.
class Arguments {
public:
    // Empty when the text could be bound: each parameter once, none unknown.
    [[nodiscard]] std::string bind(std::string_view text, Names names) {
        names_ = names;
        values_.assign(names.size(), std::nullopt);
        std::size_t position = 0;
        for (const std::string_view argument : split_arguments(text)) {
            const auto equals = argument.find('=');
            std::size_t index = position++;
            if (equals != std::string_view::npos) {
                const std::string_view name = trimmed(argument.substr(0, equals));
                index = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
                if (index == names.size()) {
                    return fmt::format("\"{}\" is not one of its parameters, which are {}", shown(name),
                                       list_of(names));
                }
            }
            if (index >= names.size()) {
                return fmt::format("too many parameters; it takes {}", list_of(names));
            }
            if (values_[index]) {
                return fmt::format("{} is given twice", names[index]);
            }
            values_[index] =
                equals == std::string_view::npos ? argument : trimmed(argument.substr(equals + 1));
        }
        for (std::size_t index = 0; index < names.size(); ++index) {
            if (!values_[index] || values_[index]->empty()) {
                return fmt::format("{} is missing; it takes {}", names[index], list_of(names));
            }
        }
        return {};
    }

    // The first value that cannot be read is kept as the error.
    [[nodiscard]] Duration duration(std::size_t index) {
        return value_of(index, parse_duration(*values_[index]), Duration::zero());
    }
    [[nodiscard]] double number(std::size_t index) {
        return value_of(index, parse_number(*values_[index]), 0.0);
    }
    [[nodiscard]] const std::string& error() const {
        return error_;
    }

private:
    template <class T>
    T value_of(std::size_t index, const Result<T, std::string>& parsed, T otherwise) {
        if (!parsed && error_.empty()) {
            error_ = fmt::format("{}: {}", names_[index], parsed.error());
        }
        return parsed ? *parsed : otherwise;
    }

    Names names_;
    std::vector<std::optional<std::string_view>> values_;
    std::string error_;
};

// Binds and reads the arguments into a shape, then checks the rule of that shape. `read` makes the
// shape, `broken` returns what is wrong with it, or nothing.
template <class Read, class Broken>
Parsed parse_shape(std::string_view text, Names names, Read read, Broken broken) {
    Arguments arguments;
    std::string error = arguments.bind(text, names);
    if (!error.empty()) {
        return problem(std::move(error));
    }
    auto shape = read(arguments);
    error = arguments.error();
    if (error.empty()) {
        error = broken(shape);
    }
    if (!error.empty()) {
        return problem(std::move(error));
    }
    return Distribution(std::move(shape));
}

constexpr auto no_rule = [](const auto&) {
    return std::string();
};

Parsed parse_constant(std::string_view text) {
    static constexpr std::array<std::string_view, 1> names{"value"};
    return parse_shape(
        text, names, [](Arguments& from) { return Distribution::Constant{from.duration(0)}; }, no_rule);
}

Parsed parse_uniform(std::string_view text) {
    static constexpr std::array<std::string_view, 2> names{"low", "high"};
    return parse_shape(
        text, names,
        [](Arguments& from) {
            return Distribution::Uniform{from.duration(0), from.duration(1)};
        },
        [](const Distribution::Uniform& it) -> std::string {
            return it.low <= it.high ? "" : "low is above high";
        });
}

Parsed parse_exponential(std::string_view text) {
    static constexpr std::array<std::string_view, 1> names{"mean"};
    return parse_shape(
        text, names, [](Arguments& from) { return Distribution::Exponential{from.duration(0)}; }, no_rule);
}

Parsed parse_normal(std::string_view text) {
    static constexpr std::array<std::string_view, 2> names{"mean", "deviation"};
    return parse_shape(
        text, names,
        [](Arguments& from) {
            return Distribution::Normal{from.duration(0), from.duration(1)};
        },
        no_rule);
}

Parsed parse_lognormal(std::string_view text) {
    static constexpr std::array<std::string_view, 2> names{"p50", "p99"};
    return parse_shape(
        text, names,
        [](Arguments& from) {
            return Distribution::Lognormal{from.duration(0), from.duration(1)};
        },
        [](const Distribution::Lognormal& it) -> std::string {
            if (it.p50 <= Duration::zero()) {
                return "p50 must be above zero";
            }
            return it.p50 <= it.p99 ? "" : "p50 is above p99";
        });
}

Parsed parse_pareto(std::string_view text) {
    static constexpr std::array<std::string_view, 3> names{"scale", "alpha", "max"};
    return parse_shape(
        text, names,
        [](Arguments& from) {
            return Distribution::Pareto{from.duration(0), from.number(1), from.duration(2)};
        },
        [](const Distribution::Pareto& it) -> std::string {
            if (it.scale <= Duration::zero()) {
                return "scale must be above zero";
            }
            if (it.alpha < 0.01 || it.alpha > 1000) {
                return "alpha must lie between 0.01 and 1000";
            }
            return it.scale <= it.max ? "" : "scale is above max";
        });
}

Parsed parse_quantiles(std::string_view text) {
    Distribution::Quantiles shape;
    for (const std::string_view argument : split_arguments(text)) {
        const auto equals = argument.find('=');
        if (equals == std::string_view::npos || argument.front() != 'p') {
            return problem(
                fmt::format("expected points such as \"p50=20ms\", found \"{}\"", shown(argument)));
        }
        const std::string_view name = trimmed(argument.substr(0, equals));
        const auto share = parse_ratio(fmt::format("{}%", name.substr(1)));
        if (!share || share->value <= 0 || share->value >= 1) {
            return problem(
                fmt::format("\"{}\" is not a percentile between p0 and p100, both excluded", shown(name)));
        }
        const auto value = parse_duration(trimmed(argument.substr(equals + 1)));
        if (!value) {
            return problem(fmt::format("{}: {}", shown(name), value.error()));
        }
        if (*value <= Duration::zero()) {
            return problem(fmt::format("{} must be above zero", shown(name)));
        }
        if (!shape.points.empty() &&
            (share->value <= shape.points.back().probability || *value < shape.points.back().value)) {
            return problem(fmt::format("{} does not ascend from the point before it", shown(name)));
        }
        shape.points.push_back({share->value, *value});
    }
    return Distribution(std::move(shape));
}

Parsed parse_file(std::string_view text) {
    const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'');
    if (quoted && text.back() != text.front()) {
        return problem("the quote of the file name is not closed");
    }
    const std::string_view file = quoted ? text.substr(1, text.size() - 2) : text;
    if (file.empty() || file.find_first_of("\"'\n") != std::string_view::npos ||
        file.find('\0') != std::string_view::npos) {
        return problem("expected one file name, such as trace(\"latencies.csv\")");
    }
    return Distribution(Distribution::Trace{std::string(file), {}});
}

Parsed parse_mixture(std::string_view text) {
    Distribution::Mixture shape;
    for (const std::string_view argument : split_arguments(text)) {
        const auto colon = argument.find(':');
        if (colon == std::string_view::npos) {
            return problem(fmt::format("expected parts such as \"0.9: exponential(10ms)\", found \"{}\"",
                                       shown(argument)));
        }
        const auto weight = parse_ratio(argument.substr(0, colon));
        if (!weight) {
            return problem(fmt::format("weight: {}", weight.error()));
        }
        if (weight->value < 1e-9 || weight->value > 1e9) {
            return problem("each weight must lie between 0.000000001 and 1000000000");
        }
        const std::string_view inner = trimmed(argument.substr(colon + 1));
        if (inner.substr(0, 7) == "mixture") {
            return problem("a part cannot be a mixture itself; list its parts here");
        }
        const auto part = parse_distribution(inner);
        if (!part) {
            return problem(part.error());
        }
        shape.parts.push_back({weight->value, *part});
    }
    return Distribution(std::move(shape));
}

struct Parser {
    std::string_view name;
    Parsed (*parse)(std::string_view arguments);
};

constexpr std::array parsers{Parser{"constant", parse_constant},       Parser{"uniform", parse_uniform},
                             Parser{"exponential", parse_exponential}, Parser{"normal", parse_normal},
                             Parser{"lognormal", parse_lognormal},     Parser{"pareto", parse_pareto},
                             Parser{"quantiles", parse_quantiles},     Parser{"trace", parse_file},
                             Parser{"mixture", parse_mixture}};

Err<std::string> unknown_distribution(std::string_view name) {
    std::array<std::string_view, parsers.size()> names;
    std::transform(parsers.begin(), parsers.end(), names.begin(),
                   [](const Parser& parser) { return parser.name; });
    const auto meant = closest(name, names);
    return problem(fmt::format("\"{}\" is not a distribution{}; there are {}", shown(name),
                               meant ? fmt::format("; did you mean \"{}\"", *meant) : "", list_of(names)));
}

}  // namespace

Result<Distribution, std::string> parse_distribution(std::string_view text) {
    const std::string_view whole = trimmed(text);
    const auto open = whole.find('(');
    if (open == std::string_view::npos) {
        const auto value = parse_duration(whole);
        if (!value && !whole.empty() && whole.front() >= '0' && whole.front() <= '9') {
            return problem(value.error());
        }
        if (!value) {
            return problem(fmt::format(
                "expected a distribution such as \"exponential(20ms)\" or a duration, found \"{}\"",
                shown(whole)));
        }
        return Distribution(Distribution::Constant{*value});
    }
    const std::string_view name = trimmed(whole.substr(0, open));
    const auto parser = std::find_if(parsers.begin(), parsers.end(),
                                     [name](const Parser& candidate) { return candidate.name == name; });
    if (parser == parsers.end()) {
        return unknown_distribution(name);
    }
    if (whole.back() != ')') {
        return problem(fmt::format("expected \"{}(...)\", found \"{}\": it must end with a parenthesis", name,
                                   shown(whole)));
    }
    const std::string_view arguments = trimmed(whole.substr(open + 1, whole.size() - open - 2));
    auto parsed = parser->parse(arguments);
    if (!parsed) {
        return problem(fmt::format("{}: {}", name, parsed.error()));
    }
    return parsed;
}

}  // namespace fortify
