// Goal: causes are counted apart, and by scope. Method: literal counts.
#include "measure/cause_counts.hpp"

#include "measure/recorder.hpp"

#include <doctest/doctest.h>

namespace fortify::measure {

TEST_SUITE("measure::CauseCounts") {
    TEST_CASE("answers count apart by status, other causes do not; the most frequent comes first") {
        CauseCounts counts;
        counts.add(Cause::reset, 0);
        counts.add(Cause::status, 503, 2);
        counts.add(Cause::status, 500);
        counts.add(Cause::reset, 200);  // a status beside another cause says nothing
        counts.add(Cause::reset, 0);
        const std::vector<CauseCount> expected{
            {Cause::reset, 0, 3}, {Cause::status, 503, 2}, {Cause::status, 500, 1}};
        CHECK(counts.ranking() == expected);
    }
    TEST_CASE("equal counts are ordered by cause and status, so that equal runs read alike") {
        CauseCounts one;
        one.add(Cause::status, 503);
        one.add(Cause::status, 429);
        CauseCounts two;
        two.add(Cause::status, 429);
        two.add(Cause::status, 503);
        CHECK(one.ranking() == two.ranking());
        CHECK(one.ranking().front().status == 429);
    }
    TEST_CASE("merged counts add up") {
        CauseCounts one;
        one.add(Cause::reset, 0, 4);
        CauseCounts two;
        two.add(Cause::reset, 0, 5);
        two.add(Cause::dns_error, 0);
        one.merge(two);
        const std::vector<CauseCount> expected{{Cause::reset, 0, 9}, {Cause::dns_error, 0, 1}};
        CHECK(one.ranking() == expected);
    }
    TEST_CASE("the recorder keeps them by subject and by scope") {
        Recorder recorder(
            {.scopes = {{.name = "a", .when = {at(0s), at(1s)}}, {.name = "b", .when = {at(1s), at(2s)}}},
             .targets = {"x", "y"},
             .policies = {},
             .faults = {},
             .end = at(2s)});
        recorder.blame(Caused::calls_failed, 0, recorder.scopes_at(at(500ms)), {.cause = Cause::reset});
        recorder.blame(Caused::calls_failed, 1, recorder.scopes_at(at(1500ms)),
                       {.cause = Cause::status, .status = 500});
        recorder.blame(Caused::attempts_failed, 1, recorder.scopes_at(at(1500ms)), {.cause = Cause::reset});
        const auto in = [&](std::uint16_t subject, std::size_t scope) {
            return recorder.causes(Caused::calls_failed, subject, scope).ranking();
        };
        CHECK(in(0, 0).size() == 1);
        CHECK(in(0, 1).empty());
        CHECK(in(1, 0).empty());
        CHECK(in(1, 1).front().status == 500);
        CHECK(in(Recorder::all, 1).size() == 1);
        CHECK(recorder.causes(Caused::calls_failed, Recorder::all).ranking().size() == 2);
        CHECK(recorder.causes(Caused::attempts_failed, 1).ranking().front().count == 1);
    }
}

}  // namespace fortify::measure
