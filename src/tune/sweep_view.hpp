#pragma once

#include "measure/metric.hpp"
#include "report/style.hpp"
#include "report/text.hpp"
#include "tune/sweep.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// A sweep for people: what was done, every point, maps where two keys are varied over a grid, and what stands
// out.
[[nodiscard]] std::string render_sweep_text(const Sweep& sweep, const report::TextOptions& options);
// One line a point, after a line of names.
[[nodiscard]] std::string render_sweep_csv(const Sweep& sweep);
// docs/sweep.schema.json.
[[nodiscard]] std::string render_sweep_json(const Sweep& sweep);
// The first two keys as the sides of maps: cells of a grid, dots of a Latin hypercube.
[[nodiscard]] std::string render_sweep_svg(const Sweep& sweep);

// -- Shared by them
// One number of every point, to be drawn as a map.
struct Layer {
    std::string title;  // "worst SLO margin", "error_rate"
    std::vector<std::optional<double>> values;
    std::optional<measure::Unit> unit;  // none: a margin, whose sign tells what holds
    double low = 0;
    double high = 0;

    [[nodiscard]] std::string text(double value) const;
    // 0 for the lowest of all values, 1 for the highest.
    [[nodiscard]] double share(double value) const;
};
// The margin where there are SLOs, then the columns with a goal; with neither all columns. Those without any
// value are left out.
[[nodiscard]] std::vector<Layer> layers_of(const Sweep& sweep);

// Whether any point was judged.
[[nodiscard]] bool has_slos(const Sweep& sweep);
// "F0203 retry.max_delay (1s) is below …".
[[nodiscard]] std::string reason_of(const SweepPoint& point);
// "5s", "20%": of a varied key at a point.
[[nodiscard]] std::string value_text(const Sweep& sweep, const SweepPoint& point, std::size_t key);

}  // namespace fortify::tune
