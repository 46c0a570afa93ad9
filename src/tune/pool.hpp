#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace fortify::tune {

// How far it is, told to the thread that waits.
struct PoolProgress {
    std::size_t done = 0;
    std::size_t jobs = 0;
};

struct PoolOptions {
    std::size_t threads = 0;  // 0: as many as the machine runs at once
    // Asked first and then every `look`, in the thread that waits: true ends the work; what is done stays.
    std::function<bool()> cancelled;
    // Called every `look`, and at the end.
    std::function<void(const PoolProgress&)> progress;
    std::chrono::milliseconds look{100};
};

// Runs work(0) … work(jobs - 1) over several threads, each taking the next that nobody has; returns when all
// are done or it was cancelled. Work must touch nothing shared but by its index, and then what it leaves
// behind does not depend on the number of threads. An exception out of it is thrown on from here.
using Work = std::function<void(std::size_t job, const std::stop_token& stop)>;
void run_pool(std::size_t jobs, const Work& work, const PoolOptions& options);

// The same for work that has a result: by job, whatever the order in which they ended; none where it was
// cancelled before.
template <class Result, class Job>
[[nodiscard]] std::vector<std::optional<Result>> map_pool(std::size_t jobs,
                                                          Job&& job,
                                                          const PoolOptions& options) {
    std::vector<std::optional<Result>> results(jobs);
    run_pool(
        jobs, [&](std::size_t index, const std::stop_token& stop) { results[index] = job(index, stop); },
        options);
    return results;
}

}  // namespace fortify::tune
