#include "core/distribution.hpp"

#include "core/assert.hpp"
#include "core/normal.hpp"
#include "core/overloaded.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fortify {
namespace {

double nanoseconds(Duration duration) {
    return static_cast<double>(duration.count());
}

Duration clamped(double value) {
    constexpr auto longest = static_cast<double>(Distribution::longest_sample.count());
    if (!(value > 0)) {
        return Duration::zero();
    }
    return Duration{static_cast<std::int64_t>(std::min(value, longest) + 0.5)};
}

struct Knot {
    double share;
    double log_value;
};

double quantile_of(const std::vector<Knot>& knots, double share) {
    const auto above = std::upper_bound(knots.begin(), knots.end(), share,
                                        [](double wanted, const Knot& knot) { return wanted < knot.share; });
    if (above == knots.end()) {
        return std::exp(knots.back().log_value);
    }
    const Knot& left = *(above - 1);
    const double position = (share - left.share) / (above->share - left.share);
    return std::exp(left.log_value + position * (above->log_value - left.log_value));
}

double mean_of(const std::vector<Knot>& knots) {
    double sum = (1 - knots.back().share) * std::exp(knots.back().log_value);
    for (std::size_t index = 1; index < knots.size(); ++index) {
        const double low = std::exp(knots[index - 1].log_value);
        const double slope = knots[index].log_value - knots[index - 1].log_value;
        // The mean of exp over a straight line of that slope; expm1 keeps it exact for flat stretches.
        const double factor = slope == 0 ? 1 : std::expm1(slope) / slope;
        sum += (knots[index].share - knots[index - 1].share) * low * factor;
    }
    return sum;
}

}  // namespace

struct Distribution::State {
    Shape shape;
    std::vector<Knot> knots;          // quantiles: from (0, half of the first value) on
    std::vector<Duration> ascending;  // trace
    std::vector<double> until;        // mixture: sums of the weights up to each part, the last one 1

    [[nodiscard]] Terms prepare(const Constant& constant);
    [[nodiscard]] Terms prepare(const Uniform& uniform);
    [[nodiscard]] Terms prepare(const Exponential& exponential);
    [[nodiscard]] Terms prepare(const Normal& normal);
    [[nodiscard]] Terms prepare(const Lognormal& lognormal);
    [[nodiscard]] Terms prepare(const Pareto& pareto);
    [[nodiscard]] Terms prepare(const Quantiles& quantiles);
    [[nodiscard]] Terms prepare(const Trace& trace);
    [[nodiscard]] Terms prepare(const Mixture& mixture);
};

Distribution::Terms Distribution::State::prepare(const Constant& constant) {
    FORTIFY_ASSERT(constant.value >= Duration::zero());
    return {nanoseconds(constant.value), 0, 0};
}

Distribution::Terms Distribution::State::prepare(const Uniform& uniform) {
    FORTIFY_ASSERT(uniform.low >= Duration::zero() && uniform.low <= uniform.high);
    return {nanoseconds(uniform.low), nanoseconds(uniform.high - uniform.low), 0};
}

Distribution::Terms Distribution::State::prepare(const Exponential& exponential) {
    FORTIFY_ASSERT(exponential.mean >= Duration::zero());
    return {nanoseconds(exponential.mean), 0, 0};
}

// The third term is the share that the truncation cuts off.
Distribution::Terms Distribution::State::prepare(const Normal& normal) {
    FORTIFY_ASSERT(normal.mean >= Duration::zero() && normal.deviation >= Duration::zero());
    const double mean = nanoseconds(normal.mean);
    const double deviation = nanoseconds(normal.deviation);
    return {mean, deviation, deviation > 0 ? normal_share(-mean / deviation) : 0};
}

// The second term is the deviation of the logarithm.
Distribution::Terms Distribution::State::prepare(const Lognormal& lognormal) {
    FORTIFY_ASSERT(lognormal.p50 > Duration::zero() && lognormal.p50 <= lognormal.p99);
    const double median = nanoseconds(lognormal.p50);
    return {median, std::log(nanoseconds(lognormal.p99) / median) / normal_quantile(0.99), 0};
}

// The third term is the share of the untruncated distribution below the maximum.
Distribution::Terms Distribution::State::prepare(const Pareto& pareto) {
    FORTIFY_ASSERT(pareto.scale > Duration::zero() && pareto.scale <= pareto.max);
    FORTIFY_ASSERT(pareto.alpha > 0 && std::isfinite(pareto.alpha));
    const double scale = nanoseconds(pareto.scale);
    return {scale, -1 / pareto.alpha, -std::expm1(pareto.alpha * std::log(scale / nanoseconds(pareto.max)))};
}

Distribution::Terms Distribution::State::prepare(const Quantiles& quantiles) {
    FORTIFY_ASSERT(!quantiles.points.empty() && quantiles.points.front().value > Duration::zero());
    knots.push_back({0, std::log(nanoseconds(quantiles.points.front().value) / 2)});
    for (const Quantiles::Point& point : quantiles.points) {
        const Knot knot{point.probability, std::log(nanoseconds(point.value))};
        FORTIFY_ASSERT(knot.share > knots.back().share && knot.share < 1);
        FORTIFY_ASSERT(knot.log_value >= knots.back().log_value);
        knots.push_back(knot);
    }
    return {};
}

Distribution::Terms Distribution::State::prepare(const Trace& trace) {
    ascending = trace.values;
    std::sort(ascending.begin(), ascending.end());
    FORTIFY_ASSERT(ascending.empty() || ascending.front() >= Duration::zero());
    return {static_cast<double>(ascending.size()), 0, 0};
}

Distribution::Terms Distribution::State::prepare(const Mixture& mixture) {
    FORTIFY_ASSERT(!mixture.parts.empty());
    double total = 0;
    for (const Part& part : mixture.parts) {
        FORTIFY_ASSERT(part.weight > 0 && std::isfinite(part.weight));
        total += part.weight;
        until.push_back(total);
    }
    for (double& sum : until) {
        sum /= total;
    }
    return {};
}

Distribution::Distribution() : Distribution(Shape{Constant{Duration::zero()}}) {
}

Distribution::Distribution(Shape shape) : kind_(static_cast<Kind>(shape.index())) {
    auto state = std::make_shared<State>(State{std::move(shape), {}, {}, {}});
    terms_ =
        std::visit([&state](const auto& alternative) { return state->prepare(alternative); }, state->shape);
    state_ = std::move(state);
}

const Distribution::Shape& Distribution::shape() const {
    return state_->shape;
}

double Distribution::at_share(double share) const {
    switch (kind_) {
        case Kind::constant:
            return terms_.first;
        case Kind::uniform:
            return terms_.first + share * terms_.second;
        case Kind::exponential:
            return -terms_.first * std::log1p(-share);
        case Kind::normal:
            return terms_.first +
                   (terms_.second > 0
                        ? terms_.second * normal_quantile(terms_.third + share * (1 - terms_.third))
                        : 0);
        case Kind::lognormal:
            return terms_.first * std::exp(terms_.second * normal_quantile(share));
        case Kind::pareto:
            return terms_.first * std::exp(terms_.second * std::log1p(-share * terms_.third));
        case Kind::quantiles:
            return quantile_of(state_->knots, share);
        case Kind::trace: {
            FORTIFY_ASSERT(!state_->ascending.empty());
            const auto index =
                std::min(static_cast<std::size_t>(share * terms_.first), state_->ascending.size() - 1);
            return nanoseconds(state_->ascending[index]);
        }
        case Kind::mixture:
            break;
    }
    FORTIFY_ASSERT(false && "a mixture has no quantile in closed form");
    return 0;
}

Duration Distribution::sample(Rng& rng) const {
    const double share = rng.uniform();
    switch (kind_) {
        case Kind::exponential:
            // log instead of log1p: twice as fast, and 1 - share is exact.
            return clamped(-terms_.first * std::log(1 - share));
        case Kind::mixture: {
            const auto part = std::upper_bound(state_->until.begin(), state_->until.end() - 1, share);
            const auto index = static_cast<std::size_t>(part - state_->until.begin());
            return std::get<Mixture>(state_->shape).parts[index].distribution.sample(rng);
        }
        case Kind::constant:
        case Kind::uniform:
        case Kind::normal:
        case Kind::lognormal:
        case Kind::pareto:
        case Kind::quantiles:
        case Kind::trace:
            break;
    }
    return clamped(at_share(share));
}

Duration Distribution::mean() const {
    const auto value = std::visit(
        Overloaded{
            [this](const Constant&) { return terms_.first; },
            [this](const Uniform&) { return terms_.first + terms_.second / 2; },
            [this](const Exponential&) { return terms_.first; },
            [this](const Normal&) {
                return terms_.second > 0
                           ? terms_.first + terms_.second * normal_density(terms_.first / terms_.second) /
                                                (1 - terms_.third)
                           : terms_.first;
            },
            [this](const Lognormal&) { return terms_.first * std::exp(terms_.second * terms_.second / 2); },
            [this](const Pareto& pareto) {
                const double span = std::log(nanoseconds(pareto.max) / terms_.first);
                if (span == 0) {
                    return terms_.first;
                }
                // Integral of x times the density; the exponent is 0 at alpha 1, where it is the
                // logarithm.
                const double exponent = (1 - pareto.alpha) * span;
                const double integral = exponent == 0 ? span : span * std::expm1(exponent) / exponent;
                return terms_.first * pareto.alpha * integral / terms_.third;
            },
            [this](const Quantiles&) { return mean_of(state_->knots); },
            [this](const Trace&) {
                FORTIFY_ASSERT(!state_->ascending.empty());
                return std::accumulate(state_->ascending.begin(), state_->ascending.end(), 0.0,
                                       [](double sum, Duration next) { return sum + nanoseconds(next); }) /
                       terms_.first;
            },
            [](const Mixture& mixture) {
                double sum = 0;
                double weights = 0;
                for (const Part& part : mixture.parts) {
                    sum += part.weight * nanoseconds(part.distribution.mean());
                    weights += part.weight;
                }
                return sum / weights;
            }},
        state_->shape);
    return clamped(value);
}

Duration Distribution::quantile(double probability) const {
    FORTIFY_ASSERT(probability > 0 && probability < 1);
    if (kind_ != Kind::mixture) {
        return clamped(at_share(probability));
    }
    // The quantile of a mixture lies between the least and the greatest of its parts' quantiles.
    Duration low = longest_sample;
    Duration high = Duration::zero();
    for (const Part& part : std::get<Mixture>(state_->shape).parts) {
        low = std::min(low, part.distribution.quantile(probability));
        high = std::max(high, part.distribution.quantile(probability));
    }
    while (low < high) {
        const Duration middle = low + (high - low) / 2;
        if (share_below(middle) >= probability) {
            high = middle;
        } else {
            low = middle + Duration{1};
        }
    }
    return low;
}

double Distribution::share_below(Duration value) const {
    if (kind_ == Kind::trace) {
        const auto& values = state_->ascending;
        return static_cast<double>(std::upper_bound(values.begin(), values.end(), value) - values.begin()) /
               terms_.first;
    }
    if (kind_ == Kind::mixture) {
        double sum = 0;
        double weights = 0;
        for (const Part& part : std::get<Mixture>(state_->shape).parts) {
            sum += part.weight * part.distribution.share_below(value);
            weights += part.weight;
        }
        return sum / weights;
    }
    // Inversion again, by bisection over the shares: no shape needs a second formula.
    double low = 0;
    double high = 1;
    for (int step = 0; step < 60; ++step) {
        const double middle = low + (high - low) / 2;
        (clamped(at_share(middle)) <= value ? low : high) = middle;
    }
    return clamped(at_share(0)) > value ? 0 : high;
}

}  // namespace fortify
