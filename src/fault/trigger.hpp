#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace fortify::fault {

// Which of the attempts that a fault concerns it hits.
struct ByChance {};  // each with the fault's probability, independently
struct Every {       // the n-th, the 2n-th, … that it concerns
    std::uint64_t number = 1;
};
struct First {  // the first n that it concerns
    std::uint64_t number = 1;
};
struct Listed {  // all attempts of these calls, ascending, numbered as the journal does
    std::vector<std::uint64_t> calls;
};
// Calls fail in runs (Gilbert 1960, Elliott 1963): a share of `mean_rate` of all calls of the run, in
// runs of `mean_burst` on average.
struct BurstByCall {
    double mean_rate = 0;
    double mean_burst = 1;
};
// The same over time: on and off for exponential times, whatever the load.
struct BurstByTime {
    Duration mean_on{0};
    Duration mean_off{0};
};
using Choice = std::variant<ByChance, Every, First, Listed, BurstByCall, BurstByTime>;

// What the injector is told of the policies that a call goes through.
enum class BreakerPhase : std::uint8_t { absent, closed, half_open, open };
struct PolicyFacts {
    BreakerPhase breaker = BreakerPhase::absent;
    double bulkhead = -1;  // share of its places in use; below zero: there is none
};

// "> 80%"
struct BulkheadLevel {
    enum class Than : std::uint8_t { above, at_least, below, at_most } than = Than::above;
    double share = 0;
};

// What must hold for a fault to concern an attempt. What is left out always holds.
struct Condition {
    std::optional<std::uint32_t> attempt{};  // its number in the call, from 1
    std::optional<BreakerPhase> breaker{};
    std::optional<BulkheadLevel> bulkhead{};
};
[[nodiscard]] bool holds(const Condition& condition, std::uint32_t attempt, const PolicyFacts& facts);
[[nodiscard]] inline bool asks_for_policy(const Condition& condition) {
    return condition.breaker || condition.bulkhead;
}

}  // namespace fortify::fault
