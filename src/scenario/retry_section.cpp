#include "core/quantity.hpp"
#include "scenario/draft.hpp"
#include "scenario/vocabulary.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

namespace {

policy::BackoffShape shape_of(std::string_view word) {
    if (word == "constant") {
        return policy::BackoffShape::constant;
    }
    return word == "linear" ? policy::BackoffShape::linear : policy::BackoffShape::exponential;
}

void report_jitter(const Section& section, const std::string& text) {
    const Node& node = section.find("jitter")->node;
    if (node.secret) {
        section.context().report(Code::variable_misfit, node.span,
                                 fmt::format("{}: the value of {} is not a jitter", section.name_of("jitter"),
                                             in_quotes(node.written)));
        return;
    }
    section.context().report(Code::unknown_word, node.span,
                             fmt::format("{} cannot be {}", section.name_of("jitter"), in_quotes(text)),
                             "one of: none, full, equal, decorrelated, or a spread such as \"±20%\"");
}

void read_jitter(const Section& section, policy::BackoffConfig& config) {
    const std::string text = section.value<std::string>("jitter");
    if (text == "none") {
        config.jitter = policy::JitterKind::none;
    } else if (text == "full") {
        config.jitter = policy::JitterKind::full;
    } else if (text == "equal") {
        config.jitter = policy::JitterKind::equal;
    } else if (text == "decorrelated") {
        config.jitter = policy::JitterKind::decorrelated;
    } else {
        config.jitter = policy::JitterKind::proportional;
        for (const std::string_view sign : {"±", "+-"}) {
            if (text.substr(0, sign.size()) != sign) {
                continue;
            }
            const auto spread = parse_ratio(text.substr(sign.size()));
            if (spread && spread->value <= 1) {
                config.spread = spread->value;
                return;
            }
        }
        report_jitter(section, text);
    }
}

void read_retryable(const Section& section, policy::RetryableSet& set) {
    for (const Node& text : section.texts("retry_on")) {
        if (const auto statuses = parse_statuses(*text.text())) {
            set.statuses |= *statuses;
        } else if (const auto causes = parse_causes(*text.text())) {
            set.causes |= *causes;
        } else {
            section.context().report(
                Code::unknown_word, text.span,
                fmt::format("{} is neither a status nor a cause", in_quotes(text.written)),
                text.secret ? std::string() : suggestion(*text.text(), cause_words()));
        }
    }
    if (const Entry* entry = section.find("retry_on");
        entry != nullptr && entry->node.array() != nullptr && entry->node.array()->empty()) {
        section.context().report(Code::no_effect, section.value_span("retry_on"),
                                 "retry has no effect with an empty retry_on");
    }
}

void check_delays(const Section& section, const policy::BackoffConfig& config) {
    if (config.max_delay >= config.initial_delay) {
        return;
    }
    const bool cap_given = section.has("max_delay");
    const std::string initial = format_duration(config.initial_delay);
    Diagnostic& diagnostic = section.context().report(
        Code::cap_below_delay, section.value_span(cap_given ? "max_delay" : "initial_delay"),
        fmt::format("retry.max_delay ({}{}) is below retry.initial_delay ({})",
                    format_duration(config.max_delay), cap_given ? "" : ", the default", initial),
        cap_given ? fmt::format("raise max_delay to at least {}, or remove it (default 30s)", initial)
                  : fmt::format("set max_delay to at least {}, too", initial));
    if (cap_given && section.has("initial_delay")) {
        diagnostic.notes.push_back({section.key_span("initial_delay"), "initial_delay is set here"});
    }
}

void check_effects(const Section& section, const policy::RetryConfig& config) {
    Context& context = section.context();
    if (section.has("max_attempts") && config.max_attempts == 1) {
        context.report(Code::no_effect, section.value_span("max_attempts"),
                       "retry has no effect with max_attempts = 1, which counts the first attempt",
                       "raise it to at least 2, or leave the section out");
    }
    if (section.has("multiplier") && config.backoff.shape != policy::BackoffShape::exponential) {
        context.report(Code::no_effect, section.key_span("multiplier"),
                       "retry.multiplier has no effect unless backoff is exponential");
    }
    if (section.has("retry_after_max") && !config.honour_retry_after) {
        context.report(Code::no_effect, section.key_span("retry_after_max"),
                       "retry.retry_after_max has no effect with retry_after = false");
    }
}

}  // namespace

policy::RetryConfig read_retry(const Section& section) {
    const Soundness sound(section.context());
    policy::RetryConfig config;
    config.max_attempts = static_cast<std::uint32_t>(section.value<std::uint64_t>("max_attempts"));
    config.backoff.shape = shape_of(section.value<std::string>("backoff"));
    config.backoff.initial_delay = section.value<Duration>("initial_delay");
    config.backoff.max_delay = section.value<Duration>("max_delay");
    config.backoff.multiplier = section.value<double>("multiplier");
    read_jitter(section, config.backoff);
    read_retryable(section, config.retry_on);
    config.honour_retry_after = section.value<bool>("retry_after");
    config.retry_after_max = section.value<Duration>("retry_after_max");
    if (const Section budget = section.inner("budget"); budget.present()) {
        policy::RetryBudgetConfig bound;
        bound.ratio = budget.value<Ratio>("ratio");
        bound.min_per_second = budget.value<double>("min_per_second");
        bound.ttl = budget.value<Duration>("ttl");
        config.budget = bound;
    }
    if (sound) {
        check_delays(section, config.backoff);
        check_effects(section, config);
    }
    return config;
}

}  // namespace fortify::scenario
