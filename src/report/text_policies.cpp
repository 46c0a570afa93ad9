#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

using Facts = std::vector<std::string>;

constexpr std::size_t layer_width = 19;  // the indent included
constexpr std::size_t most_transitions = 12;
constexpr std::size_t time_width = 14;  // of a transition, the indent included
constexpr std::size_t to_width = 12;

std::string spaced(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string level_text(std::int64_t level) {
    return count_text(static_cast<std::uint64_t>(std::max<std::int64_t>(level, 0)));
}

std::string wait_fact(const Latency& wait, const Style& style) {
    return fmt::format("wait p50 {}, p99 {}, max {}", style.duration(wait.p50), style.duration(wait.p99),
                       style.duration(wait.max));
}

Facts facts_of(const FallbackReport& fallback, const Style& /*style*/) {
    return {fmt::format("{} served with status {}", count_text(fallback.served), fallback.status)};
}

Facts facts_of(const BulkheadReport& bulkhead, const Style& style) {
    Facts facts{count_text(bulkhead.admitted) + " admitted", count_text(bulkhead.queued) + " had to wait"};
    if (bulkhead.rejected_full + bulkhead.rejected_timeout == 0) {
        facts.emplace_back("none rejected");
    } else {
        facts.push_back(fmt::format("{} rejected (queue full {}, waited too long {})",
                                    count_text(bulkhead.rejected_full + bulkhead.rejected_timeout),
                                    count_text(bulkhead.rejected_full),
                                    count_text(bulkhead.rejected_timeout)));
    }
    facts.push_back(fmt::format("concurrent peak {}, mean {}, limit {}", level_text(bulkhead.peak_concurrent),
                                number_text(bulkhead.mean_concurrent), count_text(bulkhead.max_concurrent)));
    facts.push_back(fmt::format("queue peak {}, limit {}", level_text(bulkhead.peak_queue),
                                count_text(bulkhead.max_queue)));
    if (bulkhead.utilization) {
        facts.push_back(percent_text(*bulkhead.utilization) + " utilized");
    }
    if (bulkhead.wait.max) {
        facts.push_back(wait_fact(bulkhead.wait, style));
    }
    return facts;
}

Facts facts_of(const RateLimitReport& limiter, const Style& style) {
    Facts facts{count_text(limiter.allowed) + " allowed", count_text(limiter.limited) + " limited",
                fmt::format("{} with burst {}", per_second_text(limiter.rate), number_text(limiter.burst))};
    if (!limiter.wait.histogram.empty()) {
        facts.push_back(wait_fact(limiter.wait, style));
    }
    return facts;
}

Facts facts_of(const TimeoutReport& timeout, const Style& /*style*/) {
    return {timeout.fired == 0 ? std::string("never fired") : "fired " + times_text(timeout.fired),
            "limit " + format_duration(timeout.limit)};
}

Facts facts_of(const RetryReport& retry, const Style& style) {
    Facts facts{
        counted_text(retry.retries, "retry", "retries"),
        counted_text(retry.successes, "call", "calls") + " saved",
        fmt::format("{} out of attempts (limit {})", count_text(retry.exhausted), retry.max_attempts)};
    if (retry.budget_denied > 0) {
        facts.push_back(count_text(retry.budget_denied) + " denied by the budget");
    }
    if (retry.past_deadline > 0) {
        facts.push_back(count_text(retry.past_deadline) + " had no time left");
    }
    if (retry.amplification) {
        facts.push_back(fmt::format("{} attempts a call", number_text(*retry.amplification)));
    }
    const Facts causes = cause_facts(retry.causes);
    if (!causes.empty()) {
        facts.push_back(fmt::format("after {}", fmt::join(causes, ", ")));
    }
    if (retry.delay.mean) {
        facts.push_back("mean delay " + style.duration(retry.delay.mean));
    }
    return facts;
}

// How well it did, where there was a fault to judge it by or it did something without one.
Facts quality_facts(const BreakerQuality& quality, const Style& style) {
    Facts facts;
    if (quality.faulted > Duration::zero()) {
        facts.push_back(fmt::format("late open {} of {} under fault ({})", human_duration(quality.late_open),
                                    human_duration(quality.faulted), style.percent(quality.late_open_share)));
    }
    facts.push_back(quality.wrongly_open == Duration::zero()
                        ? std::string("never wrongly open")
                        : fmt::format("wrongly open {}", human_duration(quality.wrongly_open)));
    if (quality.time_to_open.max) {
        facts.push_back(fmt::format("time to open mean {}, max {}", style.duration(quality.time_to_open.mean),
                                    style.duration(quality.time_to_open.max)));
    }
    if (quality.time_to_close.max) {
        facts.push_back(fmt::format("time to close mean {}, max {}",
                                    style.duration(quality.time_to_close.mean),
                                    style.duration(quality.time_to_close.max)));
    }
    facts.push_back(quality.flaps == 0
                        ? std::string("no flaps")
                        : fmt::format("{} ({} a minute)", counted_text(quality.flaps, "flap", "flaps"),
                                      number_text(quality.flaps_per_minute.value_or(0))));
    return facts;
}

Facts facts_of(const BreakerReport& breaker, const Style& style) {
    Facts facts{
        breaker.opens == 0 ? std::string("never opened") : "opened " + times_text(breaker.opens),
        "half-open " + times_text(breaker.half_opens),
        "closed " + times_text(breaker.closes),
        fmt::format("open for {} ({})", human_duration(breaker.open_time), style.percent(breaker.open_share)),
        counted_text(breaker.rejected, "call", "calls") + " rejected",
        counted_text(breaker.late, "late result", "late results")};
    if (breaker.opens > 0 || breaker.quality.faulted > Duration::zero()) {
        const Facts quality = quality_facts(breaker.quality, style);
        facts.insert(facts.end(), quality.begin(), quality.end());
    }
    if (breaker.would_open > 0) {
        facts.push_back("would have opened " + times_text(breaker.would_open));
    }
    return facts;
}

Tone tone_of(policy::BreakerState state) {
    switch (state) {
        case policy::BreakerState::closed:
            return Tone::good;
        case policy::BreakerState::open:
        case policy::BreakerState::forced_open:
            return Tone::bad;
        case policy::BreakerState::half_open:
        case policy::BreakerState::disabled:
        case policy::BreakerState::metrics_only:
            return Tone::warning;
    }
    return Tone::normal;
}

// Why, with what the window held where that is what decided.
std::string cause_text(const policy::BreakerTransition& step) {
    const std::string calls = count_text(step.counts.calls);
    switch (step.cause) {
        case policy::BreakerCause::failure_rate:
            return fmt::format("failure rate: {} of {} failed", count_text(step.counts.failures), calls);
        case policy::BreakerCause::slow_call_rate:
            return fmt::format("slow call rate: {} of {} slow", count_text(step.counts.slow), calls);
        case policy::BreakerCause::failure_threshold:
            return count_text(step.consecutive_failures) + " failures in a row";
        case policy::BreakerCause::open_for_elapsed:
            return "open_for is over";
        case policy::BreakerCause::probes_succeeded:
            return "probes succeeded";
        case policy::BreakerCause::probe_failed:
            return "a probe failed";
        case policy::BreakerCause::half_open_max_wait:
            return "probes took too long";
        case policy::BreakerCause::forced_open:
        case policy::BreakerCause::forced_close:
        case policy::BreakerCause::reset:
        case policy::BreakerCause::disabled:
        case policy::BreakerCause::metrics_only:
            return "by hand: " + spaced(policy::name_of(step.cause));
    }
    return "";
}

std::string state_text(policy::BreakerState state) {
    std::string text(policy::name_of(state));
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
}

std::uint32_t instances_of(const Report& report, std::string_view service) {
    const auto found = std::find_if(report.services.begin(), report.services.end(),
                                    [&](const ServiceReport& one) { return one.name == service; });
    return found == report.services.end() ? 1 : found->instances;
}

std::string transition_row(const TransitionReport& transition, const Report& report, const Style& style) {
    const policy::BreakerTransition& step = transition.what;
    std::string cause = cause_text(step);
    if (!transition.caller.empty()) {
        cause += fmt::format(", at {}", style.safe(transition.caller));
        if (instances_of(report, transition.caller) > 1) {
            cause += fmt::format(" {}", transition.client + 1);
        }
    } else if (report.client_instances > 1) {
        cause += fmt::format(", client {}", transition.client + 1);
    }
    const std::string time = fmt::format("{:.3f}s", to_seconds(step.when - run_start));
    const std::string from =
        style.right(state_text(step.from), 12) + " " + std::string(style.glyph(Glyph::arrow)) + " ";
    const std::size_t used = time_width + display_width(from) + to_width;
    return style.paint(Tone::quiet, style.right(time, time_width)) + from +
           style.paint(tone_of(step.to), style.left(state_text(step.to), to_width)) +
           style.paint(Tone::quiet, style.fit(cause, style.width() - used)) + "\n";
}

std::string transition_rows(const BreakerReport& breaker, const Report& report, const Style& style) {
    std::string text;
    const std::size_t shown = std::min(breaker.transitions.size(), most_transitions);
    for (std::size_t index = 0; index < shown; ++index) {
        text += transition_row(breaker.transitions[index], report, style);
    }
    const std::uint64_t all = std::max<std::uint64_t>(breaker.transitions.size(),
                                                      breaker.opens + breaker.half_opens + breaker.closes);
    if (all > shown) {
        text += std::string(layer_width, ' ') +
                style.paint(Tone::quiet, fmt::format("and {} more", count_text(all - shown))) + "\n";
    }
    return text;
}

template <class Layer>
std::string layer_lines(std::string_view name, const Layer& layer, const Style& style) {
    std::string text;
    for (const std::string& line : style.flow(facts_of(layer, style), style.width() - layer_width)) {
        text += "  " + style.left(text.empty() ? name : "", layer_width - 2) + line + "\n";
    }
    return text;
}

std::string layer_text(policy::LayerKind kind,
                       const PolicyReport& policy,
                       const Report& report,
                       const Style& style) {
    const std::string name = spaced(policy::name_of(kind));
    const auto block = [&](const auto& layer) {
        return layer ? layer_lines(name, *layer, style) : "";
    };
    switch (kind) {
        case policy::LayerKind::fallback:
            return block(policy.fallback);
        case policy::LayerKind::bulkhead:
            return block(policy.bulkhead);
        case policy::LayerKind::rate_limit:
            return block(policy.rate_limit);
        case policy::LayerKind::timeout:
            return block(policy.timeout);
        case policy::LayerKind::retry:
            return block(policy.retry);
        case policy::LayerKind::circuit_breaker:
            return block(policy.circuit_breaker) +
                   (policy.circuit_breaker ? transition_rows(*policy.circuit_breaker, report, style) : "");
        case policy::LayerKind::attempt_timeout:
            return block(policy.attempt_timeout);
    }
    return "";
}

std::string policy_block(const PolicyReport& policy, const Report& report, const Style& style) {
    std::string chain;
    for (const policy::LayerKind kind : policy.chain) {
        chain += chain.empty() ? "" : " " + std::string(style.glyph(Glyph::inner)) + " ";
        chain += policy::name_of(kind);
    }
    std::string text = style.paint(Tone::title, "Policy ") +
                       style.paint(Tone::title, style.fit(style.safe(policy.name), style.width() - 7)) + "\n";
    for (const std::string& line : style.lines(chain, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    for (const policy::LayerKind kind : policy.chain) {
        text += layer_text(kind, policy, report, style);
    }
    return text;
}

}  // namespace

std::string policies_section(const Report& report, const Style& style) {
    std::string text;
    for (const PolicyReport& policy : report.policies) {
        text += text.empty() ? "" : "\n";
        text += policy_block(policy, report, style);
    }
    return text;
}

}  // namespace fortify::report
