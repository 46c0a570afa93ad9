#pragma once

#include "core/diagnostic.hpp"
#include "slo/measurement.hpp"
#include "tune/design.hpp"
#include "tune/pool.hpp"
#include "tune/specimen.hpp"
#include "tune/summary.hpp"
#include "tune/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// A number that a sweep is to tell, and whether the front of best points is about it.
struct Column {
    slo::Measurement measurement;
    std::optional<slo::Better> goal;  // none: shown only
};

struct SweepRequest {
    enum class Design : std::uint8_t { grid, latin };
    std::vector<Variation> variations;
    std::vector<Column> columns;
    Design design = Design::grid;
    std::size_t latin_points = 0;
    std::size_t seeds = 3;
};

struct SweepPoint {
    Point values;
    // Why the scenario cannot have these values together; empty: it can.
    Diagnostics unusable;
    std::vector<Trial> trials;  // those that were done, by seed
    Summary summary;
    bool on_front = false;  // of all points as to the columns with a goal
};

struct Sweep {
    std::string name;  // of the scenario
    std::uint64_t seed = 0;
    SweepRequest request;
    std::vector<SweepPoint> points;
    std::size_t trials_planned = 0;
    std::size_t trials_done = 0;
    std::uint64_t calls = 0;  // simulated

    [[nodiscard]] bool is_complete() const {
        return trials_done == trials_planned;
    }
    [[nodiscard]] std::size_t usable() const;
    [[nodiscard]] std::size_t on_front() const;
    // By the worst margin over all seeds; null where nothing was measured.
    [[nodiscard]] const SweepPoint* safest() const;
};

// Points that a sweep may have.
inline constexpr std::size_t most_sweep_points = 10'000;

// Simulates every point with seeds seed, seed + 1, …, all points with the first seed before any with the
// second, so that what is cut short is a complete map with fewer seeds.
[[nodiscard]] Sweep run_sweep(const Specimen& specimen, const SweepRequest& request, const PoolOptions& pool);

}  // namespace fortify::tune
