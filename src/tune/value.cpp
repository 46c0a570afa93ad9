#include "tune/value.hpp"

#include "core/quantity.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::tune {

namespace {

constexpr int digits_kept = 4;

double rounded(double number) {
    if (number == 0 || !std::isfinite(number)) {
        return number;
    }
    const int exponent = digits_kept - 1 - static_cast<int>(std::floor(std::log10(std::abs(number))));
    const double scale = std::pow(10.0, std::abs(exponent));
    return exponent >= 0 ? std::round(number * scale) / scale : std::round(number / scale) * scale;
}

bool is_whole(double number) {
    return std::floor(number) == number;
}

Result<Value, std::string> number_value(const Result<double, std::string>& number, Kind kind) {
    if (!number) {
        return Err{number.error()};
    }
    if (kind == Kind::count && !is_whole(*number)) {
        return Err{std::string("expected a whole number")};
    }
    return exact_value(*number, kind);
}

Result<Value, std::string> size_value(std::string_view text, Kind kind) {
    if (kind == Kind::bandwidth) {
        if (!text.ends_with("/s")) {
            return Err{std::string("expected a size a second, such as \"64KiB/s\"")};
        }
        text.remove_suffix(2);
    }
    const auto bytes = parse_bytes(text);
    if (!bytes) {
        return Err{bytes.error()};
    }
    return exact_value(static_cast<double>(bytes->count), kind);
}

}  // namespace

std::optional<Kind> kind_of(scenario::Type type) {
    using scenario::Type;
    switch (type) {
        case Type::duration:
            return Kind::duration;
        case Type::ratio:
            return Kind::ratio;
        case Type::rate:
        case Type::rates:
            return Kind::rate;
        case Type::integer:
            return Kind::count;
        case Type::number:
            return Kind::number;
        case Type::bytes:
            return Kind::bytes;
        case Type::bandwidth:
            return Kind::bandwidth;
        case Type::text:
        case Type::name:
        case Type::boolean:
        case Type::distribution:
        case Type::choice:
            return Kind::words;
        case Type::command:
        case Type::integers:
        case Type::texts:
        case Type::texts_by_name:
        case Type::table:
        case Type::step_table:
        case Type::named_tables:
        case Type::tables:
        case Type::one_or_tables:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string_view unit_of(Kind kind) {
    switch (kind) {
        case Kind::duration:
            return "seconds";
        case Kind::ratio:
            return "ratio";
        case Kind::rate:
            return "per second";
        case Kind::count:
            return "count";
        case Kind::number:
            return "number";
        case Kind::bytes:
            return "bytes";
        case Kind::bandwidth:
            return "bytes per second";
        case Kind::words:
            return "text";
    }
    return "";
}

Result<Value, std::string> parse_value(std::string_view text, Kind kind) {
    switch (kind) {
        case Kind::duration: {
            const auto duration = parse_duration(text);
            if (!duration) {
                return Err{duration.error()};
            }
            return Value{.text = format_duration(*duration), .number = to_seconds(*duration)};
        }
        case Kind::ratio: {
            const auto ratio = parse_ratio(text);
            if (!ratio) {
                return Err{ratio.error()};
            }
            return exact_value(ratio->value, kind);
        }
        case Kind::rate: {
            const auto rate = parse_rate(text);
            if (!rate) {
                return Err{rate.error()};
            }
            return exact_value(rate->per_second, kind);
        }
        case Kind::count:
        case Kind::number:
            return number_value(parse_number(text), kind);
        case Kind::bytes:
        case Kind::bandwidth:
            return size_value(text, kind);
        case Kind::words:
            break;
    }
    if (text.empty()) {
        return Err{std::string("expected a value")};
    }
    return Value{.text = std::string(text), .number = std::nullopt};
}

std::string display_text(const Value& value, Kind kind) {
    return kind == Kind::ratio && value.number ? format_ratio(Ratio{*value.number}) : value.text;
}

Value exact_value(double number, Kind kind) {
    switch (kind) {
        case Kind::duration:
            return {.text = format_duration(from_seconds(number)), .number = number};
        case Kind::ratio:
            return {.text = format_number(number), .number = number};
        case Kind::rate:
            return {.text = format_rate(Rate{number}), .number = number};
        case Kind::bytes:
        case Kind::bandwidth: {
            const std::string size = format_bytes(Bytes{static_cast<std::uint64_t>(number)});
            return {.text = kind == Kind::bandwidth ? size + "/s" : size, .number = number};
        }
        case Kind::count:
        case Kind::number:
        case Kind::words:
            break;
    }
    return {.text = format_number(number), .number = number};
}

Value make_value(double number, Kind kind) {
    const bool whole = kind == Kind::count || kind == Kind::bytes || kind == Kind::bandwidth;
    return exact_value(whole ? std::round(number) : rounded(number), kind);
}

}  // namespace fortify::tune
