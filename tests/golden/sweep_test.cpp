// Goal: the JSON of a sweep keeps its published form. Method: a small sweep with a point that cannot be, held
// against the schema.
#include "gold.hpp"
#include "support/schema_check.hpp"
#include "tune/sweep_view.hpp"

#include <doctest/doctest.h>

namespace fortify::test {

TEST_SUITE("golden::sweep") {
    TEST_CASE("a sweep follows the published schema") {
        const auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/scenarios/quickstart.toml");
        REQUIRE(source);
        const auto specimen = tune::Specimen::read(*source, {});
        REQUIRE(specimen);
        const auto variations = tune::parse_variations(
            "--vary", {"policy.client.retry.max_delay=1ms,5s", "load.rate=20/s,30/s"}, specimen->root());
        REQUIRE(variations);
        tune::SweepRequest request{.variations = *variations, .columns = {}, .seeds = 2};
        for (const std::string_view text :
             {"error_rate", "p99(response_time)", "p99(breaker.time_to_open)"}) {
            request.columns.push_back(
                {.measurement = *slo::parse_measurement(text, {}, tune::vocabulary_of(specimen->plan())),
                 .goal = slo::Better::smaller});
        }
        const std::string json = tune::render_sweep_json(tune::run_sweep(*specimen, request, {}));
        const auto schema =
            nlohmann::json::parse(read_whole_file(FORTIFY_SOURCE_DIR "/docs/sweep.schema.json"));
        for (const std::string& problem : schema_problems(schema, nlohmann::json::parse(json))) {
            FAIL_CHECK(problem);
        }
    }
}

}  // namespace fortify::test
