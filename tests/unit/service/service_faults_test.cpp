// Goal: stalls, slow-downs, errors and crashes do to jobs what they would do to a real backend, also where
// they overlap. Method: constant service times, so that every completion can be worked out by hand.
#include "service/service_model.hpp"
#include "service_world.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using namespace fortify::service;
using Kind = ServiceFault::Kind;

TEST_SUITE("service::ServiceFault") {
    TEST_CASE("a stall in the middle of a job holds it and all behind it") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::stall, .when = {at(50ms), at(5s)}}}, 1);
        arrive_all(model, at(0s), 2);
        CHECK(model.next_wakeup() == at(5050ms));
        const auto first = model.next(at(10s));
        REQUIRE(first);
        CHECK(first->when == at(5050ms));
        CHECK(first->busy == 5050ms);
        CHECK(model.next(at(10s))->when == at(5150ms));
        CHECK(model.totals().fault_hits[0] == 1);  // the second began after it
    }

    TEST_CASE("a slow-down stretches the work within it") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::slow, .when = {at(50ms), at(1s)}, .factor = 3}},
                           1);
        arrive_all(model, at(0s), 2);
        CHECK(drain(model, at(10s)) == Ends{{0, at(200ms)}, {1, at(500ms)}});
        CHECK(model.totals().fault_hits[0] == 2);
    }

    TEST_CASE("a crash resets every job inside, refuses until its end, and is over then") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::crash, .when = {at(50ms), at(1s)}}}, 1);
        arrive_all(model, at(0s), 3);
        CHECK(model.next_wakeup() == at(50ms));
        for (std::uint64_t job = 0; job < 3; ++job) {
            const auto completion = model.next(at(50ms));
            REQUIRE(completion);
            CHECK(completion->job == job);
            CHECK(completion->result == JobResult::reset);
            CHECK(completion->when == at(50ms));
            CHECK(completion->busy == (job == 0 ? 50ms : 0ms));
        }
        CHECK_FALSE(model.next(at(10s)));
        CHECK(model.totals().in_service == 0);
        CHECK(model.totals().queued == 0);
        CHECK(model.totals().fault_hits[0] == 3);
    }

    TEST_CASE("arrivals are refused from the first to the last instant of a crash") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::crash, .when = {at(1s), at(2s)}}}, 1);
        CHECK(model.accepts_connections(at(1s) - 1ns));
        const auto refused = model.arrive(at(1s), 0, {0, 1});
        REQUIRE(refused);
        CHECK(refused->result == JobResult::refused);
        CHECK(refused->when == at(1s));
        CHECK(model.arrive(at(2s) - 1ns, 0, {0, 1})->result == JobResult::refused);
        CHECK_FALSE(model.accepts_connections(at(2s) - 1ns));
        CHECK(model.health(at(1500ms)) == Health::unhealthy);
        CHECK_FALSE(model.arrive(at(2s), 0, {0, 1}));
        CHECK(model.accepts_connections(at(2s)));
        CHECK(model.totals().refused == 2);
        CHECK(model.totals().fault_hits[0] == 2);
        CHECK(drain(model, at(3s)) == Ends{{0, at(2100ms)}});
    }

    TEST_CASE("a job that ends in the instant of the crash has ended; the one behind it is reset") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::crash, .when = {at(100ms), at(1s)}}}, 1);
        arrive_all(model, at(0s), 2);
        CHECK(model.next(at(1s))->result == JobResult::answered);
        const auto second = model.next(at(1s));
        REQUIRE(second);
        CHECK(second->result == JobResult::reset);
        CHECK(second->when == at(100ms));
    }

    TEST_CASE("an abandoned job is reset for nobody") {
        ServiceModel model(one_worker(100ms), {{.kind = Kind::crash, .when = {at(50ms), at(1s)}}}, 1);
        arrive_all(model, at(0s), 1);
        model.abandon(at(20ms), 0);
        const auto completion = model.next(at(1s));
        REQUIRE(completion);
        CHECK(completion->result == JobResult::reset);
        CHECK(completion->abandoned);
        CHECK(model.totals().wasted == 50ms);
    }

    TEST_CASE("a crash within a stall ends the jobs that the stall held") {
        ServiceModel model(one_worker(100ms),
                           {{.kind = Kind::stall, .when = {at(50ms), at(10s)}},
                            {.kind = Kind::crash, .when = {at(2s), at(3s)}}},
                           1);
        arrive_all(model, at(0s), 1);
        const auto completion = model.next(at(20s));
        REQUIRE(completion);
        CHECK(completion->when == at(2s));
        CHECK(completion->busy == 2s);
        CHECK_FALSE(model.arrive(at(4s), 0, {1, 1}));  // up again, but stalled
        CHECK(model.next_wakeup() == at(10100ms));
    }

    TEST_CASE("a stall that never ends and a crash after it still reset the job") {
        ServiceModel model(
            one_worker(100ms),
            {{.kind = Kind::stall, .when = {at(0s), never}}, {.kind = Kind::crash, .when = {at(2s), at(3s)}}},
            1);
        arrive_all(model, at(0s), 1);
        CHECK(model.next_wakeup() == at(2s));
        CHECK(model.next(at(5s))->result == JobResult::reset);
        CHECK_FALSE(model.arrive(at(5s), 0, {1, 1}));
        CHECK(model.next_wakeup() == never);
        CHECK_FALSE(model.next(at(1000h)));
    }

    TEST_CASE("two crashes reset twice") {
        ServiceModel model(one_worker(10s),
                           {{.kind = Kind::crash, .when = {at(1s), at(2s)}},
                            {.kind = Kind::crash, .when = {at(3s), at(4s)}}},
                           1);
        arrive_all(model, at(0s), 1);
        CHECK(model.next(at(1s))->when == at(1s));
        arrive_all(model, at(2s), 1);
        CHECK(model.next(at(9s))->when == at(3s));
        CHECK(model.totals().fault_hits == std::vector<std::uint64_t>{1, 1});
    }

    TEST_CASE("plain round-robin goes on sending to an instance that is down") {
        ServiceConfig config = one_worker(10ms);
        config.instances = 2;
        ServiceModel model(config, {{.kind = Kind::crash, .when = {at(0s), at(9s)}, .instance = 1}}, 1);
        for (std::uint64_t job = 0; job < 6; ++job) {
            const auto now = model.arrive(at(1s), job, {job, 1});
            CHECK(now.has_value() == (job % 2 == 1));
        }
        CHECK(model.accepts_connections(at(1s)));
        CHECK(model.health(at(1s)) == Health::degraded);
        CHECK(drain(model, at(9s)).size() == 3);
    }

    TEST_CASE("a crash of one instance leaves the jobs of the other alone") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 2;
        ServiceModel model(config, {{.kind = Kind::crash, .when = {at(50ms), at(9s)}, .instance = 0}}, 1);
        arrive_all(model, at(0s), 4);
        CHECK(drain(model, at(10s)) == Ends{{0, at(50ms)}, {2, at(50ms)}, {1, at(100ms)}, {3, at(200ms)}});
        CHECK(model.totals().reset == 2);
        CHECK(model.totals().answered == 2);
    }

    TEST_CASE("errors hit the answers that fall into their window") {
        ServiceModel model(one_worker(100ms),
                           {{.kind = Kind::errors, .when = {at(150ms), at(250ms)}, .status = 500}}, 1);
        arrive_all(model, at(0s), 3);
        std::vector<std::uint16_t> statuses;
        while (const auto completion = model.next(at(1s))) {
            statuses.push_back(completion->status);
        }
        CHECK(statuses == std::vector<std::uint16_t>{200, 500, 200});
        CHECK(model.totals().fault_hits[0] == 1);
    }

    TEST_CASE("a share of errors is decided for each attempt and within binomial bounds") {
        constexpr std::uint64_t jobs = 20'000;
        ServiceModel model(
            one_worker(1us),
            {{.kind = Kind::errors, .when = {at(0s), at(1h)}, .probability = 0.2, .status = 500, .seed = 5}},
            1);
        std::uint64_t failed = 0;
        for (std::uint64_t job = 0; job < jobs; ++job) {
            const Instant now = at(1ms * static_cast<std::int64_t>(job));
            REQUIRE_FALSE(model.arrive(now, 0, {job, 1}));
            const bool has_failed = model.next(now + 1us)->status == 500;
            REQUIRE(has_failed == (uniform_at(5, job, 1) < 0.2));
            failed += has_failed ? 1 : 0;
        }
        CHECK(model.totals().fault_hits[0] == failed);
        CHECK(std::abs(static_cast<double>(failed) - 4000) < 5 * std::sqrt(jobs * 0.2 * 0.8));
    }

    TEST_CASE("a stalled service is unhealthy but still accepts connections") {
        ServiceModel model(one_worker(1ms), {{.kind = Kind::stall, .when = {at(1s), at(2s)}}}, 1);
        CHECK(model.health(at(999ms)) == Health::healthy);
        CHECK(model.health(at(1s)) == Health::unhealthy);
        CHECK(model.accepts_connections(at(1s)));
        CHECK(model.health(at(2s)) == Health::healthy);
    }

    TEST_CASE("adding a fault changes no service time outside of it") {
        ServiceConfig config = one_worker(0s);
        config.workers = 100;
        config.service_time = Distribution(Distribution::Exponential{10ms});
        ServiceModel plain(config, {}, 3);
        ServiceModel faulty(config, {{.kind = Kind::slow, .when = {at(1h), at(2h)}, .factor = 9}}, 3);
        arrive_all(plain, at(0s), 100);
        arrive_all(faulty, at(0s), 100);
        CHECK(drain(plain, at(10s)) == drain(faulty, at(10s)));
    }
}
