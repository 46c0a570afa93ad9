#include "predict/formulas.hpp"

#include "core/normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fortify::predict {
namespace {

constexpr double tail = 0.025;
constexpr double two_sided = 1.959964;  // standard deviations that hold 95 %
constexpr double exact_up_to = 1000;
constexpr double many_workers = 10'000;

Range normal_range(double mean, double variance) {
    const double reach = two_sided * std::sqrt(variance);
    return {
        .expected = mean, .low = std::max(0.0, std::floor(mean - reach)), .high = std::ceil(mean + reach)};
}

// Both quantiles of a discrete law, given by log P(0) and P(k + 1) / P(k).
template <class Ratio>
Range quantiles(double mean, double log_first, const Ratio& ratio) {
    Range range{.expected = mean};
    double log_probability = log_first;
    double below = 0;  // P(X < k)
    bool has_low = false;
    for (double k = 0;; ++k) {
        const double upto = below + std::exp(log_probability);
        if (!has_low && upto >= tail) {
            range.low = k;
            has_low = true;
        }
        const double next = ratio(k);
        if (upto >= 1 - tail || !(next > 0)) {
            range.high = k;
            return range;
        }
        below = upto;
        log_probability += std::log(next);
    }
}

}  // namespace

Range poisson_range(double mean) {
    if (!(mean > 0)) {
        return {};
    }
    if (mean > exact_up_to) {
        return normal_range(mean, mean);
    }
    return quantiles(mean, -mean, [&](double k) { return mean / (k + 1); });
}

Range binomial_range(double trials, double probability) {
    const double n = std::max(0.0, std::round(trials));
    const double p = std::clamp(probability, 0.0, 1.0);
    const double mean = n * p;
    if (!(mean > 0) || p >= 1) {
        return {.expected = mean, .low = mean, .high = mean};
    }
    if (mean > exact_up_to) {
        Range range = normal_range(mean, mean * (1 - p));
        range.high = std::min(range.high, n);
        return range;
    }
    return quantiles(mean, n * std::log1p(-p), [&](double k) { return (n - k) / (k + 1) * p / (1 - p); });
}

double attempts_per_call(double failure, std::uint32_t most) {
    double sum = 0;
    double reached = 1;
    for (std::uint32_t attempt = 0; attempt < most && reached > 0; ++attempt) {
        sum += reached;
        reached *= std::clamp(failure, 0.0, 1.0);
    }
    return sum;
}

double erlang_c(const Queue& queue) {
    const double offered = queue.arrivals * queue.service_seconds;
    if (queue.load() >= 1) {
        return 1;
    }
    if (queue.workers > many_workers) {
        const double beta = (1 - queue.load()) * std::sqrt(queue.workers);
        return normal_density(beta) / (normal_density(beta) + beta * normal_share(beta));
    }
    // Erlang's first formula by its recursion, which neither overflows nor cancels; then the second from it.
    double blocked = 1;
    for (double worker = 1; worker <= queue.workers; ++worker) {
        blocked = offered * blocked / (worker + offered * blocked);
    }
    return blocked / (1 - queue.load() * (1 - blocked));
}

double mean_wait(const Queue& queue) {
    if (queue.load() >= 1) {
        return std::numeric_limits<double>::infinity();
    }
    return erlang_c(queue) / (queue.capacity() - queue.arrivals) * (1 + queue.variation_squared) / 2;
}

double throughput_bound(const Closed& closed) {
    const double round = closed.think_seconds + closed.service_seconds;
    return round > 0 ? std::min(closed.users / round, closed.capacity) : closed.capacity;
}

double response_floor(const Closed& closed) {
    return std::max(closed.service_seconds, closed.users / closed.capacity - closed.think_seconds);
}

double saturating_users(const Closed& closed) {
    return closed.capacity * (closed.think_seconds + closed.service_seconds);
}

}  // namespace fortify::predict
