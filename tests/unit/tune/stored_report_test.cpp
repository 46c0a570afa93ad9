// Goal: stored reports give the values that their runs had, and nothing else is taken for one. Method:
// reports as `simulate` writes them in short, whole and broken.
#include "tune/stored_report.hpp"

#include "measure/histogram.hpp"
#include "tune/contest.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace fortify::tune {

namespace {

std::string calls(double success, Duration time) {
    measure::Histogram histogram;
    histogram.record(time, 100);
    return fmt::format(
        R"({{"counts": {{"offered": 100, "begun": 100, "settled": 100, "attempts": 120, "unsent": 0,
        "unfinished": 0, "wasted": 3}},
        "shares": {{"succeeded": {0}, "degraded": 0.0, "failed": 0.25, "rejected": 0.125}},
        "goodput_per_second": 9.5,
        "response_time": {{"histogram": "{1}"}}, "service_time": {{"histogram": "v1:f"}},
        "schedule_lag": {{"histogram": "{1}"}}}})",
        success, histogram.encode());
}

std::string text_of(std::uint64_t seed, double success = 0.9, Duration time = 20ms) {
    return fmt::format(
        R"({{"schema_version": 1, "tool": {{"name": "fortify"}}, "scenario": {{"name": "small"}},
        "run": {{"mode": "simulated", "seed": {0}, "measured_ns": 10000000000}},
        "overall": {{"conclusion": "passed"}},
        "calls": {{"measured": {1}}},
        "scopes": [{{"name": "steady", "lasted_ns": 5000000000, "calls": {1}}},
                   {{"name": "stall", "lasted_ns": 5000000000, "calls": {1}}},
                   {{"name": "stall", "lasted_ns": 5000000000, "calls": {1}}}],
        "targets": [{{"name": "api", "calls": {1}}}], "policies": [{{"name": "client"}}],
        "faults": [{{"id": "stall"}}]}})",
        seed, calls(success, time));
}

StoredReport stored(const std::string& text) {
    auto report = StoredReport::parse("r.json", text);
    REQUIRE(report);
    return std::move(*report);
}

std::optional<double> value(const StoredReport& report, std::string_view metric) {
    const auto measurement = slo::parse_measurement(metric, {}, report.vocabulary());
    REQUIRE_MESSAGE(measurement, metric);
    CHECK(StoredReport::holds(measurement->metric));
    const auto found = report.value(*measurement);
    REQUIRE_MESSAGE(found, metric);
    return *found;
}

std::string refusal(const std::string& text) {
    const auto report = StoredReport::parse("r.json", text);
    return report ? "none" : report.error();
}

StoredRuns runs_of(std::vector<std::string> base, std::vector<std::string> head) {
    StoredRuns runs;
    for (const std::string& text : base) {
        runs.base.push_back(stored(text));
    }
    for (const std::string& text : head) {
        runs.head.push_back(stored(text));
    }
    return runs;
}

}  // namespace

TEST_SUITE("tune::stored_report") {
    TEST_CASE("metrics of calls come out of a report") {
        const StoredReport report = stored(text_of(7));
        CHECK(report.seed() == 7);
        CHECK(report.has_retries());
        CHECK(value(report, "success_rate") == 0.9);
        CHECK(value(report, "error_rate") == 0.375);
        CHECK(value(report, "goodput") == 9.5);
        CHECK(value(report, "offered") == 10);
        CHECK(value(report, "throughput during steady") == 20);
        CHECK(*value(report, "p99(response_time)") == doctest::Approx(0.02).epsilon(0.002));
        CHECK(*value(report, "mean(response_time) of api") == doctest::Approx(0.02));
        CHECK(value(report, "retry.amplification") == 1.2);
        CHECK(value(report, "wasted") == 3);
        CHECK_FALSE(value(report, "p50(service_time)"));
    }
    TEST_CASE("what a report does not hold is refused") {
        const StoredReport report = stored(text_of(7));
        CHECK_FALSE(StoredReport::holds(measure::Metric::breaker_opens));
        const auto twice = slo::parse_measurement("success_rate during stall", {}, report.vocabulary());
        REQUIRE(twice);
        CHECK(report.value(*twice).error() == "it holds 'stall' not at all, or several times");
        const auto both =
            slo::parse_measurement("success_rate of api during steady", {}, report.vocabulary());
        REQUIRE(both);
        CHECK_FALSE(report.value(*both));
    }
    TEST_CASE("anything else is no report") {
        CHECK(refusal("") == "it is no JSON");
        CHECK(refusal("{\"schema_version\": 1") == "it is no JSON");
        CHECK(refusal("[]") == "it is no report of fortify");
        CHECK(refusal("{}") == "it is no report of fortify");
        CHECK(refusal(R"({"tool": {"name": "fortify"}, "schema_version": "x\u0000"})")
                  .starts_with("it is a report of version"));
        CHECK(refusal(R"({"tool": {"name": "fortify"}, "schema_version": 2})") ==
              "it is a report of version 2, this fortify reads version 1");
        CHECK(refusal(R"({"tool": {"name": "fortify"}, "schema_version": 1})") ==
              "it is a report with parts missing");
        CHECK(refusal(std::string(100'000, '[')) == "it is no JSON");
        CHECK(refusal(std::string(100'000, '[') + std::string(100'000, ']')) == "it is no report of fortify");
    }
    TEST_CASE("parts of the wrong kind are told by name") {
        std::string text = text_of(7);
        text.replace(text.find("\"succeeded\": 0.9"), 16, "\"succeeded\": [1]");
        const StoredReport report = stored(text);
        const auto metric = slo::parse_measurement("success_rate", {}, report.vocabulary());
        CHECK(report.value(*metric).error() == "its shares.succeeded is no number");
        text.replace(text.find("v1:f:"), 5, "v9:f:");
        const auto time = slo::parse_measurement("p50(response_time)", {}, report.vocabulary());
        CHECK_FALSE(stored(text).value(*time));
    }
    TEST_CASE("equal seeds on both sides make pairs, whatever their order") {
        const auto pairs =
            compare_stored(runs_of({text_of(1), text_of(2)}, {text_of(2), text_of(1)}), Rules{});
        REQUIRE(pairs);
        CHECK(pairs->comparison.rules.pairing == Pairing::paired);
        CHECK(pairs->comparison.rules.noise == Noise::drawn);
        CHECK(pairs->same_arrivals == 2);
        const auto apart = compare_stored(runs_of({text_of(1), text_of(1)}, {text_of(1)}), Rules{});
        CHECK(apart->comparison.rules.pairing == Pairing::unpaired);
    }
    TEST_CASE("a clear regression over six stored pairs is found") {
        StoredRuns runs;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            const auto jitter = std::chrono::microseconds(100 * seed);
            runs.base.push_back(stored(text_of(seed, 0.9, 20ms + jitter)));
            runs.head.push_back(stored(text_of(seed, 0.9, 22ms + 2 * jitter)));
        }
        runs.metrics = {"p50(response_time)", "success_rate"};
        const auto contest = compare_stored(std::move(runs), Rules{});
        REQUIRE(contest);
        CHECK(contest->comparison.findings[0].judgement == Judgement::worse);
        CHECK(contest->comparison.findings[1].judgement == Judgement::same);
    }
}

}  // namespace fortify::tune
