// Goal: every form of the grammar is read as it is meant. Method: one expression for each form, its parts
// checked.

#include "vocabulary.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::slo;
using measure::Metric;

namespace {

Expression expression(std::string_view text) {
    auto result = parse_expression(text, place(), vocabulary());
    if (!result) {
        FAIL(std::string{text} << ": " << result.error().front().message);
    }
    return std::move(result).value();
}

Condition condition(std::string_view text) {
    const Expression read = expression(text);
    REQUIRE(read.kind == Expression::Kind::condition);
    return read.condition;
}

}  // namespace

TEST_SUITE("slo::parse_expression") {
    TEST_CASE("a share during a phase") {
        const Condition read = condition("success_rate >= 99.5% during steady");
        CHECK(read.metric == Metric::success_rate);
        CHECK(read.aggregate.kind == Aggregate::Kind::none);
        CHECK(read.comparison == Comparison::greater_equal);
        CHECK(read.limit.value == doctest::Approx(0.995));
        CHECK_FALSE(read.limit.of_phase.has_value());
        CHECK(read.during == "steady");
        CHECK_FALSE(read.over.has_value());
        CHECK(read.text == "success_rate >= 99.5% during steady");
    }

    TEST_CASE("a percentile of a target") {
        const Condition read = condition("p99.9(response_time) of payments < 300ms");
        CHECK(read.metric == Metric::response_time);
        CHECK(read.aggregate.kind == Aggregate::Kind::percentile);
        CHECK(read.aggregate.percentile == doctest::Approx(99.9));
        CHECK(read.of == "payments");
        CHECK(read.limit.value == doctest::Approx(0.3));
    }

    TEST_CASE("mean, max and min of a duration, mean and max of a level") {
        CHECK(condition("mean(service_time) < 1s").aggregate.kind == Aggregate::Kind::mean);
        CHECK(condition("max(schedule_lag) < 1s").aggregate.kind == Aggregate::Kind::max);
        CHECK(condition("min(response_time) > 1us").aggregate.kind == Aggregate::Kind::min);
        CHECK(condition("mean(in_flight) < 3.5").limit.value == doctest::Approx(3.5));
        CHECK(condition("max(bulkhead.queue) of client <= 20").aggregate.kind == Aggregate::Kind::max);
        CHECK(condition("bulkhead.queue <= 20").aggregate.kind == Aggregate::Kind::none);
    }

    TEST_CASE("recovery compared with a phase, after an event") {
        const Condition read = condition("goodput >= 95% of steady within 15s after stall.end");
        CHECK(read.metric == Metric::goodput);
        CHECK(read.limit.value == doctest::Approx(0.95));
        CHECK(read.limit.of_phase == "steady");
        REQUIRE(read.deadline.has_value());
        CHECK(read.deadline->within == 15s);
        CHECK(read.deadline->event == "stall.end");
    }

    TEST_CASE("between, as numbers and as shares of a phase") {
        const Condition counts = condition("breaker.opens between 1 and 3 during outage");
        CHECK(counts.comparison == Comparison::between);
        CHECK(counts.limit.value == 1);
        CHECK(counts.limit.upper == 3);
        const Condition shares = condition("goodput between 90% and 110% of steady during recovery");
        CHECK(shares.limit.value == doctest::Approx(0.9));
        CHECK(shares.limit.upper == doctest::Approx(1.1));
        CHECK(shares.limit.of_phase == "steady");
    }

    TEST_CASE("windows, in any order of the clauses") {
        const Condition read = condition("error_rate <= 80% for 3 of 5 windows over 10s during recovery");
        CHECK(read.over == 10s);
        REQUIRE(read.windows.has_value());
        CHECK(read.windows->needed == 3);
        CHECK(read.windows->windows == 5);
        CHECK(read.during == "recovery");
    }

    TEST_CASE("every comparison") {
        CHECK(condition("wasted < 1").comparison == Comparison::less);
        CHECK(condition("wasted <= 1").comparison == Comparison::less_equal);
        CHECK(condition("wasted > 1").comparison == Comparison::greater);
        CHECK(condition("wasted>=1").comparison == Comparison::greater_equal);
        CHECK(condition("wasted == 0").comparison == Comparison::equal);
        CHECK(condition("wasted != 0").comparison == Comparison::not_equal);
    }

    TEST_CASE("a fault of a name shared by nothing else, a rate, a factor") {
        CHECK(condition("fault.fired of burst > 10").of == "burst");
        CHECK(condition("offered >= 4200/min").limit.value == doctest::Approx(70));
        CHECK(condition("retry.amplification < 1.2").limit.value == doctest::Approx(1.2));
        CHECK(condition("breaker.open_time of db-client < 10%").of == "db-client");
    }

    TEST_CASE("names in quotes") {
        CHECK(condition("wasted == 0 during 'phase two'").during == "phase two");
        CHECK(condition("goodput > 50% of 'phase two'").limit.of_phase == "phase two");
        CHECK(condition("goodput > 5/s within 0s after 'phase two.start'").deadline->event ==
              "phase two.start");
    }

    TEST_CASE("and binds tighter than or; parentheses group; groups of one kind are one") {
        const Expression mixed = expression("wasted < 1 or wasted < 2 and wasted < 3");
        REQUIRE(mixed.kind == Expression::Kind::any_of);
        REQUIRE(mixed.operands.size() == 2);
        CHECK(mixed.operands[1].kind == Expression::Kind::all_of);

        const Expression grouped = expression("(wasted < 1 or wasted < 2) and wasted < 3");
        REQUIRE(grouped.kind == Expression::Kind::all_of);
        CHECK(grouped.operands[0].kind == Expression::Kind::any_of);

        CHECK(expression("wasted < 1 and (wasted < 2 and wasted < 3)").operands.size() == 3);
        CHECK(expression("((wasted < 1))").kind == Expression::Kind::condition);
        CHECK(expression("breaker.opens between 1 and 3 and wasted < 1").operands.size() == 2);
    }

    TEST_CASE("each condition knows its place and its text") {
        const Expression read = expression("wasted < 1 and ( goodput  > 5/s )");
        CHECK(read.operands[0].condition.span == SourceSpan{"scenario.toml", 7, 10, 10});
        CHECK(read.operands[1].condition.span == SourceSpan{"scenario.toml", 7, 27, 14});
        CHECK(read.operands[1].condition.text == "goodput  > 5/s");
    }

    TEST_CASE("sixty-four parentheses are read") {
        const std::string nested = std::string(64, '(') + "wasted < 1" + std::string(64, ')');
        CHECK(expression(nested).kind == Expression::Kind::condition);
    }
}
