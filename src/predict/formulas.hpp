#pragma once

#include "core/time.hpp"

#include <cstdint>

// The closed forms behind a prediction: numbers in, numbers out. Where a formula is an approximation or a
// bound, its comment says so.
namespace fortify::predict {

// What is expected, and between which values 95 of 100 runs lie.
struct Range {
    double expected = 0;
    double low = 0;
    double high = 0;

    [[nodiscard]] bool contains(double value) const {
        return low <= value && value <= high;
    }
};

// Arrivals of a Poisson process: the quantiles at 2.5 % and 97.5 %, exact up to a mean of 1,000, then by the
// normal law.
[[nodiscard]] Range poisson_range(double mean);
// Hits among `trials`, in the same way: exact where few are expected, then by the normal law.
[[nodiscard]] Range binomial_range(double trials, double probability);

// Attempts for each call when every attempt fails with probability f by itself and up to `most` are made:
// 1 + f + f^2 + … = (1 - f^most) / (1 - f), which tends to `most` as f tends to 1.
[[nodiscard]] double attempts_per_call(double failure, std::uint32_t most);

// Several identical workers in front of one queue.
struct Queue {
    double arrivals = 0;           // a second
    double workers = 1;            // all of them
    double service_seconds = 0;    // mean of one job
    double variation_squared = 1;  // of the service time: variance / mean^2; 1 for the exponential

    [[nodiscard]] double capacity() const {  // mu: jobs a second
        return workers / service_seconds;
    }
    [[nodiscard]] double load() const {  // rho
        return arrivals * service_seconds / workers;
    }
};
// The share of jobs that have to wait in M/M/c (Erlang's second formula; from 10,000 workers on its limit by
// Halfin and Whitt 1981); 1 from rho = 1 on.
[[nodiscard]] double erlang_c(const Queue& queue);
// Mean time in the queue: Erlang C times (1 + cv^2) / 2 (Allen and Cunneen's approximation of M/G/c, exact
// for the exponential). Infinite from rho = 1 on.
[[nodiscard]] double mean_wait(const Queue& queue);

// Little's law, L = lambda W: how many are inside.
[[nodiscard]] constexpr double concurrency(double arrivals, double seconds_inside) {
    return arrivals * seconds_inside;
}

// The longest queue from which a job still comes out within `patience`: T mu. What waits beyond it is work
// for nobody.
[[nodiscard]] constexpr double queue_bound(double patience_seconds, double capacity) {
    return patience_seconds * capacity;
}

// Users who wait for each answer, by the interactive response time law, R = N / X - Z, and the two bounds of
// a closed system (Denning and Buzen 1978): no user gets round faster than Z + S, and no more than mu go
// through.
struct Closed {
    double users = 0;
    double think_seconds = 0;
    double service_seconds = 0;
    double capacity = 0;
};
[[nodiscard]] double throughput_bound(const Closed& closed);  // calls a second, at most
[[nodiscard]] double response_floor(const Closed& closed);    // seconds, at least
[[nodiscard]] double saturating_users(const Closed& closed);  // N*: with more than these, queues grow

}  // namespace fortify::predict
