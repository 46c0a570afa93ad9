// What a fault on the wire means to its target, and faults to each other.

#include "scenario/wire_fault.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

void check_condition(const Section& section,
                     const Section& when,
                     const Draft& draft,
                     const fault::FaultConfig& fault) {
    const run::TargetPlan& target = draft.plan.targets[fault.target];
    const auto* policy = target.policy ? &draft.plan.policies[*target.policy] : nullptr;
    const auto check = [&](std::string_view key, std::string_view layer, bool has_it) {
        if (!when.has(key) || has_it) {
            return;
        }
        section.context()
            .report(Code::state_without_policy, when.key_span(key),
                    fmt::format("{} waits for a {}, but the calls of target.{} go through none",
                                section.label(), layer, target.name),
                    policy == nullptr ? "give the target a policy that has one"
                                      : fmt::format("add it to policy.{}", policy->name))
            .notes.push_back({draft.targets[fault.target].span, "the target is here"});
    };
    check("breaker", "circuit breaker", policy != nullptr && policy->circuit_breaker.has_value());
    check("bulkhead", "bulkhead", policy != nullptr && policy->bulkhead.has_value());
    if (fault.place == fault::Place::above && when.has("attempt")) {
        section.context().report(Code::fault_key_mismatch, when.key_span("attempt"),
                                 "above the policies there are calls, and no attempts",
                                 "remove attempt, or inject = \"above\"");
    }
}

void check_match(const Section& match, const Draft& draft, const fault::FaultConfig& fault) {
    if (!match.present()) {
        return;
    }
    const run::TargetPlan& target = draft.plan.targets[fault.target];
    const bool is_there =
        std::any_of(target.requests.begin(), target.requests.end(), [&](const run::RequestTemplate& request) {
            return fault::matches(fault.match, {.method = request.method,
                                                .path = run::path_of(target, request),
                                                .headers = request.headers,
                                                .name = request.name});
        });
    if (!is_there) {
        match.context()
            .report(Code::match_without_call, match.header(),
                    fmt::format("no request of target.{} is like this", target.name),
                    "a path matches as a whole, so end it with * to match what follows; methods know case")
            .notes.push_back({draft.targets[fault.target].span, "the target is here"});
    }
    if (fault.match.client.value_or(0) >= draft.plan.client_instances) {
        match.context().report(Code::match_without_call, match.value_span("client"),
                               fmt::format("there is no client instance {}: they count from 0 to {}",
                                           *fault.match.client, draft.plan.client_instances - 1),
                               "raise client.instances");
    }
}

bool always_ends(const fault::FaultConfig& fault) {
    const fault::Match& match = fault.match;
    return !fault::acts_on_service(fault.kind) && fault::nature_of(fault.kind).ends &&
           fault.probability >= 1 && std::holds_alternative<fault::ByChance>(fault.choice) && !fault.ramp &&
           !fault.duty && !fault.max_active && !fault.max_total && !fault.condition.attempt &&
           !fault::asks_for_policy(fault.condition) && match.method.empty() && match.path.empty() &&
           match.headers.empty() && match.request.empty() && !match.client;
}

bool overlap(const fault::FaultConfig& left, const fault::FaultConfig& right) {
    return std::any_of(left.windows.begin(), left.windows.end(), [&](const Interval& one) {
        return std::any_of(right.windows.begin(), right.windows.end(), [&](const Interval& other) {
            return one.start < other.end && other.start < one.end;
        });
    });
}

// An earlier fault that ends every attempt leaves nothing for one that would meet it later.
bool is_in_the_way(const fault::FaultConfig& earlier, const fault::FaultConfig& fault) {
    const bool same_place = earlier.target == fault.target && earlier.proxy == fault.proxy;
    if (fault::acts_on_service(fault.kind) || !same_place || !always_ends(earlier) ||
        !overlap(earlier, fault)) {
        return false;
    }
    if (earlier.place != fault.place) {
        return earlier.place == fault::Place::above;
    }
    return fault::nature_of(fault.kind).ends ||
           fault::nature_of(fault.kind).stage > fault::nature_of(earlier.kind).stage;
}

// Of TLS and HTTP/2 the bytes can be delayed, cut and lost, but not understood.
void check_legible(const Section& section, const Draft& draft, const fault::FaultConfig& fault) {
    const run::TargetPlan& target = draft.plan.targets[fault.target];
    const bool over_tls = target.url.rfind("https://", 0) == 0;
    const auto* const corrupt = std::get_if<fault::Corrupt>(&fault.kind);
    const bool damages_body = corrupt != nullptr && corrupt->where == fault::Corrupt::Where::body;
    const bool reads = damages_body || std::holds_alternative<fault::Rewrite>(fault.kind) ||
                       std::holds_alternative<fault::Duplicate>(fault.kind);
    if (!reads || !(over_tls || target.http2)) {
        return;
    }
    section.context()
        .report(Code::fault_needs_plain_http, section.value_span(damages_body ? "where" : "kind"),
                fmt::format("{} has to read what is sent, but target.{} is called over {}", section.label(),
                            target.name, over_tls ? "TLS" : "HTTP/2"),
                "call it by http:// and HTTP/1.1, or choose what bytes can suffer: reset, truncate, "
                "half_open, corrupt the head")
        .notes.push_back({draft.targets[fault.target].span, "the target is here"});
}

}  // namespace

void check_wire_fault(const Section& section,
                      const TriggerSections& inner,
                      const Draft& draft,
                      const fault::FaultConfig& fault) {
    const run::TargetPlan& target = draft.plan.targets[fault.target];
    check_condition(section, inner.when, draft, fault);
    check_match(inner.match, draft, fault);
    check_legible(section, draft, fault);
    if (section.has("of") && section.value<std::string>("of") == "request" &&
        !std::holds_alternative<fault::Rewrite>(fault.kind)) {
        section.context().report(
            Code::fault_key_mismatch, section.value_span("of"),
            fmt::format("{} holds back requests, which only a proxy can do", section.label()),
            "give it proxy in place of target, or let it hold back the answer");
    }
    if (std::holds_alternative<fault::Tls>(fault.kind) && target.url.rfind("https://", 0) != 0) {
        section.context()
            .report(Code::tls_without_tls, section.value_span("kind"),
                    fmt::format("target.{} is not called over TLS", target.name),
                    "give it an https URL; a model beside it lets it be simulated")
            .notes.push_back({draft.targets[fault.target].span, "the target is here"});
    }
}

void check_faults_together(Context& context, const Draft& draft) {
    const std::vector<fault::FaultConfig>& faults = draft.plan.faults;
    std::vector<std::size_t> rewrites(draft.plan.targets.size() + draft.plan.proxies.size());
    for (std::size_t index = 0; index < faults.size(); ++index) {
        const fault::FaultConfig& fault = faults[index];
        for (std::size_t earlier = 0; earlier < faults.size(); ++earlier) {
            const bool comes_first = earlier < index || !fault::nature_of(fault.kind).ends;
            if (earlier != index && comes_first && is_in_the_way(faults[earlier], fault)) {
                context
                    .report(Code::fault_in_the_way, draft.faults[index].span,
                            fmt::format("fault.{} cannot act while fault.{} is on, which ends every attempt",
                                        fault.id, faults[earlier].id),
                            "let them be on at different times, or give the other a probability")
                    .notes.push_back({draft.faults[earlier].span, "the other is here"});
                break;
            }
        }
        const std::size_t place =
            fault.proxy ? draft.plan.targets.size() + *fault.proxy : std::size_t{fault.target};
        if (std::holds_alternative<fault::Rewrite>(fault.kind) && place < rewrites.size() &&
            ++rewrites[place] == fault::Rewrites::most + 1) {
            context.report(Code::out_of_range, draft.faults[index].span,
                           fmt::format("more than {} rewrites at one place", fault::Rewrites::most),
                           "one rewrite can change any number of headers");
        }
    }
}

}  // namespace fortify::scenario
