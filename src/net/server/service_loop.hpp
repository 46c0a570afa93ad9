#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "net/clock.hpp"
#include "net/loop.hpp"
#include "net/server/connection.hpp"
#include "net/server/listener.hpp"
#include "net/server/responses.hpp"
#include "net/server/service_calls.hpp"
#include "net/server/service_host.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::net {

// What the thread of a service does: connections in, jobs to the model, its completions out.
class ServiceLoop {
public:
    [[nodiscard]] static Result<std::unique_ptr<ServiceLoop>, std::string> create(
        HostControl& control, Listener listener, const ServiceHost::Options& options);

    // Until told to stop.
    void run();
    // Once `run` has returned.
    [[nodiscard]] const service::ServiceModel::Totals& totals() const {
        return model_.totals();
    }

    // Likewise, once.
    [[nodiscard]] std::optional<run::CallsMade> take_calls();

private:
    ServiceLoop(HostControl& control, Loop loop, Listener listener, const ServiceHost::Options& options);

    [[nodiscard]] Instant deadline() const;
    void take_ready();
    void complete_jobs();
    void go_on_with_calls();
    void take_completion(const service::Completion& completion);
    void follow_crashes();
    void crash();
    void come_back();

    void accept_connections();
    void on_readable(Connection& connection);
    void on_writable(Connection& connection);
    void read_requests(Connection& connection, std::string_view bytes);
    void take_request(Connection& connection);
    void answer_health(Connection& connection, std::string_view path);
    void start_job(Connection& connection);
    void complete(const service::Completion& completion);
    void answer(Connection& connection, const Response& response);
    void answer_done(Connection& connection);
    void go_on(int fd);
    void drop(Connection& connection);
    void reset(Connection& connection);
    // False when that failed and the connection is gone.
    [[nodiscard]] bool listen_to(Connection& connection, Interest interest);
    [[nodiscard]] service::JobKey key_of(const RequestParser& request);
    [[nodiscard]] static Instant deadline_of(const RequestParser& request);
    [[nodiscard]] Connection* connection_at(int fd);

    HostControl& control_;
    Loop loop_;
    Listener listener_;
    service::ServiceModel model_;
    std::unique_ptr<ServiceCalls> calls_;  // null: it calls nobody
    std::vector<Instant> crash_edges_;     // ascending: starts and ends
    std::size_t next_edge_ = 0;
    Instant retry_at_ = never;  // of accepting, or of coming back, when descriptors ran out
    std::optional<Clock> clock_;
    Instant now_{};
    std::vector<std::unique_ptr<Connection>> connections_;  // by descriptor
    std::vector<int> jobs_;                                 // the descriptor each is for; below zero: nobody
    std::vector<std::uint32_t> free_jobs_;
    std::uint64_t unnumbered_ = 0;  // requests without an attempt header
    Responses responses_;
    std::vector<char> scratch_;
};

}  // namespace fortify::net
