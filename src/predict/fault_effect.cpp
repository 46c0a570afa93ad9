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
    const policy::ChainConfig* policy;
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
        const auto& success = ground.plan.targets[fault.target].success;
        const bool is_good = status < success.size() && success.test(status);
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
    if (view.service == nullptr) {
        return std::nullopt;
    }
    const double load =
        queue_of(*view.service, view.ground.peak(view.fault.target)).load() * factor * view.breadth();
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

}  // namespace

std::optional<Effect> effect_of(const Ground& ground, const fault::FaultConfig& fault) {
    const policy::ChainConfig* const policy = ground.policy_of(fault.target);
    const auto share = share_of(fault, ground.plan);
    if (!share || share->most) {
        return std::nullopt;
    }
    using Answer = std::optional<Effect>;
    const View view{ground,           fault,
                    policy,           ground.service_of(fault.target),
                    patience(policy), share->concerned * share->hit};
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
