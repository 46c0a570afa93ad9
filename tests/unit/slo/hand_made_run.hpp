#pragma once

#include "measure/recorder.hpp"
#include "slo/verdict.hpp"
#include "vocabulary.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace fortify::slo {

// A run of 90 s in slots of 100 ms, filled in by hand: warmup 0-10 s (not measured), steady 10-30 s, outage
// 30-60 s, recovery 60-90 s; the fault stall at 30-35 s, the fault burst at 40-45 s and 50-55 s.
class HandMadeRun {
public:
    HandMadeRun() : recorder_{layout()} {
        facts_.ended = at(90s);
    }

    // In each slot within: so many calls that succeed and that fail, all due and settled in that slot.
    struct Calls {
        std::uint32_t succeeded = 0;
        std::uint32_t failed = 0;
        Duration latency = 20ms;
    };
    void calls(Duration start, Duration end, const Calls& each) {
        using measure::Counter;
        for (Duration when = start; when < end; when += 100ms) {
            const measure::ScopeMask scopes = recorder_.scopes_at(at(when));
            const std::uint32_t all = each.succeeded + each.failed;
            recorder_.count(Counter::offered, 0, at(when), scopes, all);
            recorder_.count(Counter::settled, 0, at(when), scopes, all);
            recorder_.count(Counter::succeeded, 0, at(when), scopes, each.succeeded);
            recorder_.count(Counter::failed, 0, at(when), scopes, each.failed);
            recorder_.count(Counter::attempts, 0, at(when), scopes, all + each.failed);
            for (std::uint32_t i = 0; i < all; ++i) {
                recorder_.time(measure::Timing::response_time, 0, at(when), scopes, each.latency);
            }
        }
    }
    void count(measure::Counter counter, Duration when, std::uint32_t times = 1) {
        recorder_.count(counter, 0, at(when), recorder_.scopes_at(at(when)), times);
    }
    // Seven calls a slot, 70 a second, from beginning to end.
    void steady_calls() {
        calls(0s, 90s, {.succeeded = 7});
    }
    void ends(Duration when) {
        facts_.ended = at(when);
    }

    [[nodiscard]] measure::Recorder& recorder() {
        return recorder_;
    }
    [[nodiscard]] RunFacts& facts() {
        return facts_;
    }
    [[nodiscard]] static Expectation expectation(std::string_view text) {
        auto parsed = parse_expression(text, place(), vocabulary());
        if (!parsed) {
            FAIL(std::string{text} << ": " << parsed.error().front().message);
        }
        Expectation expectation;
        expectation.text = text;
        expectation.expression = std::move(parsed).value();
        return expectation;
    }
    [[nodiscard]] Verdict verdict(std::string_view text) const {
        return judge(expectation(text), recorder_, facts_);
    }
    // Of an expression that is one condition.
    [[nodiscard]] Evidence evidence(std::string_view text) const {
        Verdict found = verdict(text);
        REQUIRE(found.evidence.size() == 1);
        REQUIRE(found.judgement == found.evidence.front().judgement);
        return found.evidence.front();
    }
    [[nodiscard]] Judgement judgement(std::string_view text) const {
        return verdict(text).judgement;
    }

private:
    static measure::Layout layout() {
        using Kind = measure::Scope::Kind;
        measure::Layout layout;
        layout.scopes = {{"warmup", Kind::phase, {at(0s), at(10s)}, false},
                         {"steady", Kind::phase, {at(10s), at(30s)}, true},
                         {"outage", Kind::phase, {at(30s), at(60s)}, true},
                         {"recovery", Kind::phase, {at(60s), at(90s)}, true},
                         {"stall", Kind::fault, {at(30s), at(35s)}, true},
                         {"burst", Kind::fault, {at(40s), at(45s)}, true},
                         {"burst", Kind::fault, {at(50s), at(55s)}, true}};
        layout.targets = {"payments", "stock"};
        layout.policies = {"client", "db-client"};
        layout.faults = {"stall", "burst"};
        layout.end = at(90s);
        layout.drain = 10s;
        return layout;
    }

    measure::Recorder recorder_;
    RunFacts facts_;
};

}  // namespace fortify::slo
