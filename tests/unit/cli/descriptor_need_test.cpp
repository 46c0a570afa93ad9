// Goal: a run knows before it starts how many descriptors it may need. Method: plans by hand, with each
// bound in turn the one that counts.
#include "cli/descriptor_need.hpp"

#include <doctest/doctest.h>

namespace fortify::cli {

namespace {

constexpr std::uint64_t our_own = 64;

run::Plan plan_with(const run::LoadPlan& load, const policy::ChainConfig& chain) {
    run::Plan plan;
    run::TargetPlan target;
    target.name = "api";
    target.policy = 0;
    plan.targets.push_back(target);
    plan.policies.push_back(chain);
    plan.loads.push_back(load);
    plan.safety.max_in_flight = 500;
    return plan;
}

run::LoadPlan open_load(double rate) {
    run::OpenLoad open;
    open.segments.push_back({.when = {at(0s), at(10s)}, .from = Rate{rate}, .to = Rate{rate}});
    return {.name = "load", .target = 0, .model = open};
}

run::LoadPlan closed_load(std::uint32_t users) {
    load::Users::Config config;
    config.count = users;
    return {.name = "load", .target = 0, .model = config};
}

policy::ChainConfig chain_with_timeout(Duration limit) {
    policy::ChainConfig chain;
    chain.timeout = policy::TimeoutConfig{limit};
    return chain;
}

}  // namespace

TEST_SUITE("cli::in_flight_within") {
    TEST_CASE("as many calls as the descriptors hold, and never more than max_in_flight") {
        const run::Plan plan = plan_with(open_load(10), {});
        CHECK(in_flight_within(plan, 1000) == 500);
        CHECK(in_flight_within(plan, 500 + our_own) == 500);
        CHECK(in_flight_within(plan, 499 + our_own) == 499);
        CHECK(in_flight_within(plan, 1 + our_own) == 1);
        CHECK(in_flight_within(plan, our_own) == std::nullopt);
    }

    TEST_CASE("users who wait for nothing but their answers are not held back") {
        const run::Plan plan = plan_with(closed_load(40), {});
        CHECK(in_flight_within(plan, 40 + our_own) == 500);
        CHECK(in_flight_within(plan, 39 + our_own) == std::nullopt);
    }
}

TEST_SUITE("cli::descriptors_needed") {
    TEST_CASE("an open load without a call timeout may fill max_in_flight") {
        CHECK(descriptors_needed(plan_with(open_load(10), {})) == 500 + our_own);
    }

    TEST_CASE("a call timeout bounds what a rate can bring in") {
        // 100/s for 1 s: 100 on average, 10 the standard deviation, six of them and one.
        CHECK(descriptors_needed(plan_with(open_load(100), chain_with_timeout(1s))) == 161 + our_own);
    }

    TEST_CASE("a bulkhead bounds attempts, once for each client instance") {
        policy::ChainConfig chain;
        chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 8};
        run::Plan plan = plan_with(open_load(100), chain);
        plan.client_instances = 3;
        CHECK(descriptors_needed(plan) == 24 + our_own);
    }

    TEST_CASE("users have one call each") {
        CHECK(descriptors_needed(plan_with(closed_load(40), {})) == 40 + our_own);
    }

    TEST_CASE("a built-in service holds the other end of each connection") {
        run::Plan plan = plan_with(closed_load(40), {});
        plan.targets[0].service = 0;
        CHECK(descriptors_needed(plan) == 80 + our_own);
    }

    TEST_CASE("all targets together stay within max_in_flight") {
        run::Plan plan = plan_with(closed_load(400), {});
        plan.targets.push_back(plan.targets[0]);
        plan.loads.push_back(closed_load(400));
        plan.loads[1].target = 1;
        CHECK(descriptors_needed(plan) == 500 + our_own);
    }
}

}  // namespace fortify::cli
