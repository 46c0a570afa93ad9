#include "net/proxy/proxy_faults.hpp"

#include <algorithm>
#include <utility>

namespace fortify::net {
namespace {

using fault::FaultSet;

constexpr AttemptId id_of(std::uint64_t number) {
    return {.call = CallId{number}, .number = 1};
}

Verdict verdict_of(const fault::Decision& decision) {
    Verdict verdict;
    verdict.delay = decision.delay;
    if (decision.treated) {
        verdict.treatment = decision.treatment;
    }
    if (decision.fate == fault::Decision::Fate::answer) {
        verdict.answer =
            OwnAnswer{.status = decision.outcome.status, .retry_after = decision.outcome.retry_after};
    }
    return verdict;
}

}  // namespace

ProxyFaults::ProxyFaults(Subject subject, std::uint64_t seed)
    : subject_(subject), seed_(seed), injector_({}, seed) {
}

void ProxyFaults::replace(std::vector<fault::FaultConfig> faults) {
    fault::Injector next(std::move(faults), seed_);
    const std::vector<FaultSet> moved = next.inherit(injector_);
    injector_ = std::move(next);
    const auto move_all = [&](FaultSet before) {
        FaultSet now = 0;
        for (std::size_t index = 0; index < moved.size(); ++index) {
            now |= (before >> index & 1U) != 0 ? moved[index] : 0;
        }
        return now;
    };
    for (auto& [number, record] : records_) {
        record.seen = move_all(record.seen);
        record.fired = move_all(record.fired);
    }
    asks_for_headers_ = std::any_of(injector_.faults().begin(), injector_.faults().end(),
                                    [](const auto& fault) { return !fault.match.headers.empty(); });
}

Judge ProxyFaults::judge() {
    Judge judge;
    if (subject_ == Subject::connections) {
        judge.connection = [this](Instant now, const ConnectionSeen& seen) {
            return decide(now, seen.number, ~FaultSet{0});
        };
        judge.connection_again = [this](Instant now, const ConnectionSeen& seen) {
            return again(now, seen.number);
        };
        judge.connection_ended = [this](Instant, std::uint64_t number) {
            release(number);
        };
    } else {
        judge.request = [this](Instant now, const RequestSeen& seen) {
            return decide_request(now, seen);
        };
        judge.request_again = [this](Instant now, std::uint64_t number) {
            return again(now, number);
        };
        judge.request_ended = [this](Instant, std::uint64_t number) {
            release(number);
        };
    }
    return judge;
}

Instant ProxyFaults::next_edge(Instant now) const {
    Instant next = never;
    for (const fault::FaultConfig& fault : injector_.faults()) {
        next = std::min(next, fault::next_edge(fault, now));
    }
    return next;
}

Verdict ProxyFaults::decide(Instant now, std::uint64_t number, FaultSet concerned) {
    if (!injector_.may_act(now, concerned, fault::Place::below)) {
        return {};
    }
    fault::Decision decision;
    injector_.decide(now, {.id = id_of(number), .concerned = concerned}, fault::Place::below, decision);
    records_.emplace(number, Record{.seen = decision.eligible, .fired = decision.fired});
    return verdict_of(decision);
}

Verdict ProxyFaults::decide_request(Instant now, const RequestSeen& request) {
    if (injector_.faults().empty()) {
        return {};
    }
    fault::Headers headers;
    if (asks_for_headers_) {
        headers.assign(request.headers.begin(), request.headers.end());
    }
    const FaultSet concerned = injector_.of_request(
        0, {.method = request.method, .path = request.target, .headers = headers, .name = {}});
    return decide(now, request.number, concerned);
}

Verdict ProxyFaults::again(Instant now, std::uint64_t number) {
    fault::Decision decision;
    const auto known = records_.find(number);
    if (subject_ == Subject::connections) {
        const FaultSet fresh = ~(known == records_.end() ? FaultSet{0} : known->second.seen);
        if (injector_.may_act(now, fresh, fault::Place::below)) {
            injector_.decide(now, {.id = id_of(number), .concerned = fresh}, fault::Place::below, decision);
            Record& record = records_[number];
            record.seen |= decision.eligible;
            record.fired |= decision.fired;
        }
    }
    const auto found = records_.find(number);
    if (found == records_.end()) {
        return {};
    }
    injector_.recall(now, id_of(number), found->second.fired, decision);
    return verdict_of(decision);
}

void ProxyFaults::release(std::uint64_t number) {
    const auto found = records_.find(number);
    if (found != records_.end()) {
        injector_.release(found->second.fired);
        records_.erase(found);
    }
}

}  // namespace fortify::net
