// Goal: goals read as written, mistakes with their place, and the keys that are varied where nobody names any
// are those that matter. Method: texts and small scenarios.
#include "tune/goal.hpp"

#include "fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace fortify::tune {

namespace {

Result<Goal, Diagnostics> goal_of(std::string_view text) {
    return parse_goal({.flag = "--goal", .text = text}, vocabulary_of(small_specimen().plan()));
}

const Diagnostic& mistake_in(const Result<Goal, Diagnostics>& goal) {
    REQUIRE_FALSE(goal);
    return goal.error().front();
}

const Variation* find(const std::vector<Variation>& variations, std::string_view path) {
    const auto found = std::find_if(variations.begin(), variations.end(),
                                    [&](const Variation& one) { return one.key.path == path; });
    return found == variations.end() ? nullptr : &*found;
}

}  // namespace

TEST_SUITE("tune::goal") {
    TEST_CASE("a goal has a sense and a metric") {
        const auto least = goal_of("min p99(response_time) during outage");
        REQUIRE(least);
        CHECK(least->as_cost(2) == 2);
        CHECK(least->measurement.during == "outage");
        const auto most = goal_of("max  success_rate");
        REQUIRE(most);
        CHECK(most->as_cost(2) == -2);
        CHECK(goal_of("min max(response_time)").has_value());
    }
    TEST_CASE("mistakes have a code and a place") {
        CHECK(mistake_in(goal_of("p99(response_time)")).code == "F1030");
        CHECK(mistake_in(goal_of("")).code == "F1030");
        CHECK(mistake_in(goal_of("max")).message == "the goal names no metric");
        CHECK(mistake_in(goal_of("max  ")).message == "the goal names no metric");
        const auto unknown = goal_of("min p99(response_tim)");
        CHECK(mistake_in(unknown).code.starts_with("F06"));
        CHECK(mistake_in(unknown).span.column == 9);
    }
    TEST_CASE("a metric that the scenario has no part for is found out") {
        const Specimen specimen = small_specimen();
        const FlagText flag{.flag = "--goal", .text = "min p99(response_time)"};
        CHECK_FALSE(find_unmeasured(flag, *goal_of(flag.text), specimen, {}).has_value());
        const FlagText bare{.flag = "--goal", .text = "min p99(bulkhead.queue_wait)"};
        const auto goal = goal_of(bare.text);
        REQUIRE(goal);
        const auto wrong = find_unmeasured(bare, *goal, specimen, {});
        REQUIRE(wrong);
        CHECK(wrong->code == "F1031");
        CHECK(wrong->span.column == 5);
        const FlagText absent{.flag = "--goal", .text = "min bulkhead.rejected"};
        const auto zero = find_unmeasured(absent, *goal_of(absent.text), specimen, {});
        REQUIRE(zero);
        CHECK(zero->message == "bulkhead.rejected is 0 whatever the values are");
    }
    TEST_CASE("policies' numbers are varied around their values, within their bounds") {
        const auto variations = usual_variations({}, small_specimen().root());
        REQUIRE(variations);
        const Variation* attempts = find(*variations, "policy.client.retry.max_attempts");
        REQUIRE(attempts != nullptr);
        CHECK(attempts->range->low == 1);
        CHECK(attempts->range->high == 8);
        const Variation* rate = find(*variations, "policy.client.circuit_breaker.failure_rate");
        REQUIRE(rate != nullptr);
        CHECK(rate->range->low == doctest::Approx(0.1));
        CHECK(rate->range->high == 1);
        CHECK(rate->range->scale == Scale::logarithmic);
        CHECK(find(*variations, "policy.client.retry.retry_after_max") == nullptr);
        CHECK(find(*variations, "policy.client.circuit_breaker.slow_call_duration") == nullptr);
    }
    TEST_CASE("what changes nothing without another key is left out") {
        const auto constant = usual_variations(
            {}, small_specimen({{.path = "policy.client.retry.backoff", .value = "constant"}}).root());
        REQUIRE(constant);
        CHECK(find(*constant, "policy.client.retry.multiplier") == nullptr);
        CHECK(find(*constant, "policy.client.retry.max_delay") == nullptr);
        CHECK(find(*constant, "policy.client.retry.initial_delay") != nullptr);
    }
}

}  // namespace fortify::tune
