#include "scenario/draft.hpp"

#include <fmt/core.h>

#include <array>

namespace fortify::scenario {

namespace {

void warn_no_effect(const Section& section, std::string_view key, std::string_view why) {
    if (section.has(key)) {
        section.context().report(Code::no_effect, section.key_span(key),
                                 fmt::format("{} has no effect {}", section.name_of(key), why));
    }
}

policy::WindowConfig read_window(const Section& window) {
    constexpr std::array<std::string_view, 3> kinds{"last", "calls", "every"};
    std::string_view chosen;
    for (const std::string_view kind : kinds) {
        if (!window.has(kind)) {
            continue;
        }
        if (!chosen.empty()) {
            window.context()
                .report(Code::window_choice, window.key_span(kind),
                        fmt::format("a window by {} and by {} at once", chosen, kind), "keep one of them")
                .notes.push_back({window.key_span(chosen), fmt::format("{} is set here", chosen)});
            return {};
        }
        chosen = kind;
    }
    if (window.present() && chosen.empty()) {
        window.context().report(Code::window_choice, window.header(), "a window of no kind",
                                "last = \"10s\", calls = 100, or every = \"60s\"");
    }
    if (chosen == "calls") {
        warn_no_effect(window, "buckets", "on a window by calls");
        const auto calls = window.get<std::uint64_t>("calls");
        return policy::SlidingCount{.calls = static_cast<std::uint32_t>(calls.value_or(1))};
    }
    if (chosen == "every") {
        warn_no_effect(window, "buckets", "on a window by every");
        return policy::FixedTime{.every = window.get<Duration>("every").value_or(1s)};
    }
    policy::SlidingTime sliding{.last = 10s, .buckets = 10};
    sliding.last = window.get<Duration>("last").value_or(sliding.last);
    sliding.buckets = static_cast<std::uint32_t>(window.value<std::uint64_t>("buckets"));
    return sliding;
}

void read_trip_rules(const Section& section, policy::CircuitBreakerConfig& config) {
    if (const auto threshold = section.get<std::uint64_t>("failure_threshold")) {
        config.failure_threshold = static_cast<std::uint32_t>(*threshold);
    }
    config.failure_rate = section.get<Ratio>("failure_rate");
    config.slow_call_rate = section.get<Ratio>("slow_call_rate");
    config.slow_call_duration = section.value<Duration>("slow_call_duration");
    config.min_calls = static_cast<std::uint32_t>(section.value<std::uint64_t>("min_calls"));
    const bool rates = section.has("failure_rate") || section.has("slow_call_rate");
    if (section.present() && !rates && !section.has("failure_threshold")) {
        section.context().report(
            Code::no_trip_rule, section.header(), "circuit_breaker has no rule that opens it",
            "set failure_rate, failure_threshold (consecutive failures), or slow_call_rate");
        return;
    }
    if (!section.has("slow_call_rate")) {
        warn_no_effect(section, "slow_call_duration", "without slow_call_rate");
    }
    if (!rates) {
        warn_no_effect(section, "min_calls", "without failure_rate or slow_call_rate");
        warn_no_effect(section, "window", "without failure_rate or slow_call_rate");
    }
}

void check_breaker(const Section& section,
                   const Section& window,
                   const policy::CircuitBreakerConfig& config) {
    Context& context = section.context();
    const auto* count = std::get_if<policy::SlidingCount>(&config.window);
    if (count != nullptr && config.min_calls > count->calls) {
        Diagnostic& diagnostic = context.report(
            Code::min_calls_above_window, section.value_span("min_calls"),
            fmt::format(
                "circuit_breaker.min_calls ({}{}) is above the window of {} calls, so its rates never count",
                config.min_calls, section.has("min_calls") ? "" : ", the default", count->calls),
            fmt::format("lower min_calls to at most {}, or widen the window", count->calls));
        diagnostic.notes.push_back({window.value_span("calls"), "the window is set here"});
    }
    if (config.success_threshold > config.half_open_calls) {
        Diagnostic& diagnostic =
            context.report(Code::unreachable_successes, section.value_span("success_threshold"),
                           fmt::format("circuit_breaker.success_threshold ({}) is above half_open_calls "
                                       "({}{}), so it could never close",
                                       config.success_threshold, config.half_open_calls,
                                       section.has("half_open_calls") ? "" : ", the default"),
                           fmt::format("raise half_open_calls to at least {}", config.success_threshold));
        if (section.has("half_open_calls")) {
            diagnostic.notes.push_back(
                {section.value_span("half_open_calls"), "half_open_calls is set here"});
        }
    }
}

}  // namespace

policy::CircuitBreakerConfig read_circuit_breaker(const Section& section) {
    const Soundness sound(section.context());
    policy::CircuitBreakerConfig config;
    read_trip_rules(section, config);
    const Section window = section.inner("window");
    config.window = read_window(window);
    config.open_for = section.value<Duration>("open_for");
    if (const Section backoff = section.inner("open_backoff"); backoff.present()) {
        config.open_multiplier = backoff.value<double>("multiplier");
        config.open_max = backoff.value<Duration>("max");
        if (sound && config.open_max < config.open_for) {
            section.context().report(Code::out_of_range, backoff.value_span("max"),
                                     "open_backoff.max is below open_for, so it would shorten it",
                                     "raise it, or leave open_backoff out");
        }
    }
    config.half_open_calls = static_cast<std::uint32_t>(section.value<std::uint64_t>("half_open_calls"));
    config.success_threshold = static_cast<std::uint32_t>(section.value<std::uint64_t>("success_threshold"));
    if (const auto wait = section.get<Duration>("half_open_max_wait")) {
        config.half_open_max_wait = *wait;
    }
    if (sound) {
        check_breaker(section, window, config);
    }
    return config;
}

}  // namespace fortify::scenario
