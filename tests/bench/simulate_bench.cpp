// Calls a second of a simulation on one core, with all seven layers of the default chain in front of a
// service model, and the memory it takes over a long run.
//
//   simulate_bench [calls]        default 2000000; try 10000000 to see that memory stays constant

#include "bench/default_chain.hpp"
#include "sim/simulator.hpp"
#include "support/sim_plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>

using namespace fortify;

namespace {

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

void measure_run(double calls) {
    constexpr double rate = 5000;
    run::Plan plan = test::queue_plan({.rate = rate,
                                       .workers = 100,
                                       .service_time = 10ms,
                                       .queue_limit = 1000,
                                       .length = from_seconds(calls / rate)},
                                      bench::default_chain());
    plan.safety.max_calls = UINT64_MAX;
    plan.safety.deadline = 240h;
    measure::Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {});
    const double before = cpu_seconds();
    simulator.run();
    const double took = cpu_seconds() - before;
    const auto settled =
        static_cast<double>(recorder.total(measure::Counter::settled, measure::Recorder::all));
    const auto events = static_cast<double>(simulator.events());
    std::printf("%12.0f calls %12.0f events %7.3f s CPU %6.2f M calls/s %6.2f M events/s  peak %ld MiB\n",
                settled, events, took, settled / took / 1e6, events / took / 1e6, peak_kib() / 1024);
}

}  // namespace

int main(int argc, char** argv) {
    const double calls = argc > 1 ? std::clamp(std::atof(argv[1]), 1e3, 1e9) : 2e6;
    measure_run(calls / 10);
    measure_run(calls);
}
