// Goal: balancers, deadlines, caches, pools and pauses do to jobs what they do in real backends. Method:
// constant service times, so that every completion can be worked out by hand; laws where it is about shares.
#include "service/service_model.hpp"
#include "service_world.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace fortify;
using namespace fortify::service;
using Kind = ServiceFault::Kind;
using Misses = CacheConfig::Misses;

namespace {

ServiceConfig cached(CacheConfig cache, std::uint32_t workers = 1) {
    ServiceConfig config = one_worker(100ms);
    config.workers = workers;
    cache.hit_time = Distribution(Distribution::Constant{1ms});
    config.cache = cache;
    return config;
}

// A flush at 1 s.
std::vector<ServiceFault> flush() {
    return {{.kind = Kind::cache_flush, .when = {at(1s), at(1h)}}};
}

ServiceConfig pooled(PoolConfig pool, std::uint32_t workers) {
    ServiceConfig config = one_worker(100ms);
    config.workers = workers;
    config.pool = std::move(pool);
    return config;
}

}  // namespace

TEST_SUITE("service: balancers") {
    TEST_CASE("a random one draws by call and attempt, and is fair") {
        ServiceConfig config = one_worker(1h);
        config.instances = 4;
        config.balance = Balance::random;
        ServiceModel model(config, {{.kind = Kind::crash, .when = {at(0s), at(9s)}, .instance = 2}}, 7);
        std::uint64_t refused = 0;
        for (std::uint64_t job = 0; job < 10'000; ++job) {
            refused += model.arrive(at(1s), job, {job, 1}) ? 1U : 0U;
        }
        CHECK(std::abs(static_cast<double>(refused) - 2500) < 5 * std::sqrt(10'000 * 0.25 * 0.75));
    }

    TEST_CASE("the least busy gets the job, the next in turn where several are, and nobody who is down") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 3;
        config.balance = Balance::least_busy;
        ServiceModel model(config, {{.kind = Kind::crash, .when = {at(0s), at(9s)}, .instance = 1}}, 1);
        arrive_all(model, at(1s), 4);  // two each on the instances 0 and 2
        CHECK(model.totals().refused == 0);
        CHECK(drain(model, at(1100ms)).size() == 2);
        CHECK(drain(model, at(1200ms)).size() == 2);
    }

    TEST_CASE("it refuses when all are down") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 2;
        config.balance = Balance::least_busy;
        ServiceModel model(config, {{.kind = Kind::crash, .when = {at(0s), at(9s)}}}, 1);
        CHECK(model.arrive(at(1s), 0, {0, 1})->result == JobResult::refused);
    }
}

TEST_SUITE("service: deadlines") {
    TEST_CASE("a job whose caller has gone takes no worker") {
        ServiceConfig config = one_worker(100ms);
        config.deadlines = Deadlines::respected;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 3);
        model.abandon(at(50ms), 1);
        CHECK(model.next(at(1s))->job == 0);
        const auto dropped = model.next(at(1s));
        REQUIRE(dropped);
        CHECK(dropped->abandoned);
        CHECK(dropped->busy == 0s);
        CHECK(dropped->when == at(100ms));
        CHECK(model.next(at(1s))->when == at(200ms));
        CHECK(model.totals().dropped == 1);
        CHECK(model.totals().wasted == 0s);
    }

    TEST_CASE("nor does one whose deadline is over, which is answered 504") {
        ServiceConfig config = one_worker(100ms);
        config.deadlines = Deadlines::respected;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 1);
        CHECK_FALSE(model.arrive(at(0s), 1, {1, 1}, at(100ms)));
        CHECK_FALSE(model.arrive(at(0s), 2, {2, 1}, at(101ms)));
        CHECK(model.next(at(100ms))->job == 0);
        CHECK(model.next(at(100ms))->status == 504);
        CHECK(model.next(at(200ms))->status == 200);
        CHECK(model.arrive(at(1s), 1, {3, 1}, at(1s))->status == 504);
        CHECK(model.totals().dropped == 2);
    }

    TEST_CASE("by default it is worked on all the same") {
        ServiceModel model(one_worker(100ms), {}, 1);
        CHECK_FALSE(model.arrive(at(0s), 0, {0, 1}, at(1ms)));
        CHECK(model.next(at(1s))->status == 200);
    }
}

TEST_SUITE("service: caches") {
    TEST_CASE("a hit takes the hit time; the share of hits is the ratio") {
        constexpr std::uint64_t jobs = 10'000;
        ServiceModel model(cached({.hit_ratio = 0.9, .hit_time = {}, .keys = 100}), {}, 3);
        for (std::uint64_t job = 0; job < jobs; ++job) {
            const Instant now = at(1s * static_cast<std::int64_t>(job));
            REQUIRE_FALSE(model.arrive(now, 0, {job, 1}));
            const auto completion = model.next(now + 1s);
            REQUIRE((completion->busy == 1ms || completion->busy == 100ms));
        }
        const auto hits = static_cast<double>(model.totals().hits);
        CHECK(model.totals().hits + model.totals().misses == jobs);
        CHECK(std::abs(hits - 9000) < 5 * std::sqrt(jobs * 0.9 * 0.1));
    }

    TEST_CASE("after a flush every key is missed once") {
        ServiceModel model(cached({.hit_ratio = 1, .hit_time = {}, .keys = 50}), flush(), 3);
        for (std::uint64_t job = 0; job < 2000; ++job) {
            REQUIRE_FALSE(model.arrive(at(2s + 200ms * static_cast<std::int64_t>(job)), 0, {job, 1}));
            static_cast<void>(drain(model, at(2s + 200ms * static_cast<std::int64_t>(job + 1))));
        }
        CHECK(model.totals().misses == 50);
        CHECK(model.totals().fault_hits[0] == 50);
        CHECK(model.totals().fault_eligible[0] == 2000);
    }

    TEST_CASE("a retry wants the key of its call") {
        const CacheConfig config{.hit_ratio = 1, .hit_time = {}, .keys = 1000, .zipf = 0};
        const KeyLaw law(config, 5);
        std::set<std::uint32_t> keys;
        for (std::uint64_t call = 0; call < 20'000; ++call) {
            keys.insert(law.key_of(call));
        }
        CHECK(keys.size() == 1000);
        ServiceModel model(cached(config), flush(), 5);
        arrive_all(model, at(2s), 1);
        CHECK(model.next(at(3s))->busy == 100ms);
        CHECK_FALSE(model.arrive(at(3s), 0, {0, 2}));
        CHECK(model.next(at(4s))->busy == 1ms);
    }

    TEST_CASE("under Zipf's law the r-th key is wanted r^-s times as often as the first") {
        const KeyLaw law({.hit_ratio = 1, .hit_time = {}, .keys = 4, .zipf = 1}, 1);
        std::array<double, 4> counts{};
        for (std::uint64_t call = 0; call < 100'000; ++call) {
            ++counts[law.key_of(call)];
        }
        for (std::size_t rank = 0; rank < 4; ++rank) {
            const double share = 12.0 / 25 / static_cast<double>(rank + 1);  // 1 + 1/2 + 1/3 + 1/4 = 25/12
            CHECK(std::abs(counts[rank] - 1e5 * share) < 5 * std::sqrt(1e5 * share * (1 - share)));
        }
    }

    TEST_CASE("misses of one key are a stampede, unless they are coalesced") {
        for (const Misses misses : {Misses::separate, Misses::coalesced}) {
            ServiceModel model(cached({.hit_ratio = 1, .hit_time = {}, .keys = 1, .misses = misses}, 10),
                               flush(), 1);
            arrive_all(model, at(2s), 10);
            const Ends ends = drain(model, at(9s));
            REQUIRE(ends.size() == 10);
            CHECK(ends.front().second == at(2100ms));
            CHECK(ends.back().second == (misses == Misses::separate ? at(2100ms) : at(2101ms)));
            CHECK(model.totals().coalesced == (misses == Misses::separate ? 0 : 9));
            CHECK(model.totals().misses == 10);
        }
    }

    TEST_CASE("who waited for a fetch that fails fetches itself, one after the other") {
        std::vector<ServiceFault> faults = flush();
        faults.push_back({.kind = Kind::errors, .when = {at(2s), at(2150ms)}});
        ServiceModel model(
            cached({.hit_ratio = 1, .hit_time = {}, .keys = 1, .misses = Misses::coalesced}, 3), faults, 1);
        arrive_all(model, at(2s), 3);
        CHECK(drain(model, at(9s)) == Ends{{0, at(2100ms)}, {1, at(2200ms)}, {2, at(2201ms)}});
    }

    TEST_CASE("a crash empties the cache") {
        ServiceModel model(cached({.hit_ratio = 1, .hit_time = {}, .keys = 1}),
                           {{.kind = Kind::crash, .when = {at(1s), at(2s)}}}, 1);
        arrive_all(model, at(0s), 1);
        CHECK(model.next(at(1s))->busy == 1ms);
        arrive_all(model, at(2s), 1);
        CHECK(model.next(at(3s))->busy == 100ms);
    }
}

TEST_SUITE("service: pools") {
    TEST_CASE("jobs wait for a connection with their workers, and in vain for too long") {
        ServiceModel model(pooled({.size = 1, .acquire_timeout = 150ms}, 3), {}, 1);
        arrive_all(model, at(0s), 3);
        CHECK(model.totals().in_service == 3);
        CHECK(model.health(at(1ms)) == Health::degraded);
        CHECK(model.next(at(1s))->when == at(100ms));
        const auto in_vain = model.next(at(1s));
        REQUIRE(in_vain);
        CHECK(in_vain->job == 2);
        CHECK(in_vain->when == at(150ms));
        CHECK(in_vain->status == 503);
        CHECK(model.next(at(1s))->when == at(200ms));
        CHECK(model.totals().pool_waits == 2);
        CHECK(model.totals().pool_timeouts == 1);
        CHECK(model.health(at(1s)) == Health::healthy);
    }

    TEST_CASE("a connection may be given back before the job ends, and a job works as long as it holds one") {
        PoolConfig pool{.size = 1, .acquire_timeout = 1s};
        pool.hold = Distribution(Distribution::Constant{30ms});
        ServiceModel model(pooled(pool, 2), {}, 1);
        arrive_all(model, at(0s), 2);
        CHECK(drain(model, at(1s)) == Ends{{0, at(100ms)}, {1, at(130ms)}});
        pool.hold = Distribution(Distribution::Constant{300ms});
        ServiceModel slow(pooled(pool, 2), {}, 1);
        arrive_all(slow, at(0s), 2);
        CHECK(drain(slow, at(1s)) == Ends{{0, at(300ms)}, {1, at(600ms)}});
    }

    TEST_CASE("a pool is dead once all its connections have leaked, until a crash makes a new one") {
        const PoolConfig pool{.size = 20, .acquire_timeout = 50ms, .hold = {}, .leak = 0.02};
        ServiceModel model(pooled(pool, 50), {{.kind = Kind::crash, .when = {at(9h), at(10h)}}}, 4);
        std::uint64_t served = 0;
        for (std::uint64_t job = 0;
             model.health(at(200ms * static_cast<std::int64_t>(job))) != Health::unhealthy; ++job) {
            REQUIRE(job < 5000);
            REQUIRE_FALSE(model.arrive(at(200ms * static_cast<std::int64_t>(job)), 0, {job, 1}));
            served += model.next(at(200ms * static_cast<std::int64_t>(job + 1)))->status == 200 ? 1U : 0U;
        }
        // The 20th leak of chance 0.02 a call: about 20 / 0.02 calls, deviation sqrt(20 * 0.98) / 0.02.
        CHECK(std::abs(static_cast<double>(served) - 1000) < 5 * std::sqrt(20 * 0.98) / 0.02);
        CHECK(model.totals().pool_leaked == 20);
        CHECK_FALSE(model.arrive(at(8h), 0, {9999, 1}));
        CHECK(model.next(at(9h))->status == 503);
        CHECK_FALSE(model.arrive(at(10h), 0, {9999, 1}));
        CHECK(model.next(at(11h))->status == 200);
    }

    TEST_CASE("a fault leaks connections within its window only") {
        ServiceModel model(pooled({.size = 5, .acquire_timeout = 50ms}, 5),
                           {{.kind = Kind::pool_leak, .when = {at(1s), at(1200ms)}}}, 1);
        for (std::uint64_t job = 0; job < 10; ++job) {
            const Instant now = at(500ms + 100ms * static_cast<std::int64_t>(job));
            REQUIRE_FALSE(model.arrive(now, 0, {job, 1}));
            REQUIRE(model.next(now + 100ms));
        }
        CHECK(model.totals().pool_leaked == 2);
        CHECK(model.totals().fault_hits[0] == 2);
    }
}

TEST_SUITE("service: pauses and capacity") {
    TEST_CASE("a pause stops everything, again and again, and instances take turns") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 2;
        config.pauses = PauseConfig{.every = 1s, .length = 300ms};
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(950ms), 2);  // instance 0 stops from 1 s, instance 1 from 1.5 s
        CHECK(drain(model, at(1400ms)) == Ends{{1, at(1050ms)}, {0, at(1350ms)}});
        CHECK(model.health(at(1100ms)) == Health::degraded);
        arrive_all(model, at(4500ms), 2);
        CHECK(drain(model, at(9s)) == Ends{{0, at(4600ms)}, {1, at(4900ms)}});
    }

    TEST_CASE("pauses give a sawtooth: whoever comes early in one waits longest") {
        ServiceConfig config = one_worker(1ms);
        config.workers = 1000;
        ServiceModel model(
            config, {{.kind = Kind::pause, .when = {at(0s), at(10s)}, .every = 1s, .length = 300ms}}, 1);
        for (std::int64_t step = 0; step < 1000; ++step) {
            const Instant now = at(10ms * step);
            REQUIRE_FALSE(
                model.arrive(now, static_cast<std::uint64_t>(step), {static_cast<std::uint64_t>(step), 1}));
        }
        while (const auto completion = model.next(at(20s))) {
            const Duration into = (completion->when - completion->busy - run_start) % 1s;
            const Duration expected = into < 300ms ? 301ms - into : 1ms;
            REQUIRE(completion->busy == expected);
        }
        CHECK(model.totals().fault_eligible[0] == 1000);
        CHECK(model.totals().fault_hits[0] == 300);
    }

    TEST_CASE("long work is followed over many pauses at once") {
        const ServiceConfig config{.name = "long", .pauses = PauseConfig{.every = 10ms, .length = 5ms}};
        const Conditions conditions(config, {}, 0);
        std::size_t hint = 0;
        static_cast<void>(conditions.at(at(0s), hint));
        CHECK(conditions.finish(at(0s), 24h, hint) == at(48h - 10ms));
    }

    TEST_CASE("with less capacity work goes on, but less of it begins") {
        ServiceConfig config = one_worker(100ms);
        config.workers = 4;
        ServiceModel model(config, {{.kind = Kind::capacity, .when = {at(50ms), at(250ms)}, .workers = 1}},
                           1);
        arrive_all(model, at(0s), 4);
        for (std::uint64_t job = 4; job < 8; ++job) {
            REQUIRE_FALSE(model.arrive(at(60ms), job, {job, 1}));
        }
        CHECK(model.health(at(60ms)) == Health::degraded);
        // 4 and 5 one after the other; 6 and 7 when the workers are back.
        CHECK(drain(model, at(9s)) == Ends{{0, at(100ms)},
                                           {1, at(100ms)},
                                           {2, at(100ms)},
                                           {3, at(100ms)},
                                           {4, at(200ms)},
                                           {5, at(300ms)},
                                           {6, at(350ms)},
                                           {7, at(350ms)}});
    }

    TEST_CASE("no capacity at all holds the queue until it is over") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::capacity, .when = {at(0s), at(5s)}}}, 1);
        arrive_all(model, at(1s), 1);
        CHECK(model.health(at(1s)) == Health::unhealthy);
        CHECK(model.totals().fault_hits[0] == 1);
        CHECK(drain(model, at(9s)) == Ends{{0, at(5100ms)}});
    }

    TEST_CASE("a grey instance is slow or failing, and the health route is green") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 2;
        ServiceModel model(config,
                           {{.kind = Kind::slow, .when = {at(0s), at(9s)}, .factor = 20, .instance = 1},
                            {.kind = Kind::errors, .when = {at(0s), at(9s)}, .instance = 1}},
                           1);
        arrive_all(model, at(1s), 2);
        CHECK(model.health(at(1s)) == Health::healthy);
        CHECK(model.next(at(9s))->status == 200);
        const auto grey = model.next(at(9s));
        REQUIRE(grey);
        CHECK(grey->when == at(3s));
        CHECK(grey->status == 500);
    }

    TEST_CASE("a share of the jobs is slow, decided by call and attempt") {
        ServiceModel model(
            one_worker(10ms),
            {{.kind = Kind::slow, .when = {at(0s), at(1h)}, .factor = 10, .probability = 0.3, .seed = 8}}, 1);
        for (std::uint64_t job = 0; job < 1000; ++job) {
            const Instant now = at(1s * static_cast<std::int64_t>(job));
            REQUIRE_FALSE(model.arrive(now, 0, {job, 1}));
            REQUIRE(model.next(now + 1s)->busy == (uniform_at(8, job, 1) < 0.3 ? 100ms : 10ms));
        }
        CHECK(model.totals().fault_eligible[0] == 1000);
    }
}
