#include "conformance/worlds.hpp"

#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/driver.hpp"
#include "net/loop.hpp"
#include "net/server/service_host.hpp"
#include "run/backend.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"
#include "sim/simulator.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

namespace fortify::test {
namespace {

Traces simulate(const run::Plan& plan) {
    Log log;
    measure::Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {.observer = &log});
    simulator.run();
    return {.ending = simulator.runner().ending(),
            .settled = log.settled,
            .transitions = log.transitions,
            .recorder = std::move(recorder),
            .services = simulator.services()};
}

Traces run_over_sockets(const run::Plan& plan) {
    const run::Backends backends = run::backends_of(plan);
    std::vector<std::unique_ptr<net::ServiceHost>> hosts;
    for (const run::Backend& backend : backends.list) {
        auto host = net::ServiceHost::start(
            {.config = *backend.config, .faults = backend.faults, .seed = backend.seed});
        REQUIRE(host.has_value());
        hosts.push_back(std::move(host).value());
    }
    auto loop = net::Loop::create();
    REQUIRE(loop.has_value());
    net::CurlWire::Options options{.endpoints = {}, .allow = plan.safety.allow};
    for (std::size_t target = 0; target < plan.targets.size(); ++target) {
        options.endpoints.push_back(
            net::endpoint_of(plan.targets[target], hosts[*backends.of_target[target]]->url()));
    }
    auto wire = net::CurlWire::create(*loop, options);
    REQUIRE(wire.has_value());

    Log log;
    run::TimerQueue timers;
    measure::Recorder recorder(run::layout_of(plan));
    run::Runner runner(plan, {.wire = **wire, .timers = timers, .recorder = recorder, .observer = &log});
    net::Clock clock;
    net::run_real({.runner = runner, .wire = **wire, .timers = timers, .loop = *loop, .clock = clock},
                  {.progress = {}, .begins = [&] {
                       for (const auto& host : hosts) {
                           host->begin(clock.epoch());
                       }
                       return true;
                   }});
    std::vector<service::ServiceModel::Totals> totals;
    for (std::size_t index = 0; index < hosts.size(); ++index) {
        totals.push_back(hosts[index]->stop());
        run::record_service_faults(recorder, backends.list[index], totals.back());
    }
    CHECK(timers.size() == 0);
    return {.ending = runner.ending(),
            .settled = log.settled,
            .transitions = log.transitions,
            .recorder = std::move(recorder),
            .services = std::move(totals)};
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
