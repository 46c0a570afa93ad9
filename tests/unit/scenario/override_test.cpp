// Goal: --set changes any key of the file and is diagnosed like it. Method: one override at a time over the
// sample, and what the plan holds, or what is said and where.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::testing;

namespace {

scenario::Options set(const std::vector<std::string>& texts) {
    scenario::Options options;
    for (const std::string& text : texts) {
        const auto parsed = scenario::parse_override(text);
        REQUIRE(parsed.has_value());
        options.overrides.push_back(*parsed);
    }
    return options;
}

}  // namespace

TEST_SUITE("scenario::Override") {
    TEST_CASE("bare text needs no quotes, and TOML is taken as TOML") {
        const auto plan =
            plan_of(sample(), set({"policy.client.timeout.limit=750ms", "service.api.workers=3",
                                   "name=\"quoted\"", "load.rate=5/s", "phase.warmup.measure=true"}));
        CHECK(plan.policies[0].timeout->limit == 750ms);
        CHECK(plan.services[0].workers == 3);
        CHECK(plan.name == "quoted");
        CHECK(std::get<run::OpenLoad>(plan.loads[0].model).segments[0].from == Rate{5});
        CHECK(plan.phases[0].measured);
    }

    TEST_CASE("sections that are not there are made") {
        const auto plan = plan_of(
            sample(), set({"policy.client.retry.budget.ratio=0.2", "service.api.queue={ limit = 7 }"}));
        REQUIRE(plan.policies[0].retry.has_value());
        CHECK(plan.policies[0].retry->budget->ratio == Ratio{0.2});
        CHECK(plan.services[0].queue_limit == 7U);
    }

    TEST_CASE("entries of a list go by name, and by number from 1") {
        const auto plan = plan_of(sample(), set({"phase.steady.duration=1s", "phase.3.duration=2s"}));
        CHECK(plan.end() == at(8s));
    }

    TEST_CASE("of two overrides of one key the later wins") {
        CHECK(plan_of(sample(), set({"seed=7", "seed=8"})).seed == 8);
        scenario::Options options = set({"seed=7"});
        options.seed = 9;
        CHECK(plan_of(sample(), options).seed == 9);
    }

    TEST_CASE("a mistake in the value is placed in the override") {
        const auto loaded = reading_of(sample(), set({"policy.client.timeout.limit=soon"}));
        REQUIRE(loaded.diagnostics.size() == 1);
        const Diagnostic& diagnostic = loaded.diagnostics[0];
        CHECK(diagnostic.code == "F0110");
        CHECK(diagnostic.span.file == "--set policy.client.timeout.limit=soon");
        CHECK(diagnostic.span.line == 1);
        CHECK(diagnostic.span.column == 29);
        CHECK(diagnostic.span.length == 4);
    }

    TEST_CASE("an unknown key is placed in the override, with a did-you-mean") {
        const auto loaded = reading_of(sample(), set({"policy.client.timeout.limt=1s"}));
        REQUIRE(loaded.diagnostics.size() == 1);
        CHECK(loaded.diagnostics[0].code == "F0107");
        CHECK(loaded.diagnostics[0].span.column == 23);
        CHECK(loaded.diagnostics[0].help == "did you mean \"limit\"?");
    }

    TEST_CASE("places within a table are those of the override") {
        const auto loaded = reading_of(sample(), set({"service.api.queue={ limit = -1 }"}));
        REQUIRE(loaded.diagnostics.size() == 1);
        CHECK(loaded.diagnostics[0].code == "F0111");
        CHECK(loaded.diagnostics[0].span.column == 29);
    }

    TEST_CASE("a value cannot smuggle in more keys") {
        const auto plan = plan_of(sample(), set({"name=1\nseed = 99"}));
        CHECK(plan.name == "1\nseed = 99");
        CHECK(plan.seed == 1);
    }

    TEST_CASE("what does not read is refused") {
        CHECK_FALSE(scenario::parse_override("seed").has_value());
        CHECK_FALSE(scenario::parse_override("=7").has_value());
        CHECK(findings(sample(), set({"a..b=1"})) == "F0701 1:1");
        CHECK(findings(sample(), set({"name.first=1"})) == "F0702 1:6");
        CHECK(findings(sample(), set({"phase.9.rate=1/s"})) == "F0702 1:7");
        CHECK(findings(sample(), set({"load={ rate"})) == "F0701 1:12");
        std::string deep = "a";
        for (int level = 0; level < 100; ++level) {
            deep += ".a";
        }
        CHECK(reading_of(sample(), set({deep + "=1"})).diagnostics[0].code == "F0701");
    }
}
