#include "slo/measurement.hpp"

#include "slo/assess.hpp"
#include "slo/parser.hpp"
#include "slo/stretch.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace fortify::slo {

using measure::Metric;

Result<Measurement, Diagnostics> parse_measurement(std::string_view text,
                                                   const SourceSpan& span,
                                                   const Vocabulary& vocabulary) {
    return Parser{text, span, vocabulary}.parse_measurement();
}

Reading read_measurement(const Measurement& measurement, const measure::Recorder& recorder, Instant ended) {
    Condition condition;
    condition.metric = measurement.metric;
    condition.aggregate = measurement.aggregate;
    condition.of = measurement.of;
    const Opening opening = open_case(condition, recorder, ended);
    const Case* subject = std::get_if<Case>(&opening);
    const Stretch stretch = stretch_of(recorder.layout(), measurement.during, ended);
    if (subject == nullptr || stretch.scopes.empty()) {
        return {};
    }
    return read_totals(recorder, subject->quantity, stretch);
}

Better better(Metric metric) {
    constexpr std::array gains{Metric::success_rate, Metric::availability, Metric::offered,
                               Metric::throughput,   Metric::goodput,      Metric::retry_successes,
                               Metric::probe_healthy};
    const bool is_gain = std::find(gains.begin(), gains.end(), metric) != gains.end();
    return is_gain ? Better::larger : Better::smaller;
}

}  // namespace fortify::slo
