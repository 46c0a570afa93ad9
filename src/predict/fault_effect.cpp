#include "core/overloaded.hpp"
#include "predict/fault_share.hpp"
#include "predict/parts.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

struct View {
    const Ground& ground;
    const fault::FaultConfig& fault;
    std::optional<TargetIndex> target;  // none: services alone ask where the fault is
    const policy::ChainConfig* policy;  // of those who ask
    const service::ServiceConfig* service;
    std::optional<Duration> patience;
    double share = 1;  // of the attempts on the target that it hits

    [[nodiscard]] bool retries(const Outcome& outcome) const {
        return policy != nullptr && policy->retry && policy->retry->retry_on.contains(outcome);
    }
    [[nodiscard]] Effect fails(double failing, Cause cause) const {
        return {.failure = failing, .is_retried = retries(Outcome{.cause = cause})};
    }
    [[nodiscard]] Effect answers(std::uint16_t status) const {
        bool is_good = status >= 200 && status < 400;  // to services
        if (target) {
            const auto& success = ground.plan.targets[*target].success;
            is_good = status < success.size() && success.test(status);
        }
        return {.failure = is_good ? 0 : share,
                .is_retried = retries(Outcome{.cause = Cause::status, .status = status})};
    }
    [[nodiscard]] Cause timeout_cause() const {
        return policy != nullptr && policy->attempt_timeout ? Cause::attempt_timeout : Cause::call_timeout;
    }
    // The share of the instances that it hits.
    [[nodiscard]] double breadth() const {
        return fault.backend_instance && service != nullptr ? 1.0 / service->instances : 1.0;
    }
    [[nodiscard]] double seconds_on() const {
        double sum = 0;
        for (const Interval& window : fault::stretches(fault)) {
            sum += to_seconds(window.length());
        }
        return sum;
    }
};

// What takes longer than the caller waits.
Effect late(const View& view, const Distribution& took, double factor) {
    if (!view.patience) {
        return {};
    }
    const Duration limit = from_seconds(to_seconds(*view.patience) / factor);
    return view.fails(view.share * (1 - took.share_below(limit)), view.timeout_cause());
}

// All that arrive earlier than the caller's patience before its end.
Effect stalled(const View& view) {
    const double on = view.seconds_on();
    if (!view.patience || !(on > 0)) {
        return {};
    }
    const double patience = to_seconds(*view.patience) * static_cast<double>(view.fault.windows.size());
    return view.fails(view.breadth() * std::max(1 - patience / on, 0.0), view.timeout_cause());
}

std::optional<Effect> slowed(const View& view, double factor) {
    if (view.service == nullptr || !view.target) {
        return std::nullopt;
    }
    const double load = queue_of(view.ground.plan, *view.service, view.ground.peak(*view.target)).load() *
                        factor * view.breadth();
    if (load >= 1 && view.patience) {
        return view.fails(view.breadth(), view.timeout_cause());
    }
    return late(view, view.service->service_time, factor);
}

// Never answered: the caller's timeout ends it, or nothing does.
Effect silent(const View& view) {
    return view.patience ? view.fails(view.share, view.timeout_cause()) : Effect{};
}

std::optional<Effect> resolved(const View& view, const fault::Dns& dns) {
    switch (dns.problem) {
        case fault::Dns::Problem::unknown:
            return view.fails(view.share, Cause::dns_error);
        case fault::Dns::Problem::wrong:
            return view.fails(view.share, Cause::connect_error);
        case fault::Dns::Problem::slow:
            return late(view, dns.delay, 1);
    }
    return std::nullopt;
}

// The policy of those who call a service from others; none: they have several.
std::optional<const policy::ChainConfig*> policy_of_callers(const run::Plan& plan, std::size_t asked) {
    std::optional<const policy::ChainConfig*> found;
    for (const service::ServiceConfig& caller : plan.services) {
        for (const service::Dependency& call : caller.calls) {
            if (call.service != asked) {
                continue;
            }
            const policy::ChainConfig* const policy = call.policy ? &plan.policies[*call.policy] : nullptr;
            if (found && *found != policy) {
                return std::nullopt;
            }
            found = policy;
        }
    }
    return found;
}

std::optional<std::size_t> place_of(const Ground& ground, const fault::FaultConfig& fault) {
    return fault.service ? std::optional<std::size_t>(*fault.service)
                         : ground.backends.of_target[fault.target];
}

// The share of the jobs of a service that the fault makes fail, over the calls that they make.
std::optional<double> failing_jobs(const Ground& ground,
                                   const fault::FaultConfig& fault,
                                   const service::ServiceConfig& service) {
    const Outcome bad_gateway{.cause = Cause::status, .status = 502};
    double good = 1;
    for (const service::Dependency& call : service.calls) {
        if (call.need != service::Dependency::Need::needed ||
            !run::acts_behind(ground.plan, ground.backends, fault, call.service)) {
            continue;
        }
        const policy::ChainConfig* const policy = call.policy ? &ground.plan.policies[*call.policy] : nullptr;
        std::optional<Effect> effect;
        if (call.service == place_of(ground, fault)) {
            effect = effect_of(ground, fault);
        } else if (const auto failing = failing_jobs(ground, fault, ground.plan.services[call.service])) {
            effect = Effect{.failure = *failing,
                            .is_retried = policy != nullptr && policy->retry &&
                                          policy->retry->retry_on.contains(bad_gateway)};
        }
        if (!effect) {
            return std::nullopt;
        }
        const double attempts = effect->is_retried ? most_attempts(policy) : 1.0;
        good *= std::pow(1 - std::pow(effect->failure, attempts), call.times);
    }
    return (1 - good) * (service.cache ? 1 - service.cache->hit_ratio : 1.0);
}

}  // namespace

std::optional<TargetIndex> met_by(const Ground& ground, const fault::FaultConfig& fault) {
    if (fault.proxy) {
        return std::nullopt;
    }
    if (!fault.service) {
        return fault.target;
    }
    if (policy_of_callers(ground.plan, *fault.service)) {
        return std::nullopt;
    }
    std::optional<TargetIndex> found;
    for (std::size_t index = 0; index < ground.plan.targets.size(); ++index) {
        if (ground.backends.of_target[index] == *fault.service) {
            if (found) {
                return std::nullopt;
            }
            found = static_cast<TargetIndex>(index);
        }
    }
    return found;
}

std::optional<Effect> effect_on(const Ground& ground, const fault::FaultConfig& fault, TargetIndex target) {
    if (!run::acts_on(ground.plan, ground.backends, fault, target)) {
        return Effect{};
    }
    const auto asked = ground.backends.of_target[target];
    if (!fault::acts_on_service(fault.kind) || asked == place_of(ground, fault)) {
        return effect_of(ground, fault);
    }
    const auto failing = failing_jobs(ground, fault, *ground.backends.list[*asked].config);
    if (!failing) {
        return std::nullopt;
    }
    const policy::ChainConfig* const policy = ground.policy_of(target);
    return Effect{.failure = *failing,
                  .is_retried = policy != nullptr && policy->retry &&
                                policy->retry->retry_on.contains({.cause = Cause::status, .status = 502})};
}

std::optional<Effect> effect_of(const Ground& ground, const fault::FaultConfig& fault) {
    const std::optional<TargetIndex> target = met_by(ground, fault);
    const std::optional<const policy::ChainConfig*> asks =
        target ? std::optional(ground.policy_of(*target))
               : (fault.service ? policy_of_callers(ground.plan, *fault.service) : std::nullopt);
    const auto share = share_of(fault, ground.plan);
    if (!asks || !share || share->most) {
        return std::nullopt;
    }
    using Answer = std::optional<Effect>;
    const View view{.ground = ground,
                    .fault = fault,
                    .target = target,
                    .policy = *asks,
                    .service = target ? ground.service_of(*target) : &ground.plan.services[*fault.service],
                    .patience = patience(*asks),
                    .share = share->concerned * share->hit};
    return std::visit(
        Overloaded{
            [&](const fault::Latency& latency) -> Answer { return late(view, latency.delay, 1); },
            [&](const fault::SlowFirstByte& slow) -> Answer { return late(view, slow.delay, 1); },
            [&](const fault::Status& status) -> Answer { return view.answers(status.status); },
            [&](const fault::Dns& dns) -> Answer { return resolved(view, dns); },
            [&](const fault::SlowConnect& slow) -> Answer { return late(view, slow.delay, 1); },
            [&](const fault::Refuse&) -> Answer { return view.fails(view.share, Cause::connect_error); },
            [&](const fault::ConnectTimeout&) -> Answer { return silent(view); },
            [&](const fault::Tls& tls) -> Answer {
                return tls.problem == fault::Tls::Problem::stalled ? silent(view)
                                                                   : view.fails(view.share, Cause::tls_error);
            },
            [&](const fault::BlackHole&) -> Answer { return silent(view); },
            [&](const fault::HalfOpen&) -> Answer { return silent(view); },
            [&](const fault::Duplicate&) -> Answer { return Effect{}; },
            [&](const fault::Reset&) -> Answer { return view.fails(view.share, Cause::reset); },
            [&](const fault::Stall&) -> Answer { return stalled(view); },
            [&](const fault::Slow& slow) { return slowed(view, slow.factor); },
            [&](const fault::Errors& errors) -> Answer { return view.answers(errors.status); },
            [&](const fault::Crash&) -> Answer { return view.fails(view.breadth(), Cause::connect_error); },
            // What others do follows no closed form that would be worth showing.
            [&](const auto&) -> Answer {
                return std::nullopt;
            }},
        fault.kind);
}

}  // namespace fortify::predict
