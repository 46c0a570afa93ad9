// Goal: a fault hits what it should, when it should, as often as it should, and disturbs no other. Method:
// decisions of single attempts, and rates over 20,000 attempts at a fixed seed against binomial bounds.
#include "fault/injector.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using namespace fortify::fault;
using Fate = Decision::Fate;

namespace {

constexpr std::uint64_t seed = 42;

FaultConfig config(std::string id, Kind kind, double probability = 1) {
    return {.id = std::move(id),
            .kind = std::move(kind),
            .target = 0,
            .windows = {{at(10s), at(20s)}},
            .probability = probability};
}

Distribution constant(Duration value) {
    return Distribution(Distribution::Constant{value});
}

AttemptId attempt(std::uint64_t call, std::uint32_t number = 1) {
    return {CallId{call}, number};
}

Decision decide(Injector& injector, Instant now, AttemptId id, TargetIndex target = 0) {
    Decision decision;
    injector.decide(now, {.id = id, .concerned = injector.of_request(target, {})}, Place::below, decision);
    return decision;
}

Decision decide_once(std::vector<FaultConfig> faults) {
    Injector injector(std::move(faults), seed);
    return decide(injector, at(15s), attempt(0));
}

}  // namespace

TEST_SUITE("fault::Injector") {
    TEST_CASE("each kind has its effect") {
        const Decision latency = decide_once({config("f", Latency{constant(30ms)})});
        CHECK(latency.fate == Fate::pass);
        CHECK(latency.delay == 30ms);

        const Decision status = decide_once({config("f", Status{.status = 429, .retry_after = 2s})});
        CHECK(status.fate == Fate::answer);
        CHECK(status.outcome == Outcome{.cause = Cause::status, .status = 429, .retry_after = 2s});

        const Decision plain = decide_once({config("f", Status{})});
        CHECK(plain.outcome == Outcome{.cause = Cause::status, .status = 503});

        const Decision refused = decide_once({config("f", Refuse{})});
        CHECK(refused.fate == Fate::pass);
        REQUIRE(refused.treated);
        CHECK(refused.treatment.connect == Treatment::Connect::refused);
        CHECK_FALSE(latency.treated);
        CHECK_FALSE(status.treated);
    }

    TEST_CASE("what acts inside a service does nothing on the wire") {
        Injector injector(
            {config("a", Stall{}), config("b", Slow{}), config("c", Errors{}), config("d", Crash{})}, seed);
        const Decision decision = decide(injector, at(15s), attempt(0));
        CHECK(decision.fate == Fate::pass);
        CHECK(decision.fired == 0);
        CHECK(injector.counts()[0].eligible == 0);
    }

    TEST_CASE("nothing fires outside of the window or on another target") {
        FaultConfig fault = config("f", Refuse{});
        fault.windows.push_back({at(30s), at(40s)});
        Injector injector({fault}, seed);
        std::uint64_t call = 0;
        const auto fires = [&](Instant now) {
            return decide(injector, now, attempt(call++)).fired != 0;
        };
        CHECK_FALSE(fires(at(0s)));
        CHECK_FALSE(fires(at(10s) - 1ns));
        CHECK(fires(at(10s)));
        CHECK(fires(at(20s) - 1ns));
        CHECK_FALSE(fires(at(20s)));
        CHECK_FALSE(fires(at(30s) - 1ns));
        CHECK(fires(at(30s)));
        CHECK_FALSE(fires(at(40s)));
        CHECK(fires(at(15s)));  // and back
        CHECK(decide(injector, at(15s), attempt(call), 1).fired == 0);
        CHECK(injector.counts()[0].eligible == 4);
        CHECK(injector.counts()[0].fired == 4);
    }

    TEST_CASE("delays add up, and of the rest the first decides") {
        const Decision decision =
            decide_once({config("slow", Latency{constant(30ms)}), config("status", Status{.status = 500}),
                         config("slower", Latency{constant(50ms)}), config("hole", BlackHole{})});
        CHECK(decision.delay == 80ms);
        CHECK(decision.fate == Fate::answer);
        CHECK(decision.outcome.status == 500);
        CHECK(decision.fired == 0b0111);
    }

    TEST_CASE("a decision depends on the fault, the call and the attempt alone") {
        const FaultConfig fault = config("f", Latency{Distribution(Distribution::Exponential{20ms})}, 0.5);
        Injector forward({fault}, seed);
        Injector backward({fault}, seed);
        std::vector<Duration> delays;
        for (std::uint64_t call = 0; call < 200; ++call) {
            delays.push_back(decide(forward, at(11s), attempt(call, 2)).delay);
        }
        for (std::uint64_t call = 200; call-- > 0;) {
            CHECK(decide(backward, at(19s), attempt(call, 2)).delay == delays[call]);
        }
    }

    TEST_CASE("attempts of one call are decided apart, and so are other seeds") {
        Injector injector({config("f", Refuse{}, 0.5)}, seed);
        Injector other({config("f", Refuse{}, 0.5)}, seed + 1);
        int changes = 0;
        int differences = 0;
        for (std::uint64_t call = 0; call < 200; ++call) {
            const auto first = decide(injector, at(15s), attempt(call, 1), 0).fired;
            changes += first != decide(injector, at(15s), attempt(call, 2)).fired ? 1 : 0;
            differences += first != decide(other, at(15s), attempt(call, 1), 0).fired ? 1 : 0;
        }
        CHECK(changes > 50);
        CHECK(differences > 50);
    }

    TEST_CASE("adding a fault shifts no other") {
        Injector alone({config("f", Latency{constant(1ms)}, 0.3)}, seed);
        Injector among({config("new", Status{}, 0.5), config("f", Latency{constant(1ms)}, 0.3)}, seed);
        for (std::uint64_t call = 0; call < 1000; ++call) {
            CHECK(decide(alone, at(15s), attempt(call)).delay == decide(among, at(15s), attempt(call)).delay);
        }
    }

    TEST_CASE("the realised rate is within five deviations of the probability") {
        constexpr int attempts = 20'000;
        for (const double probability : {0.001, 0.01, 0.2, 0.5, 0.97}) {
            CAPTURE(probability);
            Injector injector({config("f", Reset{}, probability)}, seed);
            for (std::uint64_t call = 0; call < attempts; ++call) {
                static_cast<void>(decide(injector, at(15s), attempt(call)));
            }
            const auto [eligible, fired, capped] = injector.counts()[0];
            CHECK(eligible == attempts);
            CHECK(capped == 0);
            const double deviation = std::sqrt(attempts * probability * (1 - probability));
            CHECK(std::abs(static_cast<double>(fired) - attempts * probability) < 5 * deviation);
        }
    }

    TEST_CASE("probabilities of zero and one are certain") {
        Injector injector({config("never", Reset{}, 0), config("always", Latency{constant(1ms)}, 1)}, seed);
        for (std::uint64_t call = 0; call < 1000; ++call) {
            CHECK(decide(injector, at(15s), attempt(call)).fired == 0b10);
        }
    }

    TEST_CASE("what an attempt does not live to see does not fire") {
        const Decision refused =
            decide_once({config("slow", SlowFirstByte{constant(1s)}), config("no", Refuse{}),
                         config("late", SlowConnect{constant(2s)}), config("twice", Duplicate{})});
        CHECK(refused.fired == 0b0110);
        CHECK(refused.eligible == 0b1111);
        CHECK(refused.treatment.connect_delay == 2s);
        CHECK(refused.treatment.first_byte_delay == 0s);

        const Decision cut =
            decide_once({config("cut", Truncate{Bytes{10}}), config("slow", Bandwidth{Bytes{100}}),
                         config("first", SlowFirstByte{constant(1s)})});
        CHECK(cut.fired == 0b111);
    }

    TEST_CASE("effective rates are those of a chain: what ends a call takes its share from what follows") {
        // The example of Polly's documentation: 2 %, 50 % and 10 % in that order.
        Injector injector({config("fault", Refuse{}, 0.02), config("late", Latency{constant(1ms)}, 0.5),
                           config("outcome", Status{}, 0.1)},
                          seed);
        constexpr int attempts = 100'000;
        for (std::uint64_t call = 0; call < attempts; ++call) {
            static_cast<void>(decide(injector, at(15s), attempt(call)));
        }
        const auto share = [&](std::size_t index) {
            return static_cast<double>(injector.counts()[index].fired) / attempts;
        };
        CHECK(share(0) == doctest::Approx(0.02).epsilon(0.1));
        CHECK(share(1) == doctest::Approx(0.5).epsilon(0.02));  // delays are added to whatever comes
        CHECK(share(2) == doctest::Approx(0.098).epsilon(0.05));
    }

    TEST_CASE("above the policies only faults of that place act, and they answer at once") {
        FaultConfig above = config("above", Refuse{});
        above.place = Place::above;
        Injector injector({above, config("below", BlackHole{})}, seed);
        Decision decision;
        injector.decide(at(15s), {.id = attempt(0)}, Place::above, decision);
        CHECK(decision.fired == 0b01);
        CHECK(decision.fate == Fate::answer);
        CHECK(decision.outcome.cause == Cause::connect_error);
        injector.decide(at(15s), {.id = attempt(0)}, Place::below, decision);
        CHECK(decision.fired == 0b10);
        CHECK(decision.fate == Fate::pass);
    }

    TEST_CASE("caps hold back what would have fired, and say so") {
        FaultConfig total = config("total", Latency{constant(1ms)});
        total.max_total = 3;
        FaultConfig at_once = config("at_once", Latency{constant(1ms)});
        at_once.max_active = 2;
        Injector injector({total, at_once}, seed);
        std::vector<FaultSet> fired;
        for (std::uint64_t call = 0; call < 5; ++call) {
            fired.push_back(decide(injector, at(15s), attempt(call)).fired);
        }
        CHECK(fired == std::vector<FaultSet>{0b11, 0b11, 0b01, 0, 0});
        injector.release(fired[0]);
        const Decision next = decide(injector, at(15s), attempt(5));
        CHECK(next.fired == 0b10);
        CHECK(next.capped == 0b01);
        CHECK(injector.counts()[0].capped == 3);
        CHECK(injector.counts()[1].capped == 3);
        CHECK(injector.counts()[1].fired == 3);
    }

    TEST_CASE("what is capped does not stand in the way of others") {
        FaultConfig first = config("first", Refuse{});
        first.max_total = 1;
        Injector injector({first, config("second", BlackHole{})}, seed);
        CHECK(decide(injector, at(15s), attempt(0)).fired == 0b01);
        CHECK(decide(injector, at(15s), attempt(1)).fired == 0b10);
    }

    TEST_CASE("without faults everything passes") {
        Injector injector({}, seed);
        CHECK(decide(injector, at(0s), attempt(0)).fate == Fate::pass);
        CHECK(injector.counts().empty());
        CHECK(injector.faults().empty());
    }
}
