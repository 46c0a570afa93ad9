#include "core/assert.hpp"
#include "scenario/draft.hpp"
#include "scenario/http_text.hpp"
#include "scenario/vocabulary.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

policy::RateLimiterConfig read_rate_limit(const Section& section) {
    policy::RateLimiterConfig config;
    config.rate = section.value<Rate>("rate");
    config.burst = section.value<double>("burst");
    config.when_limited = section.value<std::string>("when_limited") == "wait" ? policy::WhenLimited::wait
                                                                               : policy::WhenLimited::reject;
    config.max_wait = section.value<Duration>("max_wait");
    config.max_keys = static_cast<std::uint32_t>(section.value<std::uint64_t>("max_keys"));
    Context& context = section.context();
    if (const auto key = section.get<std::string>("key")) {
        config.key_header = *key;
        if (!is_token(*key)) {
            context.report(
                Code::bad_header, section.value_span("key"),
                fmt::format("{} is not the name of a header", in_quotes(section.find("key")->node.written)),
                "the limit is kept apart for each value of a request header");
        }
    } else if (section.has("max_keys") && !section.has("key")) {
        context.report(Code::no_effect, section.key_span("max_keys"),
                       "rate_limit.max_keys has no effect without key");
    }
    if (section.has("max_wait") && config.when_limited == policy::WhenLimited::reject) {
        context.report(Code::no_effect, section.key_span("max_wait"),
                       "rate_limit.max_wait has no effect unless when_limited is \"wait\"");
    }
    return config;
}

policy::TimeoutConfig read_timeout(const Section& section) {
    return {.limit = section.value<Duration>("limit")};
}

policy::BulkheadConfig read_bulkhead(const Section& section) {
    policy::BulkheadConfig config;
    config.max_concurrent = static_cast<std::uint32_t>(section.value<std::uint64_t>("max_concurrent"));
    config.max_queue = static_cast<std::uint32_t>(section.value<std::uint64_t>("max_queue"));
    if (const auto timeout = section.get<Duration>("queue_timeout")) {
        config.queue_timeout = *timeout;
        if (config.max_queue == 0) {
            section.context().report(Code::no_effect, section.key_span("queue_timeout"),
                                     "bulkhead.queue_timeout has no effect without a queue",
                                     "set max_queue, too");
        }
    }
    return config;
}

policy::FallbackConfig read_fallback(const Section& section) {
    policy::FallbackConfig config;
    config.status = static_cast<std::uint16_t>(section.value<std::uint64_t>("status"));
    if (!section.has("on")) {
        return config;
    }
    config.on.reset();
    for (const Node& text : section.texts("on")) {
        if (const auto causes = parse_causes(*text.text())) {
            config.on |= *causes;
            continue;
        }
        section.context().report(Code::unknown_word, text.span,
                                 fmt::format("{} is not a cause", in_quotes(text.written)),
                                 text.secret ? std::string() : suggestion(*text.text(), cause_words()));
    }
    return config;
}

namespace {

bool is_configured(const policy::ChainConfig& chain, policy::LayerKind kind) {
    switch (kind) {
        case policy::LayerKind::fallback:
            return chain.fallback.has_value();
        case policy::LayerKind::bulkhead:
            return chain.bulkhead.has_value();
        case policy::LayerKind::rate_limit:
            return chain.rate_limit.has_value();
        case policy::LayerKind::timeout:
            return chain.timeout.has_value();
        case policy::LayerKind::retry:
            return chain.retry.has_value();
        case policy::LayerKind::circuit_breaker:
            return chain.circuit_breaker.has_value();
        case policy::LayerKind::attempt_timeout:
            return chain.attempt_timeout.has_value();
    }
    FORTIFY_ASSERT(!"a layer outside its enumeration");
}

// A layer's settings, when its section is there. An empty section has all the defaults.
template <class Config>
void read_layer(const Section& section,
                policy::LayerKind kind,
                std::optional<Config>& into,
                Config (*read)(const Section&)) {
    const Section layer = section.inner(policy::name_of(kind));
    if (layer.present()) {
        into = read(layer);
    }
}

// The place of each word in the chain; words that are no layers are reported.
struct Link {
    policy::LayerKind kind{};
    SourceSpan span;
};

std::vector<Link> read_links(const Section& section) {
    std::vector<std::string> known;
    for (const policy::LayerKind kind : policy::default_chain) {
        known.emplace_back(policy::name_of(kind));
    }
    std::vector<Link> links;
    for (const Node& word : section.texts("chain")) {
        const auto found = std::find(known.begin(), known.end(), *word.text());
        if (found == known.end()) {
            section.context().report(Code::unknown_word, word.span,
                                     fmt::format("there is no layer {}", in_quotes(word.written)),
                                     word.secret ? std::string() : suggestion(*word.text(), known));
            continue;
        }
        const auto kind = policy::default_chain[static_cast<std::size_t>(found - known.begin())];
        const auto first =
            std::find_if(links.begin(), links.end(), [&](const Link& link) { return link.kind == kind; });
        if (first != links.end()) {
            section.context()
                .report(Code::repeated_layer, word.span,
                        fmt::format("the chain names {} twice", policy::name_of(kind)),
                        "each layer has one place; remove one")
                .notes.push_back({first->span, "the first is here"});
            continue;
        }
        links.push_back({kind, word.span});
    }
    return links;
}

void order_layers(const Section& section, policy::ChainConfig& chain) {
    if (!section.has("chain")) {
        std::copy_if(policy::default_chain.begin(), policy::default_chain.end(),
                     std::back_inserter(chain.order),
                     [&](policy::LayerKind kind) { return is_configured(chain, kind); });
        return;
    }
    for (const Link& link : read_links(section)) {
        chain.order.push_back(link.kind);
        const std::string_view layer = policy::name_of(link.kind);
        if (!section.has(layer)) {
            section.context().report(
                Code::unset_layer, link.span, fmt::format("the chain names {}, which has no settings", layer),
                fmt::format("add a section [{}], or take it out of the chain", section.name_of(layer)));
        }
    }
    for (const policy::LayerKind kind : policy::default_chain) {
        const bool listed = std::find(chain.order.begin(), chain.order.end(), kind) != chain.order.end();
        const std::string_view layer = policy::name_of(kind);
        if (section.has(layer) && !listed) {
            section.context()
                .report(Code::unlisted_layer, section.key_span(layer),
                        fmt::format("{} has settings, but is not in the chain", layer),
                        "add it to the chain, or remove its section")
                .notes.push_back({section.key_span("chain"), "the chain is set here"});
        }
    }
}

}  // namespace

policy::ChainConfig read_policy(const Section& section, const std::string& name) {
    using policy::LayerKind;
    const Soundness sound(section.context());
    policy::ChainConfig chain;
    chain.name = name;
    read_layer(section, LayerKind::fallback, chain.fallback, &read_fallback);
    read_layer(section, LayerKind::bulkhead, chain.bulkhead, &read_bulkhead);
    read_layer(section, LayerKind::rate_limit, chain.rate_limit, &read_rate_limit);
    read_layer(section, LayerKind::timeout, chain.timeout, &read_timeout);
    read_layer(section, LayerKind::retry, chain.retry, &read_retry);
    read_layer(section, LayerKind::circuit_breaker, chain.circuit_breaker, &read_circuit_breaker);
    read_layer(section, LayerKind::attempt_timeout, chain.attempt_timeout, &read_timeout);
    order_layers(section, chain);
    if (sound) {
        check_chain(section, chain);
    }
    return chain;
}

void read_policies(const Section& root, Draft& draft) {
    for (const Entry* entry : root.named("policy")) {
        const Soundness sound(root.context());
        const Section section(root.context(), "policy.*", fmt::format("policy.{}", entry->name), entry);
        draft.plan.policies.push_back(read_policy(section, entry->name));
        Draft::Policy place;
        place.name = entry->name;
        place.span = entry->key;
        place.sound = static_cast<bool>(sound);
        place.retry = section.key_span("retry");
        place.bulkhead = section.key_span("bulkhead");
        draft.policies.push_back(std::move(place));
    }
}

}  // namespace fortify::scenario
