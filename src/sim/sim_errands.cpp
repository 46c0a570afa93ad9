#include "sim/sim_errands.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::sim {
namespace {

std::optional<std::size_t> backend_of(const run::Backends& backends, const run::ProbePlan& probe) {
    if (const auto* check = std::get_if<run::ServiceCheck>(&probe.check)) {
        return check->service;
    }
    return probe.target ? backends.of_target[*probe.target] : std::nullopt;
}

run::ProbeResult result_of(service::Health health) {
    switch (health) {
        case service::Health::healthy:
            return {.health = run::Health::healthy, .finding = run::Finding::fine};
        case service::Health::degraded:
            return {.health = run::Health::degraded, .finding = run::Finding::said_so};
        case service::Health::unhealthy:
            return {.health = run::Health::unhealthy, .finding = run::Finding::said_so};
    }
    FORTIFY_ASSERT(false && "a health outside its enumeration");
}

}  // namespace

SimErrands::SimErrands(const run::Plan& plan, const run::Backends& backends, const SimWire& wire)
    : plan_(plan), backends_(backends), wire_(wire) {
}

void SimErrands::ask(Instant now, run::ProbeIndex probe) {
    const auto backend = backend_of(backends_, plan_.probes[probe]);
    if (!backend) {
        answers_.emplace_back(
            run::ProbeDone{.probe = probe, .result = {.finding = run::Finding::not_simulated}});
        return;
    }
    // Before the run the service stands as it will stand at its start.
    const service::ServiceModel& model = wire_.services()[*backend];
    if (!model.accepts_connections(std::max(now, run_start))) {
        answers_.emplace_back(run::ProbeDone{.probe = probe,
                                             .result = {.health = run::Health::unhealthy,
                                                        .finding = run::Finding::no_answer,
                                                        .cause = Cause::connect_error}});
        return;
    }
    answers_.emplace_back(
        run::ProbeDone{.probe = probe, .result = result_of(model.health(std::max(now, run_start)))});
}

void SimErrands::drop(Instant /*now*/, run::ProbeIndex probe) {
    const auto is_its = [probe](const run::Event& event) {
        const auto* done = std::get_if<run::ProbeDone>(&event);
        return done != nullptr && done->probe == probe;
    };
    answers_.erase(std::remove_if(answers_.begin(), answers_.end(), is_its), answers_.end());
}

void SimErrands::execute(Instant /*now*/, run::CommandId command) {
    answers_.emplace_back(
        run::CommandDone{.command = command, .result = {.end = run::CommandResult::End::not_run}});
}

void SimErrands::kill(Instant /*now*/, run::CommandId command) {
    const auto is_its = [command](const run::Event& event) {
        const auto* done = std::get_if<run::CommandDone>(&event);
        return done != nullptr && done->command == command;
    };
    answers_.erase(std::remove_if(answers_.begin(), answers_.end(), is_its), answers_.end());
}

run::Event SimErrands::pop() {
    FORTIFY_ASSERT(!answers_.empty());
    const run::Event event = answers_.front();
    answers_.pop_front();
    return event;
}

}  // namespace fortify::sim
