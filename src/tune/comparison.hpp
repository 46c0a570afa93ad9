#pragma once

#include "measure/metric.hpp"
#include "slo/measurement.hpp"
#include "tune/ranks.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::tune {

// One metric in the runs of both sides, in the order of the runs; none where a run had nothing to take it
// from.
struct Samples {
    std::string metric;  // as asked for
    measure::Unit unit{};
    slo::Better better{};
    std::vector<std::optional<double>> base;
    std::vector<std::optional<double>> head;
};

// Whether the runs of equal index belong together: same seed, so same arrivals and draws.
enum class Pairing : std::uint8_t { paired, unpaired };

// Where the differences between two runs of the same thing come from: the seeds alone, as in simulations, or
// a machine as well, whose doings nobody draws. Then a difference counts if it is also beyond what two runs
// of the same thing typically differ by.
enum class Noise : std::uint8_t { drawn, measured };

struct Rules {
    double level = 0.95;
    double band = 0.02;  // relative: what nobody cares about
    Pairing pairing = Pairing::paired;
    Noise noise = Noise::drawn;
};

enum class Judgement : std::uint8_t { better, worse, same, undecided };

// Why it is undecided.
enum class Doubt : std::uint8_t {
    none,
    unmeasured,    // in too few runs of one side, or in none
    too_few,       // runs: not even the clearest difference could be told
    wide,          // the interval has room for none and for one that matters
    within_noise,  // there is a difference, smaller than the noise floor
    uneven,        // most runs are alike, some differ by much
};

// What is known of one metric. Differences are head less base, in the metric's unit.
struct Finding {
    std::string metric;
    measure::Unit unit{};
    slo::Better better{};
    std::optional<double> base;  // medians
    std::optional<double> head;
    std::size_t base_runs = 0;  // with a value; of pairs those with two
    std::size_t head_runs = 0;
    std::optional<Shift> shift;
    double confidence = 0;  // of its interval
    double p = 1;
    double band = 0;              // in the metric's unit
    std::optional<double> noise;  // likewise; none where it is drawn or cannot be told
    Judgement judgement = Judgement::undecided;
    Doubt doubt = Doubt::none;
};

struct Comparison {
    Rules rules;
    std::vector<Finding> findings;  // in the order of the samples
    std::size_t counted = 0;        // metrics that differ anywhere: what the correction counts
    std::size_t needed = 0;         // pairs, or runs a side, from which on these could be told apart

    [[nodiscard]] std::size_t count(Judgement judgement) const;
};

// Judges several metrics so that the chance of calling *any* of them better or worse is at most 1 - level
// where nothing has changed: Holm's step-down procedure (Scandinavian Journal of Statistics 6, 1979) over the
// metrics that differ at all (Tarone, Biometrics 46, 1990). The interval of a metric is at the level of its
// step, so that it leaves out zero where the verdict is better or worse.
//
// `same` is not the want of a difference but the proof that there is none that matters: the interval lies
// within the band, and so does that of the mean (Schuirmann, 1987: two one-sided tests), which does not
// overlook rare large differences as ranks do. The band of a share is a part of the share or of its rest,
// whichever is smaller: 2 % of a success rate of 99.9 % are 0.002 points.
[[nodiscard]] Comparison compare(std::span<const Samples> samples, const Rules& rules);

}  // namespace fortify::tune
