#pragma once

#include "core/result.hpp"
#include "net/clock.hpp"
#include "net/fd.hpp"
#include "net/server/service_calls.hpp"
#include "run/downstream.hpp"
#include "service/service_model.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fortify::net {

class ServiceLoop;

// What the thread of a service is told from outside.
struct HostControl {
    static constexpr std::int64_t not_begun = std::numeric_limits<std::int64_t>::min();

    std::atomic<std::int64_t> epoch{not_begun};  // nanoseconds
    std::atomic<bool> stop{false};
    Fd wake;  // an eventfd, written after any change
};

// A built-in service as real HTTP/1.1 on a loopback port of its own, served by a thread of its own; what
// it does with a request is the service model's decision. Any path is work; /health, /health/live and
// /health/ready answer at once. While every instance is down the port refuses and what was connected
// is reset.
class ServiceHost {
public:
    struct Options {
        service::ServiceConfig config;
        std::vector<service::ServiceFault> faults;
        std::uint64_t seed = 1;
        CallPlan calls{};  // of a service that calls others
    };

    // Listens at once. Until `begin` the service's time stands still at the start of the run: health
    // is answered, work waits.
    [[nodiscard]] static Result<std::unique_ptr<ServiceHost>, std::string> start(const Options& options);
    ~ServiceHost();
    ServiceHost(const ServiceHost&) = delete;
    ServiceHost& operator=(const ServiceHost&) = delete;

    // The run starts: the instants of the faults count from here.
    void begin(Epoch epoch);
    // Closes everything; the same totals again when called again.
    const service::ServiceModel::Totals& stop();

    // What became of its calls to others, once it has stopped; none when it calls nobody.
    [[nodiscard]] std::optional<run::CallsMade> take_calls() {
        return std::exchange(calls_, std::nullopt);
    }

    [[nodiscard]] const std::string& url() const {
        return url_;
    }
    [[nodiscard]] std::uint16_t port() const {
        return port_;
    }

private:
    ServiceHost() = default;
    void wake_thread();

    HostControl control_;
    std::unique_ptr<ServiceLoop> loop_;
    std::thread thread_;
    std::string url_;
    std::uint16_t port_ = 0;
    std::optional<service::ServiceModel::Totals> totals_;
    std::optional<run::CallsMade> calls_;
};

}  // namespace fortify::net
