#include "core/quantity.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>

namespace fortify {
namespace {

struct Scale {
    std::string_view name;
    std::uint64_t scale;
};

constexpr std::uint64_t second = 1'000'000'000;

// A quantity without a sign, in the largest unit below it: "1.5" for 1'500'000 in units of 1'000'000.
std::string decimal(std::uint64_t count, std::uint64_t unit) {
    std::string text = fmt::format("{}", count / unit);
    std::uint64_t rest = count % unit;
    if (rest != 0) {
        text += '.';
    }
    for (std::uint64_t place = unit / 10; rest != 0; place /= 10) {
        text += static_cast<char>('0' + static_cast<char>(rest / place));
        rest %= place;
    }
    return text;
}

std::uint64_t magnitude(Duration duration) {
    const auto bits = static_cast<std::uint64_t>(duration.count());
    return duration.count() < 0 ? 0 - bits : bits;
}

// Three significant digits of count/unit; `count` is below 1000 units.
std::string three_digits(std::uint64_t count, std::uint64_t unit) {
    const double value = static_cast<double>(count) / static_cast<double>(unit);
    if (value < 9.995) {
        return fmt::format("{:.2f}", value);
    }
    return value < 99.95 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
}

}  // namespace

std::string format_duration(Duration duration) {
    const std::uint64_t count = magnitude(duration);
    const std::string_view sign = duration.count() < 0 ? "-" : "";
    if (count == 0 || (count >= second && count < 60 * second)) {
        return fmt::format("{}{}s", sign, decimal(count, second));
    }
    if (count < second) {
        const Scale unit = count < 1'000       ? Scale{"ns", 1}
                           : count < 1'000'000 ? Scale{"us", 1'000}
                                               : Scale{"ms", 1'000'000};
        return fmt::format("{}{}{}", sign, decimal(count, unit.scale), unit.name);
    }
    std::string text{sign};
    const std::uint64_t hours = count / (3600 * second);
    const std::uint64_t minutes = count / (60 * second) % 60;
    const std::uint64_t rest = count % (60 * second);
    if (hours != 0) {
        text += fmt::format("{}h", hours);
    }
    if (minutes != 0) {
        text += fmt::format("{}m", minutes);
    }
    if (rest != 0) {
        text += fmt::format("{}s", decimal(rest, second));
    }
    return text;
}

std::string human_duration(Duration duration) {
    const std::uint64_t count = magnitude(duration);
    const std::string_view sign = duration.count() < 0 ? "-" : "";
    if (count == 0) {
        return "0s";
    }
    if (count < 1'000) {
        return fmt::format("{}{}ns", sign, count);
    }
    if (count < 999'500) {
        return fmt::format("{}{}us", sign, three_digits(count, 1'000));
    }
    if (count < 999'500'000) {
        return fmt::format("{}{}ms", sign, three_digits(count, 1'000'000));
    }
    if (count < 59'950'000'000) {
        return fmt::format("{}{}s", sign, three_digits(count, second));
    }
    const std::uint64_t seconds = count / second + (count % second >= second / 2 ? 1 : 0);
    if (seconds < 3600) {
        return fmt::format("{}{}m{:02}s", sign, seconds / 60, seconds % 60);
    }
    const std::uint64_t minutes = seconds / 60 + (seconds % 60 >= 30 ? 1 : 0);
    return fmt::format("{}{}h{:02}m", sign, minutes / 60, minutes % 60);
}

std::string format_rate(Rate rate) {
    return format_number(rate.per_second) + "/s";
}

std::string format_ratio(Ratio ratio) {
    // Shortest digits first ("9.95e-01"), then the point moves by two places: multiplying by 100 would
    // round, and the result would not read back as the same ratio.
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), ratio.value,
                                            std::chars_format::scientific);
    FORTIFY_ASSERT(error == std::errc{});
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const auto split = text.find('e');
    if (split == std::string_view::npos) {
        return std::string(text) + "%";  // not a finite number
    }
    int exponent = 0;
    const std::string_view power = text.substr(split + (text[split + 1] == '+' ? 2 : 1));
    static_cast<void>(std::from_chars(power.data(), power.data() + power.size(), exponent));
    std::string digits;
    for (const char c : text.substr(0, split)) {
        if (c >= '0' && c <= '9') {
            digits += c;
        }
    }
    const int point = exponent + 3;  // digits before the point
    if (point <= 0) {
        digits.insert(0, static_cast<std::size_t>(1 - point), '0');
        digits.insert(1, ".");
    } else if (static_cast<std::size_t>(point) >= digits.size()) {
        digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
    } else {
        digits.insert(static_cast<std::size_t>(point), ".");
    }
    const auto first = digits.find_first_not_of('0');
    if (first == std::string::npos) {
        return "0%";
    }
    digits.erase(0, digits[first] == '.' ? first - 1 : first);
    return (ratio.value < 0 ? "-" : "") + digits + "%";
}

std::string format_bytes(Bytes bytes) {
    constexpr std::array units{Scale{"TiB", 1ULL << 40}, Scale{"GiB", 1ULL << 30}, Scale{"MiB", 1ULL << 20},
                               Scale{"KiB", 1ULL << 10}};
    for (const Scale& unit : units) {
        if (bytes.count != 0 && bytes.count % unit.scale == 0) {
            return fmt::format("{}{}", bytes.count / unit.scale, unit.name);
        }
    }
    return fmt::format("{}B", bytes.count);
}

std::string format_number(double number) {
    std::array<char, 400>
        buffer{};  // the largest double has 309 digits, the smallest 324 places and 17 digits
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    FORTIFY_ASSERT(error == std::errc{});
    return std::string(buffer.data(), end);
}

}  // namespace fortify
