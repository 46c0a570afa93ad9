// Goal: duty cycles and ramps are on, and as high, as the scenario says. Method: exact instants.
#include "fault/fault.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::fault;

namespace {

FaultConfig cycling(Duration on, Duration period) {
    return {.id = "f",
            .kind = Refuse{},
            .windows = {{at(10s), at(35s)}, {at(100s), at(101s)}},
            .duty = Duty{.on = on, .period = period}};
}

Ramp ramp(Ramp::Shape shape, double from, double to, std::uint32_t steps = 1) {
    return {.shape = shape, .from = from, .to = to, .over = 10s, .steps = steps};
}

}  // namespace

TEST_SUITE("fault schedule") {
    TEST_CASE("a duty cycle begins anew with each window, on first") {
        const FaultConfig fault = cycling(3s, 10s);
        CHECK_FALSE(is_on(fault, at(10s) - 1ns));
        CHECK(is_on(fault, at(10s)));
        CHECK(is_on(fault, at(13s) - 1ns));
        CHECK_FALSE(is_on(fault, at(13s)));
        CHECK(is_on(fault, at(20s)));
        CHECK(is_on(fault, at(32s)));
        CHECK_FALSE(is_on(fault, at(35s)));
        CHECK(is_on(fault, at(100s)));
        CHECK(stretches(fault) ==
              std::vector<Interval>{
                  {at(10s), at(13s)}, {at(20s), at(23s)}, {at(30s), at(33s)}, {at(100s), at(101s)}});
    }

    TEST_CASE("the edges are where it turns on or off, and nowhere else") {
        const FaultConfig fault = cycling(3s, 10s);
        std::vector<Instant> edges;
        for (Instant now = run_start; now != never;) {
            now = next_edge(fault, now);
            edges.push_back(now);
        }
        CHECK(edges == std::vector<Instant>{at(10s), at(13s), at(20s), at(23s), at(30s), at(33s), at(35s),
                                            at(100s), at(101s), never});
        FaultConfig plain = fault;
        plain.duty.reset();
        CHECK(next_edge(plain, at(12s)) == at(35s));
        CHECK(stretches(plain) == plain.windows);
    }

    TEST_CASE("a linear ramp is half way at half time, and stays where it arrives") {
        const Ramp line = ramp(Ramp::Shape::linear, 0.2, 0.6);
        CHECK(level(line, 0s) == 0.2);
        CHECK(level(line, 5s) == doctest::Approx(0.4));
        CHECK(level(line, 10s) == 0.6);
        CHECK(level(line, 1h) == 0.6);
        CHECK(level(ramp(Ramp::Shape::linear, 1, 0), 7500ms) == doctest::Approx(0.25));
    }

    TEST_CASE("steps are equal jumps, the last one at the end") {
        const Ramp stairs = ramp(Ramp::Shape::step, 0, 1, 4);
        CHECK(level(stairs, 2499ms) == 0);
        CHECK(level(stairs, 2500ms) == 0.25);
        CHECK(level(stairs, 9999ms) == 0.75);
        CHECK(level(stairs, 10s) == 1);
        CHECK(level(ramp(Ramp::Shape::step, 0.1, 0.9), 9999ms) == 0.1);
    }

    TEST_CASE("an exponential ramp grows by equal factors in equal times") {
        const Ramp curve = ramp(Ramp::Shape::exponential, 0.01, 1);
        CHECK(level(curve, 0s) == doctest::Approx(0.01));
        CHECK(level(curve, 5s) == doctest::Approx(0.1));
        CHECK(level(curve, 10s) == 1);
    }
}
