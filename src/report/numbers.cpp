#include "report/numbers.hpp"

#include "core/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace fortify::report {
namespace {

std::string grouped(std::uint64_t count) {
    std::string digits = fmt::format("{}", count);
    for (std::size_t place = digits.size(); place > 3; place -= 3) {
        digits.insert(place - 3, 1, ',');
    }
    return digits;
}

std::string without_trailing_zeros(std::string text) {
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text == "-0" ? "0" : text;
}

std::string three_digits(double number) {
    const double size = std::abs(number);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return without_trailing_zeros(fmt::format("{:.{}f}", number, decimals));
}

std::string scaled(double number) {
    constexpr std::array<std::string_view, 5> suffixes{"M", "G", "T", "P", "E"};
    double rest = number / 1e6;
    std::size_t step = 0;
    while (std::abs(rest) >= 999.5 && step + 1 < suffixes.size()) {
        rest /= 1000;
        ++step;
    }
    if (std::abs(rest) >= 999.5) {
        return fmt::format("{:.1e}", number);
    }
    return three_digits(rest) + std::string(suffixes[step]);
}

}  // namespace

std::string count_text(std::uint64_t count, std::size_t room) {
    const std::string exact = grouped(count);
    return exact.size() <= room || count < 1'000'000 ? exact : scaled(static_cast<double>(count));
}

std::string counted_text(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count_text(count), count == 1 ? one : many);
}

std::string times_text(std::uint64_t count) {
    return count == 0 ? "never" : count == 1 ? "once" : count_text(count) + " times";
}

std::string number_text(double number) {
    const double size = std::abs(number);
    if (!std::isfinite(number)) {
        return number != number ? "nan" : number > 0 ? "inf" : "-inf";
    }
    if (size >= 999'999.5) {
        return scaled(number);
    }
    if (size >= 999.5) {
        return (number < 0 ? "-" : "") + grouped(static_cast<std::uint64_t>(std::llround(size)));
    }
    if (size > 0 && size < 0.01) {
        return fmt::format("{:.2g}", number);
    }
    return three_digits(number);
}

std::string percent_text(double ratio) {
    const double percent = ratio * 100;
    if (percent > 99 && percent < 100) {
        const double scale = percent > 99.99 ? 1e4 : 1e2;
        // The little extra makes up for 99.9 * 100 being stored a hair below 9990.
        const double floored = std::min(std::floor(percent * scale + 1e-6), 100 * scale - 1) / scale;
        return without_trailing_zeros(fmt::format("{:.4f}", floored)) + "%";
    }
    if (percent > 0 && percent < 0.01) {
        return "<0.01%";
    }
    return number_text(percent) + "%";
}

std::string per_second_text(double rate) {
    return rate > 0 && rate < 0.1 ? number_text(rate * 60) + "/min" : number_text(rate) + "/s";
}

std::string value_text(double value, measure::Unit unit) {
    switch (unit) {
        case measure::Unit::ratio:
            return percent_text(value);
        case measure::Unit::factor:
        case measure::Unit::count:
            return number_text(value);
        case measure::Unit::rate:
            return per_second_text(value);
        case measure::Unit::duration:
            return human_duration(from_seconds(value));
    }
    return "";
}

std::string value_text_beside(double value, double limit, measure::Unit unit) {
    std::string text = value_text(value, unit);
    if (value == limit || text != value_text(limit, unit)) {
        return text;
    }
    switch (unit) {
        case measure::Unit::ratio:
            return fmt::format("{:.6g}%", value * 100);
        case measure::Unit::factor:
        case measure::Unit::count:
            return fmt::format("{:.6g}", value);
        case measure::Unit::rate:
            return fmt::format("{:.6g}/s", value);
        case measure::Unit::duration:
            return format_duration(from_seconds(value));
    }
    return text;
}

std::string margin_text(double margin) {
    const double percent = margin * 100;
    if (std::abs(percent) >= 999.5) {
        return percent > 0 ? ">+999%" : "<-999%";
    }
    return fmt::format("{:+.{}f}%", percent, std::abs(percent) < 9.95 ? 1 : 0);
}

std::string clock_text(Duration since_start) {
    const std::int64_t tenths = std::max<std::int64_t>(since_start.count(), 0) / 100'000'000;
    const std::int64_t seconds = tenths / 10;
    if (seconds < 60) {
        return fmt::format("{}.{}s", seconds, tenths % 10);
    }
    if (seconds < 3600) {
        return fmt::format("{}m{:02}.{}s", seconds / 60, seconds % 60, tenths % 10);
    }
    return fmt::format("{}h{:02}m{:02}s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace fortify::report
