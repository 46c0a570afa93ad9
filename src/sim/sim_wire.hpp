#pragma once

#include "core/time.hpp"
#include "run/backend.hpp"
#include "run/event.hpp"
#include "run/ports.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace fortify::sim {

// The wire of virtual time: attempts go straight to the service models, without a network between.
class SimWire final : public run::Wire {
public:
    // Every target needs a backend. The backends must outlive the wire.
    explicit SimWire(const run::Backends& backends);

    void start(Instant now, const run::AttemptRequest& attempt) override;
    void cancel(Instant now, std::uint32_t slot) override;

    // When the next attempt ends, or something stirs inside a service; `never` when all is quiet.
    [[nodiscard]] Instant next() const;
    // The next result due at or before `now`.
    [[nodiscard]] std::optional<run::AttemptDone> pop(Instant now);

    [[nodiscard]] const std::vector<service::ServiceModel>& services() const {
        return services_;
    }

private:
    const run::Backends& backends_;
    std::vector<service::ServiceModel> services_;  // as Backends::list
    std::vector<std::size_t> service_of_slot_;     // where the attempt of that slot went
    struct Immediate {
        Instant when;
        run::AttemptDone done;
    };
    std::deque<Immediate> immediate_;  // refused or shed on arrival
};

}  // namespace fortify::sim
