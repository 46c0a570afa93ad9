#include "core/quantity.hpp"

#include "core/text.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace fortify {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t scale;
};

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t longest_duration = 10ULL * 365 * 24 * 3600 * second;
constexpr double highest_rate = 1e9;

constexpr std::array duration_units{
    Unit{"h", 3600 * second}, Unit{"m", 60 * second}, Unit{"s", second}, Unit{"ms", 1'000'000},
    Unit{"us", 1'000},        Unit{"µs", 1'000},      Unit{"ns", 1}};
constexpr std::array byte_units{Unit{"B", 1},
                                Unit{"KiB", 1ULL << 10},
                                Unit{"MiB", 1ULL << 20},
                                Unit{"GiB", 1ULL << 30},
                                Unit{"TiB", 1ULL << 40},
                                Unit{"KB", 1'000},
                                Unit{"kB", 1'000},
                                Unit{"MB", 1'000'000},
                                Unit{"GB", 1'000'000'000},
                                Unit{"TB", 1'000'000'000'000}};
constexpr std::array rate_units{Unit{"s", 1}, Unit{"min", 60}, Unit{"h", 3600}};

template <std::size_t N>
std::optional<Unit> find_unit(const std::array<Unit, N>& units, std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) {
            return unit;
        }
    }
    return std::nullopt;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts and cleans what is quoted in a message, so that a hostile value does not make a hostile message.
std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    return printable(text.substr(0, longest)) + (text.size() > longest ? "..." : "");
}

Err<std::string> problem(std::string_view expected, std::string_view text, std::string_view reason) {
    return Err{fmt::format("expected {}, found \"{}\": {}", expected, shown(text), reason)};
}

// The number at the start of `text`: digits with an optional point and more digits.
struct Number {
    std::string_view whole;
    std::string_view fraction;
    std::size_t length;  // of it all

    [[nodiscard]] std::string digits() const {
        return fmt::format("{}.{}", whole, fraction.empty() ? "0" : fraction);
    }
};

std::optional<Number> leading_number(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) {
        ++end;
    }
    Number number{text.substr(0, end), {}, end};
    if (end == 0) {
        return std::nullopt;
    }
    if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
        std::size_t last = end + 1;
        while (last < text.size() && is_digit(text[last])) {
            ++last;
        }
        number.fraction = text.substr(end + 1, last - end - 1);
        number.length = last;
    }
    return number;
}

std::string_view why_no_number(std::string_view text) {
    if (text.empty()) {
        return "it is empty";
    }
    if (text.front() == '-') {
        return "it is negative";
    }
    return "it does not start with a digit";
}

std::optional<double> to_double(const std::string& digits) {
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) {  // too small when nothing but zeros precedes the point
        return digits.find_first_not_of('0') == digits.find('.') ? std::optional(0.0) : std::nullopt;
    }
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

struct Scaled {
    std::uint64_t count;
    double lost;  // what rounding to the whole count took away, in absolute terms
};

// number * scale, or nothing beyond `limit`. The whole part is multiplied exactly; the fraction as a
// double, whose error (below 1e-3 for every scale in use) vanishes in the rounding.
std::optional<Scaled> scaled(const Number& number, std::uint64_t scale, std::uint64_t limit) {
    std::uint64_t whole = 0;
    const char* const end = number.whole.data() + number.whole.size();
    if (std::from_chars(number.whole.data(), end, whole).ec != std::errc{} || whole > limit / scale) {
        return std::nullopt;
    }
    const auto fraction = to_double(fmt::format("0.{}", number.fraction.empty() ? "0" : number.fraction));
    if (!fraction) {
        return std::nullopt;
    }
    const double exact = *fraction * static_cast<double>(scale);
    const double rounded = std::round(exact);
    const std::uint64_t count = whole * scale + static_cast<std::uint64_t>(rounded);
    if (count > limit || count < whole * scale) {
        return std::nullopt;
    }
    return Scaled{count, std::abs(exact - rounded)};
}

}  // namespace

Result<Duration, std::string> parse_duration(std::string_view text) {
    constexpr std::string_view expected = "a duration such as \"250ms\"";
    const std::string_view whole = trimmed(text);
    if (whole == "0") {
        return Duration::zero();
    }
    std::string_view rest = whole;
    std::uint64_t total = 0;
    std::uint64_t last_scale = longest_duration;
    do {
        const auto number = leading_number(rest);
        if (!number) {
            return problem(expected, whole, why_no_number(rest));
        }
        rest.remove_prefix(number->length);
        std::size_t end = 0;
        while (end < rest.size() && !is_digit(rest[end])) {
            ++end;
        }
        const std::string_view name = rest.substr(0, end);
        rest.remove_prefix(end);
        if (name.empty()) {
            return problem(expected, whole, "the unit is missing");
        }
        const auto unit = find_unit(duration_units, name);
        if (!unit) {
            return problem(
                expected, whole,
                fmt::format("\"{}\" is not a unit of time, which are ns, us, ms, s, m and h", shown(name)));
        }
        if (unit->scale >= last_scale) {
            return problem(expected, whole, "its units do not go from large to small");
        }
        last_scale = unit->scale;
        const auto part = scaled(*number, unit->scale, longest_duration);
        if (!part || total + part->count > longest_duration) {
            return problem(expected, whole, "it is longer than ten years");
        }
        if (part->count == 0 && part->lost > 0) {
            return problem(expected, whole, "it is below one nanosecond");
        }
        total += part->count;
    } while (!rest.empty());
    return Duration{static_cast<std::int64_t>(total)};
}

Result<Rate, std::string> parse_rate(std::string_view text) {
    constexpr std::string_view expected = "a rate such as \"70/s\"";
    const std::string_view whole = trimmed(text);
    const auto number = leading_number(whole);
    if (!number) {
        return problem(expected, whole, why_no_number(whole));
    }
    const std::string_view rest = whole.substr(number->length);
    if (rest.empty()) {
        return problem(expected, whole, "the unit is missing");
    }
    const auto unit = rest.front() == '/' ? find_unit(rate_units, rest.substr(1)) : std::nullopt;
    if (!unit) {
        return problem(expected, whole, "the number must be followed by /s, /min or /h");
    }
    const auto value = to_double(number->digits());
    const double per_second = value.value_or(2 * highest_rate * 3600) / static_cast<double>(unit->scale);
    if (per_second > highest_rate) {
        return problem(expected, whole, "it is above a thousand million a second");
    }
    return Rate{per_second};
}

Result<Ratio, std::string> parse_ratio(std::string_view text) {
    constexpr std::string_view expected = "a ratio such as \"5%\" or \"0.05\"";
    const std::string_view whole = trimmed(text);
    const auto number = leading_number(whole);
    if (!number) {
        return problem(expected, whole, why_no_number(whole));
    }
    const std::string_view rest = whole.substr(number->length);
    if (!rest.empty() && rest != "%") {
        return problem(expected, whole, fmt::format("\"{}\" follows the number", shown(rest)));
    }
    // The exponent goes into the text, since dividing by 100 would round a second time.
    const auto value = to_double(rest.empty() ? number->digits() : number->digits() + "e-2");
    if (!value) {
        return problem(expected, whole, "it is too large");
    }
    return Ratio{*value};
}

Result<Bytes, std::string> parse_bytes(std::string_view text) {
    constexpr std::string_view expected = "a size such as \"64KiB\"";
    const std::string_view whole = trimmed(text);
    const auto number = leading_number(whole);
    if (!number) {
        return problem(expected, whole, why_no_number(whole));
    }
    const std::string_view name = whole.substr(number->length);
    const auto unit = find_unit(byte_units, name.empty() ? "B" : name);
    if (!unit) {
        return problem(
            expected, whole,
            fmt::format("\"{}\" is not a unit of size, such as B, KiB, MiB, GiB, kB, MB or GB", shown(name)));
    }
    const auto count = scaled(*number, unit->scale, std::numeric_limits<std::uint64_t>::max());
    if (!count) {
        return problem(expected, whole, "it is too large");
    }
    if (count->lost > 1e-3) {
        return problem(expected, whole, "it is not a whole number of bytes");
    }
    return Bytes{count->count};
}

Result<double, std::string> parse_number(std::string_view text) {
    constexpr std::string_view expected = "a number such as \"1.5\"";
    const std::string_view whole = trimmed(text);
    const auto number = leading_number(whole);
    if (!number) {
        return problem(expected, whole, why_no_number(whole));
    }
    if (number->length != whole.size()) {
        return problem(expected, whole,
                       fmt::format("\"{}\" follows the number", shown(whole.substr(number->length))));
    }
    const auto value = to_double(number->digits());
    if (!value) {
        return problem(expected, whole, "it is too large");
    }
    return *value;
}

}  // namespace fortify
