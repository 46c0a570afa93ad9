// Goal: adding a fault, or removing one, shifts no decision of another, whatever the faults are; and nothing
// fires outside of its windows. Method: random sets of faults decide the same attempts with and without one
// of them.
#include "fault/injector.hpp"
#include "generator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace fortify;
using namespace fortify::fault;

namespace {

Kind any_kind(Generator& generator) {
    const Distribution delay(Distribution::Exponential{generator.duration(1s)});
    const std::vector<Kind> kinds{Latency{delay},
                                  Status{},
                                  Dns{Dns::Problem::slow, delay},
                                  SlowConnect{delay},
                                  Refuse{},
                                  ConnectTimeout{},
                                  Tls{},
                                  BlackHole{},
                                  Duplicate{},
                                  Reset{},
                                  HalfOpen{},
                                  SlowFirstByte{delay},
                                  Truncate{Bytes{100}},
                                  Corrupt{},
                                  SlowBody{Bytes{10}, 1ms},
                                  Bandwidth{Bytes{5}},
                                  Dns{Dns::Problem::unknown, {}}};
    return kinds[generator.rng().below(kinds.size())];
}

Choice any_choice(Generator& generator) {
    const double rate = generator.between(0.05, 0.6);
    const std::vector<Choice> choices{
        ByChance{},
        Every{generator.between(std::uint64_t{1}, std::uint64_t{9})},
        First{generator.between(std::uint64_t{1}, std::uint64_t{99})},
        Listed{{3, 14, 159}},
        BurstByCall{rate, generator.between(2.0, 30.0)},
        BurstByTime{10ms + generator.duration(1s), 10ms + generator.duration(1s)}};
    return choices[generator.rng().below(choices.size())];
}

FaultConfig any_fault(Generator& generator, std::size_t number) {
    FaultConfig fault{.id = "fault" + std::to_string(number), .kind = any_kind(generator)};
    Instant start = at(generator.duration(3s));
    for (std::uint64_t left = generator.between(std::uint64_t{1}, std::uint64_t{3}); left > 0; --left) {
        const Instant end = start + 1ms + generator.duration(3s);
        fault.windows.push_back({start, end});
        start = end + 1ms + generator.duration(2s);
    }
    fault.probability = generator.rng().uniform();
    fault.choice = any_choice(generator);
    if (generator.rng().chance(0.3)) {
        const Duration period = 10ms + generator.duration(1s);
        fault.duty = Duty{.on = period / 2, .period = period};
    }
    return fault;
}

// What was decided of each attempt, bit per fault in the order of the list.
std::vector<Decision> decide_all(const std::vector<FaultConfig>& faults, std::uint64_t seed) {
    Injector injector(faults, seed);
    std::vector<Decision> decisions;
    for (std::uint64_t call = 0; call < 400; ++call) {
        for (std::uint32_t number = 1; number <= 1 + call % 3; ++number) {
            Decision decision;
            injector.decide(at(call * 20ms), {.id = {CallId{call}, number}}, Place::below, decision);
            decisions.push_back(decision);
        }
    }
    return decisions;
}

}  // namespace

TEST_SUITE("fault laws") {
    TEST_CASE("removing a fault shifts no decision of another") {
        for (std::uint64_t seed = 0; seed < 150; ++seed) {
            CAPTURE(seed);
            Generator generator(seed);
            std::vector<FaultConfig> faults;
            const std::uint64_t count = generator.between(std::uint64_t{2}, std::uint64_t{6});
            for (std::size_t index = 0; index < count; ++index) {
                faults.push_back(any_fault(generator, index));
            }
            const auto with = decide_all(faults, seed);
            const bool ended = nature_of(faults.back().kind).ends;
            faults.pop_back();  // the last one ends nothing before the others have had their say
            const auto without = decide_all(faults, seed);
            const FaultSet others = (FaultSet{1} << faults.size()) - 1;
            bool same = true;
            for (std::size_t index = 0; index < with.size(); ++index) {
                same = same && (with[index].eligible & others) == without[index].eligible;
                // What ends an attempt may keep others that would only shape it from acting, never more.
                same = same && (ended ? (with[index].fired & others & ~without[index].fired) == 0
                                      : (with[index].fired & others) == without[index].fired);
            }
            CHECK(same);
        }
    }

    TEST_CASE("nothing fires outside of its windows and cycles") {
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            CAPTURE(seed);
            Generator generator(seed);
            const FaultConfig fault = any_fault(generator, 0);
            Injector injector({fault}, seed);
            const std::vector<Interval> on = stretches(fault);
            bool inside = true;
            for (std::uint64_t call = 0; call < 2000; ++call) {
                const Instant now = at(generator.duration(20s));
                Decision decision;
                injector.decide(now, {.id = {CallId{call}, 1}}, Place::below, decision);
                const bool is_in =
                    std::any_of(on.begin(), on.end(), [&](const Interval& one) { return one.contains(now); });
                inside = inside && (decision.eligible != 0) == is_in;
            }
            CHECK(inside);
        }
    }
}
