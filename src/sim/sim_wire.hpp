#pragma once

#include "core/time.hpp"
#include "fault/treatment.hpp"
#include "run/backend.hpp"
#include "run/event.hpp"
#include "run/ports.hpp"
#include "service/service_model.hpp"
#include "sim/inner_calls.hpp"
#include "sim/passage.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace fortify::sim {

// The wire of virtual time: attempts go straight to the service models, without a network between. What
// faults do on the way becomes time that passes, and an end other than the answer.
class SimWire final : public run::Wire {
public:
    // Every target needs a backend. Plan and backends must outlive the wire.
    SimWire(const run::Plan& plan, const run::Backends& backends);

    void start(Instant now, const run::AttemptRequest& attempt) override;
    void cancel(Instant now, std::uint32_t slot) override;

    // When the next attempt ends, or something stirs inside a service; `never` when all is quiet.
    [[nodiscard]] Instant next() const;
    // The next result due at or before `now`.
    [[nodiscard]] std::optional<run::AttemptDone> pop(Instant now);

    [[nodiscard]] const std::vector<service::ServiceModel>& services() const {
        return services_;
    }

    // The run is over: what became of the calls between services, by backend; none: it calls nobody.
    [[nodiscard]] std::vector<std::optional<run::CallsMade>> finish(Instant now) {
        return inner_.finish(now);
    }

private:
    struct Slot {
        enum class State : std::uint8_t {
            on_the_way,  // to or from the target, or in silence for good
            at_target,
        } state = State::on_the_way;
        std::uint32_t serial = 0;  // of the attempts in this slot, so that steps of others are known
        std::size_t backend = 0;
        service::JobKey key;
        const fault::Treatment* treatment = nullptr;
        Instant deadline = never;
    };
    // What comes later of an attempt that is treated: it asks the target, or it ends.
    struct Step {
        Instant when;
        std::uint64_t sequence = 0;
        std::uint32_t slot = 0;
        std::uint32_t serial = 0;
        std::optional<run::AttemptResult> result;  // none: ask
    };
    struct Immediate {
        Instant when;
        run::AttemptDone done;
    };

    void ask(Instant now, std::uint32_t slot);
    // The attempt ends so long from now, as `end` says or else with this result.
    void end_later(Instant now, std::uint32_t slot, const End& end, const run::AttemptResult& otherwise);
    void add_step(Instant when, std::uint32_t slot, const std::optional<run::AttemptResult>& result);
    [[nodiscard]] std::optional<run::AttemptDone> pop_step(Instant now);
    // What arrives of what the target gave; none: not yet, or nothing.
    [[nodiscard]] std::optional<run::AttemptDone> receive(Instant now,
                                                          std::uint32_t slot,
                                                          const service::Completion& completion);
    [[nodiscard]] std::optional<run::AttemptDone> pop_service(Instant now);
    // Its number at the service that it asks.
    [[nodiscard]] std::uint64_t job_of(std::uint32_t slot) const;

    const run::Backends& backends_;
    std::vector<service::ServiceModel> services_;  // as Backends::list
    InnerCalls inner_;
    std::vector<Slot> slots_;
    std::vector<Step> steps_;  // a heap, the earliest in front
    std::uint64_t step_count_ = 0;
    std::deque<Immediate> immediate_;  // refused or shed on arrival
};

}  // namespace fortify::sim
