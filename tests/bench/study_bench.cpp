// Speed-up of a study over the cores, and simulated calls a second and core: the same trials on one thread,
// on two, and so on up to what the machine has.
//
//   study_bench [trials]        default 64, of 20,000 calls each

#include "bench/default_chain.hpp"
#include "support/sim_plan.hpp"
#include "tune/pool.hpp"
#include "tune/trial.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace fortify;

namespace {

double seconds_for(std::size_t trials, std::size_t threads, const run::Plan& plan) {
    const auto before = std::chrono::steady_clock::now();
    const auto results = tune::map_pool<tune::Trial>(
        trials,
        [&](std::size_t job, const std::stop_token& stop) { return tune::run_trial(plan, job, {}, stop); },
        {.threads = threads, .cancelled = {}, .progress = {}});
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
    double calls = 0;
    for (const auto& trial : results) {
        calls += static_cast<double>(trial->calls);
    }
    std::printf("%2zu threads %10.0f calls %7.3f s %6.2f M calls/s %6.2f M calls/s and core\n", threads,
                calls, took, calls / took / 1e6, calls / took / 1e6 / static_cast<double>(threads));
    return took;
}

}  // namespace

int main(int argc, char** argv) {
    const auto trials = static_cast<std::size_t>(argc > 1 ? std::clamp(std::atoi(argv[1]), 1, 100'000) : 64);
    const run::Plan plan = test::queue_plan(
        {.rate = 1000, .workers = 20, .service_time = 10ms, .queue_limit = 1000, .length = 20s},
        bench::default_chain());
    const double alone = seconds_for(trials, 1, plan);
    const std::size_t cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
    for (std::size_t threads = 2; threads <= cores; threads *= 2) {
        std::printf("speed-up on %zu: %.2f\n", threads, alone / seconds_for(trials, threads, plan));
    }
}
