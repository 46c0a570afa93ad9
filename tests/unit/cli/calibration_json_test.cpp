// Goal: the JSON of a calibration keeps its published form. Method: a settled one, one that stopped short and
// one of a machine, held against the schema.
#include "cli/calibration_json.hpp"

#include "support/schema_check.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace fortify::cli {

namespace {

nlohmann::json checked(const std::string& text) {
    std::ifstream file(FORTIFY_SOURCE_DIR "/docs/calibration.schema.json");
    const auto json = nlohmann::json::parse(text);
    for (const std::string& problem : test::schema_problems(nlohmann::json::parse(file), json)) {
        FAIL_CHECK(problem);
    }
    return json;
}

// Two workers of 10 ms, a third of the calls a little slower.
Calibration sample() {
    measure::Histogram times;
    for (int call = 0; call < 300; ++call) {
        times.record(call % 3 == 0 ? 11ms : 10ms);
    }
    Calibration found;
    found.low.counts.begun = 300;
    found.low.counts.succeeded = 297;
    found.low.service_time.p50 = 10ms;
    found.steps = {
        {.users = 1, .throughput = 97}, {.users = 2, .throughput = 193}, {.users = 4, .throughput = 195}};
    found.fit = tune::fit_service_time(times);
    found.workers = tune::fit_workers(found.steps, times.mean());
    found.agreement = Agreement{.rate = Rate{116},
                                .real_p50 = 10ms,
                                .real_p90 = std::nullopt,
                                .simulated_p50 = 11ms,
                                .simulated_p90 = 12ms};
    return found;
}

}  // namespace

TEST_SUITE("cli::calibration_json") {
    TEST_CASE("what was measured of an endpoint follows the published schema") {
        const auto json = checked(render_calibration_json(
            sample(), {.file = {}, .target = "api", .url = "http://127.0.0.1/", .seed = 7}));
        const auto& endpoint = json["endpoint"];
        CHECK(json["host"].is_null());
        CHECK(endpoint["settled"] == true);
        CHECK(endpoint["model"]["workers"] == 2);
        CHECK(endpoint["one_at_a_time"]["failed"] == 3);
        CHECK(endpoint["ramp"].size() == 3);
        const auto& percentiles = endpoint["trial"]["percentiles"];
        CHECK(percentiles[0]["error"].get<double>() == doctest::Approx(0.1));
        CHECK(percentiles[1]["error"].is_null());
    }
    TEST_CASE("what stopped short says why, and has no trial") {
        Calibration found = sample();
        found.agreement.reset();
        found.code = ExitCode::inconclusive;
        found.notes = {"Its capacity is higher."};
        const auto json = checked(
            render_calibration_json(found, {.file = "shop.toml", .target = "api", .url = {}, .seed = 7}));
        CHECK(json["endpoint"]["settled"] == false);
        CHECK(json["endpoint"]["trial"].is_null());
        CHECK(json["endpoint"]["notes"].size() == 1);
    }
    TEST_CASE("a machine follows it, too") {
        const auto json = checked(render_host_json({.top_rate = 50'000,
                                                    .lag_p50 = 50us,
                                                    .lag_p99 = std::nullopt,
                                                    .round_trip_p50 = 80us,
                                                    .noise = 0.02}));
        CHECK(json["endpoint"].is_null());
        CHECK(json["host"]["timer_lag_p99"].is_null());
    }
}

}  // namespace fortify::cli
