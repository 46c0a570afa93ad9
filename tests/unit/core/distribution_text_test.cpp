// Goal: every distribution can be written in a scenario, reads back as itself, and a mistake is explained.
// Method: tables of texts.
#include "core/distribution_text.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace fortify;

namespace {

std::string written(std::string_view text) {
    const auto parsed = parse_distribution(text);
    CAPTURE(text);
    REQUIRE_MESSAGE(parsed.has_value(), (parsed ? "" : parsed.error()));
    return parsed->text();
}

std::string reason(std::string_view text) {
    const auto parsed = parse_distribution(text);
    CAPTURE(text);
    REQUIRE_FALSE(parsed.has_value());
    return parsed.error();
}

}  // namespace

TEST_SUITE("parse_distribution") {
    TEST_CASE("each distribution reads back as itself") {
        for (const std::string_view text :
             {"constant(20ms)", "uniform(10ms, 30ms)", "exponential(20ms)", "normal(20ms, 5ms)",
              "lognormal(p50=20ms, p99=200ms)", "pareto(scale=10ms, alpha=1.5, max=2s)",
              "quantiles(p50=20ms, p95=200ms, p99.9=2s)", "trace(\"latencies of may, (b).csv\")",
              "mixture(0.9: exponential(10ms), 0.1: constant(1s))"}) {
            CHECK(written(text) == text);
        }
    }

    TEST_CASE("short and named forms mean the same") {
        CHECK(written("20ms") == "constant(20ms)");
        CHECK(written("0") == "constant(0s)");
        CHECK(written("uniform(low=10ms, high=30ms)") == "uniform(10ms, 30ms)");
        CHECK(written("uniform(high=30ms, low=10ms)") == "uniform(10ms, 30ms)");
        CHECK(written("  exponential ( mean = 20ms ) ") == "exponential(20ms)");
        CHECK(written("lognormal(20ms, 200ms)") == "lognormal(p50=20ms, p99=200ms)");
        CHECK(written("trace(latencies.csv)") == "trace(\"latencies.csv\")");
        CHECK(written("mixture(90%: 10ms, 10%: trace(a.csv))") ==
              "mixture(0.9: constant(10ms), 0.1: trace(\"a.csv\"))");
    }

    TEST_CASE("mistakes are explained") {
        const std::vector<std::pair<std::string, std::string_view>> table{
            {"", "expected a distribution such as"},
            {"fast", "expected a distribution such as"},
            {"20", "the unit is missing"},
            {"expnential(20ms)", "did you mean \"exponential\""},
            {"(20ms)", "is not a distribution"},
            {"constant(", "must end with a parenthesis"},
            {"constant(1s) x", "must end with a parenthesis"},
            {"constant()", "constant: value is missing"},
            {"constant(1s, 2s)", "constant: too many parameters; it takes value"},
            {"constant(1s))", "is not a unit of time"},
            {"exponential(20)", "exponential: mean: expected a duration"},
            {"exponential(-1s)", "it is negative"},
            {"exponential(rate=1s)", "\"rate\" is not one of its parameters, which are mean"},
            {"uniform(1s)", "uniform: high is missing"},
            {"uniform(2s, 1s)", "low is above high"},
            {"uniform(1s, low=1s)", "uniform: low is given twice"},
            {"uniform(1s,)", "high is missing"},
            {"lognormal(p50=0s, p99=1s)", "p50 must be above zero"},
            {"lognormal(p50=2s, p99=1s)", "p50 is above p99"},
            {"pareto(scale=1ms, alpha=1.5)", "max is missing"},
            {"pareto(scale=1ms, alpha=0, max=1s)", "alpha must lie between"},
            {"pareto(scale=1ms, alpha=nan, max=1s)", "alpha: expected a number"},
            {"pareto(scale=2s, alpha=1, max=1s)", "scale is above max"},
            {"pareto(scale=0s, alpha=1, max=1s)", "scale must be above zero"},
            {"quantiles()", "expected points such as"},
            {"quantiles(20ms)", "expected points such as"},
            {"quantiles(p0=1s)", "not a percentile"},
            {"quantiles(p100=1s)", "not a percentile"},
            {"quantiles(p=1s)", "not a percentile"},
            {"quantiles(pnan=1s)", "not a percentile"},
            {"quantiles(p50=0s)", "must be above zero"},
            {"quantiles(p50=1s, p50=2s)", "does not ascend"},
            {"quantiles(p50=2s, p90=1s)", "does not ascend"},
            {"trace()", "expected one file name"},
            {"trace(\"a.csv)", "not closed"},
            {"trace(\"a\", \"b\")", "expected one file name"},
            {"mixture(exponential(1s))", "expected parts such as"},
            {"mixture(0: 1s)", "each weight must lie"},
            {"mixture(x: 1s)", "weight: expected a ratio"},
            {"mixture(0.5: mixture(1: 1s), 0.5: 1s)", "cannot be a mixture itself"},
            {"mixture(0.5: nothing(1s))", "mixture: \"nothing\" is not a distribution"}};
        for (const auto& mistake : table) {
            const std::string message = reason(mistake.first);
            CAPTURE(mistake.first);
            CAPTURE(message);
            CHECK(message.find(mistake.second) != std::string::npos);
        }
    }

    TEST_CASE("absurd texts are refused, not followed") {
        std::string deep;
        for (int depth = 0; depth < 10'000; ++depth) {
            deep += "mixture(1: ";
        }
        CHECK(reason(deep + "1s" + std::string(10'000, ')')).size() < 200);
        CHECK(reason(std::string(100'000, '(')).size() < 300);
        CHECK(reason("constant(" + std::string(100'000, ',') + ")").size() < 300);
        CHECK(reason("constant(1e400s)").find("is not a unit") != std::string::npos);
        CHECK(reason("\x1b(1s)").find('\x1b') == std::string::npos);
    }
}

TEST_SUITE("traces") {
    TEST_CASE("the files of all parts are named") {
        CHECK(trace_files(*parse_distribution("1s")).empty());
        CHECK(trace_files(*parse_distribution("trace(a.csv)")) == std::vector<std::string>{"a.csv"});
        CHECK(trace_files(*parse_distribution("mixture(1: trace(a.csv), 1: 1s, 1: trace(b.csv))")) ==
              std::vector<std::string>{"a.csv", "b.csv"});
    }

    TEST_CASE("values reach the traces of that file and no other part") {
        const auto mixture = *parse_distribution("mixture(1: trace(a.csv), 1: 5ms)");
        const Distribution filled = with_trace(mixture, "a.csv", {15ms});
        CHECK(filled.mean() == 10ms);
        CHECK(filled.text() == mixture.text());
        CHECK(with_trace(*parse_distribution("2ms"), "a.csv", {15ms}).mean() == 2ms);
    }

    TEST_CASE("a file of durations is read line by line") {
        const auto values = parse_trace("# measured in May\n12.5ms\r\n\n  3s \n1us");
        REQUIRE(values.has_value());
        CHECK(*values == std::vector<Duration>{12500us, 3s, 1us});
    }

    TEST_CASE("a bad line is named by its number") {
        CHECK(parse_trace("1ms\n\n7\n").error().find("line 3: expected a duration") == 0);
        CHECK(parse_trace("").error().find("found none") != std::string::npos);
        CHECK(parse_trace("# nothing\n").error().find("found none") != std::string::npos);
    }
}
