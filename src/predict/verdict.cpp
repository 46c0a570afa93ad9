#include "predict/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

// The share of T mu that a trigger must leave behind, as found by simulation.
constexpr double backlog_share = 0.8;

std::string percent(double share) {
    return fmt::format("{:.0f}%", std::floor(share * 100));
}

Judged unstable(const Conditions& found) {
    return {.stability = Stability::unstable,
            .sentence =
                fmt::format("rho = {:.2f} >= 1: more is offered than it can do, faults or not", found.load),
            .advice = {fmt::format("make it {:.1f} times as fast, or offer at most {:.3g}/s",
                                   found.load / 0.8, found.arrivals / found.load * 0.8)}};
}

// Why it recovers although retries alone could overload it; empty when nothing makes it.
std::string rescue(const Conditions& found) {
    if (found.has_budget && found.load_budget <= 1) {
        return fmt::format("the retry budget holds rho (1 + budget) at {:.2f} <= 1", found.load_budget);
    }
    if (found.queue_bound && found.queue_limit &&
        static_cast<double>(*found.queue_limit) <= *found.queue_bound) {
        return fmt::format(
            "the queue of {} is not longer than T mu = {:.3g}: it sheds what would be too late",
            *found.queue_limit, *found.queue_bound);
    }
    if (found.is_lifo) {
        return "last in, first out serves calls that still wait";
    }
    if (found.has_breaker) {
        return "the circuit breaker gives it time to drain";
    }
    return {};
}

Judged vulnerable(const Conditions& found) {
    Judged judged{.stability = Stability::vulnerable,
                  .sentence = fmt::format("rho (1 + retries) = {:.2f} > 1", found.load_retries),
                  .advice = {}};
    if (found.has_budget) {
        judged.sentence = fmt::format("rho (1 + budget) = {:.2f} > 1", found.load_budget);
    }
    if (found.queue_bound) {
        const double backlog = backlog_share * *found.queue_bound;
        judged.sentence += fmt::format(
            ": a trigger that leaves some {:.0f} jobs behind ({:.1f}s of standstill) "
            "can keep it down after it is gone",
            backlog, backlog / found.arrivals);
    } else {
        judged.sentence += ": what makes attempts fail can overload it as well";
    }
    // What each of several layers may add multiplies, too.
    const double share = std::pow(0.99 / found.load, 1.0 / std::max(found.layers, 1U)) - 1;
    judged.advice.push_back(fmt::format(
        "a retry budget of at most {}{}", percent(std::min(share, 0.2)),
        found.layers > 1 ? fmt::format(" in each of the {} layers that retry", found.layers) : ""));
    if (found.layers > 1) {
        judged.advice.emplace_back("retries in one layer alone");
    }
    if (found.queue_bound) {
        judged.advice.push_back(fmt::format("a queue limit of at most T mu = {:.0f}, or order lifo",
                                            std::floor(*found.queue_bound)));
    }
    judged.advice.emplace_back("a circuit breaker inside retry");
    return judged;
}

}  // namespace

std::string_view name_of(Stability stability) {
    switch (stability) {
        case Stability::not_computed:
            return "not computed";
        case Stability::stable:
            return "stable";
        case Stability::vulnerable:
            return "vulnerable";
        case Stability::unstable:
            return "unstable";
    }
    return "";
}

Judged judge(const Conditions& found) {
    if (found.load >= 1) {
        return unstable(found);
    }
    if (found.load_retries <= 1) {
        return {.stability = Stability::stable,
                .sentence = fmt::format("rho (1 + retries) = {:.2f} <= 1", found.load_retries),
                .advice = {}};
    }
    const std::string reason = rescue(found);
    if (!reason.empty()) {
        return {.stability = Stability::stable,
                .sentence = fmt::format("rho (1 + retries) = {:.2f} > 1, but {}", found.load_retries, reason),
                .advice = {}};
    }
    return vulnerable(found);
}

}  // namespace fortify::predict
