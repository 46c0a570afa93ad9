#pragma once

#include "measure/recorder.hpp"
#include "run/observer.hpp"
#include "run/pipeline.hpp"
#include "run/plan.hpp"
#include "run/ports.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace fortify::run {

// What the calls of one service to others came to. Its recorder has the run's scopes; its targets are
// the service's dependencies in order, its policies those of the plan.
struct CallsMade {
    measure::Recorder recorder;
    std::vector<TransitionSeen> transitions;  // the first 10,000 of them; `client` is the instance that calls
    std::uint64_t transitions_total = 0;
};

// The calls that the jobs of one service make to other services, each through the policy of its
// dependency; every instance of the service has policies of its own. A job makes its calls one after the
// other and waits for each with its worker. A call that is needed and fails ends the job with
//     504 when it timed out, 503 when a policy did not let it go out, 502 else;
// one that is optional does not, but the answer is a degraded one. Calls go on when the job's own caller
// has gone.
//
// Like the runner it is told what happens and commands a wire and timers, so that it is the same in real
// and in virtual time.
class Downstream final : private Observer {
public:
    // A job whose calls have ended.
    struct Ended {
        service::Ticket ticket;
        std::uint16_t status = 0;
        service::ServiceModel::Quality quality{};
    };

    // The plan must outlive it. Slots of attempts and timers are its own, from 0.
    Downstream(const Plan& plan, ServiceIndex service, Wire& wire, Timers& timers);
    Downstream(const Downstream&) = delete;
    Downstream& operator=(const Downstream&) = delete;

    // A completion of the service that is `calling`.
    void begin(Instant now, const service::Completion& job);
    // The instance crashed; its calls are withdrawn. Asked again, nothing happens.
    void crash(Instant now, std::uint32_t instance);
    void on_attempt_done(Instant now, std::uint32_t slot, const AttemptResult& result);
    void on_timer(Instant now, TimerId timer);
    [[nodiscard]] std::optional<Ended> next_ended();
    // The run is over.
    [[nodiscard]] CallsMade finish(Instant now);

    // As the wire knows its targets: one for each dependency.
    [[nodiscard]] const std::vector<TargetPlan>& targets() const {
        return plan_.targets;
    }

private:
    struct Job {
        service::Ticket ticket;
        service::JobKey key;
        Instant deadline = never;
        InstanceIndex instance = 0;
        std::uint32_t dependency = 0;
        std::uint32_t made = 0;   // calls to it
        std::uint32_t calls = 0;  // to all
        service::ServiceModel::Quality quality{};
        bool active = false;
    };

    void on_transition(const TransitionSeen& transition) override;
    void on_settled(const Settled& settled) override;
    void call_next(Instant now, Job& job);
    void take_settled(Instant now);
    void end(Job& job, std::uint16_t status);

    const service::ServiceConfig& service_;
    Plan plan_;  // in which the dependencies are targets and the instances are clients
    std::uint64_t seed_;
    measure::Recorder recorder_;
    std::unique_ptr<Pipeline> pipeline_;
    std::vector<Job> jobs_;         // by slot of their tickets
    std::vector<Settled> settled_;  // to be looked at once the pipeline has returned
    std::vector<Ended> ended_;
    std::size_t next_ended_ = 0;
};

// The dependencies of a service as targets, in order.
[[nodiscard]] std::vector<TargetPlan> call_targets(const Plan& plan, ServiceIndex service);

// Adds, at the end of a run, what the policies between services did to what those of the client did, so that
// SLOs can speak of them.
void record_calls(measure::Recorder& recorder, const CallsMade& made);

// What a caller of the service is told when a needed call of it ended like this.
[[nodiscard]] std::uint16_t gateway_status(Cause cause);

}  // namespace fortify::run
