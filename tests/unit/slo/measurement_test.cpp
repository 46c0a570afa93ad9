// Goal: a metric alone reads as within an expression, and gives the value that a condition would be judged
// by. Method: one run filled in by hand, measured and judged.
#include "slo/measurement.hpp"

#include "hand_made_run.hpp"

#include <doctest/doctest.h>

namespace fortify::slo {

namespace {

std::string mistake_in(std::string_view text) {
    const auto parsed = parse_measurement(text, place(), vocabulary());
    return parsed ? "none" : parsed.error().front().code;
}

std::optional<double> measured(std::string_view text, HandMadeRun& run) {
    const auto parsed = parse_measurement(text, place(), vocabulary());
    REQUIRE_MESSAGE(parsed, text);
    return read_measurement(*parsed, run.recorder(), run.facts().ended).value;
}

}  // namespace

TEST_SUITE("slo::measurement") {
    TEST_CASE("the value is the one that an SLO judges") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(40s, 45s, {.succeeded = 0, .failed = 7, .latency = 200ms});
        for (const std::string text :
             {"success_rate during outage", "error_rate", "retry.amplification of payments",
              "p99(response_time) during burst", "goodput during steady"}) {
            CAPTURE(text);
            const bool is_split = text.find(" during") != std::string::npos;
            const std::string metric = text.substr(0, text.find(" during"));
            const std::string rest = is_split ? text.substr(metric.size()) : "";
            const std::string limit = text.starts_with("p99")       ? " < 50s"
                                      : text.starts_with("goodput") ? " < 99999/s"
                                                                    : " < 0.5";
            CHECK(measured(text, run) == run.verdict(metric + limit + rest).evidence.front().observed);
        }
    }
    TEST_CASE("what never happened has no value") {
        HandMadeRun run;
        CHECK_FALSE(measured("error_rate", run));
        run.ends(20s);
        CHECK_FALSE(measured("goodput during recovery", run));
    }
    TEST_CASE("mistakes are those of expressions") {
        CHECK(mistake_in("error_rat") == "F0605");
        CHECK(mistake_in("response_time") == "F0608");
        CHECK(mistake_in("error_rate during outages") == "F0610");
        CHECK(mistake_in("error_rate < 5%") == "F0604");
        CHECK(mistake_in("error_rate during steady during steady") == "F0604");
        CHECK(mistake_in("") == "F0601");
    }
    TEST_CASE("the margin of an expression is the worst of and, the best of or") {
        HandMadeRun run;
        run.steady_calls();
        const auto margin = [&](std::string_view text) {
            return *margin_of(run.verdict(text));
        };
        const double far = margin("goodput > 10/s during steady");
        const double near = margin("goodput > 69/s during steady");
        CHECK(near < far);
        CHECK(margin("goodput > 10/s during steady and goodput > 69/s during steady") == near);
        CHECK(margin("goodput > 10/s during steady or goodput > 69/s during steady") == far);
        CHECK(margin("(goodput > 10/s during steady or error_rate < 1%) and goodput > 69/s during steady") ==
              near);
    }
}

}  // namespace fortify::slo
