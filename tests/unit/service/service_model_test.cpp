// Goal: workers, queue, instances and abandoned work behave as a real backend's do. Method: constant service
// times, so that every completion can be worked out by hand.
#include "service/service_model.hpp"

#include "service_world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::service;

TEST_SUITE("service::ServiceModel") {
    TEST_CASE("a job that finds a free worker starts at once") {
        ServiceModel model(one_worker(100ms), {}, 1);
        CHECK(model.next_wakeup() == never);
        CHECK_FALSE(model.arrive(at(1s), 0, {0, 1}));
        CHECK(model.next_wakeup() == at(1100ms));
        CHECK_FALSE(model.next(at(1099ms)));
        const auto completion = model.next(at(1100ms));
        REQUIRE(completion);
        CHECK(completion->job == 0);
        CHECK(completion->result == JobResult::answered);
        CHECK(completion->status == 200);
        CHECK_FALSE(completion->abandoned);
        CHECK(completion->when == at(1100ms));
        CHECK(completion->busy == 100ms);
        CHECK_FALSE(model.next(at(2s)));
        CHECK(model.next_wakeup() == never);
    }

    TEST_CASE("the queue is first in, first out") {
        ServiceModel model(one_worker(100ms), {}, 1);
        arrive_all(model, at(0s), 3);
        CHECK(drain(model, at(10s)) == Ends{{0, at(100ms)}, {1, at(200ms)}, {2, at(300ms)}});
    }

    TEST_CASE("or last in, first out") {
        ServiceConfig config = one_worker(100ms);
        config.queue_order = QueueOrder::lifo;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 4);
        CHECK(drain(model, at(10s)) == Ends{{0, at(100ms)}, {3, at(200ms)}, {2, at(300ms)}, {1, at(400ms)}});
    }

    TEST_CASE("jobs that end together come out in order of arrival") {
        ServiceConfig config = one_worker(100ms);
        config.workers = 3;
        ServiceModel model(config, {}, 1);
        for (const std::uint64_t job : {7U, 2U, 5U}) {
            CHECK_FALSE(model.arrive(at(0s), job, {job, 1}));
        }
        CHECK(drain(model, at(10s)) == Ends{{7, at(100ms)}, {2, at(100ms)}, {5, at(100ms)}});
    }

    TEST_CASE("a full queue sheds with 503 at once") {
        ServiceConfig config = one_worker(100ms);
        config.queue_limit = 2;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 3);
        const auto shed = model.arrive(at(50ms), 3, {3, 1});
        REQUIRE(shed);
        CHECK(shed->result == JobResult::answered);
        CHECK(shed->status == 503);
        CHECK(shed->job == 3);
        CHECK(shed->when == at(50ms));
        CHECK(shed->busy == 0s);
        CHECK(model.totals().shed == 1);
        CHECK(model.totals().queue_peak == 2);
        CHECK_FALSE(model.arrive(at(100ms), 3, {4, 1}));  // one has just left
    }

    TEST_CASE("without a queue only workers take jobs") {
        ServiceConfig config = one_worker(100ms);
        config.queue_limit = 0;
        ServiceModel model(config, {}, 1);
        CHECK_FALSE(model.arrive(at(0s), 0, {0, 1}));
        CHECK(model.arrive(at(99ms), 1, {1, 1})->status == 503);
        CHECK_FALSE(model.arrive(at(100ms), 1, {2, 1}));
    }

    TEST_CASE("an unbounded queue ends at the hard limit") {
        ServiceModel model(one_worker(1h), {}, 1);
        for (std::uint64_t job = 0; job <= queue_hard_limit; ++job) {
            REQUIRE_FALSE(model.arrive(at(0s), job, {job, 1}));
        }
        CHECK(model.arrive(at(0s), queue_hard_limit + 1, {0, 1})->status == 503);
    }

    TEST_CASE("instances take turns, each with workers and a queue of its own") {
        ServiceConfig config = one_worker(100ms);
        config.instances = 2;
        config.queue_limit = 1;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 4);
        CHECK(model.totals().in_service == 2);
        CHECK(model.totals().queued == 2);
        CHECK(model.arrive(at(0s), 4, {4, 1})->status == 503);
        CHECK(drain(model, at(10s)) == Ends{{0, at(100ms)}, {1, at(100ms)}, {2, at(200ms)}, {3, at(200ms)}});
    }

    TEST_CASE("the server works on for a client that has gone, and says so") {
        ServiceModel model(one_worker(100ms), {}, 1);
        arrive_all(model, at(0s), 2);
        model.abandon(at(10ms), 0);
        model.abandon(at(20ms), 1);
        const auto first = model.next(at(1s));
        REQUIRE(first);
        CHECK(first->job == 0);
        CHECK(first->abandoned);
        CHECK(first->busy == 100ms);
        CHECK(model.next(at(1s))->abandoned);
        CHECK(model.totals().abandoned == 2);
        CHECK(model.totals().wasted == 200ms);
        CHECK(model.totals().busy == 200ms);
    }

    TEST_CASE("a handle can be used again while its abandoned job is still inside") {
        ServiceModel model(one_worker(100ms), {}, 1);
        CHECK_FALSE(model.arrive(at(0s), 5, {0, 1}));
        model.abandon(at(10ms), 5);
        CHECK_FALSE(model.arrive(at(20ms), 5, {0, 2}));
        const auto old = model.next(at(100ms));
        REQUIRE(old);
        CHECK(old->abandoned);
        const auto current = model.next(at(200ms));
        REQUIRE(current);
        CHECK(current->job == 5);
        CHECK_FALSE(current->abandoned);
        CHECK(model.totals().abandoned == 1);
    }

    TEST_CASE("abandoning what is not inside does nothing") {
        ServiceModel model(one_worker(100ms), {}, 1);
        model.abandon(at(0s), 1000);
        arrive_all(model, at(0s), 1);
        CHECK(model.next(at(1s)));
        model.abandon(at(1s), 0);
        CHECK(model.totals().abandoned == 0);
        CHECK_FALSE(model.next(at(2s)));
    }

    TEST_CASE("a completion that nobody fetched before the client left is marked") {
        ServiceModel model(one_worker(100ms), {}, 1);
        arrive_all(model, at(0s), 1);
        model.abandon(at(150ms), 0);
        CHECK(model.next_wakeup() == at(100ms));
        const auto late = model.next(at(150ms));
        REQUIRE(late);
        CHECK(late->abandoned);
        CHECK(model.totals().wasted == 100ms);
    }

    TEST_CASE("what ends before an arrival is not lost and frees its worker in time") {
        ServiceModel model(one_worker(100ms), {}, 1);
        arrive_all(model, at(0s), 2);
        CHECK_FALSE(model.arrive(at(500ms), 2, {2, 1}));
        CHECK(drain(model, at(1s)) == Ends{{0, at(100ms)}, {1, at(200ms)}, {2, at(600ms)}});
    }

    TEST_CASE("the time a job takes depends on its call and attempt alone") {
        ServiceConfig config = one_worker(0s);
        config.workers = 50;
        config.service_time = Distribution(Distribution::Exponential{100ms});
        ServiceModel forward(config, {}, 7);
        ServiceModel backward(config, {}, 7);
        ServiceModel other(config, {}, 8);
        for (std::uint64_t call = 0; call < 50; ++call) {
            CHECK_FALSE(forward.arrive(at(0s), call, {call, 2}));
            CHECK_FALSE(backward.arrive(at(0s), 49 - call, {49 - call, 2}));
            CHECK_FALSE(other.arrive(at(0s), call, {call, 2}));
        }
        const Ends ends = drain(forward, never);
        CHECK(ends == drain(backward, never));
        CHECK(ends != drain(other, never));
    }

    TEST_CASE("health follows the workers and the queue") {
        ServiceConfig config = one_worker(100ms);
        config.workers = 2;
        config.queue_limit = 4;
        ServiceModel model(config, {}, 1);
        arrive_all(model, at(0s), 4);
        CHECK(model.health(at(0s)) == Health::healthy);  // half full is not more than half
        CHECK_FALSE(model.arrive(at(0s), 4, {4, 1}));
        CHECK(model.health(at(0s)) == Health::degraded);
        CHECK(model.accepts_connections(at(0s)));

        config.queue_limit.reset();
        ServiceModel unbounded(config, {}, 1);
        arrive_all(unbounded, at(0s), 4);
        CHECK(unbounded.health(at(0s)) == Health::healthy);
        CHECK_FALSE(unbounded.arrive(at(0s), 4, {4, 1}));
        CHECK(unbounded.health(at(0s)) == Health::degraded);
    }

    TEST_CASE("each state of health has its name") {
        CHECK(name_of(Health::healthy) == "healthy");
        CHECK(name_of(Health::degraded) == "degraded");
        CHECK(name_of(Health::unhealthy) == "unhealthy");
    }
}
