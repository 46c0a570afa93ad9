// Goal: variables of the environment reach the plan, and their values reach nothing else. Method: scenarios
// with placeholders in good and bad places; every word that the reader prints is searched for the value.

#include "sample.hpp"
#include "scenario/render.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::testing;

namespace {

constexpr const char* secret = "hunter2-secret";

scenario::Options options_with(Variables variables) {
    scenario::Options options;
    options.environment = environment_of(std::move(variables));
    return options;
}

std::string rendered(const std::string& text, const scenario::Options& options) {
    const scenario::Source source{.file = "sample.toml", .text = text};
    return render_diagnostics(scenario::load(source, options).diagnostics, source, scenario::Style::plain);
}

}  // namespace

TEST_SUITE("scenario::fill_in_environment") {
    TEST_CASE("a placeholder takes the variable's value, which becomes a secret") {
        const auto plan =
            plan_of(sample_with("policy = \"client\"",
                                "headers = { authorization = \"Bearer ${TOKEN}!\" }\npolicy = \"client\""),
                    options_with({{"TOKEN", secret}}));
        CHECK(plan.targets[0].requests[0].headers[0].second == "Bearer hunter2-secret!");
        CHECK(plan.secrets == std::vector<std::string>{secret});
    }

    TEST_CASE("an empty value is allowed and is no secret") {
        const auto plan =
            plan_of(sample_with("name = \"sample\"", "name = \"x${EMPTY}\""), options_with({{"EMPTY", ""}}));
        CHECK(plan.name == "x");
        CHECK(plan.secrets.empty());
    }

    TEST_CASE("a doubled dollar stands for itself") {
        const auto plan =
            plan_of(sample_with("name = \"sample\"", "name = \"$${TOKEN} costs $5\""), options_with({}));
        CHECK(plan.name == "${TOKEN} costs $5");
    }

    TEST_CASE("placeholders in overrides are filled in, too") {
        scenario::Options options = options_with({{"NAME", "filled"}});
        options.overrides.push_back({"name", "${NAME}"});
        CHECK(plan_of(sample(), options).name == "filled");
    }

    TEST_CASE("each missing variable is pointed at") {
        CHECK(findings(sample_with("name = \"sample\"", "name = \"${A} and ${B}\"")) ==
              "F0703 2:9, F0703 2:18");
    }

    TEST_CASE("the expectation of the report is as written, not as filled in") {
        const auto plan = plan_of(sample_with("[[slo]]\nexpect = \"success_rate >= ${GOAL}\"\n"),
                                  options_with({{"GOAL", "12.5%"}}));
        CHECK(plan.slos[0].text == "success_rate >= ${GOAL}");
        CHECK(plan.slos[0].expression.condition.limit.value == doctest::Approx(0.125));
    }

    TEST_CASE("no mistake shows the value, wherever the placeholder stands") {
        const std::vector<std::pair<std::string, std::string>> places{
            {"service = \"api\"", "service = \"${X}\""},
            {"service = \"api\"", "url = \"${X}\""},
            {"policy = \"client\"", "policy = \"${X}\""},
            {"policy = \"client\"", "policy = \"client\"\nmethod = \"${X} \""},
            {"policy = \"client\"", "policy = \"client\"\npath = \"${X}\""},
            {"policy = \"client\"", "policy = \"client\"\nbody_file = \"${X}\""},
            {"policy = \"client\"", "policy = \"client\"\nheaders = { a = \"${X}\\n\" }"},
            {"policy = \"client\"", "policy = \"client\"\nsuccess = { status = [\"${X}\"] }"},
            {"\"constant(20ms)\"", "\"${X}\""},
            {"\"constant(20ms)\"", "\"trace('${X}')\""},
            {"rate = \"20/s\"", "rate = \"${X}\""},
            {"rate = \"20/s\"", "rate = \"20/s\"\narrivals = \"${X}\""},
            {"rate = \"20/s\"", "rate = \"20/s\"\ntarget = \"${X}\""},
            {"measure = false", "measure = \"${X}\""},
            {"measure = false", "rate = { load = \"${X}\" }"},
            {"name = \"warmup\"", "name = \"${X}!\""},
            {"limit = \"2s\"", "limit = \"${X}\""},
            {"[policy.client.timeout]", "[policy.client]\nchain = [\"${X}\"]\n[policy.client.timeout]"},
        };
        for (const auto& place : places) {
            const std::string& part = place.first;
            const std::string& replacement = place.second;
            CAPTURE(replacement);
            const std::string text = rendered(sample_with(part, replacement), options_with({{"X", secret}}));
            CHECK(text.find("error") != std::string::npos);
            CHECK(text.find(secret) == std::string::npos);
        }
        const std::vector<std::string> additions{
            "[policy.client.retry]\njitter = \"${X}\"\n",
            "[policy.client.retry]\nretry_on = [\"${X}\"]\n",
            "[policy.client.fallback]\non = [\"${X}\"]\n",
            "[policy.client.rate_limit]\nrate = \"1/s\"\nkey = \"${X} \"\n",
            "[[fault]]\nid = \"f\"\nkind = \"${X}\"\n",
            "[[fault]]\nid = \"f\"\nkind = \"refuse\"\nat = \"${X}\"\n",
            "[[fault]]\nid = \"f\"\nkind = \"refuse\"\nduring = \"${X}\"\n",
            "[[fault]]\nid = \"f\"\nkind = \"refuse\"\ntarget = \"${X}\"\n",
            "[[slo]]\nexpect = \"${X} > 5\"\n",
            "[stop]\nwhen = \"success_rate < 5% during ${X}\"\n",
            "[safety]\nallow = [\"${X} x\"]\n",
        };
        for (const std::string& addition : additions) {
            CAPTURE(addition);
            const std::string text = rendered(sample_with(addition), options_with({{"X", secret}}));
            CHECK(text.find("error") != std::string::npos);
            CHECK(text.find(secret) == std::string::npos);
        }
    }
}
