#pragma once

#include "service/service_model.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

namespace fortify::service {

// Handle and instant of each completion, in the order they came.
using Ends = std::vector<std::pair<std::uint64_t, Instant>>;

inline ServiceConfig one_worker(Duration service_time) {
    return {.name = "test",
            .workers = 1,
            .service_time = Distribution(Distribution::Constant{service_time}),
            .queue_limit = std::nullopt};
}

// Jobs 0 to count - 1, none of which may end at once.
inline void arrive_all(ServiceModel& model, Instant now, std::uint64_t count) {
    for (std::uint64_t job = 0; job < count; ++job) {
        REQUIRE_FALSE(model.arrive(now, job, {job, 1}).has_value());
    }
}

inline Ends drain(ServiceModel& model, Instant now) {
    Ends ends;
    while (const auto completion = model.next(now)) {
        ends.emplace_back(completion->job, completion->when);
    }
    return ends;
}

}  // namespace fortify::service
