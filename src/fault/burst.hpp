#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"
#include "fault/trigger.hpp"

#include <cstdint>
#include <optional>

namespace fortify::fault {

// Bursts by call: the chain of Gilbert and Elliott with two states, of which the bad one hits every call.
// From the mean rate m and the mean burst b follow the chances to turn bad, p = m / (b (1 - m)), and
// good, r = 1 / b.
//
// The state of a call is a function of (seed, number of the call), whichever calls were asked for before:
// each number draws what happens at it, for both states at once, and one looks back to the last number
// at which both had to become the same (coupling from the past, Propp and Wilson 1996). When p + r <= 1
// that is a number where the state is drawn anew, which happens with the chance p + r; else most
// numbers swap the states.
class CallBursts {
public:
    // Nothing when no chain has such bursts: b below 1, or p above 1, or the states would only swap.
    [[nodiscard]] static std::optional<CallBursts> create(const BurstByCall& burst, std::uint64_t seed);

    [[nodiscard]] bool is_bad(std::uint64_t call);
    // With another mean rate, as a ramp has it; the lengths of bursts stay about the same. Only when
    // `can_ramp`.
    [[nodiscard]] bool is_bad(std::uint64_t call, double mean_rate);
    [[nodiscard]] bool can_ramp() const {
        return form_ == Form::renewed;
    }

private:
    enum class Form : std::uint8_t { renewed, swapped };
    CallBursts(std::uint64_t seed, double to_bad, double to_good, double mean_rate);
    [[nodiscard]] std::int64_t renewal(std::int64_t number);
    [[nodiscard]] bool is_bad_by_swaps(std::int64_t number) const;
    [[nodiscard]] double draw(std::int64_t number, std::uint64_t which) const {
        return uniform_at(seed_, static_cast<std::uint64_t>(number), which);
    }

    std::uint64_t seed_;
    double to_bad_;
    double to_good_;
    double mean_rate_;
    Form form_;
    // Between these the state was not drawn anew: what most questions are about.
    std::int64_t renewed_at_ = 0;
    std::int64_t known_until_ = -1;
};

// Bursts by time: the same chain in continuous time. It equals one that is drawn anew at the instants of
// a Poisson process of the rate 1 / on + 1 / off, to be on with the chance on / (on + off). Instants and
// draws come from cells of time, each with a stream of its own, so that the state is a function of
// (seed, instant).
class TimeBursts {
public:
    TimeBursts(const BurstByTime& burst, std::uint64_t seed);

    [[nodiscard]] bool is_on(Instant when) const;
    // With another share of time, as a ramp has it.
    [[nodiscard]] bool is_on(Instant when, double share) const;

private:
    // The last renewal in the cell, not after `until`: the number of its draw.
    [[nodiscard]] std::optional<std::uint64_t> last_in(std::int64_t cell, Instant until) const;
    [[nodiscard]] std::uint64_t renewals_in(std::int64_t cell) const;

    std::uint64_t seed_;
    double share_;
    std::int64_t cell_ = 1;       // nanoseconds
    double none_ = 1;             // the chance of a cell without a renewal
    double renewals_a_cell_ = 0;  // on average
};

}  // namespace fortify::fault
