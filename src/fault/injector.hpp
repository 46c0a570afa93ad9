#pragma once

#include "core/outcome.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fortify::fault {

// What is done to one attempt. Delays of several latency faults add up; of the others the first in
// the scenario's order decides.
struct Decision {
    enum class Fate : std::uint8_t {
        pass,        // to the target
        answer,      // `outcome` at once, the target is not asked
        reset,       // sent to the target, but the answer never arrives: a reset does
        black_hole,  // never answered
    };
    Fate fate = Fate::pass;
    Outcome outcome;             // of `answer`
    Duration delay{0};           // added before the result is delivered
    std::uint64_t eligible = 0;  // bit per fault index: on this target, within a window
    std::uint64_t fired = 0;     // bit per fault index (at most 64 faults)
};

// Decides for each attempt what the wire faults do to it. The decision depends on (seed, fault id,
// call, attempt) alone: adding or removing a fault, or another order of events, shifts no other.
class Injector {
public:
    Injector(std::vector<FaultConfig> faults, std::uint64_t seed);

    [[nodiscard]] Decision decide(Instant now, AttemptId attempt, TargetIndex target);

    struct Counts {
        std::uint64_t eligible = 0;  // attempts on its target within its windows
        std::uint64_t fired = 0;
    };
    [[nodiscard]] std::span<const Counts> counts() const;
    [[nodiscard]] std::span<const FaultConfig> faults() const;

private:
    struct Seeds {
        std::uint64_t decision;
        std::uint64_t delay;
    };
    void look_around(Instant now);
    [[nodiscard]] bool fires(std::size_t index, AttemptId attempt) const;
    void apply(std::size_t index, AttemptId attempt, Decision& decision) const;

    std::vector<FaultConfig> faults_;
    std::vector<Seeds> seeds_;
    std::vector<Counts> counts_;
    // What is on is known for the stretch between two edges of windows; outside of it, look again.
    Interval known_for_{};
    std::vector<std::size_t> active_;
};

}  // namespace fortify::fault
