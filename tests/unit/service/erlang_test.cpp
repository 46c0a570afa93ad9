// Goal: with Poisson arrivals and exponential service the model is the M/M/c queue. Method: its mean wait
// against Erlang C at fixed seeds, within five standard errors by batch means.
#include "load/arrivals.hpp"
#include "service/service_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace fortify;
using namespace fortify::service;

namespace {

constexpr std::uint32_t workers = 10;
constexpr double service_seconds = 0.1;

// Probability that an arrival has to wait (Erlang 1917), by the recursion of the Erlang B formula.
double erlang_c(double offered) {
    double blocked = 1;
    for (std::uint32_t servers = 1; servers <= workers; ++servers) {
        blocked = offered * blocked / (servers + offered * blocked);
    }
    return blocked / (1 - offered / workers * (1 - blocked));
}

struct Waits {
    std::vector<double> means;  // of each batch, in seconds
    double waited = 0;          // share of the jobs that waited at all
};

Waits simulate(double rate, std::size_t batches, std::size_t batch_size) {
    const std::size_t jobs = batches * batch_size;
    const Duration length = from_seconds(1.1 * static_cast<double>(jobs) / rate);
    const load::RateProfile profile({{{at(0s), at(length)}, Rate{rate}, Rate{rate}}});
    load::Arrivals arrivals(profile, load::Spacing::poisson, Rng(1).fork("arrivals"));
    ServiceModel model(
        {.name = "queue",
         .workers = workers,
         .service_time = Distribution(Distribution::Exponential{from_seconds(service_seconds)}),
         .queue_limit = std::nullopt},
        {}, 1);
    constexpr std::size_t handles = 1 << 16;
    std::vector<Instant> arrived(handles);
    Waits waits{std::vector<double>(batches), 0};
    std::size_t done = 0;
    for (std::uint64_t call = 0; done < jobs; ++call) {
        const Instant now = arrivals.next();
        REQUIRE(now != never);
        while (const auto completion = model.next(now)) {
            const Duration wait = completion->when - completion->busy - arrived[completion->job];
            if (done < jobs) {
                waits.means[done / batch_size] += to_seconds(wait) / static_cast<double>(batch_size);
                waits.waited += wait > Duration::zero() ? 1.0 / static_cast<double>(jobs) : 0;
            }
            ++done;
        }
        arrived[call % handles] = now;
        REQUIRE_FALSE(model.arrive(now, call % handles, {call, 1}));
        arrivals.advance();
    }
    return waits;
}

void check_against_erlang(double utilisation, std::size_t batch_size) {
    CAPTURE(utilisation);
    constexpr std::size_t batches = 25;
    const double rate = utilisation * workers / service_seconds;
    const Waits waits = simulate(rate, batches, batch_size);
    double mean = 0;
    for (const double batch : waits.means) {
        mean += batch / batches;
    }
    double variance = 0;
    for (const double batch : waits.means) {
        variance += (batch - mean) * (batch - mean) / (batches - 1);
    }
    const double error = std::sqrt(variance / batches);
    const double must_wait = erlang_c(utilisation * workers);
    const double expected = must_wait * service_seconds / (workers * (1 - utilisation));
    CAPTURE(mean);
    CAPTURE(expected);
    CAPTURE(error);
    CHECK(std::abs(mean - expected) < 5 * error);
    CHECK(error < 0.1 * expected);  // else agreement would say little
    CHECK(waits.waited == doctest::Approx(must_wait).epsilon(0.05));
}

}  // namespace

TEST_SUITE("service::ServiceModel as a queue") {
    TEST_CASE("Erlang C itself gives the values of the tables") {
        CHECK(erlang_c(7) == doctest::Approx(0.2217).epsilon(1e-3));
        CHECK(erlang_c(9) == doctest::Approx(0.6687).epsilon(1e-3));
    }

    TEST_CASE("at 70 % utilisation the mean wait agrees with Erlang C") {
        check_against_erlang(0.7, 8'000);
    }

    TEST_CASE("at 90 % utilisation the mean wait agrees with Erlang C") {
        check_against_erlang(0.9, 20'000);
    }
}
