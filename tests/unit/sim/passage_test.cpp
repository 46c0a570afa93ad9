// Goal: in virtual time a treatment costs the time, and comes to the end, that it would over a network.
// Method: the two formulas against hand-made treatments; then a wire with a service of one worker.
#include "sim/passage.hpp"

#include "run/backend.hpp"
#include "sim/sim_wire.hpp"
#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using fault::Treatment;

namespace {

struct Row {
    Treatment treatment;
    Duration after;
    std::optional<Cause> cause;
};

// Attempts on a service that takes 10 ms and answers with 1000 bytes, all started at once.
struct Fixture {
    static run::Plan made() {
        run::Plan plan = test::queue_plan({.workers = 1});
        plan.services[0].service_time = Distribution(Distribution::Constant{10ms});
        plan.services[0].answer_size = Bytes{1000};
        return plan;
    }
    void start(std::uint32_t slot, const Treatment* treatment, Instant now = run_start) {
        wire.start(now, {.id = {CallId{slot}, 1}, .slot = slot, .treatment = treatment});
    }
    // The results in order, with their instants.
    struct Seen {
        Instant when;
        std::uint32_t slot;
        Cause cause;
    };
    std::vector<Seen> run() {
        std::vector<Seen> seen;
        while (wire.next() != never) {
            const Instant now = wire.next();
            if (const auto done = wire.pop(now)) {
                seen.push_back({now, done->slot, done->result.cause});
            }
        }
        return seen;
    }

    run::Plan plan = made();
    run::Backends backends = run::backends_of(plan);
    sim::SimWire wire{plan, backends};
};

}  // namespace

TEST_SUITE("sim passage") {
    TEST_CASE("ways that lead nowhere") {
        const auto end = [](const Treatment& treatment) {
            return sim::end_on_the_way(treatment);
        };
        CHECK_FALSE(end({}).has_value());
        CHECK_FALSE(end({.name_delay = 3s, .connect_delay = 3s}).has_value());
        const std::vector<Row> rows{
            {{.name = Treatment::Name::unknown, .name_delay = 2s}, 2s, Cause::dns_error},
            {{.name_delay = 11s}, 10s, Cause::dns_error},
            {{.name = Treatment::Name::wrong}, 0s, Cause::connect_error},
            {{.name_delay = 6s, .connect_delay = 6s}, 10s, Cause::connect_timeout},
            {{.connect = Treatment::Connect::refused, .connect_delay = 1s}, 1s, Cause::connect_error},
            {{.connect = Treatment::Connect::lost}, 10s, Cause::connect_timeout},
            {{.connect = Treatment::Connect::reset}, 0s, Cause::reset},
            {{.tls = Treatment::Tls::expired, .connect_delay = 1s}, 1s, Cause::tls_error},
            {{.tls = Treatment::Tls::stalled}, 10s, Cause::connect_timeout},
            {{.answer = Treatment::Answer::none}, Duration::max(), std::nullopt}};
        for (const Row& row : rows) {
            const auto ended = end(row.treatment);
            REQUIRE(ended.has_value());
            CHECK(ended->after == row.after);
            CHECK(ended->cause == row.cause);
        }
    }

    TEST_CASE("answers that take their time, or do not arrive whole") {
        using Answer = Treatment::Answer;
        const std::vector<Row> rows{
            {{}, 0s, std::nullopt},
            {{.first_byte_delay = 2s}, 2s, std::nullopt},
            {{.per_second = Bytes{500}}, 2s, std::nullopt},
            {{.slice = Bytes{100}, .slice_pause = 1s}, 9s, std::nullopt},  // ten slices, nine pauses
            {{.slice = Bytes{1000}, .slice_pause = 1s}, 0s, std::nullopt},
            {{.damage = Treatment::Damage::head}, 0s, Cause::protocol_error},
            {{.damage = Treatment::Damage::body}, 0s, std::nullopt},
            {{.answer = Answer::reset}, 0s, Cause::reset},
            {{.answer = Answer::reset, .answer_bytes = Bytes{250}, .per_second = Bytes{500}},
             500ms,
             Cause::reset},
            {{.answer = Answer::reset, .answer_bytes = Bytes{1000}}, 0s, std::nullopt},
            {{.answer = Answer::silent}, Duration::max(), std::nullopt},
            {{.answer = Answer::silent, .answer_bytes = Bytes{5000}}, 0s, std::nullopt},
            {{.answer = Answer::truncated, .answer_bytes = Bytes{999}}, 0s, Cause::protocol_error},
            {{.answer = Answer::truncated}, 0s, Cause::reset}};
        for (const Row& row : rows) {
            const sim::End ended = sim::end_of_answer(row.treatment, Bytes{1000});
            CHECK(ended.after == row.after);
            CHECK(ended.cause == row.cause);
        }
    }

    TEST_CASE("delays before the target do not keep its workers, those after it do not either") {
        Fixture world;
        const Treatment before{.connect_delay = 5ms};
        const Treatment behind{.first_byte_delay = 100ms};
        world.start(0, &before);
        world.start(1, &behind);
        world.start(2, nullptr);
        const auto seen = world.run();
        REQUIRE(seen.size() == 3);
        CHECK(seen[0].slot == 2);  // second in the queue
        CHECK(seen[0].when == at(20ms));
        CHECK(seen[1].slot == 0);  // third, since it came at 5 ms
        CHECK(seen[1].when == at(30ms));
        CHECK(seen[2].slot == 1);  // worked on first, and held back
        CHECK(seen[2].when == at(110ms));
    }

    TEST_CASE("a second delivery is worked on for nobody") {
        Fixture world;
        const Treatment twice{.duplicate = true};
        world.start(0, &twice);
        world.start(1, &twice);
        const auto seen = world.run();
        REQUIRE(seen.size() == 2);
        CHECK(seen[0].when == at(10ms));
        CHECK(seen[1].when == at(30ms));  // behind the second of the first
        CHECK(world.wire.services()[0].totals().arrived == 4);
        CHECK(world.wire.services()[0].totals().abandoned == 2);
    }

    TEST_CASE("a reset after the request leaves the work behind") {
        Fixture world;
        const Treatment lost{.answer = Treatment::Answer::lost};
        world.start(0, &lost);
        const auto seen = world.run();
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].when == at(0ms));
        CHECK(seen[0].cause == Cause::reset);
        CHECK(world.wire.services()[0].totals().abandoned == 1);
    }

    TEST_CASE("cancelling is final on every stretch of the way") {
        const std::vector<Treatment> treatments{{.connect_delay = 1s},
                                                {.connect = Treatment::Connect::refused, .connect_delay = 1s},
                                                {.first_byte_delay = 1s},
                                                {.answer = Treatment::Answer::none},
                                                {.answer = Treatment::Answer::silent}};
        for (const Treatment& treatment : treatments) {
            for (const Duration when : {1ms, 15ms}) {  // before and after the target has answered
                Fixture world;
                world.start(0, &treatment);
                while (world.wire.next() <= at(when)) {
                    CHECK_FALSE(world.wire.pop(world.wire.next()).has_value());
                }
                world.wire.cancel(at(when), 0);
                world.start(0, nullptr, at(when));  // the slot is used again
                const auto seen = world.run();
                REQUIRE(seen.size() == 1);
                CHECK(seen[0].cause == Cause::none);
            }
        }
    }
}
