#include "tune/variation.hpp"

#include "scenario/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

constexpr std::string_view shape_help = "write KEY=1s..30s for a range, or KEY=1s,5s,30s for a list";

// The values of one --vary, read from the left.
class Reader {
public:
    Reader(const FlagText& flag, std::size_t values, Variation& variation)
        : flag_(flag), values_(values), variation_(variation) {
    }

    // What is wrong, if anything.
    std::optional<Diagnostic> run() {
        const std::string_view text = flag_.text.substr(values_);
        if (text.empty()) {
            return mistake(Code::bad_variation, flag_.span(), "no values are given", std::string(shape_help));
        }
        const bool is_range = text.find("..") != std::string_view::npos && text.find('(') == text.npos &&
                              text.find('"') == text.npos;
        if (is_range && variation_.kind == Kind::words) {
            return mistake(Code::range_of_words, flag_.span(values_),
                           fmt::format("{} is a {}, which has no range", variation_.key.path,
                                       scenario::name_of(variation_.key.key->type)),
                           "list the values: KEY=a,b,c");
        }
        return is_range ? range() : list();
    }

private:
    struct Part {
        std::string_view text;
        std::size_t offset = 0;
    };

    std::optional<Diagnostic> list() {
        for (const Part& part : entries()) {
            Value value;
            if (auto wrong = read(part, value)) {
                return wrong;
            }
            if (std::find(variation_.list.begin(), variation_.list.end(), value) == variation_.list.end()) {
                variation_.list.push_back(std::move(value));
            }
        }
        return std::nullopt;
    }

    // Cut at commas, but for those within brackets and quotes.
    [[nodiscard]] std::vector<Part> entries() const {
        std::vector<Part> parts;
        int depth = 0;
        bool quoted = false;
        std::size_t start = values_;
        for (std::size_t at = values_; at <= flag_.text.size(); ++at) {
            const char letter = at < flag_.text.size() ? flag_.text[at] : ',';
            if (letter == '"') {
                quoted = !quoted;
            } else if (letter == '(' || letter == '[' || letter == '{') {
                ++depth;
            } else if (letter == ')' || letter == ']' || letter == '}') {
                --depth;
            }
            const bool is_end = at == flag_.text.size();
            if (is_end || (letter == ',' && depth <= 0 && !quoted)) {
                parts.push_back({.text = flag_.text.substr(start, at - start), .offset = start});
                start = at + 1;
            }
        }
        return parts;
    }

    std::optional<Diagnostic> range() {
        const std::size_t dots = flag_.text.find("..", values_);
        const std::size_t end = std::min(flag_.text.find(':', dots), flag_.text.size());
        const Part low{.text = flag_.text.substr(values_, dots - values_), .offset = values_};
        const Part high{.text = flag_.text.substr(dots + 2, end - dots - 2), .offset = dots + 2};
        Value first;
        Value last;
        if (auto wrong = read(low, first)) {
            return wrong;
        }
        if (auto wrong = read(high, last)) {
            return wrong;
        }
        Variation::Range made{.low = *first.number, .high = *last.number};
        if (made.low >= made.high) {
            return mistake(Code::range_reversed, flag_.span(low.offset, end - low.offset),
                           made.low == made.high ? "the range has one value only"
                                                 : fmt::format("{} is above {}", low.text, high.text),
                           made.low == made.high ? fmt::format("write {}", low.text)
                                                 : fmt::format("write {}..{}", high.text, low.text));
        }
        variation_.range = made;
        return divisions(end);
    }

    // ":log", ":step=5s", ":points=8".
    std::optional<Diagnostic> divisions(std::size_t at) {
        while (at < flag_.text.size()) {
            const std::size_t end = std::min(flag_.text.find(':', at + 1), flag_.text.size());
            const Part part{.text = flag_.text.substr(at + 1, end - at - 1), .offset = at + 1};
            if (auto wrong = division(part)) {
                return wrong;
            }
            at = end;
        }
        const Variation::Range& range = *variation_.range;
        if (range.step && (range.points || range.scale == Scale::logarithmic)) {
            return mistake(Code::bad_spacing, flag_.span(values_), "steps of one size exclude points and log",
                           "choose one of them");
        }
        return std::nullopt;
    }

    std::optional<Diagnostic> division(const Part& part) {
        Variation::Range& range = *variation_.range;
        if (part.text == "log") {
            range.scale = Scale::logarithmic;
            if (range.low > 0) {
                return std::nullopt;
            }
            return spacing(part, "a logarithmic scale has no place for 0", "begin the range above 0");
        }
        if (part.text.starts_with("step=")) {
            return step({.text = part.text.substr(5), .offset = part.offset + 5});
        }
        if (part.text.starts_with("points=")) {
            return points({.text = part.text.substr(7), .offset = part.offset + 7});
        }
        return mistake(Code::bad_variation, flag_.span(part.offset, part.text.size()),
                       fmt::format("{} is not understood", scenario::in_quotes(part.text)),
                       "after a range: log, step=SIZE or points=N");
    }

    std::optional<Diagnostic> step(const Part& part) {
        const auto value = parse_value(part.text, variation_.kind);
        if (!value) {
            return misfit(part, value.error());
        }
        Variation::Range& range = *variation_.range;
        range.step = *value->number;
        if (!(*range.step > 0) || *range.step > range.high - range.low) {
            return spacing(part, "the step is longer than the range, or nothing",
                           "it lies between 0 and the length of the range");
        }
        if ((range.high - range.low) / *range.step > static_cast<double>(most_points - 1)) {
            return spacing(part, fmt::format("more than {} steps", most_points), "take a larger step");
        }
        return std::nullopt;
    }

    std::optional<Diagnostic> points(const Part& part) {
        std::size_t count = 0;
        const char* const end = part.text.data() + part.text.size();
        const auto [stop, error] = std::from_chars(part.text.data(), end, count);
        if (error != std::errc{} || stop != end || count < 2 || count > most_points) {
            return spacing(part, fmt::format("{} is no number of points", scenario::in_quotes(part.text)),
                           fmt::format("from 2 to {}", most_points));
        }
        variation_.range->points = count;
        return std::nullopt;
    }

    std::optional<Diagnostic> read(const Part& part, Value& into) const {
        const auto value = parse_value(part.text, variation_.kind);
        if (!value) {
            return misfit(part, value.error());
        }
        const scenario::KeyInfo& key = *variation_.key.key;
        const auto number = value->number;
        if (number && (*number < key.low || *number > key.high)) {
            const Value bound = exact_value(*number < key.low ? key.low : key.high, variation_.kind);
            return mistake(Code::out_of_bounds, flag_.span(part.offset, part.text.size()),
                           fmt::format("{} must be {} {}", variation_.key.path,
                                       *number < key.low ? "at least" : "at most", bound.text));
        }
        into = *value;
        return std::nullopt;
    }

    [[nodiscard]] Diagnostic misfit(const Part& part, const std::string& expected) const {
        return mistake(
            Code::value_misfit, flag_.span(part.offset, std::max<std::size_t>(part.text.size(), 1)),
            fmt::format("{} does not fit {}", scenario::in_quotes(part.text), variation_.key.path), expected);
    }
    [[nodiscard]] Diagnostic spacing(const Part& part, std::string message, std::string help) const {
        return mistake(Code::bad_spacing, flag_.span(part.offset, part.text.size()), std::move(message),
                       std::move(help));
    }

    const FlagText& flag_;
    std::size_t values_;
    Variation& variation_;
};

double number_at(const Variation::Range& range, double share) {
    if (range.scale == Scale::logarithmic) {
        return range.low * std::pow(range.high / range.low, share);
    }
    return range.low + (range.high - range.low) * share;
}

std::vector<Value> stepped(const Variation& variation) {
    const Variation::Range& range = *variation.range;
    std::vector<Value> values;
    // Half a millionth of a step, since 0.1 + 0.2 is not 0.3.
    const auto steps = static_cast<std::size_t>((range.high - range.low) / *range.step + 5e-7);
    for (std::size_t index = 0; index <= steps; ++index) {
        values.push_back(make_value(range.low + static_cast<double>(index) * *range.step, variation.kind));
    }
    if (values.back().number < range.high) {
        values.push_back(exact_value(range.high, variation.kind));
    }
    return values;
}

}  // namespace

Result<Variation, Diagnostic> parse_variation(const FlagText& flag, const scenario::Node& root) {
    const std::size_t equals = flag.text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return Err{mistake(Code::bad_variation, flag.span(),
                           equals == 0 ? "values without a key" : "a key without values",
                           std::string(shape_help))};
    }
    auto key = find_key_path(flag.text.substr(0, equals), flag, root);
    if (!key) {
        return Err{key.error()};
    }
    Variation variation{.key = *key, .kind = *kind_of(key->key->type), .range = {}, .list = {}};
    if (auto wrong = Reader(flag, equals + 1, variation).run()) {
        return Err{std::move(*wrong)};
    }
    return variation;
}

Result<std::vector<Variation>, Diagnostics> parse_variations(std::string_view flag,
                                                             const std::vector<std::string>& texts,
                                                             const scenario::Node& root) {
    std::vector<Variation> variations;
    Diagnostics wrong;
    for (const std::string& text : texts) {
        const FlagText given{.flag = flag, .text = text};
        auto variation = parse_variation(given, root);
        if (!variation) {
            wrong.push_back(variation.error());
            continue;
        }
        const bool is_twice = std::any_of(variations.begin(), variations.end(), [&](const Variation& other) {
            return other.key.path == variation->key.path;
        });
        if (is_twice) {
            wrong.push_back(mistake(Code::varied_twice, given.span(0, text.find('=')),
                                    fmt::format("{} is varied twice", variation->key.path),
                                    "give all its values at once"));
        }
        variations.push_back(std::move(*variation));
    }
    if (!wrong.empty()) {
        return Err{std::move(wrong)};
    }
    return variations;
}

std::vector<Value> grid_of(const Variation& variation, std::size_t points) {
    if (!variation.range) {
        return variation.list;
    }
    const Variation::Range& range = *variation.range;
    if (range.step) {
        return stepped(variation);
    }
    const std::size_t count = std::max<std::size_t>(range.points.value_or(points), 2);
    std::vector<Value> values;
    for (std::size_t index = 0; index < count; ++index) {
        const double share = static_cast<double>(index) / static_cast<double>(count - 1);
        const bool is_inner = index > 0 && index + 1 < count;
        Value value = is_inner ? make_value(number_at(range, share), variation.kind)
                               : exact_value(index == 0 ? range.low : range.high, variation.kind);
        // Whole numbers may coincide.
        if (values.empty() || !(values.back() == value)) {
            values.push_back(std::move(value));
        }
    }
    return values;
}

Value value_at(const Variation& variation, double share) {
    if (!variation.range) {
        const double place = share * static_cast<double>(variation.list.size());
        return variation.list[std::min(static_cast<std::size_t>(place), variation.list.size() - 1)];
    }
    const Variation::Range& range = *variation.range;
    const Value value = make_value(number_at(range, share), variation.kind);
    // Rounding may lead out of it.
    return *value.number < range.low    ? exact_value(range.low, variation.kind)
           : *value.number > range.high ? exact_value(range.high, variation.kind)
                                        : value;
}

double share_of(const Variation::Range& range, double number) {
    const double share = range.scale == Scale::logarithmic
                             ? std::log(number / range.low) / std::log(range.high / range.low)
                             : (number - range.low) / (range.high - range.low);
    return std::clamp(share, 0.0, 1.0);
}

}  // namespace fortify::tune
