#pragma once

#include "core/time.hpp"
#include "measure/recorder.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace fortify::test {

// What became of one call, or of many alike.
struct Story {
    Instant intended{};
    Duration took{0};
    measure::Counter end = measure::Counter::succeeded;
    std::uint32_t attempts = 1;
    std::uint32_t times = 1;
    Duration lag = 20us;
};

// Feeds a recorder as a run does, so that its numbers agree with each other.
class Feeder {
public:
    explicit Feeder(measure::Recorder& recorder) : recorder_(recorder) {
    }

    void call(std::uint16_t target, const Story& story);
    void policy(measure::Counter counter, Instant when, std::uint32_t times = 1);
    void policy_time(measure::Timing timing, Instant when, Duration value);
    void gauge(measure::Gauge gauge, Instant when, std::int64_t level);
    // Levels of calls in flight, from all the stories told.
    void finish(Instant when);

private:
    measure::Recorder& recorder_;
    std::vector<std::pair<Instant, std::int64_t>> steps_;
};

}  // namespace fortify::test
