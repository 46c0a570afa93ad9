#include "run/probe.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace fortify::run {

std::string_view name_of(Health health) {
    switch (health) {
        case Health::unknown:
            return "unknown";
        case Health::healthy:
            return "healthy";
        case Health::degraded:
            return "degraded";
        case Health::unhealthy:
            return "unhealthy";
    }
    FORTIFY_ASSERT(false && "a health outside its enumeration");
}

std::string_view name_of(Finding finding) {
    switch (finding) {
        case Finding::fine:
            return "fine";
        case Finding::slow:
            return "slow";
        case Finding::said_so:
            return "said_so";
        case Finding::status:
            return "status";
        case Finding::body:
            return "body";
        case Finding::no_answer:
            return "no_answer";
        case Finding::timed_out:
            return "timed_out";
        case Finding::exit_status:
            return "exit_status";
        case Finding::killed:
            return "killed";
        case Finding::not_started:
            return "not_started";
        case Finding::not_simulated:
            return "not_simulated";
    }
    FORTIFY_ASSERT(false && "a finding outside its enumeration");
}

std::string text(const ProbeResult& result) {
    switch (result.finding) {
        case Finding::fine:
            return "a good answer";
        case Finding::slow:
            return "a slow answer";
        case Finding::said_so:
            return fmt::format("it says that it is {}", name_of(result.health));
        case Finding::status:
            return fmt::format("status {}", result.code);
        case Finding::body:
            return "nothing in the body that says how it is";
        case Finding::no_answer:
            return std::string(name_of(result.cause));
        case Finding::timed_out:
            return "no answer in time";
        case Finding::exit_status:
            return fmt::format("exit status {}", result.code);
        case Finding::killed:
            return fmt::format("killed by signal {}", result.code);
        case Finding::not_started:
            return "the command could not be started";
        case Finding::not_simulated:
            return "it cannot be simulated";
    }
    FORTIFY_ASSERT(false && "a finding outside its enumeration");
}

std::string_view kind_of(const ProbePlan& probe) {
    if (std::holds_alternative<HttpCheck>(probe.check)) {
        return "http";
    }
    if (std::holds_alternative<TcpCheck>(probe.check)) {
        return "tcp";
    }
    return std::holds_alternative<ExecCheck>(probe.check) ? "exec" : "service";
}

bool satisfies(ProbePlan::Demand demand, Health health) {
    switch (demand) {
        case ProbePlan::Demand::healthy:
            return health == Health::healthy;
        case ProbePlan::Demand::degraded:
            return health == Health::healthy || health == Health::degraded;
        case ProbePlan::Demand::none:
            return true;
    }
    FORTIFY_ASSERT(false && "a demand outside its enumeration");
}

std::optional<ProbeTransition> ProbeState::settle(Instant now, ProbeResult result, Duration took) {
    FORTIFY_ASSERT(result.health != Health::unknown);
    if (result.health == Health::healthy && plan_->degraded_above && took > *plan_->degraded_above) {
        result = {.health = Health::degraded, .finding = Finding::slow};
    }
    last_ = result;
    for (const Health level : {Health::healthy, Health::degraded, Health::unhealthy}) {
        const auto count = [](std::uint32_t before, bool holds) {
            return holds ? std::min(before, std::numeric_limits<std::uint32_t>::max() - 1) + 1 : 0;
        };
        const auto index = static_cast<std::size_t>(level);
        as_bad_[index] = count(as_bad_[index], result.health >= level);
        as_good_[index] = count(as_good_[index], result.health <= level);
    }
    const Health from = health_;
    health_ = judge();
    if (health_ == from) {
        return std::nullopt;
    }
    return ProbeTransition{.when = now, .from = from, .to = health_, .result = result};
}

Health ProbeState::judge() const {
    const auto as_bad = [&](Health level) {
        return as_bad_[static_cast<std::size_t>(level)] >= plan_->unhealthy_after;
    };
    const auto as_good = [&](Health level) {
        return as_good_[static_cast<std::size_t>(level)] >= plan_->healthy_after;
    };
    if (as_bad(Health::unhealthy)) {
        return Health::unhealthy;
    }
    if (as_good(Health::healthy)) {
        return Health::healthy;
    }
    const bool worse = health_ == Health::healthy && as_bad(Health::degraded);
    const bool better =
        (health_ == Health::unhealthy || health_ == Health::unknown) && as_good(Health::degraded);
    return worse || better ? Health::degraded : health_;
}

}  // namespace fortify::run
