#include "tune/sweep_view.hpp"

#include "report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

void add(std::vector<Layer>& layers, Layer layer) {
    bool is_first = true;
    for (const auto& value : layer.values) {
        if (value) {
            layer.low = is_first ? *value : std::min(layer.low, *value);
            layer.high = is_first ? *value : std::max(layer.high, *value);
            is_first = false;
        }
    }
    if (!is_first) {
        layers.push_back(std::move(layer));
    }
}

}  // namespace

std::string Layer::text(double value) const {
    return unit ? report::value_text(value, *unit) : report::margin_text(value);
}

double Layer::share(double value) const {
    return high > low ? (value - low) / (high - low) : 1.0;
}

std::vector<Layer> layers_of(const Sweep& sweep) {
    std::vector<Layer> layers;
    Layer margin{.title = "worst SLO margin", .values = {}, .unit = {}};
    for (const SweepPoint& point : sweep.points) {
        margin.values.push_back(point.summary.worst_margin);
    }
    add(layers, std::move(margin));
    const std::vector<Column>& columns = sweep.request.columns;
    const bool has_goals = std::any_of(columns.begin(), columns.end(),
                                       [](const Column& column) { return column.goal.has_value(); });
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if ((has_goals || !layers.empty()) && !columns[index].goal) {
            continue;
        }
        const slo::Measurement& measurement = columns[index].measurement;
        Layer layer{.title = measurement.text, .values = {}, .unit = measure::info(measurement.metric).unit};
        for (const SweepPoint& point : sweep.points) {
            const std::optional<Spread>& spread = point.summary.measured[index];
            layer.values.push_back(spread ? std::optional(spread->mean) : std::nullopt);
        }
        add(layers, std::move(layer));
    }
    return layers;
}

bool has_slos(const Sweep& sweep) {
    return std::any_of(sweep.points.begin(), sweep.points.end(), [](const SweepPoint& point) {
        return !point.trials.empty() && !point.trials.front().slos.empty();
    });
}

std::string reason_of(const SweepPoint& point) {
    for (const Diagnostic& diagnostic : point.unusable) {
        if (diagnostic.severity == Severity::error) {
            return fmt::format("{} {}", diagnostic.code, diagnostic.message);
        }
    }
    return {};
}

std::string value_text(const Sweep& sweep, const SweepPoint& point, std::size_t key) {
    return display_text(point.values[key], sweep.request.variations[key].kind);
}

}  // namespace fortify::tune
