// Goal: the JSON of an optimisation keeps its published form. Method: one that finds something and one that
// cannot, held against the schema.
#include "gold.hpp"
#include "support/schema_check.hpp"
#include "tune/optimisation_view.hpp"

#include <doctest/doctest.h>

namespace fortify::test {

TEST_SUITE("golden::optimisation") {
    TEST_CASE("optimisations follow the published schema, whether they find something or not") {
        const auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/tests/cli/small.toml");
        REQUIRE(source);
        const auto specimen = tune::Specimen::read(*source, {});
        REQUIRE(specimen);
        const auto variations = tune::parse_variations(
            "--vary", {"policy.client.attempt_timeout.limit=1ms..400ms"}, specimen->root());
        REQUIRE(variations);
        const auto vocabulary = tune::vocabulary_of(specimen->plan());
        const auto schema =
            nlohmann::json::parse(read_whole_file(FORTIFY_SOURCE_DIR "/docs/optimisation.schema.json"));
        for (const std::string_view slo : {"success_rate >= 99%", "goodput > 900/s"}) {
            const tune::OptimiseRequest request{
                .variations = *variations,
                .goal = *tune::parse_goal({.flag = "--goal", .text = "min max(response_time)"}, vocabulary),
                .slos = {{.text = std::string(slo),
                          .expression = *slo::parse_expression(slo, {}, vocabulary)}},
                .intensities = {1, 1.5},
                .trials = 120};
            const tune::Optimisation found = tune::optimise(*specimen, request, {});
            CHECK(found.conflict.has_value() == slo.starts_with("goodput"));
            for (const std::string& problem : schema_problems(
                     schema, nlohmann::json::parse(tune::render_optimisation_json(found, "0.1.0")))) {
                FAIL_CHECK(problem);
            }
        }
    }
}

}  // namespace fortify::test
