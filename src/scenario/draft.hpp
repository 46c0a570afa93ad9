#pragma once

#include "run/plan.hpp"
#include "scenario/section.hpp"

#include <string>
#include <vector>

namespace fortify::scenario {

// The plan while it is read, with what later checks want to know: where things stand, whether they are
// used, and whether they were read without errors.
struct Draft {
    struct Place {
        std::string name;
        SourceSpan span;
        bool used = false;
        bool sound = true;
    };
    struct Policy : Place {
        SourceSpan retry;
        SourceSpan bulkhead;
    };
    struct Target : Place {
        SourceSpan method;
    };
    struct Load : Place {
        SourceSpan amount;  // of its rate or its users
        Rate rate;          // where the phases begin, of the open model
    };
    // A cap of [safety]: where it is set, line 0 when it is the default.
    struct Caps {
        SourceSpan max_rate;
        SourceSpan max_calls;
        SourceSpan max_in_flight;
        SourceSpan deadline;
        bool sound = true;
    };

    run::Plan plan;
    // In the order of the plan's own lists.
    std::vector<Place> services;
    std::vector<Policy> policies;
    std::vector<Target> targets;
    std::vector<Load> loads;
    std::vector<Place> phases;
    std::vector<Place> proxies;
    std::vector<Place> faults;
    Caps caps;
    bool phases_sound = true;
};

template <class PlaceType>
[[nodiscard]] std::vector<std::string> names_of(const std::vector<PlaceType>& places) {
    std::vector<std::string> names;
    for (const PlaceType& place : places) {
        names.push_back(place.name);
    }
    return names;
}

// What the text of the key refers to among the places, which is marked as used; if nothing, `unknown` is
// reported.
template <class PlaceType>
[[nodiscard]] std::optional<std::size_t> resolve(const Section& section,
                                                 std::string_view key,
                                                 std::vector<PlaceType>& places,
                                                 Code unknown) {
    const auto name = section.get<std::string>(key);
    if (!name) {
        return std::nullopt;
    }
    for (std::size_t index = 0; index < places.size(); ++index) {
        if (places[index].name == *name) {
            places[index].used = true;
            return index;
        }
    }
    const Node& node = section.find(key)->node;
    section.context().report(
        unknown, node.span,
        "there is no " + std::string(key == "during" ? "phase" : key) + " called " +
            in_quotes(node.written.empty() ? *name : node.written),
        suggestion(node.secret ? std::string_view{} : std::string_view(*name), names_of(places)));
    return std::nullopt;
}

// -- Each reads its part of the file into the draft.

[[nodiscard]] service::ServiceConfig read_service(const Section& section, std::string name);
// The stops of a service; nothing when they leave it no time to work, which is reported.
[[nodiscard]] std::optional<service::PauseConfig> read_pauses(const Section& section);
// One policy; `section` is [policy.NAME].
[[nodiscard]] policy::ChainConfig read_policy(const Section& section, const std::string& name);
void read_policies(const Section& root, Draft& draft);
// After the policies, through which they call each other.
void read_services(const Section& root, Draft& draft);
void read_targets(const Section& root, Draft& draft);
void read_loads(const Section& root, Draft& draft);
// After the loads, whose rates they shape.
void read_phases(const Section& root, Draft& draft);
void read_proxies(const Section& root, Draft& draft);
void read_faults(const Section& root, Draft& draft);
// Whether the fault acts at a proxy; the proxy is then set, or the mistake reported.
[[nodiscard]] bool read_proxy_of(const Section& section, Draft& draft, fault::FaultConfig& fault);
// Of what was read of such a fault, what means nothing there.
void check_at_proxy(const Section& section, const Draft& draft, const fault::FaultConfig& fault);
// After the policies, which some of them change.
void read_actions(const Section& root, Draft& draft);
void read_probes(const Section& root, Draft& draft);
void read_safety(const Section& root, Draft& draft);
void read_expectations(const Section& root, Draft& draft);

// -- Layers of a policy (policy_layers.cpp, breaker_section.cpp, retry_section.cpp).

[[nodiscard]] policy::CircuitBreakerConfig read_circuit_breaker(const Section& section);
[[nodiscard]] policy::RetryConfig read_retry(const Section& section);
[[nodiscard]] policy::RateLimiterConfig read_rate_limit(const Section& section);
[[nodiscard]] policy::TimeoutConfig read_timeout(const Section& section);
[[nodiscard]] policy::BulkheadConfig read_bulkhead(const Section& section);
[[nodiscard]] policy::FallbackConfig read_fallback(const Section& section);

// -- Checks that combine several values.

// What the settings of one policy mean to each other in the chain's order. `section` is [policy.NAME].
void check_chain(const Section& section, const policy::ChainConfig& chain);
// What policies, targets, loads and caps mean to each other.
void check_scenario(Context& context, Draft& draft);
// Whether SLOs and the stop condition can be judged as they are meant; of a plan without mistakes.
void check_expectations(Context& context, const run::Plan& plan);

}  // namespace fortify::scenario
