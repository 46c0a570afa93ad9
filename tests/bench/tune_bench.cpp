// From a key press to the whole picture on the canvas: a scenario of 100,000 calls through five layers, two
// threads. Cold: values typed, which nobody could have computed ahead. Ahead: + and - after a pause, which
// the screen has computed while nobody pressed anything.
//
//   tune_bench [presses]        default 30

#include "tune/ui/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <semaphore>
#include <string>
#include <vector>

using namespace fortify;

namespace {

constexpr std::string_view scenario_text = R"toml(schema = 1
name = "hundred-thousand"
[target.api]
service = "api"
policy = "client"
[service.api]
workers = 200
service_time = "exponential(50ms)"
[load]
target = "api"
rate = "1000/s"
[[phase]]
name = "steady"
duration = "30s"
[[phase]]
name = "outage"
duration = "20s"
[[phase]]
name = "recovery"
duration = "50s"
[policy.client]
chain = ["bulkhead", "timeout", "retry", "circuit_breaker", "attempt_timeout"]
[policy.client.bulkhead]
max_concurrent = 300
max_queue = 100
queue_timeout = "1s"
[policy.client.timeout]
limit = "5s"
[policy.client.retry]
max_attempts = 3
initial_delay = "100ms"
budget = { ratio = 0.1 }
[policy.client.circuit_breaker]
failure_rate = 0.5
open_for = "5s"
[policy.client.attempt_timeout]
limit = "1s"
[[fault]]
id = "errors"
kind = "status"
status = 503
during = "outage"
probability = 0.3
[[slo]]
expect = "success_rate >= 99% during steady"
[[slo]]
expect = "error_rate < 5% during outage"
[[slo]]
expect = "p99(response_time) < 600ms during recovery"
[safety]
max_rate = "5000/s"
max_calls = 1000000
max_in_flight = 10000
deadline = "10m"
)toml";

using Clock = std::chrono::steady_clock;

// A session that nobody looks at.
class Desk {
public:
    explicit Desk(const tune::Specimen& specimen)
        : preview_(specimen, 2, [this] { rung_.release(); }),
          session_(specimen, preview_, [](const std::string&, const std::string&) {
              return Result<Done, std::string>(Done{});
          }) {
        session_.resize({.rows = 24, .columns = 80});
        settle();
    }

    void press(std::string_view letters) {
        for (const char letter : letters) {
            session_.on(letter == '\n' ? tune::ui::KeyPress{tune::ui::KeyPress::Kind::enter}
                                       : tune::ui::KeyPress{tune::ui::KeyPress::Kind::letter, letter});
        }
    }
    void settle() {
        while (session_.is_waiting()) {
            rung_.acquire();
        }
        drawn_ += session_.draw({}).lines().size();
    }
    // Until what is computed ahead is there, too: each job rings once.
    void pause() {
        while (rung_.try_acquire_for(std::chrono::milliseconds(500))) {
        }
    }
    // ms until the whole picture is drawn.
    double time(std::string_view letters) {
        const Clock::time_point start = Clock::now();
        press(letters);
        settle();
        return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    }

private:
    std::counting_semaphore<> rung_{0};
    tune::ui::Preview preview_;
    tune::ui::Session session_;
    std::size_t drawn_ = 0;
};

void print_times(const char* name, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    std::printf("%-6s %4zu presses   median %6.1f ms   p90 %6.1f ms   max %6.1f ms\n", name, times.size(),
                times[times.size() / 2], times[times.size() * 9 / 10], times.back());
}

}  // namespace

int main(int argc, char** argv) {
    const int presses = argc > 1 ? std::clamp(std::atoi(argv[1]), 2, 1000) : 30;
    const auto specimen =
        tune::Specimen::read({.file = "bench.toml", .text = std::string(scenario_text)}, {});
    if (!specimen) {
        std::fprintf(stderr, "%s\n", specimen.error().front().message.c_str());
        return 1;
    }
    Desk desk(*specimen);
    std::vector<double> cold;
    for (int press = 0; press < presses; ++press) {
        cold.push_back(desk.time("\n" + std::to_string(200 + press * 7) + "\n"));
    }
    print_times("cold", cold);
    std::vector<double> ahead;
    for (int press = 0; press < presses; ++press) {
        desk.pause();
        ahead.push_back(desk.time(press % 2 == 0 ? "+" : "-"));
    }
    print_times("ahead", ahead);
}
