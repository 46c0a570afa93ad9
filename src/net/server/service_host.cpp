#include "net/server/service_host.hpp"

#include "net/server/service_loop.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace fortify::net {

Result<std::unique_ptr<ServiceHost>, std::string> ServiceHost::start(const Options& options) {
    const std::string name = options.config.name;
    const auto refuse = [&](const std::string& reason) {
        return Err{fmt::format("service {}: {}", name, reason)};
    };
    Result<Listener, std::string> listener = Listener::open(SocketAddress::loopback(0));
    if (!listener) {
        return refuse(listener.error());
    }
    std::unique_ptr<ServiceHost> host(new ServiceHost);
    host->port_ = listener->port();
    host->url_ = fmt::format("http://127.0.0.1:{}", host->port_);
    host->control_.wake = Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!host->control_.wake.is_open()) {
        return refuse(system_failure("cannot make an event descriptor"));
    }
    Result<std::unique_ptr<ServiceLoop>, std::string> loop =
        ServiceLoop::create(host->control_, std::move(*listener), options);
    if (!loop) {
        return refuse(loop.error());
    }
    host->loop_ = std::move(*loop);
    try {
        host->thread_ = std::thread([serving = host->loop_.get()] { serving->run(); });
    } catch (const std::system_error& error) {
        return refuse(fmt::format("cannot start its thread: {}", error.code().message()));
    }
    return host;
}

ServiceHost::~ServiceHost() {
    static_cast<void>(stop());
}

void ServiceHost::begin(Epoch epoch) {
    control_.epoch.store(epoch.nanoseconds);
    wake_thread();
}

const service::ServiceModel::Totals& ServiceHost::stop() {
    if (!totals_) {
        control_.stop.store(true);
        if (thread_.joinable()) {
            wake_thread();
            thread_.join();
        }
        totals_ = loop_ == nullptr ? service::ServiceModel::Totals{} : loop_->totals();
        if (loop_ != nullptr) {
            calls_ = loop_->take_calls();
        }
        loop_.reset();
    }
    return *totals_;
}

void ServiceHost::wake_thread() {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(control_.wake.get(), &one, sizeof one));
}

}  // namespace fortify::net
