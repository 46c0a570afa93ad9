#include "conformance/worlds.hpp"

#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/driver.hpp"
#include "net/loop.hpp"
#include "net/server/hosted_services.hpp"
#include "run/backend.hpp"
#include "run/journal.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"
#include "sim/simulator.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

namespace fortify::test {
namespace {

std::vector<std::vector<run::TransitionSeen>> transitions_of(
    const std::vector<std::optional<run::CallsMade>>& calls) {
    std::vector<std::vector<run::TransitionSeen>> transitions;
    for (const std::optional<run::CallsMade>& made : calls) {
        transitions.push_back(made ? made->transitions : std::vector<run::TransitionSeen>{});
    }
    return transitions;
}

// Of all that a journal tells only the decisions about faults.
class FaultLog {
public:
    run::Journal journal{[this](std::string_view line) {
        constexpr std::string_view mark = "\"faults ";
        for (std::size_t begin = line.find(mark); begin != line.npos; begin = line.find(mark, begin + 1)) {
            list_.emplace_back(line.substr(begin + 1, line.find('"', begin + 1) - begin - 1));
        }
    }};
    [[nodiscard]] const std::vector<std::string>& list() const {
        return list_;
    }

private:
    std::vector<std::string> list_;
};

Traces simulate(const run::Plan& plan) {
    Log log;
    FaultLog faults;
    measure::Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {.observer = &log, .journal = &faults.journal});
    simulator.run();
    return {.ending = simulator.runner().ending(),
            .settled = log.settled,
            .transitions = log.transitions,
            .recorder = std::move(recorder),
            .services = simulator.services(),
            .calls = transitions_of(simulator.calls()),
            .faults = faults.list()};
}

Traces run_over_sockets(const run::Plan& plan) {
    const run::Backends backends = run::backends_of(plan);
    auto services = net::HostedServices::start(plan, backends);
    REQUIRE(services.has_value());
    auto loop = net::Loop::create();
    REQUIRE(loop.has_value());
    net::CurlWire::Options options{.endpoints = {}, .allow = plan.safety.allow};
    for (std::size_t target = 0; target < plan.targets.size(); ++target) {
        options.endpoints.push_back(
            net::endpoint_of(plan.targets[target], services->url(*plan.targets[target].service)));
    }
    auto wire = net::CurlWire::create(*loop, options);
    REQUIRE(wire.has_value());

    Log log;
    FaultLog faults;
    run::TimerQueue timers;
    measure::Recorder recorder(run::layout_of(plan));
    run::Runner runner(plan, {.wire = **wire,
                              .timers = timers,
                              .recorder = recorder,
                              .observer = &log,
                              .journal = &faults.journal});
    net::Clock clock;
    net::run_real({.runner = runner, .wire = **wire, .timers = timers, .loop = *loop, .clock = clock},
                  {.progress = {}, .begins = [&] {
                       services->begin(clock.epoch());
                       return true;
                   }});
    services->stop();
    for (std::size_t index = 0; index < backends.list.size(); ++index) {
        run::record_service_faults(recorder, backends.list[index], services->totals()[index]);
        if (const std::optional<run::CallsMade>& made = services->calls()[index]) {
            run::record_calls(recorder, *made);
        }
    }
    CHECK(timers.size() == 0);
    return {.ending = runner.ending(),
            .settled = log.settled,
            .transitions = log.transitions,
            .recorder = std::move(recorder),
            .services = services->totals(),
            .calls = transitions_of(services->calls()),
            .faults = faults.list()};
}

}  // namespace

std::uint64_t Traces::settled_with(Cause cause) const {
    return static_cast<std::uint64_t>(
        std::count_if(settled.begin(), settled.end(),
                      [cause](const run::Settled& one) { return one.outcome.cause == cause; }));
}

Traces run_over(WireKind wire, const run::Plan& plan) {
    switch (wire) {
        case WireKind::simulated:
            return simulate(plan);
        case WireKind::curl:
            return run_over_sockets(plan);
    }
    FORTIFY_ASSERT(false && "a wire outside its enumeration");
}

}  // namespace fortify::test
