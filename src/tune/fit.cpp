#include "tune/fit.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

using measure::Histogram;

// A doubling of users that brings less than this has met the workers' number.
constexpr double least_gain = 1.1;
// A simpler shape wins while it is no further off than this.
constexpr double simple_enough = 1.25;

struct Moments {
    double mean = 0;  // nanoseconds, or logarithms of them
    double deviation = 0;
};

enum class Values : std::uint8_t { plain, logarithmic };

double middle_of(Duration lower, Duration upper) {
    return (static_cast<double>(lower.count()) + static_cast<double>(upper.count())) / 2;
}

Moments moments_of(const Histogram& times, Values scale) {
    double sum = 0;
    double squares = 0;
    Duration edge = times.min();
    for (const Histogram::Bucket& bucket : times.buckets()) {
        const double time = std::max(middle_of(std::max(edge, times.min()), bucket.upper), 1.0);
        const double value = scale == Values::plain ? time : std::log(time);
        const auto count = static_cast<double>(bucket.count);
        sum += value * count;
        squares += value * value * count;
        // Buckets are narrow; the middle of one is that of its own width, not of the gap before it.
        edge = bucket.upper;
    }
    const auto count = static_cast<double>(times.count());
    const double mean = sum / count;
    return {.mean = mean, .deviation = std::sqrt(std::max(squares / count - mean * mean, 0.0))};
}

Duration nanoseconds(double count) {
    return Duration{static_cast<std::int64_t>(std::max(std::llround(count), 1LL))};
}

// Of three significant digits, as people write them.
Duration rounded(Duration time) {
    std::int64_t unit = 1;
    while (time.count() / unit >= 1000) {
        unit *= 10;
    }
    return Duration{(time.count() + unit / 2) / unit * unit};
}

double distance_of(const Histogram& times, const Distribution& distribution) {
    const auto all = static_cast<double>(times.count());
    double below = 0;
    double distance = 0;
    for (const Histogram::Bucket& bucket : times.buckets()) {
        const double before = below;
        below += static_cast<double>(bucket.count);
        const double share = distribution.share_below(bucket.upper);
        // Within a bucket nothing is known: the nearer of its two ends counts.
        const double low = before / all;
        const double high = below / all;
        const double off = share < low ? low - share : share > high ? share - high : 0.0;
        distance = std::max({distance, off, std::abs(share - high) - 1 / all});
    }
    return distance;
}

Fit judged(const Histogram& times, Distribution distribution) {
    Fit fit;
    fit.distance = distance_of(times, distribution);
    fit.critical = 1.36 / std::sqrt(static_cast<double>(times.count()));
    fit.measured_p50 = times.quantile(0.5);
    fit.measured_p99 = times.quantile(0.99);
    fit.distribution = std::move(distribution);
    return fit;
}

Distribution lognormal_of(const Moments& logarithms) {
    constexpr double z99 = 2.3263478740408408;
    return Distribution::Shape{Distribution::Lognormal{
        .p50 = rounded(nanoseconds(std::exp(logarithms.mean))),
        .p99 = rounded(nanoseconds(std::exp(logarithms.mean + z99 * logarithms.deviation)))}};
}

Distribution quantiles_of(const Histogram& times) {
    Distribution::Quantiles quantiles;
    Duration last{0};
    for (const double probability : {0.1, 0.25, 0.5, 0.75, 0.9, 0.99}) {
        const Duration value = std::max(rounded(times.quantile(probability)), last + Duration{1000});
        quantiles.points.push_back({.probability = probability, .value = value});
        last = value;
    }
    return Distribution::Shape{std::move(quantiles)};
}

}  // namespace

std::vector<Fit> fit_all(const Histogram& times) {
    FORTIFY_ASSERT(!times.empty());
    const Moments plain = moments_of(times, Values::plain);
    const Duration mean = rounded(times.mean());
    const Duration p50 = rounded(times.quantile(0.5));
    std::vector<Fit> fits;
    const auto add = [&](Distribution::Shape shape) {
        fits.push_back(judged(times, Distribution(std::move(shape))));
    };
    add(Distribution::Constant{.value = p50});
    add(Distribution::Exponential{.mean = mean});
    if (times.min() < times.max()) {
        add(Distribution::Uniform{.low = rounded(times.min()), .high = rounded(times.max())});
        add(Distribution::Normal{.mean = mean, .deviation = rounded(nanoseconds(plain.deviation))});
        const Distribution lognormal = lognormal_of(moments_of(times, Values::logarithmic));
        const auto& shape = std::get<Distribution::Lognormal>(lognormal.shape());
        if (shape.p99 > shape.p50) {
            fits.push_back(judged(times, lognormal));
        }
    }
    return fits;
}

Fit fit_service_time(const Histogram& times) {
    const std::vector<Fit> fits = fit_all(times);
    const auto nearest = std::min_element(fits.begin(), fits.end(), [](const Fit& left, const Fit& right) {
        return left.distance < right.distance;
    });
    // A constant never fits by its distance once there is any jitter; within a twentieth it is one.
    const Fit& constant = fits.front();
    const Duration spread = times.quantile(0.95) - times.quantile(0.05);
    if (spread * 20 <= constant.measured_p50) {
        return constant;
    }
    if (!nearest->is_good()) {
        return judged(times, quantiles_of(times));
    }
    return *std::find_if(fits.begin(), fits.end(), [&](const Fit& fit) {
        return fit.is_good() && fit.distance <= nearest->distance * simple_enough;
    });
}

bool is_saturated(const std::vector<RampStep>& steps) {
    if (steps.size() < 2) {
        return false;
    }
    double best = 0;
    for (std::size_t step = 0; step + 1 < steps.size(); ++step) {
        best = std::max(best, steps[step].throughput);
    }
    return steps.back().throughput < best * least_gain;
}

Workers fit_workers(const std::vector<RampStep>& steps, Duration mean_time) {
    FORTIFY_ASSERT(!steps.empty() && mean_time > Duration{0});
    Workers workers;
    for (const RampStep& step : steps) {
        workers.capacity = std::max(workers.capacity, step.throughput);
    }
    workers.is_bound = is_saturated(steps);
    workers.estimate = workers.capacity * to_seconds(mean_time);
    workers.count = static_cast<std::uint32_t>(std::max(std::llround(workers.estimate), 1LL));
    return workers;
}

}  // namespace fortify::tune
