#include "cli/session.hpp"

#include "cli/descriptor_need.hpp"
#include "cli/machine.hpp"
#include "cli/progress_line.hpp"
#include "cli/reach.hpp"
#include "cli/run_report.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"
#include "measure/recorder.hpp"
#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/driver.hpp"
#include "net/errands.hpp"
#include "net/file_limit.hpp"
#include "net/loop.hpp"
#include "net/proxy/proxy_host.hpp"
#include "net/server/hosted_services.hpp"
#include "net/signals.hpp"
#include "run/backend.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace fortify::cli {

namespace {

std::vector<net::Endpoint> endpoints_of(const run::Plan& plan, const net::HostedServices& services) {
    std::vector<net::Endpoint> endpoints;
    for (const run::TargetPlan& target : plan.targets) {
        const std::string url = target.service ? services.url(*target.service) : std::string{};
        endpoints.push_back(net::endpoint_of(target, url));
    }
    return endpoints;
}

void stop_services(net::HostedServices& services,
                   const run::Backends& backends,
                   measure::Recorder& recorder) {
    services.stop();
    for (std::size_t index = 0; index < services.totals().size(); ++index) {
        run::record_service_faults(recorder, backends.list[index], services.totals()[index]);
        if (const std::optional<run::CallsMade>& made = services.calls()[index]) {
            run::record_calls(recorder, *made);
        }
    }
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
    net::HostedServices services;
    net::Loop loop;
    std::unique_ptr<net::CurlWire> wire;
    std::unique_ptr<net::ProxyHost> proxies;  // none: the plan has none
    std::unique_ptr<net::Errands> errands;    // none: the plan has no probes and no actions
};

// How many signals are caught before one ends the program at once: with an undo to run, the second one
// hurries it.
net::SignalWatch::Patience patience_of(const run::Plan& plan) {
    const bool undoes =
        std::any_of(plan.actions.begin(), plan.actions.end(), [](const run::ActionPlan& action) {
            const auto* execute = std::get_if<run::Execute>(&action.what);
            return execute != nullptr && execute->undo.has_value();
        });
    return undoes ? net::SignalWatch::Patience::two_signals : net::SignalWatch::Patience::one_signal;
}

Result<std::unique_ptr<net::Errands>, std::string> errands_of(const run::Plan& plan,
                                                              net::Loop& loop,
                                                              const net::HostedServices& services) {
    if (plan.probes.empty() && plan.actions.empty()) {
        return std::unique_ptr<net::Errands>{};
    }
    std::vector<std::string> urls;
    for (std::size_t service = 0; service < plan.services.size(); ++service) {
        urls.push_back(services.url(service));
    }
    return net::Errands::create(loop, plan, urls);
}

// Bytes of any kind, as a report can hold them.
std::string shown(const std::string& said) {
    constexpr std::size_t longest = 200;
    return printable(std::string_view(said).substr(0, longest));
}

// What those commands said that failed, beside each action of the run.
std::vector<std::string> outputs_of(const run::Runner& runner, const net::Errands* errands) {
    std::vector<std::string> outputs;
    for (const run::ActionRecord& record : runner.actions()) {
        const bool failed = record.result && !record.result->succeeded();
        outputs.push_back(failed && errands != nullptr ? shown(errands->said({record.action, record.stage}))
                                                       : std::string{});
    }
    return outputs;
}

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
    auto signals = net::SignalWatch::install(patience_of(plan));
    if (!signals) {
        return Err{signals.error()};
    }
    auto services = net::HostedServices::start(plan, backends);
    if (!services) {
        return Err{services.error()};
    }
    auto loop = net::Loop::create();
    if (!loop) {
        return Err{loop.error()};
    }
    // The wire keeps a reference to the loop, which therefore needs its final place first.
    std::unique_ptr<Stage> stage(
        new Stage{std::move(*signals), std::move(*services), std::move(*loop), nullptr, nullptr, nullptr});
    auto wire = net::CurlWire::create(
        stage->loop, {.endpoints = endpoints_of(plan, stage->services), .allow = plan.safety.allow});
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
    auto errands = errands_of(plan, stage->loop, stage->services);
    if (!errands) {
        return Err{errands.error()};
    }
    stage->errands = std::move(*errands);
    return stage;
}

// The run starts for all that serve it. Why it cannot; empty when it can.
std::string begin_all(Stage& stage, const net::Clock& clock) {
    stage.services.begin(clock.epoch());
    if (stage.proxies == nullptr) {
        return {};
    }
    const auto begun = stage.proxies->begin(clock.epoch());
    return begun ? std::string{} : begun.error();
}

void announce_wait(const run::Plan& plan, Verbosity verbosity, Printer& printer) {
    if (verbosity == Verbosity::quiet) {
        return;
    }
    for (const run::ProbePlan& probe : plan.probes) {
        if (probe.demand != run::ProbePlan::Demand::none) {
            printer.err(fmt::format("asking probe {} before the run, for up to {}\n", probe.id,
                                    format_duration(probe.ready_within)));
        }
    }
}

// Nobody chose the default of max_in_flight: where descriptors are too few for it, the run asks for less.
std::optional<std::uint32_t> lower_in_flight(const run::Plan& plan) {
    const std::uint64_t most = net::most_open_files();
    if (plan.safety.max_in_flight_is_set || descriptors_needed(plan) <= most) {
        return std::nullopt;
    }
    return in_flight_within(plan, most);
}

Result<report::Report, std::string> run_within_limits(const ScenarioInput& scenario,
                                                      const SessionOptions& options,
                                                      Printer& printer) {
    const run::Plan& plan = scenario.plan;
    const run::Backends backends = run::backends_of(plan);
    const auto stage = set_up(plan, backends);
    if (!stage) {
        return Err{stage.error()};
    }
    Stage& ready = **stage;
    measure::Recorder recorder(run::layout_of(plan));
    run::TimerQueue timers;
    run::Runner runner(plan, {.wire = *ready.wire,
                              .timers = timers,
                              .recorder = recorder,
                              .errands = ready.errands.get(),
                              .journal = options.journal});
    ProgressLine progress(printer, options.verbosity);
    net::Hooks hooks{.every = progress.every(), .progress = {}, .begins = {}};
    if (progress.is_shown()) {
        hooks.progress = [&](Instant now) {
            progress.show(now, {plan, runner, recorder});
        };
    }
    report::RunInfo info = place_and_date();
    const double cpu_before = thread_cpu_seconds();

    net::Clock clock;
    std::string failure;  // of the start
    hooks.begins = [&] {
        failure = begin_all(ready, clock);
        return failure.empty();
    };
    if (ready.proxies != nullptr) {
        const auto serving = ready.proxies->serve_from(run::opening_of(plan));
        if (!serving) {
            return Err{serving.error()};
        }
    }
    announce_wait(plan, options.verbosity, printer);
    net::run_real({.runner = runner,
                   .wire = *ready.wire,
                   .timers = timers,
                   .loop = (*stage)->loop,
                   .clock = clock,
                   .errands = ready.errands.get(),
                   .opening = run::opening_of(plan),
                   .signals = ready.signals.get()},
                  hooks);
    if (!failure.empty()) {
        return Err{failure};
    }
    info.wall_seconds = to_seconds(clock.read() - run_start);
    info.cpu_seconds = thread_cpu_seconds() - cpu_before;
    progress.clear();
    const int signal = runner.ending() == run::Ending::interrupted ? ready.signals->taken().value_or(2) : 2;
    stop_services(ready.services, backends, recorder);
    return report_of({.scenario = scenario,
                      .recorder = recorder,
                      .runner = runner,
                      .services = ready.services.totals(),
                      .calls = ready.services.calls(),
                      .fault_counts = count_faults(plan, runner, ready.proxies.get(), recorder),
                      .mode = report::Mode::real,
                      .info = std::move(info),
                      .without_socket = ready.wire->totals().socket_failures,
                      .outputs = outputs_of(runner, ready.errands.get()),
                      .signal = signal});
}

}  // namespace

Result<report::Report, std::string> run_session(const ScenarioInput& scenario,
                                                const SessionOptions& options,
                                                Printer& printer) {
    const auto lowered = lower_in_flight(scenario.plan);
    if (!lowered) {
        return run_within_limits(scenario, options, printer);
    }
    if (options.verbosity != Verbosity::quiet) {
        printer.err(fmt::format("{} open files allow {} calls in flight, not {} (ulimit -Hn)\n",
                                net::most_open_files(), *lowered, scenario.plan.safety.max_in_flight));
    }
    ScenarioInput smaller = scenario;
    smaller.plan.safety.max_in_flight = *lowered;
    return run_within_limits(smaller, options, printer);
}

}  // namespace fortify::cli
