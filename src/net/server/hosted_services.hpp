#pragma once

#include "core/result.hpp"
#include "net/server/service_host.hpp"
#include "run/backend.hpp"
#include "run/downstream.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

// The built-in services of a run, each on a port of its own; who is called is there before its callers, and
// goes after them.
class HostedServices {
public:
    // All must outlive it. Models beside URLs are for simulations alone.
    [[nodiscard]] static Result<HostedServices, std::string> start(const run::Plan& plan,
                                                                   const run::Backends& backends);

    void begin(Epoch epoch);
    // Once.
    void stop();

    [[nodiscard]] const std::string& url(std::size_t service) const {
        return hosts_[service]->url();
    }
    // By service, once stopped.
    [[nodiscard]] const std::vector<service::ServiceModel::Totals>& totals() const {
        return totals_;
    }
    [[nodiscard]] const std::vector<std::optional<run::CallsMade>>& calls() const {
        return calls_;
    }

private:
    std::vector<std::unique_ptr<ServiceHost>> hosts_;  // by service
    std::vector<std::size_t> order_;                   // who is called first
    std::vector<service::ServiceModel::Totals> totals_;
    std::vector<std::optional<run::CallsMade>> calls_;
};

}  // namespace fortify::net
