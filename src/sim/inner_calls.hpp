#pragma once

#include "run/backend.hpp"
#include "run/downstream.hpp"
#include "run/plan.hpp"
#include "run/timer_queue.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace fortify::sim {

// The calls of services to services in virtual time: the callers' own little runs, their timers, and the
// way to the models that they call.
class InnerCalls {
public:
    // All must outlive it; `services` are the models of `backends`.
    InnerCalls(const run::Plan& plan,
               const run::Backends& backends,
               std::vector<service::ServiceModel>& services);
    ~InnerCalls();
    InnerCalls(const InnerCalls&) = delete;
    InnerCalls& operator=(const InnerCalls&) = delete;

    // Jobs at a service are told apart by their number: multiples of this are the runner's.
    [[nodiscard]] std::uint64_t stride(std::size_t backend) const {
        return strides_[backend];
    }
    // False: the runner's.
    [[nodiscard]] bool take(std::size_t backend, const service::Completion& completion);
    // When something happens here next.
    [[nodiscard]] Instant next() const;
    // What is due by then. False: nothing was.
    [[nodiscard]] bool run_due(Instant now);
    // The run is over. By backend; none: it calls nobody.
    [[nodiscard]] std::vector<std::optional<run::CallsMade>> finish(Instant now);

private:
    class Caller;

    std::vector<service::ServiceModel>& services_;
    std::vector<std::uint64_t> strides_;            // by backend
    std::vector<std::vector<std::size_t>> arrive_;  // by backend: who calls it, in order
    std::vector<std::unique_ptr<Caller>> callers_;  // by backend; null: calls nobody
};

}  // namespace fortify::sim
