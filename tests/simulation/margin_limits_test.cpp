// Goal: the margin search finds limits that are known from theory. Method: an M/M/c queue with timeouts and
// the retry storm, each against the formula, within a tolerance that follows from the horizon.
#include "tune/margin_trials.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

MarginRequest rates(double low, double high) {
    return {.kind = Kind::rate, .low = low, .high = high, .start = low};
}

// The largest load from which goodput comes back within 60 s after the stall of the outage "retry-storm".
Margin storm_margin(const Setting& fixed, const MarginRequest& request) {
    const auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/scenarios/outages/retry-storm.toml");
    REQUIRE(source);
    const auto specimen = Specimen::read(*source, {});
    REQUIRE(specimen);
    const auto key = find_key_path("load.rate", {.flag = "--max", .text = "load.rate"}, specimen->root());
    const auto recovery = slo::parse_expression("goodput >= 90% of steady within 60s after stall.end", {},
                                                vocabulary_of(specimen->plan()));
    REQUIRE(recovery);
    TrialJudge judge(*specimen, *key, fixed,
                     {slo::Expectation{.text = "", .expression = *recovery, .severity = {}, .span = {}}}, {});
    return find_margin(request, [&](const Value& value) { return judge.ask(value, {}); });
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
        const Margin margin = storm_margin({}, rates(15, 35));
        REQUIRE(margin.end == Margin::End::found);
        CHECK(*margin.holds->value.number > 23.1 - 0.5);
        CHECK(*margin.breaks->value.number < 25 + 0.5);
    }
    // The same with r = 1 + b of a budget, which has saved what b grants in its ttl of s seconds when the
    // stall begins: gone when lambda ((1 + b) (D + t) + b s) <= c mu D. With b = 0.5 and s = 10 s: between
    // 58.5/s and 66.7/s. The arrivals in the stall vary by 6 % of them, which is 0.5 % of the sum; a probe of
    // 2 % is wider: 1.3/s.
    TEST_CASE("with a budget it is where rho (1 + budget) = 1, but for the horizon") {
        const Margin margin =
            storm_margin({{.path = "policy.client.retry.budget.ratio", .value = "50%"}}, rates(40, 90));
        REQUIRE(margin.end == Margin::End::found);
        CHECK(*margin.holds->value.number > 58.5 - 1.3);
        CHECK(*margin.breaks->value.number < 66.7 + 1.3);
    }
}

}  // namespace fortify::tune
