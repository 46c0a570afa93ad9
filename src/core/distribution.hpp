#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fortify {

// How long something takes, as a random quantity. Samples are never negative and are drawn with
// our own formulas, since those of the standard library differ between its implementations.
class Distribution {
public:
    struct Constant {
        Duration value;
    };
    struct Uniform {
        Duration low;
        Duration high;
    };
    struct Exponential {
        Duration mean;
    };
    // Truncated at zero: what would lie below it is drawn again.
    struct Normal {
        Duration mean;
        Duration deviation;
    };
    // Given by two of its quantiles, which is what people measure.
    struct Lognormal {
        Duration p50;
        Duration p99;
    };
    // Truncated at `max`: a heavy tail without a bound has no place in a bounded test.
    struct Pareto {
        Duration scale;
        double alpha;
        Duration max;
    };
    // Piecewise log-linear through the given points, ascending; below the first point it falls to
    // half of that value, above the last it stays there.
    struct Quantiles {
        struct Point {
            double probability;
            Duration value;
        };
        std::vector<Point> points;
    };
    // Draws measured values with equal chance. `values` is filled by whoever can read the file, before
    // anything is asked of the distribution.
    struct Trace {
        std::string file;
        std::vector<Duration> values;
    };
    struct Part;
    // Takes one of its parts each time, in proportion to their weights.
    struct Mixture {
        std::vector<Part> parts;
    };

    using Shape =
        std::variant<Constant, Uniform, Exponential, Normal, Lognormal, Pareto, Quantiles, Trace, Mixture>;

    Distribution();             // constant(0)
    Distribution(Shape shape);  // NOLINT(google-explicit-constructor)

    // By inversion: one uniform a sample (a mixture takes one more), so that a change of parameters moves
    // each sample a little and shuffles none. At most `longest_sample`, so that adding it to an instant
    // of a run cannot overflow. No allocation.
    [[nodiscard]] Duration sample(Rng& rng) const;
    [[nodiscard]] Duration mean() const;
    // The value below which this share of the samples lies, 0 < probability < 1; exact for every
    // shape but the mixture, where it is found by bisection.
    [[nodiscard]] Duration quantile(double probability) const;
    // Share of the samples at or below `value`.
    [[nodiscard]] double share_below(Duration value) const;
    [[nodiscard]] const Shape& shape() const;
    // As the scenario writes it: "exponential(20ms)".
    [[nodiscard]] std::string text() const;

    static constexpr Duration longest_sample = std::chrono::hours{24 * 365 * 100};

private:
    struct State;
    struct Terms {
        double first = 0;
        double second = 0;
        double third = 0;
    };
    enum class Kind : std::uint8_t {
        constant,
        uniform,
        exponential,
        normal,
        lognormal,
        pareto,
        quantiles,
        trace,
        mixture
    };

    [[nodiscard]] double at_share(double share) const;

    std::shared_ptr<const State> state_;
    // Worked out once and kept beside the pointer, so that a sample of the common shapes does not follow
    // it. Nanoseconds and shares; what each term is for a shape stands at its `prepare`.
    Kind kind_;
    Terms terms_;
};

struct Distribution::Part {
    double weight;
    Distribution distribution;
};

}  // namespace fortify
