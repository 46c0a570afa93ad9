#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::report {
namespace {

using Of = PredictedNumber::Of;

std::string label_of(const PredictedNumber& number) {
    switch (number.of) {
        case Of::calls:
            return "calls";
        case Of::attempts_per_call:
            return number.subject.empty() ? "attempts a call" : "attempts a call of " + number.subject;
        case Of::utilization:
            return "utilization of " + number.subject;
        case Of::fault_fired:
            return "fired: " + number.subject;
    }
    return "";
}

std::string value_of(const PredictedNumber& number, double value) {
    switch (number.of) {
        case Of::calls:
        case Of::fault_fired:
            return count_text(static_cast<std::uint64_t>(std::llround(std::min(std::max(value, 0.0), 1e18))),
                              9);
        case Of::attempts_per_call:
            return number_text(value);
        case Of::utilization:
            return percent_text(value);
    }
    return "";
}

std::string range_of(const PredictedNumber& number) {
    const std::string low = value_of(number, number.range.low);
    const std::string high = value_of(number, number.range.high);
    return low == high ? low : number.range.low > 0 ? low + " to " + high : "up to " + high;
}

std::string row(const PredictedNumber& number, const Style& style) {
    const bool is_known = number.measured.has_value();
    const bool is_within = is_known && number.range.contains(*number.measured);
    const std::string measured =
        is_known ? value_of(number, *number.measured) : std::string(style.glyph(Glyph::dash));
    return "  " + style.left(style.fit(style.safe(label_of(number)), 28), 29) +
           style.right(value_of(number, number.range.expected), 11) + style.cell(range_of(number), 23) +
           style.paint(!is_known || is_within ? Tone::normal : Tone::warning, style.cell(measured, 15)) +
           "\n";
}

}  // namespace

std::string prediction_section(const Report& report, const Style& style) {
    const PredictionReport& prediction = report.prediction;
    std::string text =
        style.paint(Tone::title, "Prediction") +
        style.paint(Tone::quiet,
                    prediction.numbers.empty()
                        ? ""
                        : "                       expected                range       measured") +
        "\n";
    for (const PredictedNumber& number : prediction.numbers) {
        text += row(number, style);
    }
    const std::string verdict =
        std::string(predict::name_of(prediction.stability)) + ": " + style.safe(prediction.sentence);
    for (const std::string& line : style.lines(verdict, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    return text;
}

}  // namespace fortify::report
