// Goal: faults act when, where and how the file says. Method: windows worked out by hand, every kind with its
// keys, and the mistakes that concern several keys.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::testing;

namespace {

fault::FaultConfig fault_of(const std::string& keys) {
    return plan_of(sample_with("[[fault]]\nid = \"f\"\n" + keys)).faults.at(0);
}

// The sample's "steady" lasts from 5 s to 15 s, "outage" from 15 s to 25 s.
Interval window_of(const std::string& keys) {
    const auto fault = fault_of("kind = \"refuse\"\n" + keys);
    REQUIRE(fault.windows.size() == 1);
    return fault.windows[0];
}

}  // namespace

TEST_SUITE("scenario: faults") {
    TEST_CASE("windows are a phase and an offset, a time, a phase, or the whole run") {
        CHECK(window_of("at = \"outage + 2s\"\nfor = \"5s\"\n") == Interval{at(17s), at(22s)});
        CHECK(window_of("at = \"outage+2s\"\nfor = \"5s\"\n") == Interval{at(17s), at(22s)});
        CHECK(window_of("at = \"outage\"\nfor = \"5s\"\n") == Interval{at(15s), at(20s)});
        CHECK(window_of("at = \"12s\"\nfor = \"500ms\"\n") == Interval{at(12s), at(12500ms)});
        CHECK(window_of("at = \"steady + 1s\"\n") == Interval{at(6s), at(25s)});
        CHECK(window_of("for = \"3s\"\n") == Interval{at(0s), at(3s)});
        CHECK(window_of("during = \"steady\"\n") == Interval{at(5s), at(15s)});
        CHECK(window_of("") == Interval{at(0s), at(25s)});
    }

    TEST_CASE("each kind has its keys") {
        CHECK(std::get<fault::Latency>(fault_of("kind = \"latency\"\ndelay = \"constant(30ms)\"\n").kind)
                  .delay.mean() == 30ms);
        const auto status =
            fault_of("kind = \"status\"\nstatus = 429\nretry_after = \"2s\"\nprobability = \"25%\"\n");
        CHECK(std::get<fault::Status>(status.kind).status == 429);
        CHECK(std::get<fault::Status>(status.kind).retry_after == 2s);
        CHECK(status.probability == doctest::Approx(0.25));
        CHECK(std::get<fault::Status>(fault_of("kind = \"status\"\n").kind).status == 503);
        CHECK(std::get<fault::Errors>(fault_of("kind = \"errors\"\n").kind).status == 500);
        CHECK(std::get<fault::Slow>(fault_of("kind = \"slow\"\nfactor = 3.5\n").kind).factor == 3.5);
        for (const char* kind : {"refuse", "reset", "black_hole", "stall", "crash"}) {
            CHECK(fault::name_of(fault_of(std::string("kind = \"") + kind + "\"\n").kind) == kind);
        }
    }

    TEST_CASE("the one target is meant when none is named") {
        CHECK(fault_of("kind = \"stall\"\n").target == 0);
    }

    TEST_CASE("a phase that is called like a time is a phase") {
        std::string text = sample_with("name = \"outage\"", "name = \"2s\"");
        text += "[[fault]]\nid = \"f\"\nkind = \"refuse\"\nat = \"2s\"\nfor = \"1s\"\n";
        CHECK(plan_of(text).faults[0].windows[0].start == at(15s));
    }

    TEST_CASE("offsets and lengths beyond the run are told apart") {
        const auto codes = [](const std::string& keys) {
            std::vector<std::string> result;
            for (const auto& one :
                 reading_of(sample_with("[[fault]]\nid = \"f\"\nkind = \"refuse\"\n" + keys)).diagnostics) {
                result.push_back(one.code);
            }
            return result;
        };
        using Codes = std::vector<std::string>;
        CHECK(codes("at = \"outage + 10s\"\n") == Codes{"F0403"});
        CHECK(codes("at = \"outage + 9s\"\nfor = \"1s\"\n").empty());
        CHECK(codes("at = \"outage + 9s\"\nfor = \"2s\"\n") == Codes{"F0404"});
        CHECK(codes("at = \"outage - 2s\"\n") == Codes{"F0402"});
        CHECK(codes("at = \"outage + soon\"\n") == Codes{"F0110"});
        CHECK(codes("at = \"+ 2s\"\n") == Codes{"F0402"});
        CHECK(codes("at = \"12\"\n") == Codes{"F0110"});
        CHECK(codes("at = \"24h\"\nfor = \"24h\"\n") == Codes{"F0403"});
    }

    TEST_CASE("a fault cannot be called like a phase") {
        CHECK(reading_of(sample_with("[[fault]]\nid = \"outage\"\nkind = \"refuse\"\n"))
                  .diagnostics.at(0)
                  .code == "F0115");
    }

    TEST_CASE("expectations know all names, and keep their text and severity") {
        const auto plan = plan_of(
            sample_with("[[fault]]\nid = \"f\"\nkind = \"stall\"\n"
                        "[[slo]]\nexpect = \"success_rate of api >= 99% during f\"\nseverity = \"warn\"\n"
                        "[stop]\nwhen = \"error_rate > 80% over 2s\"\n"));
        REQUIRE(plan.slos.size() == 1);
        CHECK(plan.slos[0].text == "success_rate of api >= 99% during f");
        CHECK(plan.slos[0].severity == slo::Severity::warn);
        REQUIRE(plan.stop.has_value());
        CHECK(plan.stop->text == "error_rate > 80% over 2s");
    }
}
