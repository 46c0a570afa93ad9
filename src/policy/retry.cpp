#include "policy/retry.hpp"

#include <algorithm>

namespace fortify::policy {
bool RetryableSet::contains(const Outcome& outcome) const {
    if (causes.test(static_cast<std::size_t>(outcome.cause))) {
        return true;
    }
    return outcome.cause == Cause::status && outcome.status < statuses.size() &&
           statuses.test(outcome.status);
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

void Retry::reconfigure(const RetryConfig& config) {
    if (!config.budget) {
        budget_.reset();
    } else if (budget_ && config_.budget->ttl == config.budget->ttl) {
        budget_->reconfigure(*config.budget);
    } else {
        budget_.emplace(*config.budget);
    }
    config_ = config;
}

std::optional<double> Retry::budget_left(Instant now) const {
    return budget_ ? std::optional(budget_->balance(now)) : std::nullopt;
}

}  // namespace fortify::policy
