// Goal: the conclusion and its exit code follow from the findings, the gravest first. Method: a table of
// findings, each with what must be concluded.
#include "report/conclusion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fortify::report {
namespace {

using run::Ending;
using slo::Judgement;
using slo::Severity;

slo::Verdict verdict(Judgement judgement, Severity severity = Severity::fail) {
    slo::Verdict result;
    result.expectation.text = "success_rate > 1%";
    result.expectation.severity = severity;
    result.judgement = judgement;
    return result;
}

struct Row {
    const char* what = "";
    std::vector<slo::Verdict> verdicts;
    Ending ending = Ending::completed;
    std::vector<std::string> unfired;
    std::vector<std::string> dead;
    std::uint64_t offered = 1000;
    std::uint64_t unsent = 0;
    std::uint64_t without_socket = 0;
    std::optional<Duration> lag;
    std::optional<Duration> median;
    Mode mode = Mode::real;
    Conclusion conclusion{};
    int exit_code = 0;
    std::size_t reasons = 0;
    std::size_t cautions = 0;
};

std::vector<Row> rows() {
    const slo::Verdict passed = verdict(Judgement::passed);
    const slo::Verdict breached = verdict(Judgement::breached);
    const slo::Verdict undecided = verdict(Judgement::undecided);
    const std::vector<std::string> stall{"stall"};
    return {
        {.what = "all held", .verdicts = {passed, passed}, .conclusion = Conclusion::passed},
        {.what = "nothing to judge", .verdicts = {}, .conclusion = Conclusion::passed},
        {.what = "one breached",
         .verdicts = {passed, breached},
         .conclusion = Conclusion::breached,
         .exit_code = 1,
         .reasons = 1},
        {.what = "one of severity abort breached",
         .verdicts = {verdict(Judgement::breached, Severity::abort)},
         .conclusion = Conclusion::breached,
         .exit_code = 1,
         .reasons = 1},
        {.what = "warnings do not count",
         .verdicts = {verdict(Judgement::breached, Severity::warn),
                      verdict(Judgement::undecided, Severity::warn)},
         .conclusion = Conclusion::passed},
        {.what = "one undecided",
         .verdicts = {passed, undecided},
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "breached outweighs undecided",
         .verdicts = {undecided, breached},
         .conclusion = Conclusion::breached,
         .exit_code = 1,
         .reasons = 1,
         .cautions = 1},
        {.what = "a fault never fired",
         .verdicts = {passed},
         .unfired = stall,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "a breach with a fault that never fired",
         .verdicts = {breached},
         .unfired = stall,
         .conclusion = Conclusion::breached,
         .exit_code = 1,
         .reasons = 1,
         .cautions = 1},
        {.what = "no call",
         .verdicts = {passed},
         .offered = 0,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "a call unsent",
         .verdicts = {passed},
         .unsent = 1,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "late by just the limit",
         .verdicts = {passed},
         .lag = 10ms,
         .conclusion = Conclusion::passed},
        {.what = "late by more",
         .verdicts = {passed},
         .lag = 10ms + 1ns,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "late, but calls take long",
         .verdicts = {passed},
         .lag = 99ms,
         .median = 1s,
         .conclusion = Conclusion::passed},
        {.what = "virtual time is never late",
         .verdicts = {passed},
         .lag = 1s,
         .mode = Mode::simulated,
         .conclusion = Conclusion::passed},
        {.what = "a stop condition held",
         .verdicts = {breached},
         .ending = Ending::stopped,
         .unfired = stall,
         .conclusion = Conclusion::stopped,
         .exit_code = 3,
         .reasons = 1,
         .cautions = 1},
        {.what = "the guard ended it",
         .verdicts = {passed},
         .ending = Ending::guard,
         .conclusion = Conclusion::stopped,
         .exit_code = 3,
         .reasons = 1},
        {.what = "the address was not allowed",
         .verdicts = {passed},
         .ending = Ending::forbidden,
         .conclusion = Conclusion::stopped,
         .exit_code = 3,
         .reasons = 1},
        {.what = "no socket for some attempts",
         .verdicts = {passed},
         .without_socket = 2,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "a target was dead from the start",
         .verdicts = {passed},
         .dead = {"api"},
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 1},
        {.what = "the user ended it",
         .verdicts = {breached, undecided},
         .ending = Ending::interrupted,
         .conclusion = Conclusion::interrupted,
         .exit_code = 130,
         .reasons = 1,
         .cautions = 1},
        {.what = "three doubts",
         .verdicts = {undecided},
         .unfired = stall,
         .unsent = 3,
         .conclusion = Conclusion::inconclusive,
         .exit_code = 4,
         .reasons = 3},
    };
}

Findings findings_of(const Row& row) {
    return {.ending = row.ending,
            .mode = row.mode,
            .verdicts = row.verdicts,
            .unfired = row.unfired,
            .dead = row.dead,
            .offered = row.offered,
            .unsent = row.unsent,
            .without_socket = row.without_socket,
            .schedule_lag_p99 = row.lag,
            .response_time_p50 = row.median};
}

}  // namespace

TEST_SUITE("report::conclude") {
    TEST_CASE("each finding leads to its conclusion") {
        for (const Row& row : rows()) {
            CAPTURE(row.what);
            const Overall overall = conclude(findings_of(row));
            CHECK(overall.conclusion == row.conclusion);
            CHECK(overall.exit_code == row.exit_code);
            CHECK(overall.reasons.size() == row.reasons);
            CHECK(overall.cautions.size() == row.cautions);
            CHECK(overall.sentence.back() == '.');
        }
    }
    TEST_CASE("the signal decides the exit code of an interrupted run") {
        CHECK(conclude({.ending = Ending::interrupted, .verdicts = {}, .unfired = {}, .signal = 15})
                  .exit_code == 143);
    }
    TEST_CASE("the headline counts what was judged") {
        const std::vector<slo::Verdict> two{verdict(Judgement::breached), verdict(Judgement::passed),
                                            verdict(Judgement::breached, Severity::warn)};
        CHECK(conclude({.verdicts = two, .unfired = {}, .offered = 1}).sentence ==
              "1 of 2 SLOs was breached.");
        const std::vector<slo::Verdict> one{verdict(Judgement::passed)};
        CHECK(conclude({.verdicts = one, .unfired = {}, .offered = 1}).sentence == "The SLO held.");
    }
    TEST_CASE("a single doubt is the headline") {
        const Overall overall = conclude({.verdicts = {}, .unfired = {"burst"}, .offered = 1});
        CHECK(overall.sentence == "Fault \"burst\" was planned but never fired.");
    }
}

}  // namespace fortify::report
