#pragma once

#include "run/plan.hpp"
#include "support/world.hpp"

namespace fortify::test {

// One open Poisson load on a built-in service behind one policy.
struct QueueSetup {
    double rate = 70;
    std::uint32_t workers = 10;
    Duration service_time = 100ms;
    std::optional<std::uint32_t> queue_limit;
    Duration length = 60s;
    std::uint64_t seed = 1;
};

[[nodiscard]] inline run::Plan queue_plan(const QueueSetup& setup, policy::ChainConfig chain = {}) {
    run::Plan plan = small_plan(std::move(chain), setup.rate * to_seconds(setup.length), setup.length);
    plan.seed = setup.seed;
    plan.targets[0].service = 0;
    std::get<run::OpenLoad>(plan.loads[0].model).spacing = load::Spacing::poisson;
    plan.services.push_back({.name = "api",
                             .workers = setup.workers,
                             .service_time = Distribution(Distribution::Exponential{setup.service_time}),
                             .queue_limit = setup.queue_limit});
    return plan;
}

}  // namespace fortify::test
