#pragma once

#include "core/distribution.hpp"
#include "measure/histogram.hpp"

#include <cstdint>
#include <vector>

namespace fortify::tune {

// A distribution held against measured times.
struct Fit {
    Distribution distribution;
    // Largest distance between the two distribution functions (Kolmogorov and Smirnov), and what it stays
    // below with a chance of 95 % when the distribution is right and was not fitted to these times: 1.36 /
    // sqrt(n) (Smirnov, Annals of Mathematical Statistics 19, 1948). For a fitted one that is generous.
    double distance = 1;
    double critical = 1;
    Duration measured_p50{0};
    Duration measured_p99{0};

    [[nodiscard]] bool is_good() const {
        return distance <= critical;
    }
};

// Fits every shape that scenarios have for a service time and takes the simplest one that is nearly as near
// as the nearest; where none is good, quantiles of the times themselves. The histogram is not empty.
//   constant, exponential, uniform, normal, lognormal    by moments (of the logarithms for the last one)
[[nodiscard]] Fit fit_service_time(const measure::Histogram& times);
// All of them, the simplest first; for those that want to see the others.
[[nodiscard]] std::vector<Fit> fit_all(const measure::Histogram& times);

// Throughput of a closed load, by its users, as a ramp measured it.
struct RampStep {
    std::uint32_t users = 1;
    double throughput = 0;  // a second
};
// Of a service with a number of workers and this mean time: throughput is users / time until the workers are
// busy, workers / time from there on (asymptotic bounds; Denning and Buzen, ACM Computing Surveys 10, 1978).
struct Workers {
    std::uint32_t count = 1;
    double estimate = 1;  // before it was rounded
    double capacity = 0;  // calls a second, the highest that was seen
    bool is_bound =
        false;  // more users did not bring more: this is the capacity, and not just what was offered
};
[[nodiscard]] Workers fit_workers(const std::vector<RampStep>& steps, Duration mean_time);
// Whether a step brought so little over the ones before it that the ramp can end.
[[nodiscard]] bool is_saturated(const std::vector<RampStep>& steps);

}  // namespace fortify::tune
