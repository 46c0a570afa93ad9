#pragma once

#include "core/assert.hpp"
#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/injector.hpp"
#include "measure/recorder.hpp"
#include "policy/chain.hpp"
#include "run/ports.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace fortify::run {

struct PolicyState;

// What one layer of the chain remembers of one call.
struct Frame {
    Instant entered{};
    Instant until{};  // rate limit: the reserved instant; timeouts: when their time is up
    policy::CircuitBreaker::Token token;
    bool waiting = false;  // in the bulkhead's queue, for a token, or between two attempts
    bool holding = false;  // a place in the bulkhead
};

// One call under way: where it stands in its chain, and what each layer remembers of it. Layers are
// entered from 0 (outermost) to `layers` - 1; `layers` itself is the attempt on the wire.
struct Call {
    CallId id;
    Instant intended{};
    Instant begun{};
    measure::ScopeMask scopes = 0;  // in which the call was due
    PolicyState* policy = nullptr;
    std::uint32_t slot = 0;
    std::uint32_t user = 0;  // of a closed load
    std::uint16_t load = 0;
    TargetIndex target = 0;
    std::uint16_t request = 0;
    InstanceIndex client = 0;
    Instant deadline = never;
    std::uint8_t layers = 0;
    std::uint8_t at = 0;  // the innermost layer entered
    bool active = false;

    std::uint32_t attempts = 0;  // put on the wire so far
    policy::Retry::Progress progress;
    std::array<Frame, policy::layer_kind_count> frames;

    // The attempt under way, when `at` == `layers`.
    Instant sent{};
    fault::Decision decision;
    Outcome held;          // a result held back by a latency fault
    bool on_wire = false;  // the wire owes a result

    // Of faults above the policies: how long the call's own result is held back, and whether it is by now.
    Duration delay_above{0};
    bool held_above = false;
    fault::FaultSet fired_above = 0;
};

// Timers of a call: one for each layer, and one for the attempt.
inline constexpr std::uint32_t timers_per_call = 8;
static_assert(policy::layer_kind_count + 1 <= timers_per_call);

// Calls by slot; slots are reused, so that memory grows with the calls in flight at once only.
class CallPool {
public:
    [[nodiscard]] Call& take() {
        if (free_.empty()) {
            const auto slot = static_cast<std::uint32_t>(calls_.size());
            if (slot % block == 0) {
                blocks_.push_back(std::make_unique<std::array<Call, block>>());
            }
            calls_.push_back(&(*blocks_.back())[slot % block]);
            calls_.back()->slot = slot;
            free_.push_back(slot);
        }
        Call& call = *calls_[free_.back()];
        free_.pop_back();
        call.active = true;
        ++active_;
        return call;
    }
    void give_back(Call& call) {
        call.active = false;
        free_.push_back(call.slot);
        --active_;
    }
    [[nodiscard]] Call& operator[](std::uint32_t slot) {
        FORTIFY_ASSERT(slot < calls_.size());
        return *calls_[slot];
    }
    [[nodiscard]] std::uint32_t active() const {
        return active_;
    }
    [[nodiscard]] std::uint32_t slots() const {
        return static_cast<std::uint32_t>(calls_.size());
    }

private:
    static constexpr std::uint32_t block = 64;  // calls never move: references stay good
    std::vector<std::unique_ptr<std::array<Call, block>>> blocks_;
    std::vector<Call*> calls_;
    std::vector<std::uint32_t> free_;
    std::uint32_t active_ = 0;
};

}  // namespace fortify::run
