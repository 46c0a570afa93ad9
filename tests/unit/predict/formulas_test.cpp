// Goal: the formulas give what one gets by hand. Method: vectors worked on paper and from the literature.
#include "predict/formulas.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace fortify::predict {

TEST_SUITE("predict::formulas") {
    TEST_CASE("attempts a call are the sum of a geometric series") {
        CHECK(attempts_per_call(0, 4) == 1);
        CHECK(attempts_per_call(1, 4) == 4);
        CHECK(attempts_per_call(0.5, 3) == doctest::Approx(1.75));  // 1 + 1/2 + 1/4
        CHECK(attempts_per_call(0.2, 4) == doctest::Approx((1 - 0.0016) / 0.8));
        CHECK(attempts_per_call(0.3, 1) == 1);
        CHECK(attempts_per_call(1, 0) == 0);
    }
    TEST_CASE("a Poisson range holds 95 of 100 counts") {
        // P(X <= 4) = 0.0293, P(X <= 3) = 0.0103; P(X <= 17) = 0.9857, P(X <= 16) = 0.9730 at mean 10.
        const Range ten = poisson_range(10);
        CHECK(ten.low == 4);
        CHECK(ten.high == 17);
        CHECK(ten.expected == 10);
        const Range half = poisson_range(0.5);
        CHECK(half.low == 0);
        CHECK(half.high == 2);  // P(X <= 1) = 0.910, P(X <= 2) = 0.986
        CHECK(poisson_range(0).high == 0);
    }
    TEST_CASE("a large Poisson range is mean and two deviations, and joins the exact one") {
        const Range large = poisson_range(7000);
        CHECK(large.low == 6836);  // 7000 - 1.96 * 83.67 = 6836.01
        CHECK(large.high == 7164);
        CHECK(std::abs(poisson_range(1000).high - poisson_range(1000.001).high) <= 2);
        CHECK(std::abs(poisson_range(1000).low - poisson_range(1000.001).low) <= 2);
    }
    TEST_CASE("a binomial range is narrower than the Poisson one and ends at the trials") {
        const Range coins = binomial_range(100, 0.5);
        CHECK(coins.low == 40);
        CHECK(coins.high == 60);
        const Range few = binomial_range(20, 0.05);
        CHECK(few.low == 0);
        CHECK(few.high == 3);  // P(X <= 2) = 0.925, P(X <= 3) = 0.984
        const Range all = binomial_range(400, 1);
        CHECK((all.low == 400 && all.high == 400));
        CHECK(binomial_range(5000, 0.9999).high <= 5000);
        CHECK(binomial_range(0, 0.5).high == 0);
    }
    TEST_CASE("the queue of the retry storm: 10 workers of 100 ms, 70 calls a second") {
        const Queue queue{.arrivals = 70, .workers = 10, .service_seconds = 0.1};
        CHECK(queue.capacity() == doctest::Approx(100));
        CHECK(queue.load() == doctest::Approx(0.7));
        CHECK(queue.load() * 4 == doctest::Approx(2.8));     // with 3 retries
        CHECK(queue.load() * 1.1 == doctest::Approx(0.77));  // with a budget of 10 %
        CHECK(queue_bound(1, queue.capacity()) == doctest::Approx(100));
    }
    TEST_CASE("Erlang C") {
        // Two erlangs on three workers: B = 4/19, C = B / (1 - rho (1 - B)) = 4/9.
        const Queue three{.arrivals = 2, .workers = 3, .service_seconds = 1};
        CHECK(erlang_c(three) == doctest::Approx(4.0 / 9));
        CHECK(mean_wait(three) == doctest::Approx(4.0 / 9));  // C / (mu - lambda), mu - lambda = 1
        // One worker: C = rho, the wait rho / (mu - lambda).
        const Queue one{.arrivals = 0.5, .workers = 1, .service_seconds = 1};
        CHECK(erlang_c(one) == doctest::Approx(0.5));
        CHECK(mean_wait(one) == doctest::Approx(1));
        const Queue constant{.arrivals = 0.5, .workers = 1, .service_seconds = 1, .variation_squared = 0};
        CHECK(mean_wait(constant) == doctest::Approx(0.5));  // M/D/1 (Pollaczek and Khinchine)
        // Around the number of workers from which the limit is taken, both agree.
        const double exact = erlang_c({.arrivals = 9900, .workers = 10'000, .service_seconds = 1});
        const double limit = erlang_c({.arrivals = 9901, .workers = 10'001, .service_seconds = 1});
        CHECK(limit == doctest::Approx(exact).epsilon(0.01));
        CHECK(std::isinf(mean_wait({.arrivals = 3, .workers = 3, .service_seconds = 1})));
        CHECK(erlang_c({.arrivals = 9, .workers = 3, .service_seconds = 1}) == 1);
    }
    TEST_CASE("Little's law") {
        CHECK(concurrency(100, 0.05) == doctest::Approx(5));
        CHECK(concurrency(100, 5) == doctest::Approx(500));  // a pool of 100 is full after a second
    }
    TEST_CASE("closed loads are bound by their users or by the service") {
        const Closed few{.users = 20, .think_seconds = 1, .service_seconds = 0.1, .capacity = 100};
        CHECK(throughput_bound(few) == doctest::Approx(20 / 1.1));
        CHECK(response_floor(few) == doctest::Approx(0.1));
        CHECK(saturating_users(few) == doctest::Approx(110));
        const Closed many{.users = 500, .think_seconds = 1, .service_seconds = 0.1, .capacity = 100};
        CHECK(throughput_bound(many) == doctest::Approx(100));
        CHECK(response_floor(many) == doctest::Approx(4));  // N / X - Z = 500 / 100 - 1
        CHECK(throughput_bound({.users = 5, .capacity = 7}) == 7);
    }
}

}  // namespace fortify::predict
