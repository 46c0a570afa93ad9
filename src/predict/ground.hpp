#pragma once

#include "core/time.hpp"
#include "predict/forecast.hpp"
#include "predict/formulas.hpp"
#include "run/backend.hpp"
#include "run/plan.hpp"

#include <optional>
#include <vector>

// What the parts of a prediction share; for them alone.
namespace fortify::predict {

// A plan, and what is known of its targets before anything is computed.
struct Ground {
    explicit Ground(const run::Plan& what);

    const run::Plan& plan;
    Forecast forecast;
    run::Backends backends;

    [[nodiscard]] Interval whole() const {
        return {run_start, plan.end()};
    }
    // None: a URL without a model.
    [[nodiscard]] const service::ServiceConfig* service_of(TargetIndex target) const;
    [[nodiscard]] const policy::ChainConfig* policy_of(TargetIndex target) const;
    // Closed loads to this target, where it has a model.
    [[nodiscard]] std::optional<Closed> closed_load(std::size_t load) const;
    // Calls a second to this target at the peak; closed loads at their bound.
    [[nodiscard]] double peak(TargetIndex target) const;
    // The mean over the run, in the same way.
    [[nodiscard]] double mean_rate(TargetIndex target) const;
    // Calls a second that the rate limiters of all client instances let through, of so many.
    [[nodiscard]] double admitted(TargetIndex target, double rate) const;
    // Whether closed loads have a part in it.
    [[nodiscard]] bool is_bound(TargetIndex target) const {
        return !forecast.covers(target);
    }
};

// After so long a caller gives up on an attempt; none: never.
[[nodiscard]] std::optional<Duration> patience(const policy::ChainConfig* policy);

// How long a job holds its worker, on average: hits of the cache are cheap, and calls to other services take
// their time, waits there not included.
[[nodiscard]] double job_seconds(const run::Plan& plan, const service::ServiceConfig& service);
// The whole service as one queue, on average: a pool of connections may be narrower than its workers, and
// pauses take their share of the time.
[[nodiscard]] Queue queue_of(const run::Plan& plan, const service::ServiceConfig& service, double arrivals);

}  // namespace fortify::predict
