// Goal: the breaker's states, probes and generations behave as its header says. Method: the vectors of
// other libraries' own tests (CB-n), adapted where we decide otherwise (>= compares; half-open at the
// deadline), and the forced states (MO-n), at literal instants.
#include "unit/policy/breaker_script.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::policy;
using State = BreakerState;

namespace {

CircuitBreakerConfig consecutive(std::uint32_t failures, Duration open_for = 60s) {
    return {.failure_threshold = failures, .open_for = open_for};
}

CircuitBreakerConfig probing(std::uint32_t calls, std::uint32_t successes) {
    return {
        .failure_threshold = 1, .open_for = 10s, .half_open_calls = calls, .success_threshold = successes};
}

// Tripped at 0 s; in half-open from its first call at or after 10 s.
BreakerScript tripped(const CircuitBreakerConfig& config) {
    BreakerScript script(config);
    script.calls(at(0s), "F");
    REQUIRE(script.state() == State::open);
    return script;
}

std::vector<CircuitBreaker::Token> admit_probes(BreakerScript& script, int count) {
    std::vector<CircuitBreaker::Token> tokens;
    for (int probe = 0; probe < count; ++probe) {
        const auto admission = script.admit(at(10s));
        REQUIRE(admission.admitted);
        tokens.push_back(admission.token);
    }
    return tokens;
}

}  // namespace

TEST_SUITE("policy::CircuitBreaker") {
    TEST_CASE("CB-1: it counts consecutive failures, and a success starts the count again") {
        BreakerScript script(consecutive(6));
        script.calls(at(1s), "FFFFF");
        CHECK(script.breaker.consecutive_failures() == 5);
        CHECK(script.breaker.counts() == WindowCounts{.calls = 5, .failures = 5});
        script.calls(at(1s), "S");
        CHECK(script.breaker.consecutive_failures() == 0);
        script.calls(at(1s), "FFFFF");
        CHECK(script.state() == State::closed);
        script.calls(at(1s), "F");
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().cause == BreakerCause::failure_threshold);
        CHECK(script.transitions.back().consecutive_failures == 6);
        CHECK(script.transitions.back().counts == WindowCounts{.calls = 12, .failures = 11});
    }

    TEST_CASE("CB-2: it is half-open at the deadline and not before; a failed probe costs a full period") {
        BreakerScript script(consecutive(1));
        script.calls(at(5s), "F");
        const auto refused = script.admit(at(64'999ms));
        CHECK_FALSE(refused.admitted);
        CHECK(refused.retry_after == 1ms);
        CHECK(script.breaker.next_wakeup() == at(65s));
        CHECK(script.calls(at(65s), "S") == 1);
        CHECK(script.state() == State::closed);

        script.calls(at(70s), "F");
        CHECK(script.calls(at(130s), "F") == 1);
        CHECK(script.state() == State::open);
        CHECK(script.breaker.next_wakeup() == at(190s));
    }

    TEST_CASE("CB-4: cancelled probes decide nothing; a failure then opens it") {
        BreakerScript script = tripped(probing(3, 3));
        CHECK(script.calls(at(10s), "XXXX") == 4);
        CHECK(script.state() == State::half_open);
        script.calls(at(10s), "F");
        CHECK(script.state() == State::open);
    }

    TEST_CASE("CB-5: with three probes in flight the fourth call is refused; three successes close it") {
        BreakerScript script = tripped(probing(3, 3));
        const auto probes = admit_probes(script, 3);
        CHECK_FALSE(script.admit(at(11s)).admitted);
        for (const auto token : probes) {
            CHECK(script.state() == State::half_open);
            CHECK(script.settle(at(12s), token, 'S'));
        }
        CHECK(script.state() == State::closed);
    }

    TEST_CASE("CB-11: a probe that is cancelled makes room for one more") {
        BreakerScript script = tripped(probing(4, 4));
        const auto probes = admit_probes(script, 4);
        CHECK_FALSE(script.admit(at(10s)).admitted);
        script.settle(at(10s), probes[2], 'X');
        CHECK(script.admit(at(10s)).admitted);
        CHECK_FALSE(script.admit(at(10s)).admitted);
    }

    TEST_CASE("CB-12: open for 5 s refuses after 3 s and probes after 6 s") {
        BreakerScript script(consecutive(1, 5s));
        script.calls(at(0s), "F");
        CHECK_FALSE(script.admit(at(3s)).admitted);
        CHECK(script.admit(at(6s)).admitted);
        CHECK(script.state() == State::half_open);
    }

    TEST_CASE("CB-16: it opens as soon as three successes of four are out of reach") {
        BreakerScript script = tripped(probing(4, 3));
        script.calls(at(10s), "SFS");
        CHECK(script.state() == State::half_open);
        script.calls(at(10s), "F");
        CHECK(script.state() == State::open);
        CHECK(script.transitions.back().cause == BreakerCause::probe_failed);
    }

    TEST_CASE("CB-17: three successes of three: the first failure opens it, whatever came before") {
        BreakerScript script = tripped(probing(3, 3));
        script.calls(at(10s), "SSF");
        CHECK(script.state() == State::open);
    }

    TEST_CASE("CB-19, CB-21: as many concurrent calls probe as half_open_calls says") {
        for (const std::uint32_t limit : {1U, 2U}) {
            BreakerScript script = tripped(probing(limit, 1));
            std::uint32_t admitted = 0;
            for (int call = 0; call < 20; ++call) {
                admitted += script.admit(at(10s)).admitted ? 1U : 0U;
            }
            CHECK(admitted == limit);
        }
    }

    TEST_CASE("a straggler of an earlier generation neither closes, re-opens nor extends") {
        BreakerScript script(consecutive(1, 10s));
        const auto slow_success = script.admit(at(0s)).token;
        const auto slow_failure = script.admit(at(0s)).token;
        const auto slower = script.admit(at(0s)).token;
        script.calls(at(1s), "F");
        CHECK_FALSE(script.settle(at(5s), slow_failure, 'F'));
        CHECK(script.breaker.next_wakeup() == at(11s));
        const auto probe = script.admit(at(11s)).token;
        CHECK_FALSE(script.settle(at(12s), slow_success, 'S'));
        CHECK(script.state() == State::half_open);
        CHECK(script.settle(at(13s), probe, 'S'));
        CHECK_FALSE(script.settle(at(14s), slower, 'F'));
        CHECK(script.state() == State::closed);
        CHECK(script.breaker.late_results() == 3);
    }

    TEST_CASE("half-open that stays undecided opens again, and a probe that answers then is late") {
        CircuitBreakerConfig config = probing(1, 1);
        config.half_open_max_wait = 5s;
        SUBCASE("by its timer") {
            BreakerScript script = tripped(config);
            const auto probe = admit_probes(script, 1)[0];
            CHECK(script.breaker.next_wakeup() == at(15s));
            CHECK_FALSE(script.breaker.expire(at(14'999ms)).has_value());
            const auto transition = script.breaker.expire(at(15s));
            REQUIRE(transition.has_value());
            CHECK(transition->cause == BreakerCause::half_open_max_wait);
            CHECK_FALSE(script.settle(at(15s), probe, 'S'));
            CHECK(script.state() == State::open);
        }
        SUBCASE("by the answer that comes first, to the same end") {
            BreakerScript script = tripped(config);
            const auto probe = admit_probes(script, 1)[0];
            CHECK_FALSE(script.settle(at(15s), probe, 'S'));
            CHECK(script.state() == State::open);
            CHECK(script.transitions.back().cause == BreakerCause::half_open_max_wait);
            CHECK(script.breaker.next_wakeup() == at(25s));
        }
    }

    TEST_CASE("each re-opening lasts longer up to a limit, and a close forgets it") {
        CircuitBreakerConfig config = consecutive(1, 10s);
        config.open_multiplier = 3;
        config.open_max = 50s;
        BreakerScript script(config);
        script.calls(at(0s), "F");
        script.calls(at(10s), "F");
        CHECK(script.breaker.next_wakeup() == at(40s));
        script.calls(at(40s), "F");
        CHECK(script.breaker.next_wakeup() == at(90s));
        script.calls(at(90s), "S");
        script.calls(at(100s), "F");
        CHECK(script.breaker.next_wakeup() == at(110s));
    }

    TEST_CASE("open for longer than time lasts is open for ever, without overflow") {
        BreakerScript script(consecutive(1, Duration::max()));
        script.calls(at(24h), "F");
        CHECK_FALSE(script.breaker.next_wakeup().has_value());
        CHECK_FALSE(script.admit(at(Duration{24h} * 36'500)).admitted);
        CHECK_FALSE(script.breaker.expire(at(Duration{24h} * 36'500)).has_value());
    }

    TEST_CASE("an instant before one seen already changes nothing for the worse") {
        BreakerScript script(consecutive(1, 10s));
        script.calls(at(20s), "F");
        CHECK_FALSE(script.admit(at(5s)).admitted);
        CHECK_FALSE(script.breaker.expire(at(5s)).has_value());
        CHECK(script.breaker.next_wakeup() == at(30s));
    }

    TEST_CASE("MO-1: forced open refuses every call and does not leave by itself") {
        BreakerScript script(consecutive(1, 10s));
        CHECK(script.breaker.force_open(at(0s)).to == State::forced_open);
        CHECK(script.calls(at(1s), "SSSSSSSSSS") == 0);
        CHECK_FALSE(script.breaker.next_wakeup().has_value());
        CHECK_FALSE(script.admit(at(1h)).admitted);
        CHECK(script.state() == State::forced_open);
    }

    TEST_CASE("MO-2: disabled lets everything through and counts nothing") {
        BreakerScript script(consecutive(5));
        CHECK(script.breaker.disable(at(0s)).cause == BreakerCause::disabled);
        CHECK(script.calls(at(1s), std::string(100, 'F')) == 100);
        CHECK(script.state() == State::disabled);
        CHECK(script.breaker.counts() == WindowCounts{});
        CHECK(script.breaker.consecutive_failures() == 0);
    }

    TEST_CASE("MO-5: a probe in flight at a reset is late, and the counts stay clear") {
        BreakerScript script = tripped(probing(1, 1));
        const auto probe = admit_probes(script, 1)[0];
        const auto before = script.breaker.generation();
        CHECK(script.breaker.reset(at(11s)).generation > before);
        CHECK_FALSE(script.settle(at(12s), probe, 'F'));
        CHECK(script.state() == State::closed);
        CHECK(script.breaker.counts() == WindowCounts{});
    }
}
