// Goal: the JSON report keeps its published form. Method: gold files, the published schema, and the rule that
// equal reports are equal bytes.
#include "report/json.hpp"

#include "fixtures.hpp"
#include "gold.hpp"
#include "measure/histogram.hpp"
#include "report/prediction_text.hpp"
#include "support/schema_check.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fortify::test {
namespace {

using nlohmann::json;

json schema(const std::string& name = "report") {
    return json::parse(read_whole_file(FORTIFY_SOURCE_DIR "/docs/" + name + ".schema.json"));
}

std::string problems_of(const json& value, const std::string& name = "report") {
    std::string text;
    for (const std::string& problem : schema_problems(schema(name), value)) {
        text += problem + "\n";
    }
    return text;
}

json parsed(const report::Report& report) {
    return json::parse(report::render_json(report));
}

}  // namespace

TEST_SUITE("report::render_json") {
    TEST_CASE("a breached run is written as approved") {
        CHECK(differs_from_gold("outage.json", report::render_json(outage_report())) == "");
    }
    TEST_CASE("a simulated run is written as approved") {
        CHECK(differs_from_gold("simulated.json", report::render_json(simulated_report())) == "");
    }
    TEST_CASE("a run without calls is written as approved") {
        CHECK(differs_from_gold("empty.json", report::render_json(empty_report())) == "");
    }
    TEST_CASE("a run with one call is written as approved") {
        CHECK(differs_from_gold("single_call.json", report::render_json(single_call_report())) == "");
    }
    TEST_CASE("every report follows the published schema") {
        for (const report::Report& report :
             {outage_report(), simulated_report(), empty_report(), single_call_report(), huge_report()}) {
            CHECK(problems_of(parsed(report)) == "");
        }
    }
    TEST_CASE("equal reports are equal bytes") {
        CHECK(report::render_json(huge_report()) == report::render_json(huge_report()));
    }
    TEST_CASE("a simulated report holds nothing of the machine") {
        const std::string text = report::render_json(simulated_report());
        CHECK(text.find("workbench") == std::string::npos);
        CHECK(text.find("Linux") == std::string::npos);
        CHECK(parsed(simulated_report())["run"]["started_at"].is_null());
        CHECK(parsed(simulated_report())["run"]["cpu_seconds"].is_null());
        CHECK(parsed(simulated_report())["host"]["cpus"].is_null());
    }
    TEST_CASE("no secret and no credential of a URL gets in") {
        const std::string text = report::render_json(huge_report());
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find("key=") == std::string::npos);
        CHECK(report::render_json(single_call_report()).find("hunter2") == std::string::npos);
    }
    TEST_CASE("calls are conserved") {
        for (const report::Report& report : {outage_report(), huge_report()}) {
            const json counts = parsed(report)["calls"]["whole_run"]["counts"];
            const auto count = [&](const char* name) {
                return counts[name].get<std::uint64_t>();
            };
            CHECK(count("offered") == count("begun") + count("unsent"));
            CHECK(count("begun") == count("settled") + count("unfinished"));
            CHECK(count("settled") == count("succeeded") + count("degraded") + count("failed") +
                                          count("rejected") + count("cancelled"));
        }
    }
    TEST_CASE("the series sums up to the whole run") {
        const json report = parsed(outage_report());
        std::uint64_t settled = 0;
        for (const json& slot : report["series"]["settled"]) {
            settled += slot.get<std::uint64_t>();
        }
        CHECK(settled == 2400);
        CHECK(report["series"]["slot_ns"] == 1'000'000'000);
    }
    TEST_CASE("histograms can be read back") {
        const report::Report report = outage_report();
        const std::string text = parsed(report)["calls"]["measured"]["response_time"]["histogram"];
        const auto histogram = measure::Histogram::decode(text);
        REQUIRE(histogram.has_value());
        CHECK(histogram.value() == report.measured.response_time.histogram);
    }
}

TEST_SUITE("report::render_prediction_json") {
    TEST_CASE("a prediction is written as approved") {
        const run::Plan plan = outage_plan();
        CHECK(differs_from_gold("outage_prediction.json",
                                report::render_prediction_json(plan, predict::predict(plan), "0.1.0")) == "");
    }
    TEST_CASE("every prediction follows the published schema and keeps secrets") {
        for (const run::Plan& plan : {outage_plan(), huge_plan()}) {
            const std::string text = report::render_prediction_json(plan, predict::predict(plan), "0.1.0");
            CHECK(problems_of(json::parse(text), "plan") == "");
            CHECK(text.find("hunter2") == std::string::npos);
        }
    }
}

TEST_SUITE("test::schema_problems") {
    TEST_CASE("a missing, an unknown and a wrong key are each found") {
        json report = parsed(outage_report());
        report["run"].erase("seed");
        CHECK(problems_of(report) == "/run lacks \"seed\"\n");
        report["run"]["seed"] = -1;
        CHECK(problems_of(report) == "/run/seed is below 0\n");
        report["run"]["seed"] = "42";
        CHECK(problems_of(report) == "/run/seed is not of type \"integer\"\n");
        report["run"]["seed"] = 42;
        report["policies"][0]["retry"]["colour"] = 1;
        CHECK(problems_of(report) == "/policies/0/retry has the unknown key \"colour\"\n");
        report["policies"][0]["retry"].erase("colour");
        report["slos"][1]["judgement"] = "maybe";
        CHECK(problems_of(report) ==
              "/slos/1/judgement is none of [\"passed\",\"breached\",\"undecided\"]\n");
    }
    TEST_CASE("a keyword that the check does not know is a problem") {
        CHECK(schema_problems({{"pattern", "x"}}, "x").size() == 1);
    }
}

}  // namespace fortify::test
