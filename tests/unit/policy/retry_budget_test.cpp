// Goal: retries stay within the budgeted share of the traffic. Method: the vectors of tower's and
// Finagle's own tests (RB-n), and the bound over seeded streams.
#include "policy/retry_budget.hpp"

#include "property/generator.hpp"

#include <cmath>

using namespace fortify;
using namespace fortify::policy;

namespace {

int withdraw_all(RetryBudget& budget, Instant now) {
    int count = 0;
    while (budget.withdraw(now)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_SUITE("policy::RetryBudget") {
    TEST_CASE("RB-1: the floor is there from the start and no more than it") {
        RetryBudget budget({.ratio = Ratio{1}, .min_per_second = 5, .ttl = 1s});
        CHECK(withdraw_all(budget, at(0s)) == 5);
    }

    TEST_CASE("RB-2: without floor and deposits there is nothing") {
        RetryBudget budget({.ratio = Ratio{1}, .ttl = 1s});
        CHECK_FALSE(budget.withdraw(at(0s)));
    }

    TEST_CASE("RB-3: a deposit that is not used in time is gone") {
        RetryBudget budget({.ratio = Ratio{1}, .ttl = 1s});
        budget.deposit(at(0s));
        CHECK_FALSE(budget.withdraw(at(3s)));
    }

    TEST_CASE("RB-4: deposits pay as long as they live, and not longer") {
        RetryBudget budget({.ratio = Ratio{0.5}, .ttl = 1s});
        budget.deposit(at(0s));
        budget.deposit(at(0s));
        CHECK(budget.withdraw(at(901ms)));
        budget.deposit(at(2902ms));
        budget.deposit(at(3203ms));
        CHECK_FALSE(budget.withdraw(at(4003ms)));
        budget.deposit(at(4004ms));
        CHECK(budget.withdraw(at(4004ms)));
        CHECK_FALSE(budget.withdraw(at(4004ms)));
    }

    TEST_CASE("RB-5: of 10,000 calls that all want a retry, the ratio gets one") {
        for (const double ratio : {0.0001, 0.001, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9999}) {
            RetryBudget budget({.ratio = Ratio{ratio}, .ttl = 60s});
            int retries = 0;
            for (int call = 0; call < 10'000; ++call) {
                budget.deposit(at(1s));
                retries += budget.withdraw(at(1s)) ? 1 : 0;
            }
            CHECK(retries == std::lround(10'000 * ratio));
        }
    }

    TEST_CASE("RB-6: with ratio 0 the floor alone pays, again in every ttl") {
        RetryBudget one({.ratio = Ratio{0}, .min_per_second = 10, .ttl = 1s});
        RetryBudget two({.ratio = Ratio{0}, .min_per_second = 5, .ttl = 2s});
        for (int call = 0; call < 100; ++call) {
            one.deposit(at(0s));
            two.deposit(at(0s));
        }
        CHECK(withdraw_all(one, at(0s)) == 10);
        CHECK(withdraw_all(two, at(0s)) == 10);
        CHECK(withdraw_all(one, at(999ms)) == 0);
        CHECK(withdraw_all(one, at(1s)) == 10);
        CHECK(withdraw_all(one, at(5h)) == 10);
    }

    TEST_CASE("RB-7: 10,000 deposits at ratio 2 pay for 20,000 retries") {
        RetryBudget budget({.ratio = Ratio{2}});
        for (int call = 0; call < 10'000; ++call) {
            budget.deposit(at(1s));
        }
        CHECK(budget.balance(at(1s)) == 20'000);
        CHECK(budget.balance(at(12s)) == 0);
    }

    TEST_CASE("a long busy run leaves no rest behind") {
        RetryBudget budget({.ratio = Ratio{0.3}, .ttl = 1s});
        for (std::int64_t call = 0; call < 300'000; ++call) {
            const Instant now = at(call * 1ms);
            budget.deposit(now);
            static_cast<void>(budget.withdraw(now));
        }
        budget.deposit(at(303s));
        CHECK(budget.balance(at(303s)) == 0.3);
    }

    TEST_CASE("absurd settings and far instants stay finite") {
        RetryBudget generous({.ratio = Ratio{1e308}, .ttl = 1ns});
        generous.deposit(at(1s));
        CHECK(generous.withdraw(at(1s)));
        CHECK_FALSE(generous.withdraw(never));
        generous.deposit(at(1s));
        CHECK(generous.withdraw(never));
        RetryBudget lasting({.ratio = Ratio{1}, .ttl = Duration::max()});
        lasting.deposit(at(0s));
        CHECK(lasting.withdraw(at(Duration::max() / 2)));
    }

    TEST_CASE("law: retries are at most ratio * calls, and the floor once a ttl") {
        for_all(200, [](Generator& draw) {
            const RetryBudgetConfig config{
                .ratio = Ratio{draw.between(0.0, 1.0)},
                .min_per_second = draw.rng().chance(0.5) ? draw.between(0.0, 5.0) : 0,
                .ttl = 1s + draw.duration(10s)};
            RetryBudget budget(config);
            Instant now = run_start;
            double calls = 0;
            double retries = 0;
            for (int step = 0; step < 2000; ++step) {
                now += draw.duration(draw.rng().chance(0.01) ? Duration{5s} : Duration{5ms});
                if (draw.rng().chance(0.6)) {
                    budget.deposit(now);
                    ++calls;
                }
                const double before = budget.balance(now);
                const bool granted = budget.withdraw(now);
                REQUIRE(granted == (before >= 1));
                retries += granted ? 1 : 0;
                const double windows = std::floor((now - run_start) / config.ttl) + 2;
                const double floor = config.min_per_second * to_seconds(config.ttl);
                REQUIRE(retries <= config.ratio.value * calls + floor * windows + 1e-6);
            }
        });
    }
}
