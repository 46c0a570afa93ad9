// Goal: the margin search finds limits that are known from theory. Method: an M/M/c queue with timeouts and
// the retry storm, each against the formula, within a tolerance that follows from the horizon.
#include "tune/margin_trials.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

MarginRequest rates(double low, double high) {
    return {.kind = Kind::rate, .low = low, .high = high, .start = low};
}

}  // namespace

TEST_SUITE("simulation::margins") {
    // M/M/c with a timeout that the server does not hear of: a call fails when its sojourn in the queue of
    // Erlang exceeds the timeout. With c = 4, 1/mu = 100 ms and T = 500 ms a tenth fails at lambda = 34.6/s,
    // where e^(-mu T) (1 + C (1 - e^(-mu T (c - 1 - a))) / (c - 1 - a)) = 0.1 with a = lambda / mu and C of
    // Erlang C. In 100 s the share of failures has a standard deviation of 5.2 points (calls within one busy
    // period, of some seconds, fail together), and rises by 3.8 points for a call a second more: two of them
    // are 2.7/s either way.
    TEST_CASE("the largest load of an M/M/c queue with timeouts is that of the formula") {
        constexpr std::string_view text = R"toml(schema = 1
[target.api]
service = "api"
policy = "client"
[service.api]
workers = 4
service_time = "exponential(100ms)"
[load]
rate = "20/s"
[[phase]]
name = "warmup"
duration = "20s"
measure = false
[[phase]]
name = "steady"
duration = "100s"
[policy.client.attempt_timeout]
limit = "500ms"
[[slo]]
expect = "error_rate <= 10%"
)toml";
        const auto specimen = Specimen::read({.file = "mmc.toml", .text = std::string(text)}, {});
        REQUIRE(specimen);
        const auto key = find_key_path("load.rate", {.flag = "--max", .text = "load.rate"}, specimen->root());
        TrialJudge judge(*specimen, *key, {}, {}, {});
        MarginRequest request = rates(10, 40);
        request.tolerance = 0.03;
        const Margin margin = find_margin(request, [&](const Value& value) { return judge.ask(value, {}); });
        REQUIRE(margin.end == Margin::End::found);
        CHECK(*margin.holds->value.number > 34.6 - 2.7);
        CHECK(*margin.breaks->value.number < 34.6 + 2.7);
    }
    // A stall of t seconds leaves the work of t seconds, and every attempt of it times out, so that r come
    // for each call. They are gone D seconds later when r lambda <= c mu D / (D + t): towards r lambda = c mu
    // as D grows, and never beyond it. With r = 4, c mu = 100/s, t = 5 s and D = 60 s: between 23.1/s and
    // 25/s. A tenth of the arrivals in the stall (their standard deviation at this rate) is 2 % of the sum:
    // 0.5/s.
    TEST_CASE(
        "the largest load that gets over a retry storm is where rho (1 + retries) = 1, but for the horizon") {
        const auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/scenarios/outages/retry-storm.toml");
        REQUIRE(source);
        const auto specimen = Specimen::read(*source, {});
        REQUIRE(specimen);
        const auto key = find_key_path("load.rate", {.flag = "--max", .text = "load.rate"}, specimen->root());
        const auto vocabulary = vocabulary_of(specimen->plan());
        const auto recovery =
            slo::parse_expression("goodput >= 90% of steady within 60s after stall.end", {}, vocabulary);
        REQUIRE(recovery);
        TrialJudge judge(*specimen, *key, {},
                         {slo::Expectation{.text = "", .expression = *recovery, .severity = {}, .span = {}}},
                         {});
        const Margin margin =
            find_margin(rates(15, 35), [&](const Value& value) { return judge.ask(value, {}); });
        REQUIRE(margin.end == Margin::End::found);
        CHECK(*margin.holds->value.number > 23.1 - 0.5);
        CHECK(*margin.breaks->value.number < 25 + 0.5);
    }
}

}  // namespace fortify::tune
