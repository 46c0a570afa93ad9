#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/burst.hpp"
#include "fault/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fortify::fault {

// Bit per fault index.
using FaultSet = std::uint64_t;
inline constexpr std::size_t fault_limit = 64;

// What is done to one attempt. Of the faults that end it the first in the scenario's order decides, and
// later ones do not fire; those that only shape it add up, as far as it gets: a refused connection has no
// slow answer.
struct Decision {
    enum class Fate : std::uint8_t {
        pass,    // to the wire, with `treatment` when `treated`
        answer,  // `outcome` at once, the target is not asked
    };
    Fate fate = Fate::pass;
    bool treated = false;
    Outcome outcome;        // of `answer`
    Duration delay{0};      // added before the result is delivered
    FaultSet eligible = 0;  // concerned: on, of this request, with its condition met
    FaultSet fired = 0;     //
    FaultSet capped = 0;    // would have fired, but for max_active or max_total
    Treatment treatment;    // only when `treated`
};

// Decides for each attempt what the wire faults do to it. Every choice depends on (seed, fault id, call,
// attempt) alone, and on the instant where the fault says so; adding or removing a fault, or another
// order of events, shifts no other. Only what counts (every, first, the caps) depends on what came before.
class Injector {
public:
    Injector(std::vector<FaultConfig> faults, std::uint64_t seed);

    // The faults that concern such requests, and those that concern this client instance: what both have
    // in common concerns an attempt. Ask once for each kind of request.
    [[nodiscard]] FaultSet of_request(TargetIndex target, const RequestFacts& request) const;
    [[nodiscard]] FaultSet of_client(InstanceIndex client) const;

    struct Attempt {
        AttemptId id;
        FaultSet concerned = ~FaultSet{0};
        PolicyFacts policy{};  // wanted when `asks_for_policy`
    };
    // Whether any of these faults may act now: when not, `decide` would say so at more cost.
    [[nodiscard]] bool may_act(Instant now, FaultSet concerned, Place place);
    // `release` must follow when the attempt (or, above, the call) has ended.
    void decide(Instant now, const Attempt& attempt, Place place, Decision& decision);
    void release(FaultSet fired);

    // What these faults, which have fired for the attempt before, do to it now: those that are off do nothing
    // any more. Counts nothing.
    void recall(Instant now, AttemptId attempt, FaultSet fired, Decision& decision);
    // Goes on counting where `before` stood, for the faults that both have by one id. Returns for each fault
    // of `before` what it is here; nothing: gone.
    [[nodiscard]] std::vector<FaultSet> inherit(const Injector& before);

    [[nodiscard]] FaultSet asks_for_policy() const {
        return asking_;
    }
    // What the fault drew when it fired last; it draws when `delay_of` its kind is not null.
    [[nodiscard]] Duration last_delay(FaultIndex fault) const {
        return each_[fault].delay;
    }
    [[nodiscard]] FaultSet drawing() const {
        return drawing_;
    }

    struct Counts {
        std::uint64_t eligible = 0;
        std::uint64_t fired = 0;
        std::uint64_t capped = 0;
    };
    [[nodiscard]] std::span<const Counts> counts() const;
    [[nodiscard]] std::span<const FaultConfig> faults() const;

private:
    // What belongs to one fault besides its configuration.
    struct Each {
        std::uint64_t decision_seed;
        std::uint64_t delay_seed;
        Nature nature;
        std::optional<CallBursts> calls;
        std::optional<TimeBursts> times;
        std::uint64_t active = 0;
        Duration delay{0};
    };
    void look_around(Instant now);
    [[nodiscard]] bool chooses(Instant now, std::size_t index, AttemptId attempt);
    [[nodiscard]] bool is_capped(std::size_t index) const;
    void fire(Instant now, std::size_t index, AttemptId attempt, Decision& decision);
    void act(Instant now, std::size_t index, AttemptId attempt, Decision& decision);
    // Where the ramp of that quantity stands; without one, `otherwise`.
    [[nodiscard]] double ramped(Instant now, std::size_t index, Ramp::Of of, double otherwise) const;

    std::vector<FaultConfig> faults_;
    std::vector<Each> each_;
    std::vector<Counts> counts_;
    FaultSet asking_ = 0;
    FaultSet drawing_ = 0;
    FaultSet above_ = 0;
    FaultSet counted_ = 0;  // have a max_active
    // What is on is known for the stretch between two edges; outside of it, look again.
    Interval known_for_{};
    FaultSet on_ = 0;
};

}  // namespace fortify::fault
