#include "core/quantity.hpp"
#include "scenario/draft.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace fortify::scenario {

namespace {

using policy::LayerKind;

// Where layers stand to each other.
class Order {
public:
    explicit Order(const policy::ChainConfig& chain) : order_(chain.order) {
    }
    // Both are there, the first further out.
    [[nodiscard]] bool outside(LayerKind outer, LayerKind inner) const {
        const auto from = std::find(order_.begin(), order_.end(), outer);
        return from != order_.end() && std::find(from, order_.end(), inner) != order_.end();
    }

private:
    const std::vector<LayerKind>& order_;
};

// The longest that the sleeps of all retries together can last.
Duration longest_sleeps(const policy::RetryConfig& retry) {
    constexpr Duration endless = std::chrono::hours(24 * 365);
    Duration total{0};
    Duration previous = retry.backoff.initial_delay;
    for (std::uint32_t number = 1; number < retry.max_attempts; ++number) {
        Duration delay = policy::base_delay(retry.backoff, number);
        switch (retry.backoff.jitter) {
            case policy::JitterKind::none:
            case policy::JitterKind::full:
            case policy::JitterKind::equal:
                break;
            case policy::JitterKind::decorrelated:
                delay = std::min(retry.backoff.max_delay, std::min(previous, endless) * 3);
                previous = delay;
                break;
            case policy::JitterKind::proportional:
                delay = std::min(retry.backoff.max_delay,
                                 from_seconds(to_seconds(delay) * (1 + retry.backoff.spread)));
                break;
        }
        total += std::min(delay, endless);
    }
    return total;
}

void check_time(const Section& section, const policy::ChainConfig& chain, const Order& order) {
    if (!chain.timeout || !chain.attempt_timeout ||
        !order.outside(LayerKind::timeout, LayerKind::attempt_timeout)) {
        return;
    }
    Context& context = section.context();
    const Duration call = chain.timeout->limit;
    const Duration attempt = chain.attempt_timeout->limit;
    const SourceSpan call_place = find_entry(*section.find("timeout")->node.table(), "limit")->node.span;
    const SourceSpan attempt_place =
        find_entry(*section.find("attempt_timeout")->node.table(), "limit")->node.span;
    if (attempt > call) {
        context
            .report(
                Code::attempt_outlives_call, attempt_place,
                fmt::format("attempt_timeout.limit ({}) is longer than timeout.limit ({}), so it never acts",
                            format_duration(attempt), format_duration(call)),
                fmt::format("lower it below {}", format_duration(call)))
            .notes.push_back({call_place, "the call timeout is set here"});
        return;
    }
    if (!chain.retry || !order.outside(LayerKind::timeout, LayerKind::retry) ||
        !order.outside(LayerKind::retry, LayerKind::attempt_timeout)) {
        return;
    }
    const Duration sleeps = longest_sleeps(*chain.retry);
    const std::uint32_t attempts = chain.retry->max_attempts;
    const Duration total = attempt * static_cast<std::int64_t>(attempts) + sleeps;
    if (total > call && attempts > 1) {
        context
            .report(
                Code::retries_outlive_call, call_place,
                fmt::format(
                    "{} attempts of {} and {} of sleep between them take up to {}, but timeout.limit is {}",
                    attempts, format_duration(attempt), format_duration(sleeps), format_duration(total),
                    format_duration(call)),
                "the last attempts are cut short: allow fewer or shorter ones, or more time")
            .notes.push_back({section.key_span("retry"), "the attempts are set here"});
    }
}

void check_breaker_place(const Section& section, const policy::ChainConfig& chain, const Order& order) {
    Context& context = section.context();
    if (order.outside(LayerKind::circuit_breaker, LayerKind::retry)) {
        const std::uint32_t attempts = chain.retry->max_attempts;
        context.report(
            Code::breaker_outside_retry, section.key_span("circuit_breaker"),
            fmt::format(
                "the circuit breaker is outside retry: it sees one result for each call, after up to {} "
                "attempts",
                attempts),
            fmt::format("inside retry it would see every attempt, open up to {} times as soon, and end the "
                        "retries of calls under way while it is open",
                        attempts));
    }
    const bool cut_from_outside = order.outside(LayerKind::timeout, LayerKind::circuit_breaker) ||
                                  order.outside(LayerKind::attempt_timeout, LayerKind::circuit_breaker);
    const bool cut_inside = order.outside(LayerKind::circuit_breaker, LayerKind::timeout) ||
                            order.outside(LayerKind::circuit_breaker, LayerKind::attempt_timeout);
    if (cut_from_outside && !cut_inside) {
        context.report(
            Code::breaker_blind_to_hangs, section.key_span("circuit_breaker"),
            "a target that hangs never opens this circuit breaker: the timeout outside it withdraws "
            "the attempt, and a withdrawn attempt counts as neither success nor failure",
            chain.attempt_timeout ? "put attempt_timeout after circuit_breaker in the chain"
                                  : "add an attempt_timeout, which ends attempts inside the breaker");
    }
}

}  // namespace

void check_chain(const Section& section, const policy::ChainConfig& chain) {
    if (section.present() && chain.order.empty()) {
        section.context().report(
            Code::empty_policy, section.header(),
            fmt::format("{} has no layers: calls go straight to the wire", section.label()),
            "add a section such as [" + section.name_of("retry") + "]");
        return;
    }
    const Order order(chain);
    if (order.outside(LayerKind::attempt_timeout, LayerKind::retry)) {
        section.context().report(
            Code::misplaced_attempt_timeout, section.key_span("attempt_timeout"),
            "attempt_timeout is outside retry, where it would bound all attempts together",
            "put it after retry in the chain, or use timeout for the whole call");
        return;
    }
    check_time(section, chain, order);
    check_breaker_place(section, chain, order);
}

}  // namespace fortify::scenario
