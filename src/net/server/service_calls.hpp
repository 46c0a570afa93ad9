#pragma once

#include "core/result.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/loop.hpp"
#include "run/downstream.hpp"
#include "run/timer_queue.hpp"
#include "service/service_model.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

// Whom a service calls in a run.
struct CallPlan {
    const run::Plan* plan = nullptr;  // must outlive the service
    ServiceIndex service = 0;
    std::vector<std::string> urls;  // by service of the plan; those that it calls are there
};

// The calls of a service to others over real connections, on the loop of the service's own thread.
class ServiceCalls {
public:
    [[nodiscard]] static Result<std::unique_ptr<ServiceCalls>, std::string> create(Loop& loop,
                                                                                   const CallPlan& plan);

    void begin(Instant now, const service::Completion& completion) {
        downstream_->begin(now, completion);
    }
    void crash(Instant now, std::uint32_t instance) {
        downstream_->crash(now, instance);
    }
    void on_ready(Instant now, const Ready& ready) {
        wire_->on_ready(now, ready);
    }
    // Answers that have come, then timers that are due.
    void take_due(Instant now);
    [[nodiscard]] std::optional<run::Downstream::Ended> next_ended() {
        return downstream_->next_ended();
    }
    // Sends what was started since; once a turn.
    void flush(Instant now) {
        wire_->flush(now);
    }
    [[nodiscard]] Instant next_wakeup() const;
    [[nodiscard]] run::CallsMade finish(Instant now) {
        return downstream_->finish(now);
    }

private:
    ServiceCalls() = default;

    run::TimerQueue timers_;
    std::unique_ptr<CurlWire> wire_;
    std::unique_ptr<run::Downstream> downstream_;
};

}  // namespace fortify::net
