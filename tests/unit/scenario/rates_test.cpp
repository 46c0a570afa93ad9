// Goal: loads and phases become the rate over time that the file describes. Method: scenarios whose segments
// are worked out by hand.

#include "sample.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::testing;

namespace {

// "0-5:20>20" for a segment from 0 s to 5 s at 20/s.
std::vector<std::string> segments_of(const run::LoadPlan& load) {
    std::vector<std::string> texts;
    for (const auto& segment : std::get<run::OpenLoad>(load.model).segments) {
        texts.push_back(fmt::format("{:g}-{:g}:{:g}>{:g}", to_seconds(segment.when.start - run_start),
                                    to_seconds(segment.when.end - run_start), segment.from.per_second,
                                    segment.to.per_second));
    }
    return texts;
}

using Texts = std::vector<std::string>;

constexpr const char* head = R"toml(schema = 1
[target.api]
service = "api"
[service.api]
workers = 10
service_time = "constant(1ms)"
)toml";

}  // namespace

TEST_SUITE("scenario: rates over phases") {
    TEST_CASE("a phase without a rate keeps the one that the phase before ended with") {
        const auto plan = plan_of(std::string(head) + R"toml(
[load]
rate = "10/s"
[[phase]]
name = "a"
duration = "1s"
[[phase]]
name = "b"
duration = "2s"
ramp_to = "30/s"
[[phase]]
name = "c"
duration = "1s"
[[phase]]
name = "d"
duration = "1s"
rate = "5/s"
[[phase]]
name = "e"
duration = "1s"
rate = "1/s"
ramp_to = "0/s"
)toml");
        CHECK(segments_of(plan.loads[0]) ==
              Texts{"0-1:10>10", "1-3:10>30", "3-4:30>30", "4-5:5>5", "5-6:1>0"});
        CHECK(plan.phases[4].when == Interval{at(5s), at(6s)});
        CHECK(plan.end() == at(6s));
    }

    TEST_CASE("a staircase rises by each step, the last one cut short, and the next phase stays up there") {
        const auto plan = plan_of(std::string(head) + R"toml(
[load]
rate = "10/s"
[[phase]]
name = "a"
duration = "5s"
step = { by = "5/s", every = "2s" }
[[phase]]
name = "b"
duration = "1s"
)toml");
        CHECK(segments_of(plan.loads[0]) == Texts{"0-2:10>10", "2-4:15>15", "4-5:20>20", "5-6:20>20"});
    }

    TEST_CASE("with several loads, each goes by its name") {
        const auto plan = plan_of(std::string(head) + R"toml(
[[load]]
name = "browse"
rate = "10/s"
[[load]]
name = "order"
rate = "1/s"
arrivals = "constant"
[[phase]]
name = "a"
duration = "1s"
rate = { browse = "20/s" }
ramp_to = { order = "3/s" }
[[phase]]
name = "b"
duration = "4s"
step = { order = { by = "1/s", every = "2s" } }
)toml");
        CHECK(segments_of(plan.loads[0]) == Texts{"0-1:20>20", "1-5:20>20"});
        CHECK(segments_of(plan.loads[1]) == Texts{"0-1:1>3", "1-3:3>3", "3-5:4>4"});
        CHECK(std::get<run::OpenLoad>(plan.loads[1].model).spacing == load::Spacing::constant);
        CHECK(std::get<run::OpenLoad>(plan.loads[0].model).spacing == load::Spacing::poisson);
    }

    TEST_CASE("users are active from the first phase to the last") {
        const auto plan = plan_of(std::string(head) + R"toml(
[load]
model = "closed"
users = 50
think_time = "exponential(1s)"
[[phase]]
name = "a"
duration = "3s"
)toml");
        const auto& users = std::get<load::Users::Config>(plan.loads[0].model);
        CHECK(users.count == 50);
        CHECK(users.think_time.mean() == 1s);
        CHECK(users.active == Interval{at(0s), at(3s)});
        CHECK(plan.loads[0].name == "load");
    }

    TEST_CASE("loads without a name go by their number") {
        const auto plan = plan_of(std::string(head) +
                                  "[[load]]\nrate = \"1/s\"\n[[load]]\nrate = \"2/s\"\n"
                                  "[[phase]]\nname = \"a\"\nduration = \"1s\"\n");
        CHECK(plan.loads[0].name == "load[1]");
        CHECK(plan.loads[1].name == "load[2]");
    }

    TEST_CASE("the peak of several loads counts against max_rate, not the sum of their peaks") {
        const auto two = [](const char* cap) {
            return std::string(head) + R"toml(
[[load]]
name = "up"
rate = "0/s"
[[load]]
name = "down"
rate = "100/s"
[[phase]]
name = "a"
duration = "10s"
ramp_to = { up = "100/s", down = "0/s" }
[safety]
max_rate = ")toml" +
                   cap + "\"\n";
        };
        CHECK(findings(two("100/s")).empty());
        CHECK(findings(two("99/s")) == "F0501 10:8");
    }

    TEST_CASE("too many or too high steps are refused") {
        CHECK(findings(sample_with("measure = false", "step = { by = \"1/s\", every = \"1ms\" }")) ==
              "F0111 18:8");
        CHECK(findings(sample_with("measure = false", "step = { by = \"900000/s\", every = \"1s\" }")) ==
              "F0111 18:8");
    }
}
