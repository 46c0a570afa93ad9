// Goal: never more inside than allowed, waiters first in first out, no ghosts. Method: the vectors of
// cockatiel and failsafe-go (BH-n), and a plain queue as the model on seeded streams.
#include "policy/bulkhead.hpp"

#include "property/generator.hpp"

#include <algorithm>
#include <deque>
#include <vector>

using namespace fortify;
using namespace fortify::policy;
using Admission = Bulkhead::Admission;

TEST_SUITE("policy::Bulkhead") {
    TEST_CASE("BH-1: two places, three calls: the third is rejected") {
        Bulkhead bulkhead({.max_concurrent = 2});
        CHECK(bulkhead.admit(0) == Admission::admitted);
        CHECK(bulkhead.admit(1) == Admission::admitted);
        CHECK(bulkhead.admit(2) == Admission::rejected);
        CHECK_FALSE(bulkhead.release().has_value());
        CHECK_FALSE(bulkhead.release().has_value());
        CHECK(bulkhead.active() == 0);
    }

    TEST_CASE("BH-2: two places and two seats serve five calls in order, but the last") {
        Bulkhead bulkhead({.max_concurrent = 2, .max_queue = 2});
        const std::vector<Admission> expected{Admission::admitted, Admission::admitted, Admission::queued,
                                              Admission::queued, Admission::rejected};
        for (std::uint32_t call = 0; call < 5; ++call) {
            CHECK(bulkhead.admit(call) == expected[call]);
        }
        CHECK(bulkhead.release() == 2U);
        CHECK(bulkhead.release() == 3U);
        CHECK_FALSE(bulkhead.release().has_value());
        CHECK_FALSE(bulkhead.release().has_value());
    }

    TEST_CASE("BH-3: places fill before seats, and seats empty before places") {
        Bulkhead bulkhead({.max_concurrent = 2, .max_queue = 2});
        const auto taken = [&] {
            return std::pair(bulkhead.active(), bulkhead.queued());
        };
        using Pair = std::pair<std::uint32_t, std::uint32_t>;
        std::uint32_t call = 0;
        for (const Pair& after : {Pair{1, 0}, Pair{2, 0}, Pair{2, 1}, Pair{2, 2}}) {
            static_cast<void>(bulkhead.admit(call++));
            CHECK(taken() == after);
        }
        for (const Pair& after : {Pair{2, 1}, Pair{2, 0}, Pair{1, 0}, Pair{0, 0}}) {
            static_cast<void>(bulkhead.release());
            CHECK(taken() == after);
        }
    }

    TEST_CASE("BH-4: who leaves the queue frees its seat at once and never runs") {
        Bulkhead bulkhead({.max_concurrent = 1, .max_queue = 2});
        CHECK(bulkhead.admit(0) == Admission::admitted);
        CHECK(bulkhead.admit(1) == Admission::queued);
        CHECK(bulkhead.admit(2) == Admission::queued);
        bulkhead.abandon(1);
        CHECK(bulkhead.queued() == 1);
        CHECK(bulkhead.admit(3) == Admission::queued);
        CHECK(bulkhead.release() == 2U);
        CHECK(bulkhead.release() == 3U);
        CHECK_FALSE(bulkhead.release().has_value());
    }

    TEST_CASE("BH-5: a place that was given back can be had again") {
        Bulkhead bulkhead({.max_concurrent = 2});
        const auto admits = [&] {
            return bulkhead.admit(0) == Admission::admitted;
        };
        CHECK(admits());
        CHECK(admits());
        CHECK_FALSE(admits());
        static_cast<void>(bulkhead.release());
        CHECK(admits());
        CHECK_FALSE(admits());
        static_cast<void>(bulkhead.release());
        static_cast<void>(bulkhead.release());
        CHECK(admits());
        CHECK(admits());
        CHECK_FALSE(admits());
    }

    TEST_CASE("law: it decides as a counter and a plain queue") {
        for_all(200, [](Generator& draw) {
            const BulkheadConfig config{
                .max_concurrent = static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 5)),
                .max_queue = static_cast<std::uint32_t>(draw.between(std::uint64_t{0}, 5))};
            Bulkhead bulkhead(config);
            std::uint32_t active = 0;
            std::deque<std::uint32_t> waiting;
            std::vector<std::uint32_t> idle(40);
            for (std::uint32_t ticket = 0; ticket < idle.size(); ++ticket) {
                idle[ticket] = ticket;
            }
            std::vector<std::uint32_t> inside;
            for (int step = 0; step < 400; ++step) {
                const std::uint64_t action = draw.between(std::uint64_t{0}, 9);
                if (action < 5) {
                    std::swap(idle[draw.rng().below(idle.size())], idle.back());
                    const std::uint32_t ticket = idle.back();
                    const Admission expected = active < config.max_concurrent      ? Admission::admitted
                                               : waiting.size() < config.max_queue ? Admission::queued
                                                                                   : Admission::rejected;
                    REQUIRE(bulkhead.admit(ticket) == expected);
                    if (expected == Admission::rejected) {
                        continue;
                    }
                    idle.pop_back();
                    if (expected == Admission::admitted) {
                        ++active;
                        inside.push_back(ticket);
                    } else {
                        waiting.push_back(ticket);
                    }
                } else if (action < 8 && active > 0) {
                    idle.push_back(inside.front());
                    inside.erase(inside.begin());
                    const auto next = bulkhead.release();
                    REQUIRE(next.has_value() == !waiting.empty());
                    if (next) {
                        REQUIRE(*next == waiting.front());
                        waiting.pop_front();
                        inside.push_back(*next);
                    } else {
                        --active;
                    }
                } else if (action >= 8 && !waiting.empty()) {
                    const auto leaving =
                        waiting.begin() + static_cast<std::ptrdiff_t>(draw.rng().below(waiting.size()));
                    bulkhead.abandon(*leaving);
                    idle.push_back(*leaving);
                    waiting.erase(leaving);
                }
                REQUIRE(bulkhead.active() == active);
                REQUIRE(bulkhead.active() <= config.max_concurrent);
                REQUIRE(bulkhead.queued() == waiting.size());
            }
        });
    }
}
