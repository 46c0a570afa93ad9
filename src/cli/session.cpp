#include "cli/session.hpp"

#include "cli/descriptor_need.hpp"
#include "cli/machine.hpp"
#include "cli/progress_line.hpp"
#include "cli/reach.hpp"
#include "cli/run_report.hpp"
#include "measure/recorder.hpp"
#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/driver.hpp"
#include "net/file_limit.hpp"
#include "net/loop.hpp"
#include "net/proxy/proxy_host.hpp"
#include "net/server/service_host.hpp"
#include "net/signals.hpp"
#include "run/backend.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

namespace fortify::cli {

namespace {

using Hosts = std::vector<std::unique_ptr<net::ServiceHost>>;

// The plan's services, in order. Models beside URLs are for `simulate` alone.
Result<Hosts, std::string> start_hosts(const run::Plan& plan, const run::Backends& backends) {
    Hosts hosts;
    for (std::size_t index = 0; index < plan.services.size(); ++index) {
        const run::Backend& backend = backends.list[index];
        auto host = net::ServiceHost::start(
            {.config = *backend.config, .faults = backend.faults, .seed = backend.seed});
        if (!host) {
            return Err{fmt::format("service {}: {}", backend.config->name, host.error())};
        }
        hosts.push_back(std::move(*host));
    }
    return hosts;
}

std::vector<net::Endpoint> endpoints_of(const run::Plan& plan, const Hosts& hosts) {
    std::vector<net::Endpoint> endpoints;
    for (const run::TargetPlan& target : plan.targets) {
        const std::string url = target.service ? hosts[*target.service]->url() : std::string{};
        endpoints.push_back(net::endpoint_of(target, url));
    }
    return endpoints;
}

std::vector<service::ServiceModel::Totals> stop_hosts(const Hosts& hosts,
                                                      const run::Backends& backends,
                                                      measure::Recorder& recorder) {
    std::vector<service::ServiceModel::Totals> totals;
    for (std::size_t index = 0; index < hosts.size(); ++index) {
        totals.push_back(hosts[index]->stop());
        run::record_service_faults(recorder, backends.list[index], totals.back());
    }
    return totals;
}

report::RunInfo place_and_date() {
    const Machine machine = this_machine();
    report::RunInfo info;
    info.host = machine.host;
    info.kernel = machine.kernel;
    info.cpus = machine.cpus;
    info.started_at = net::wall_clock_text();
    return info;
}

// Of all faults; those at proxies were counted there.
std::vector<fault::Injector::Counts> count_faults(const run::Plan& plan,
                                                  const run::Runner& runner,
                                                  net::ProxyHost* proxies,
                                                  measure::Recorder& recorder) {
    std::vector<fault::Injector::Counts> counts(runner.fault_counts().begin(), runner.fault_counts().end());
    if (proxies != nullptr) {
        const std::vector<fault::Injector::Counts> at_proxies = proxies->stop();
        run::record_proxy_faults(recorder, plan, at_proxies);
        for (std::size_t index = 0; index < counts.size(); ++index) {
            counts[index] = plan.faults[index].proxy ? at_proxies[index] : counts[index];
        }
    }
    return counts;
}

// What has to be there before the clock starts.
struct Stage {
    std::unique_ptr<net::SignalWatch> signals;
    Hosts hosts;
    net::Loop loop;
    std::unique_ptr<net::CurlWire> wire;
    std::unique_ptr<net::ProxyHost> proxies;  // none: the plan has none
};

Result<std::unique_ptr<Stage>, std::string> set_up(const run::Plan& plan, const run::Backends& backends) {
    const auto reachable = check_reach(plan);
    if (!reachable) {
        return Err{reachable.error()};
    }
    const auto enough = net::check_file_limit(descriptors_needed(plan));
    if (!enough) {
        return Err{enough.error()};
    }
    // First, so that threads made later leave signals to this one's handler.
    auto signals = net::SignalWatch::install();
    if (!signals) {
        return Err{signals.error()};
    }
    auto hosts = start_hosts(plan, backends);
    if (!hosts) {
        return Err{hosts.error()};
    }
    auto loop = net::Loop::create();
    if (!loop) {
        return Err{loop.error()};
    }
    // The wire keeps a reference to the loop, which therefore needs its final place first.
    std::unique_ptr<Stage> stage(
        new Stage{std::move(*signals), std::move(*hosts), std::move(*loop), nullptr, nullptr});
    auto wire = net::CurlWire::create(
        stage->loop, {.endpoints = endpoints_of(plan, stage->hosts), .allow = plan.safety.allow});
    if (!wire) {
        return Err{wire.error()};
    }
    stage->wire = std::move(*wire);
    if (!plan.proxies.empty()) {
        auto proxies = net::ProxyHost::start(plan);
        if (!proxies) {
            return Err{proxies.error()};
        }
        stage->proxies = std::move(*proxies);
    }
    return stage;
}

}  // namespace

Result<report::Report, std::string> run_session(const ScenarioInput& scenario,
                                                const SessionOptions& options,
                                                Printer& printer) {
    const run::Plan& plan = scenario.plan;
    const run::Backends backends = run::backends_of(plan);
    const auto stage = set_up(plan, backends);
    if (!stage) {
        return Err{stage.error()};
    }
    const Stage& ready = **stage;
    measure::Recorder recorder(run::layout_of(plan));
    run::TimerQueue timers;
    run::Runner runner(
        plan, {.wire = *ready.wire, .timers = timers, .recorder = recorder, .journal = options.journal});
    ProgressLine progress(printer, options.verbosity);
    net::Hooks hooks{.every = progress.every(), .progress = {}};
    if (progress.is_shown()) {
        hooks.progress = [&](Instant now) {
            progress.show(now, {plan, runner, recorder});
        };
    }
    report::RunInfo info = place_and_date();
    const double cpu_before = thread_cpu_seconds();

    const net::Clock clock;
    for (const auto& host : ready.hosts) {
        host->begin(clock.epoch());
    }
    if (ready.proxies != nullptr) {
        const auto begun = ready.proxies->begin(clock.epoch());
        if (!begun) {
            return Err{begun.error()};
        }
    }
    net::run_real({.runner = runner,
                   .wire = *ready.wire,
                   .timers = timers,
                   .loop = (*stage)->loop,
                   .clock = clock,
                   .signals = ready.signals.get()},
                  hooks);
    info.wall_seconds = to_seconds(clock.read() - run_start);
    info.cpu_seconds = thread_cpu_seconds() - cpu_before;
    progress.clear();
    const int signal = runner.ending() == run::Ending::interrupted ? ready.signals->taken().value_or(2) : 2;
    return report_of({.scenario = scenario,
                      .recorder = recorder,
                      .runner = runner,
                      .services = stop_hosts(ready.hosts, backends, recorder),
                      .fault_counts = count_faults(plan, runner, ready.proxies.get(), recorder),
                      .mode = report::Mode::real,
                      .info = std::move(info),
                      .without_socket = ready.wire->totals().socket_failures,
                      .signal = signal});
}

}  // namespace fortify::cli
