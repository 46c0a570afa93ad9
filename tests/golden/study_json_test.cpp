// Goal: the JSON of searches, explorations and shrunk scenarios keeps its published form. Method: small ones
// of each ending, held against the schemas.
#include "gold.hpp"
#include "support/schema_check.hpp"
#include "tune/exploration_view.hpp"
#include "tune/margin_trials.hpp"
#include "tune/margin_view.hpp"
#include "tune/shrink_view.hpp"

#include <doctest/doctest.h>

namespace fortify::test {

namespace {

tune::Specimen small_specimen(std::vector<scenario::Override> overrides = {}) {
    auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/tests/cli/small.toml");
    REQUIRE(source);
    scenario::Options options;
    options.overrides = std::move(overrides);
    auto specimen = tune::Specimen::read(std::move(*source), std::move(options));
    REQUIRE(specimen);
    return std::move(*specimen);
}

void check_schema(const std::string& name, const std::string& json) {
    const auto schema =
        nlohmann::json::parse(read_whole_file(FORTIFY_SOURCE_DIR "/docs/" + name + ".schema.json"));
    for (const std::string& problem : schema_problems(schema, nlohmann::json::parse(json))) {
        FAIL_CHECK(problem);
    }
}

// The range of a search that ends as it says.
tune::MarginReport search(const tune::Specimen& specimen, tune::Ends range, const tune::PoolOptions& pool) {
    const auto key =
        tune::find_key_path("load.rate", {.flag = "--max", .text = "load.rate"}, specimen.root());
    REQUIRE(key);
    tune::TrialJudge judge(specimen, *key, {}, {}, {.most_trials = 16});
    const tune::MarginRequest request{
        .kind = tune::Kind::rate, .low = range.low, .high = range.high, .tolerance = 0.5};
    tune::MarginReport report{
        .name = "small",
        .file = "small.toml",
        .key = key->path,
        .kind = request.kind,
        .range = range,
        .promise = "all SLOs",
        .own = 100,
        .seed = specimen.plan().seed,
        .commands = {.trial = "fortify simulate small.toml", .search = "fortify find small.toml"}};
    for (const slo::Expectation& slo : specimen.plan().slos) {
        report.slos.push_back({.text = slo.text, .severity = slo.severity});
    }
    report.rows.push_back({.beside = {}, .margin = tune::find_margin(request, [&](const tune::Value& value) {
                                             return judge.ask(value, pool);
                                         })});
    report.trials = judge.trials();
    return report;
}

}  // namespace

TEST_SUITE("golden::margin") {
    TEST_CASE("a search follows the published schema, whatever its end") {
        const tune::Specimen specimen = small_specimen();
        const tune::MarginReport found = search(specimen, {.low = 1000, .high = 2500}, {});
        CHECK(found.rows.front().margin.end == tune::Margin::End::found);
        check_schema("margin", tune::render_margin_json(found, "0.1.0"));
        const auto json = nlohmann::json::parse(tune::render_margin_json(found, "0.1.0"));
        const auto& one = json["searches"][0];
        CHECK(json["complete"] == true);
        CHECK(one["values"][1]["breached"][0]["expect"] == "success_rate >= 99% during steady");
        CHECK(one["values"][1]["breached"][0]["trials"] == one["values"][1]["broke"]);
        CHECK(one["values"][1]["command"] == "fortify simulate small.toml --set load.rate=2500/s --seed 7");
        CHECK(one["command"].get<std::string>().starts_with("fortify find small.toml --max load.rate="));
        CHECK(one["times_own"].get<double>() >= 10);

        // A rate beyond what [safety] allows makes no scenario.
        const tune::MarginReport open = search(specimen, {.low = 100, .high = 900'000}, {});
        CHECK(open.rows.front().margin.end == tune::Margin::End::no_answer);
        check_schema("margin", tune::render_margin_json(open, "0.1.0"));
    }
    TEST_CASE("an interrupted search says so and keeps what it has") {
        const tune::PoolOptions cancelled{.threads = 1, .cancelled = [] { return true; }, .progress = {}};
        tune::MarginReport report = search(small_specimen(), {.low = 100, .high = 900}, cancelled);
        report.beside_key = "service.api.workers";
        report.beside_kind = tune::Kind::count;
        report.searches = 3;
        report.rows.front().beside = tune::exact_value(8, tune::Kind::count);
        const std::string json = tune::render_margin_json(report, "0.1.0");
        check_schema("margin", json);
        CHECK(nlohmann::json::parse(json)["complete"] == false);
        CHECK(nlohmann::json::parse(json)["searches"][0]["end"] == "interrupted");
    }
}

TEST_SUITE("golden::exploration") {
    TEST_CASE("an exploration with failures follows the published schema") {
        const auto swarm = tune::Swarm::around(small_specimen(), {});
        REQUIRE(swarm);
        tune::Exploration exploration = tune::explore(*swarm, 20, 33, {});
        exploration.command = "fortify explore small.toml";
        REQUIRE(exploration.failed() > 0);
        const std::string json = tune::render_exploration_json(exploration, "0.1.0");
        check_schema("exploration", json);
        CHECK(nlohmann::json::parse(json)["complete"] == true);
        exploration.last = 1000;
        CHECK(nlohmann::json::parse(tune::render_exploration_json(exploration, "0.1.0"))["complete"] ==
              false);
    }
}

TEST_SUITE("golden::minimisation") {
    TEST_CASE("what is left of a failing scenario follows the published schema") {
        const tune::Specimen specimen = small_specimen(
            {{.path = "fault.stall.at", .value = "100ms"}, {.path = "fault.stall.for", .value = "900ms"}});
        const auto shrunk = tune::shrink(specimen, 1, {});
        REQUIRE(shrunk);
        REQUIRE(shrunk->end == tune::Shrunk::End::smallest);
        const std::string json = tune::render_shrunk_json(
            *shrunk, {.version = "0.1.0", .replay = "fortify simulate smaller.toml"});
        check_schema("minimisation", json);
        CHECK(nlohmann::json::parse(json)["values"].size() == 1);
    }
}

}  // namespace fortify::test
