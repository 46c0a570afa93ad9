#pragma once

#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace fortify {

// What became of a call or an attempt, as policies see it.
enum class OutcomeClass : std::uint8_t {
    success,
    failure,    // the target's fault, or looks like it: counts against the target
    rejected,   // a policy refused; nothing was sent
    cancelled,  // an outer layer or the end of the run withdrew it: neutral for policies inside
};

// Why. Every cause belongs to exactly one class (`class_of`).
enum class Cause : std::uint8_t {
    none,             // success
    status,           // an answer, but its status is not a success
    connect_error,    // refused, unreachable, no route
    connect_timeout,  //
    reset,            // the connection broke before or within the answer
    dns_error,
    tls_error,
    protocol_error,  // an answer that is not HTTP, or is cut short
    attempt_timeout,
    call_timeout,
    breaker_open,
    bulkhead_full,
    bulkhead_timeout,
    rate_limited,
    forbidden,   // the guard does not allow this address
    cancelled,   // withdrawn by an outer layer
    unfinished,  // still under way when the run ended
};
inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::unfinished) + 1;

[[nodiscard]] OutcomeClass class_of(Cause cause);
// The vocabulary of scenarios and reports: "connect_error", "breaker_open".
[[nodiscard]] std::string_view name_of(Cause cause);

struct Outcome {
    Cause cause = Cause::none;
    std::uint16_t status = 0;    // HTTP status, 0 when there was no answer
    bool from_fallback = false;  // served by the fallback: degraded, and counted apart
    // What the target asked for with Retry-After; below zero: nothing asked.
    Duration retry_after = Duration{-1};

    [[nodiscard]] OutcomeClass outcome_class() const {
        return class_of(cause);
    }
    [[nodiscard]] bool is_success() const {
        return cause == Cause::none;
    }
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace fortify
