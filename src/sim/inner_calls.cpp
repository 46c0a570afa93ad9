#include "sim/inner_calls.hpp"

#include "core/assert.hpp"
#include "sim/completion_result.hpp"

#include <algorithm>
#include <utility>

namespace fortify::sim {

// One service that calls others.
class InnerCalls::Caller final : private run::Wire {
public:
    Caller(const run::Plan& plan, ServiceIndex index, InnerCalls& owner)
        : owner_(owner), index_(index), downstream_(plan, index, *this, timers_) {
    }

    void begin(Instant now, const service::Completion& completion) {
        downstream_.begin(now, completion);
        give_back(now);
    }
    void crash(Instant now, std::uint32_t instance) {
        downstream_.crash(now, instance);
        give_back(now);
    }
    void deliver(Instant now, std::uint32_t slot, const run::AttemptResult& result) {
        downstream_.on_attempt_done(now, slot, result);
        give_back(now);
    }
    [[nodiscard]] Instant next() const {
        return at_once_.empty() ? timers_.next() : std::min(timers_.next(), at_once_.front().when);
    }
    // Answers before timers, as everywhere.
    [[nodiscard]] bool run_due(Instant now) {
        if (!at_once_.empty()) {
            const AtOnce ended = at_once_.front();
            at_once_.pop_front();
            deliver(now, ended.slot, ended.result);
            return true;
        }
        const auto timer = timers_.pop_due(now);
        if (timer) {
            downstream_.on_timer(now, *timer);
            give_back(now);
        }
        return timer.has_value();
    }
    [[nodiscard]] run::CallsMade finish(Instant now) {
        return downstream_.finish(now);
    }

private:
    struct AtOnce {
        Instant when;
        std::uint32_t slot;
        run::AttemptResult result;
    };

    void start(Instant now, const run::AttemptRequest& attempt) override {
        const std::size_t backend = *downstream_.targets()[attempt.target].service;
        if (attempt.slot >= backends_.size()) {
            backends_.resize(attempt.slot + 1);
        }
        backends_[attempt.slot] = backend;
        const service::JobKey key{.call = attempt.id.call.value, .attempt = attempt.id.number};
        const auto completion =
            owner_.services_[backend].arrive(now, job_of(attempt.slot), key, attempt.deadline);
        if (completion) {
            at_once_.push_back({now, attempt.slot, result_of(*completion)});
        }
    }
    void cancel(Instant now, std::uint32_t slot) override {
        const auto ended = std::find_if(at_once_.begin(), at_once_.end(),
                                        [slot](const AtOnce& one) { return one.slot == slot; });
        if (ended != at_once_.end()) {
            at_once_.erase(ended);
        } else {
            owner_.services_[backends_[slot]].abandon(now, job_of(slot));
        }
    }
    [[nodiscard]] std::uint64_t job_of(std::uint32_t slot) const {
        const std::size_t backend = backends_[slot];
        const std::vector<std::size_t>& callers = owner_.arrive_[backend];
        const auto place = std::find(callers.begin(), callers.end(), index_) - callers.begin();
        return slot * owner_.strides_[backend] + static_cast<std::uint64_t>(place) + 1;
    }
    void give_back(Instant now) {
        while (const auto ended = downstream_.next_ended()) {
            owner_.services_[index_].resume(now, ended->ticket, ended->status, ended->quality);
        }
    }

    InnerCalls& owner_;
    std::size_t index_;
    run::TimerQueue timers_;
    std::vector<std::size_t> backends_;  // by slot of the attempt: whom it asks
    std::deque<AtOnce> at_once_;         // refused or shed on arrival
    run::Downstream downstream_;
};

InnerCalls::InnerCalls(const run::Plan& plan,
                       const run::Backends& backends,
                       std::vector<service::ServiceModel>& services)
    : services_(services),
      strides_(backends.list.size(), 1),
      arrive_(backends.list.size()),
      callers_(backends.list.size()) {
    for (std::size_t index = 0; index < plan.services.size(); ++index) {
        for (const service::Dependency& dependency : plan.services[index].calls) {
            std::vector<std::size_t>& callers = arrive_[dependency.service];
            if (std::find(callers.begin(), callers.end(), index) == callers.end()) {
                callers.push_back(index);
                ++strides_[dependency.service];
            }
        }
        if (!plan.services[index].calls.empty()) {
            callers_[index] = std::make_unique<Caller>(plan, static_cast<ServiceIndex>(index), *this);
        }
    }
}

InnerCalls::~InnerCalls() = default;

bool InnerCalls::take(std::size_t backend, const service::Completion& completion) {
    if (completion.result == service::JobResult::calling) {
        callers_[backend]->begin(completion.when, completion);
        return true;
    }
    if (completion.result == service::JobResult::reset && callers_[backend] != nullptr) {
        callers_[backend]->crash(completion.when, completion.instance);
    }
    const std::uint64_t place = completion.job % strides_[backend];
    if (place == 0) {
        return false;
    }
    if (!completion.abandoned) {
        callers_[arrive_[backend][place - 1]]->deliver(
            completion.when, static_cast<std::uint32_t>(completion.job / strides_[backend]),
            result_of(completion));
    }
    return true;
}

Instant InnerCalls::next() const {
    Instant earliest = never;
    for (const std::unique_ptr<Caller>& caller : callers_) {
        earliest = caller == nullptr ? earliest : std::min(earliest, caller->next());
    }
    return earliest;
}

bool InnerCalls::run_due(Instant now) {
    for (const std::unique_ptr<Caller>& caller : callers_) {
        if (caller != nullptr && caller->run_due(now)) {
            return true;
        }
    }
    return false;
}

std::vector<std::optional<run::CallsMade>> InnerCalls::finish(Instant now) {
    std::vector<std::optional<run::CallsMade>> made;
    for (const std::unique_ptr<Caller>& caller : callers_) {
        made.push_back(caller == nullptr ? std::nullopt : std::optional(caller->finish(now)));
    }
    return made;
}

}  // namespace fortify::sim
