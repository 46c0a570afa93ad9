#pragma once

#include "core/time.hpp"
#include "run/errands.hpp"
#include "run/event.hpp"
#include "run/plan.hpp"
#include "sim/sim_wire.hpp"

#include <deque>
#include <optional>

namespace fortify::sim {

// The errands of virtual time. A probe is answered by the model of the service that it asks, or of the target
// that it speaks for, at once; one that has neither cannot be answered. No command is run.
class SimErrands final : public run::Errands {
public:
    // All must outlive it.
    SimErrands(const run::Plan& plan, const run::Backends& backends, const SimWire& wire);

    void ask(Instant now, run::ProbeIndex probe) override;
    void drop(Instant now, run::ProbeIndex probe) override;
    void execute(Instant now, run::CommandId command) override;
    void kill(Instant now, run::CommandId command) override;

    [[nodiscard]] bool has_answers() const {
        return !answers_.empty();
    }
    [[nodiscard]] run::Event pop();

private:
    const run::Plan& plan_;
    const run::Backends& backends_;
    const SimWire& wire_;
    std::deque<run::Event> answers_;
};

}  // namespace fortify::sim
