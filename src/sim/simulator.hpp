#pragma once

#include "measure/recorder.hpp"
#include "run/backend.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"
#include "service/service_model.hpp"
#include "sim/sim_errands.hpp"
#include "sim/sim_wire.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fortify::sim {

// Targets that cannot be simulated: URLs without a model beside them.
[[nodiscard]] std::vector<std::string> targets_without_model(const run::Plan& plan);

// A whole run in virtual time: pops the earliest event, sets the time to it, hands it to the runner.
// Ties: answers to errands, then results of attempts, before timers, then in the order in which they were
// armed. Equal plans (seed included) give equal runs, bit for bit.
class Simulator {
public:
    struct Options {
        run::Observer* observer = nullptr;
        run::Journal* journal = nullptr;
    };

    // Plan and recorder must outlive it; `targets_without_model` is empty.
    Simulator(const run::Plan& plan, measure::Recorder& recorder, Options options);

    // To the end.
    void run();
    // So many events further, for whoever wants to stop it or to look at it in between. False: it has ended.
    bool advance(std::uint64_t events);

    [[nodiscard]] const run::Runner& runner() const {
        return runner_;
    }
    // By backend: the plan's services, then the models.
    [[nodiscard]] std::vector<service::ServiceModel::Totals> services() const;
    // Of the calls between services, by backend; none: it calls nobody. Once the run is over.
    [[nodiscard]] const std::vector<std::optional<run::CallsMade>>& calls() const {
        return calls_;
    }
    [[nodiscard]] std::uint64_t events() const {
        return events_;
    }
    // The time of the last event.
    [[nodiscard]] Instant reached() const {
        return now_;
    }

private:
    void tell(const run::Event& event) {
        runner_.on(now_, event);
        ++events_;
    }

    const run::Plan& plan_;
    run::Backends backends_;
    measure::Recorder& recorder_;
    SimWire wire_;
    SimErrands errands_;
    run::TimerQueue timers_;
    run::Runner runner_;
    std::vector<std::optional<run::CallsMade>> calls_;
    Instant now_{};
    std::uint64_t events_ = 0;
    bool is_started_ = false;
    bool is_ended_ = false;
};

}  // namespace fortify::sim
