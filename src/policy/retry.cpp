#include "policy/retry.hpp"

#include <algorithm>
#include <charconv>

namespace fortify::policy {
namespace {

void add(RetryableSet& set, Cause cause) {
    set.causes.set(static_cast<std::size_t>(cause));
}

}  // namespace

bool RetryableSet::contains(const Outcome& outcome) const {
    if (causes.test(static_cast<std::size_t>(outcome.cause))) {
        return true;
    }
    return outcome.cause == Cause::status && outcome.status < statuses.size() &&
           statuses.test(outcome.status);
}

RetryableSet default_retryable() {
    RetryableSet set;
    for (const std::size_t status : {429U, 500U, 502U, 503U, 504U}) {
        set.statuses.set(status);
    }
    for (const Cause cause : {Cause::connect_error, Cause::connect_timeout, Cause::reset,
                              Cause::attempt_timeout, Cause::call_timeout}) {
        add(set, cause);
    }
    return set;
}

std::span<const std::string_view> retry_words() {
    static constexpr std::array<std::string_view, 16> words{"1xx",
                                                            "2xx",
                                                            "3xx",
                                                            "4xx",
                                                            "5xx",
                                                            "timeout",
                                                            "connect_error",
                                                            "connect_timeout",
                                                            "reset",
                                                            "dns_error",
                                                            "tls_error",
                                                            "protocol_error",
                                                            "attempt_timeout",
                                                            "breaker_open",
                                                            "bulkhead_full",
                                                            "rate_limited"};
    return words;
}

bool add_retryable(RetryableSet& set, std::string_view word) {
    if (word.size() == 3 && word[0] >= '1' && word[0] <= '5') {
        if (word.substr(1) == "xx") {
            const auto first = static_cast<std::size_t>(word[0] - '0') * 100;
            for (std::size_t status = first; status < first + 100; ++status) {
                set.statuses.set(status);
            }
            return true;
        }
        std::size_t status = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
        if (error == std::errc{} && end == word.data() + word.size()) {
            set.statuses.set(status);
            return true;
        }
        return false;
    }
    if (word == "timeout") {
        add(set, Cause::attempt_timeout);
        add(set, Cause::call_timeout);  // seen by a retry outside the timeout, where it ends one try
        add(set, Cause::connect_timeout);
        return true;
    }
    const auto words = retry_words();
    if (std::find(words.begin(), words.end(), word) == words.end()) {
        return false;
    }
    for (std::size_t index = 0; index < cause_count; ++index) {
        if (name_of(static_cast<Cause>(index)) == word) {
            set.causes.set(index);
            return true;
        }
    }
    return false;
}

Retry::Retry(const RetryConfig& config) : config_(config) {
    if (config.budget) {
        budget_.emplace(*config.budget);
    }
}

void Retry::begin(Instant now) {
    if (budget_) {
        budget_->deposit(now);
    }
}

Retry::Decision Retry::next_attempt(
    Instant now, const Outcome& outcome, Progress& progress, Instant deadline, Rng& rng) {
    if (!config_.retry_on.contains(outcome)) {
        return {.delay = {}, .reason = GiveUp::not_retryable};
    }
    if (progress.attempts >= config_.max_attempts) {
        return {.delay = {}, .reason = GiveUp::exhausted};
    }
    Duration delay = next_delay(config_.backoff, progress.attempts, progress.previous_delay, rng);
    const Duration own_delay = delay;
    if (config_.honour_retry_after) {
        delay = std::max(delay, std::min(outcome.retry_after, config_.retry_after_max));
    }
    if (after(now, delay) >= deadline) {
        return {.delay = {}, .reason = GiveUp::past_deadline};
    }
    if (budget_ && !budget_->withdraw(now)) {
        return {.delay = {}, .reason = GiveUp::budget_denied};
    }
    progress.previous_delay = own_delay;
    return {.delay = delay};
}

std::optional<double> Retry::budget_left(Instant now) const {
    return budget_ ? std::optional(budget_->balance(now)) : std::nullopt;
}

}  // namespace fortify::policy
