// Goal: the canonical text of a condition reads back as the same condition; values are shown as people expect
// them. Method: random expressions made of the grammar's parts, written, read, written again; literals.

#include "core/rng.hpp"
#include "vocabulary.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::slo;
using measure::Unit;

namespace {

template <class T>
const T& any_of(Rng& rng, const std::vector<T>& choices) {
    return choices[rng.below(choices.size())];
}

std::string any_limit(Rng& rng, Unit unit) {
    const std::uint64_t number = 1 + rng.below(999);
    const std::string digits = std::to_string(number);
    switch (unit) {
        case Unit::ratio:
            return std::to_string(rng.below(100)) + "." + digits + "%";
        case Unit::factor:
            return any_of<std::string>(rng, {"1.", "2.0", ""}) + digits;
        case Unit::count:
            return digits;
        case Unit::rate:
            return digits + any_of<std::string>(rng, {"/s", "/min", ".25/s", "/h"});
        case Unit::duration:
            return digits + any_of<std::string>(rng, {"ms", "s", "us", ".5ms", "m30s", "ns", "h"});
    }
    return {};
}

std::string any_condition(Rng& rng) {
    const auto& row = measure::metric_table()[rng.below(measure::metric_count)];
    std::string text{row.name};
    if (row.unit == Unit::duration) {
        text = any_of<std::string>(rng, {"p50", "p99", "p99.9", "p12.345", "mean", "max", "min"}) + "(" +
               text + ")";
    }
    if (rng.chance(0.3)) {
        const Vocabulary names = vocabulary();
        text += " of " + any_of(rng, row.subject == measure::SubjectKind::target   ? names.targets
                                     : row.subject == measure::SubjectKind::policy ? names.policies
                                     : row.subject == measure::SubjectKind::probe  ? names.probes
                                                                                   : names.faults);
    }
    if (rng.chance(0.2)) {
        text += " between 12.5% and 130.25% of 'phase two'";
    } else if (rng.chance(0.3)) {
        text += any_of<std::string>(rng, {" <", " >= "}) + any_limit(rng, Unit::ratio) + " of outage";
    } else {
        text += any_of<std::string>(rng, {" > ", "<", " != ", " == "}) + any_limit(rng, row.unit);
    }
    if (rng.chance(0.4)) {
        text += rng.chance(0.5) ? " for 2 of 7 windows" : " within 1m30s after 'phase two.end'";
    }
    text += rng.chance(0.3) ? " over 2500ms" : "";
    text += rng.chance(0.3) ? " during 'phase two'" : rng.chance(0.3) ? " during stall" : "";
    return text;
}

std::string any_expression(Rng& rng, int depth) {
    std::string text = any_condition(rng);
    for (std::uint64_t more = rng.below(3); more > 0; --more) {
        text += rng.chance(0.5) ? " and " : " or ";
        text +=
            depth > 0 && rng.chance(0.4) ? "(" + any_expression(rng, depth - 1) + ")" : any_condition(rng);
    }
    return text;
}

bool same(const Condition& left, const Condition& right) {
    const auto pair_of = [](const std::optional<Condition::Repetition>& windows) {
        return windows ? std::pair{windows->needed, windows->windows} : std::pair{0U, 0U};
    };
    const auto deadline_of = [](const std::optional<Condition::Deadline>& deadline) {
        return deadline ? std::pair{deadline->within, deadline->event}
                        : std::pair{Duration{-1}, std::string{}};
    };
    return left.metric == right.metric && left.aggregate.kind == right.aggregate.kind &&
           left.aggregate.percentile == right.aggregate.percentile && left.of == right.of &&
           left.comparison == right.comparison && left.limit.value == right.limit.value &&
           left.limit.upper == right.limit.upper && left.limit.of_phase == right.limit.of_phase &&
           left.during == right.during && left.over == right.over &&
           pair_of(left.windows) == pair_of(right.windows) &&
           deadline_of(left.deadline) == deadline_of(right.deadline);
}

bool same(const Expression& left, const Expression& right) {
    if (left.kind != right.kind || left.operands.size() != right.operands.size()) {
        return false;
    }
    for (std::size_t i = 0; i < left.operands.size(); ++i) {
        if (!same(left.operands[i], right.operands[i])) {
            return false;
        }
    }
    return left.kind != Expression::Kind::condition || same(left.condition, right.condition);
}

std::string canonical(std::string_view written) {
    const auto result = parse_expression(written, place(), vocabulary());
    REQUIRE(result.has_value());
    return text(*result);
}

}  // namespace

TEST_SUITE("slo::text") {
    TEST_CASE("reading what was written gives the same expression") {
        for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
            Rng rng{seed};
            const std::string written = any_expression(rng, 3);
            CAPTURE(seed);
            CAPTURE(written);
            const auto once = parse_expression(written, place(), vocabulary());
            REQUIRE(once.has_value());
            const auto twice = parse_expression(text(*once), place(), vocabulary());
            REQUIRE(twice.has_value());
            CHECK(same(*once, *twice));
            CHECK(text(*twice) == text(*once));
        }
    }

    TEST_CASE("there is one way to write a condition") {
        CHECK(canonical("success_rate>=0.995  during steady") == "success_rate >= 99.5% during steady");
        CHECK(canonical("goodput >= 95% of steady over 1500ms within 15s after stall.end") ==
              "goodput >= 95% of steady over 1.5s within 15s after stall.end");
        CHECK(canonical("wasted < 1 during 'steady'") == "wasted < 1 during steady");
        CHECK(canonical("wasted < 1 during 'phase two' for 1 of 2 windows") ==
              "wasted < 1 during 'phase two' for 1 of 2 windows");
        CHECK(canonical("offered > 600/min") == "offered > 10/s");
        CHECK(canonical("((wasted < 1 or wasted < 2)) and (wasted < 3 and wasted < 4)") ==
              "(wasted < 1 or wasted < 2) and wasted < 3 and wasted < 4");
    }

    TEST_CASE("an event is a name and an edge") {
        CHECK(event_of("stall.end")->name == "stall");
        CHECK(event_of("stall.end")->edge == Event::Edge::end);
        CHECK(event_of("v1.2.start")->name == "v1.2");
        CHECK_FALSE(event_of("stall").has_value());
        CHECK_FALSE(event_of("stall.middle").has_value());
        CHECK_FALSE(event_of(".end").has_value());
        CHECK_FALSE(event_of("").has_value());
    }

    TEST_CASE("values are shown in their unit") {
        CHECK(format_value(0.995, Unit::ratio) == "99.5%");
        CHECK(format_value(1, Unit::ratio) == "100%");
        CHECK(format_value(0, Unit::ratio) == "0%");
        CHECK(format_value(0.999996, Unit::ratio) == "99.9996%");
        CHECK(format_value(0.00001, Unit::ratio) == "0.001%");
        CHECK(format_value(0.12345, Unit::ratio) == "12.35%");
        CHECK(format_value(0.212, Unit::duration) == "212ms");
        CHECK(format_value(70, Unit::rate) == "70.0/s");
        CHECK(format_value(0.25, Unit::rate) == "0.25/s");
        CHECK(format_value(1.0204, Unit::factor) == "1.02");
        CHECK(format_value(3, Unit::count) == "3");
        CHECK(format_value(3.41, Unit::count) == "3.4");
    }
}
