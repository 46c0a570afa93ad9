#include "tune/pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace fortify::tune {

namespace {

// What the threads share: which job is next, how many are done, what went wrong first.
class Bench {
public:
    Bench(std::size_t jobs, const Work& work) : jobs_(jobs), work_(work) {
    }

    // One thread's part.
    void labour(const std::stop_token& stop) {
        try {
            for (std::size_t job = next_++; job < jobs_ && !stop.stop_requested(); job = next_++) {
                work_(job, stop);
                note([this] { ++done_; });
            }
        } catch (...) {
            note([this] { failure_ = failure_ ? failure_ : std::current_exception(); });
        }
        note([this] { ++ended_; });
    }

    // Until so many threads have ended, or this time has passed; true: they have.
    [[nodiscard]] bool wait(std::size_t threads, std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, time, [&] { return ended_ == threads || failure_ != nullptr; });
        return ended_ == threads;
    }
    [[nodiscard]] std::size_t done() {
        const std::lock_guard lock(mutex_);
        return done_;
    }
    [[nodiscard]] std::exception_ptr failure() {
        const std::lock_guard lock(mutex_);
        return failure_;
    }

private:
    template <class Change>
    void note(Change&& change) {
        {
            const std::lock_guard lock(mutex_);
            change();
        }
        changed_.notify_one();
    }

    const std::size_t jobs_;
    const Work& work_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t done_ = 0;
    std::size_t ended_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

void run_pool(std::size_t jobs, const Work& work, const PoolOptions& options) {
    // Else a study of many short pools, each over before the first look, could not be ended.
    if (options.cancelled && options.cancelled()) {
        return;
    }
    const std::size_t cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
    const std::size_t threads = std::min(options.threads == 0 ? cores : options.threads, jobs);
    Bench bench(jobs, work);
    std::stop_source source;
    std::vector<std::jthread> crew;
    for (std::size_t index = 0; index < threads; ++index) {
        crew.emplace_back([&] { bench.labour(source.get_token()); });
    }
    const auto tell = [&] {
        if (options.progress) {
            options.progress({.done = bench.done(), .jobs = jobs});
        }
    };
    while (!bench.wait(threads, options.look)) {
        if (bench.failure() != nullptr || (options.cancelled && options.cancelled())) {
            source.request_stop();
            break;
        }
        tell();
    }
    crew.clear();
    if (bench.failure() != nullptr) {
        std::rethrow_exception(bench.failure());
    }
    tell();
}

}  // namespace fortify::tune
