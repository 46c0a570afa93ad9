// Goal: the pool does every job once, stops when told, and hides no failure. Method: counted jobs, many
// threads.
#include "tune/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace fortify::tune {

namespace {

constexpr std::chrono::milliseconds soon{1};

}  // namespace

TEST_SUITE("tune::pool") {
    TEST_CASE("every job is done once, and results stand in the order of the jobs") {
        for (const std::size_t threads : {1U, 2U, 7U}) {
            std::atomic<int> times{0};
            const auto squares = map_pool<std::size_t>(100,
                                                       [&](std::size_t job, const std::stop_token&) {
                                                           ++times;
                                                           return job * job;
                                                       },
                                                       {.threads = threads, .cancelled = {}, .progress = {}});
            CHECK(times == 100);
            for (std::size_t job = 0; job < 100; ++job) {
                CHECK(squares[job] == job * job);
            }
        }
    }
    TEST_CASE("no jobs are done at once") {
        run_pool(0, [](std::size_t, const std::stop_token&) { FAIL("nothing to do"); }, {});
    }
    TEST_CASE("progress ends with all of them, told in the thread that waits") {
        const auto caller = std::this_thread::get_id();
        std::size_t last = 0;
        run_pool(50, [](std::size_t, const std::stop_token&) {},
                 {.threads = 3, .cancelled = {}, .progress = [&](const PoolProgress& progress) {
                      CHECK(std::this_thread::get_id() == caller);
                      CHECK(progress.done >= last);
                      CHECK(progress.jobs == 50);
                      last = progress.done;
                  }});
        CHECK(last == 50);
    }
    TEST_CASE("what is done before it is cancelled stays") {
        std::atomic<std::size_t> begun{0};
        const auto results = map_pool<int>(
            1000,
            [&](std::size_t job, const std::stop_token& stop) -> std::optional<int> {
                ++begun;
                // The first ten end; the others go on until they are stopped.
                while (job >= 10 && !stop.stop_requested()) {
                    std::this_thread::yield();
                }
                return job < 10 ? std::optional(1) : std::nullopt;
            },
            {.threads = 4, .cancelled = [&] { return begun > 10; }, .progress = {}, .look = soon});
        CHECK(begun < 20);
        for (std::size_t job = 0; job < 1000; ++job) {
            CHECK(results[job].has_value() == (job < 10));
        }
    }
    TEST_CASE("what is cancelled before it begins does nothing, however short it is") {
        run_pool(5, [](std::size_t, const std::stop_token&) { FAIL("cancelled"); },
                 {.threads = 2, .cancelled = [] { return true; }, .progress = {}});
    }
    TEST_CASE("an exception out of a job comes out of the pool") {
        const auto work = [](std::size_t job, const std::stop_token&) {
            if (job == 3) {
                throw std::runtime_error("three");
            }
        };
        CHECK_THROWS_WITH(run_pool(10, work, {.threads = 2, .cancelled = {}, .progress = {}, .look = soon}),
                          "three");
    }
}

}  // namespace fortify::tune
