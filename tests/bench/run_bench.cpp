// What `run` costs on top of libcurl, and how punctual its open model is, against a server in a process
// of its own on loopback.
//
//   run_bench [calls] [repeats]        default 40000 calls, 5 repeats of each
//
// CPU per call: the median over the repeats, which take turns, of user plus system time of this process
// divided by the calls. `run` goes through the whole default chain, records and histograms included.

#include "bench/bare_curl.hpp"
#include "bench/default_chain.hpp"
#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/driver.hpp"
#include "net/loop.hpp"
#include "net/server/service_host.hpp"
#include "run/runner.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fortify;

namespace {

constexpr std::uint32_t concurrent = 32;

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

// A server process that answers at once; ends when its parent closes the pipe.
struct Server {
    pid_t process = -1;
    int lifeline = -1;
    std::string url;
};

Server start_server() {
    int up[2];
    int life[2];
    if (pipe(up) != 0 || pipe(life) != 0) {
        std::perror("pipe");
        std::exit(1);
    }
    const pid_t child = fork();
    if (child == 0) {
        close(up[0]);
        close(life[1]);
        auto host = net::ServiceHost::start(
            {.config = {.name = "bench", .workers = 10'000, .service_time = Distribution()},
             .faults = {},
             .seed = 1});
        if (!host) {
            _exit(1);
        }
        (*host)->begin(net::Clock().epoch());
        const std::string url = (*host)->url() + "\n";
        if (write(up[1], url.data(), url.size()) < 0) {
            _exit(1);
        }
        char byte = 0;
        while (read(life[0], &byte, 1) > 0) {
        }
        (*host)->stop();
        _exit(0);
    }
    close(up[1]);
    close(life[0]);
    Server server{.process = child, .lifeline = life[1], .url = {}};
    char byte = 0;
    while (read(up[0], &byte, 1) == 1 && byte != '\n') {
        server.url += byte;
    }
    close(up[0]);
    return server;
}

struct Measured {
    measure::Recorder recorder;
    double cpu = 0;
};

Measured run_plan(run::Plan plan, const std::string& url) {
    plan.targets[0].url = url;
    auto loop = net::Loop::create();
    net::CurlWire::Options options{.endpoints = {net::endpoint_of(plan.targets[0], "")},
                                   .allow = plan.safety.allow};
    auto wire = net::CurlWire::create(*loop, options);
    run::TimerQueue timers;
    measure::Recorder recorder(run::layout_of(plan));
    run::Runner runner(plan, {.wire = **wire, .timers = timers, .recorder = recorder});
    net::Clock clock;
    const double before = cpu_seconds();
    net::run_real({.runner = runner, .wire = **wire, .timers = timers, .loop = *loop, .clock = clock}, {});
    return {.recorder = std::move(recorder), .cpu = cpu_seconds() - before};
}

double fortify_cpu_per_call(const std::string& url, std::uint64_t calls) {
    run::Plan plan = test::small_plan(bench::default_chain(), 1, 600s);
    plan.loads[0].model = load::Users::Config{
        .count = concurrent, .think_time = Distribution(), .active = {run_start, at(600s)}};
    plan.safety.max_calls = calls;
    plan.safety.max_rate = Rate{1e9};
    const Measured measured = run_plan(plan, url);
    const auto succeeded =
        static_cast<double>(measured.recorder.total(measure::Counter::succeeded, measure::Recorder::all));
    if (succeeded < 0.99 * static_cast<double>(calls)) {
        std::printf("only %.0f of %llu calls succeeded\n", succeeded, static_cast<unsigned long long>(calls));
    }
    return measured.cpu / static_cast<double>(calls);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(const std::string& url, std::uint64_t calls, int repeats) {
    const bench::BareRun bare{.url = url, .concurrent = concurrent, .calls = calls};
    std::vector<double> poll;
    std::vector<double> epoll;
    std::vector<double> ours;
    const auto timed = [&](const std::function<std::uint64_t()>& run) {
        const double before = cpu_seconds();
        const std::uint64_t failed = run();
        if (failed > 0) {
            std::printf("%llu bare calls failed\n", static_cast<unsigned long long>(failed));
        }
        return (cpu_seconds() - before) / static_cast<double>(calls);
    };
    for (int repeat = 0; repeat < repeats; ++repeat) {
        poll.push_back(timed([&] { return bench::run_bare_poll(bare); }));
        epoll.push_back(timed([&] { return bench::run_bare_epoll(bare); }));
        ours.push_back(fortify_cpu_per_call(url, calls));
    }
    std::printf("CPU per call, median of %d runs of %llu calls, %u at once:\n", repeats,
                static_cast<unsigned long long>(calls), concurrent);
    std::printf("  bare libcurl, multi_poll    %6.2f us\n", 1e6 * median(poll));
    std::printf("  bare libcurl, epoll         %6.2f us\n", 1e6 * median(epoll));
    std::printf("  fortify run, default chain  %6.2f us   %.2f of multi_poll, %.2f of epoll\n",
                1e6 * median(ours), median(ours) / median(poll), median(ours) / median(epoll));
}

void measure_lag(const std::string& url) {
    run::Plan plan = test::small_plan(bench::default_chain(), 50'000, 10s);
    const Measured measured = run_plan(plan, url);
    const measure::Histogram lag = measured.recorder.histogram(measure::Timing::schedule_lag, 0, 1);
    std::printf(
        "schedule lag at 5,000 calls/s for 10 s: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, max %.3f ms\n",
        1e3 * to_seconds(lag.quantile(0.5)), 1e3 * to_seconds(lag.quantile(0.99)),
        1e3 * to_seconds(lag.quantile(0.999)), 1e3 * to_seconds(lag.max()));
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t calls = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 40'000;
    const int repeats = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
    const Server server = start_server();
    if (server.url.empty()) {
        std::fprintf(stderr, "the server did not start\n");
        return 1;
    }
    compare(server.url + "/", std::max<std::uint64_t>(calls, 1000), repeats);
    measure_lag(server.url + "/");
    close(server.lifeline);
    waitpid(server.process, nullptr, 0);
    return 0;
}
