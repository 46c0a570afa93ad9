#include "net/server/service_loop.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fortify::net {
namespace {

constexpr std::size_t scratch_size = 64 * 1024;
constexpr std::size_t longest_ahead = 64 * 1024;      // of pipelined input held for one client
constexpr std::uint64_t longest_drain = 1024 * 1024;  // of input read after the last answer
constexpr std::size_t accepts_a_turn = 256;
constexpr Duration retry_after_shortage = 10ms;

bool would_block() {
    return errno == EAGAIN || errno == EINTR;
}

}  // namespace

ServiceLoop::ServiceLoop(HostControl& control,
                         Loop loop,
                         Listener listener,
                         const ServiceHost::Options& options)
    : control_(control),
      loop_(std::move(loop)),
      listener_(std::move(listener)),
      model_(options.config, options.faults, options.seed),
      responses_(options.config.answer_size),
      scratch_(scratch_size) {
    for (const service::ServiceFault& fault : options.faults) {
        if (fault.kind == service::ServiceFault::Kind::crash) {
            crash_edges_.push_back(fault.when.start);
            crash_edges_.push_back(fault.when.end);
        }
    }
    std::sort(crash_edges_.begin(), crash_edges_.end());
}

Result<std::unique_ptr<ServiceLoop>, std::string> ServiceLoop::create(HostControl& control,
                                                                      Listener listener,
                                                                      const ServiceHost::Options& options) {
    Result<Loop, std::string> loop = Loop::create();
    if (!loop) {
        return Err{loop.error()};
    }
    for (const int fd : {control.wake.get(), listener.fd()}) {
        const Result<Done, std::string> watched = loop->watch(fd, Interest::read);
        if (!watched) {
            return Err{watched.error()};
        }
    }
    std::unique_ptr<ServiceLoop> serving(
        new ServiceLoop(control, std::move(*loop), std::move(listener), options));
    if (!options.config.calls.empty()) {
        FORTIFY_ASSERT(options.calls.plan != nullptr);
        auto calls = ServiceCalls::create(serving->loop_, options.calls);  // the loop has its final place
        if (!calls) {
            return Err{calls.error()};
        }
        serving->calls_ = std::move(*calls);
    }
    return serving;
}

void ServiceLoop::run() {
    sharpen_timers();
    const Clock standing;
    while (!control_.stop.load()) {
        const Instant woken = loop_.wait(clock_ ? *clock_ : standing, deadline());
        const std::int64_t epoch = control_.epoch.load();
        if (clock_) {
            now_ = std::max(now_, woken);
        } else if (epoch != HostControl::not_begun) {
            clock_.emplace(Epoch{epoch});
            now_ = std::max(now_, clock_->read());
        }
        complete_jobs();
        follow_crashes();
        take_ready();
        go_on_with_calls();
        complete_jobs();  // those that took no time
        if (calls_ != nullptr) {
            calls_->flush(now_);
        }
    }
}

Instant ServiceLoop::deadline() const {
    if (!clock_) {
        return never;
    }
    const Instant edge = next_edge_ < crash_edges_.size() ? crash_edges_[next_edge_] : never;
    const Instant calls = calls_ == nullptr ? never : calls_->next_wakeup();
    return std::min({model_.next_wakeup(), edge, retry_at_, calls});
}

void ServiceLoop::take_ready() {
    while (const std::optional<Ready> ready = loop_.next_ready()) {
        if (ready->fd == control_.wake.get()) {
            std::uint64_t count = 0;
            static_cast<void>(!::read(ready->fd, &count, sizeof count));
            continue;
        }
        if (ready->fd == listener_.fd()) {
            accept_connections();
            continue;
        }
        if (calls_ != nullptr && connection_at(ready->fd) == nullptr) {
            calls_->on_ready(now_, *ready);
            continue;
        }
        if (includes(ready->what, Interest::write)) {
            if (Connection* const connection = connection_at(ready->fd)) {
                on_writable(*connection);
            }
        }
        if (includes(ready->what, Interest::read)) {
            if (Connection* const connection = connection_at(ready->fd)) {
                on_readable(*connection);
            }
        }
    }
}

void ServiceLoop::complete_jobs() {
    while (const std::optional<service::Completion> completion = model_.next(now_)) {
        take_completion(*completion);
    }
}

void ServiceLoop::take_completion(const service::Completion& completion) {
    if (completion.result == service::JobResult::calling) {
        calls_->begin(now_, completion);
        go_on_with_calls();
        return;
    }
    if (completion.result == service::JobResult::reset && calls_ != nullptr) {
        calls_->crash(now_, completion.instance);
        go_on_with_calls();
    }
    const int fd = jobs_[completion.job];
    complete(completion);
    go_on(fd);
}

void ServiceLoop::go_on_with_calls() {
    if (calls_ == nullptr) {
        return;
    }
    calls_->take_due(now_);
    while (const auto ended = calls_->next_ended()) {
        model_.resume(now_, ended->ticket, ended->status, ended->quality);
    }
}

std::optional<run::CallsMade> ServiceLoop::take_calls() {
    return calls_ == nullptr ? std::nullopt : std::optional(calls_->finish(now_));
}

// Down and up again at the edges of crash faults, and once more where a shortage prevented it.
void ServiceLoop::follow_crashes() {
    const bool edge = next_edge_ < crash_edges_.size() && crash_edges_[next_edge_] <= now_;
    if (!edge && retry_at_ > now_) {
        return;
    }
    while (next_edge_ < crash_edges_.size() && crash_edges_[next_edge_] <= now_) {
        ++next_edge_;
    }
    retry_at_ = never;
    if (!model_.accepts_connections(now_)) {
        crash();
    } else {
        come_back();
    }
}

void ServiceLoop::crash() {
    if (listener_.fd() >= 0) {
        loop_.forget(listener_.fd());
        listener_.refuse();
    }
    for (const std::unique_ptr<Connection>& connection : connections_) {
        if (connection != nullptr) {
            reset(*connection);
        }
    }
}

void ServiceLoop::come_back() {
    const bool listening = listener_.fd() >= 0 || listener_.listen().has_value();
    if (!listening || !loop_.watch(listener_.fd(), Interest::read)) {
        retry_at_ = after(now_, retry_after_shortage);
    }
}

void ServiceLoop::accept_connections() {
    for (std::size_t count = 0; count < accepts_a_turn; ++count) {
        Fd fd(::accept4(listener_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!fd.is_open()) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                // The client waits in the backlog; asking again at once would only spin.
                loop_.forget(listener_.fd());
                retry_at_ = after(now_, retry_after_shortage);
            }
            return;
        }
        const int one = 1;
        ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        const auto index = static_cast<std::size_t>(fd.get());
        if (index >= connections_.size()) {
            connections_.resize(std::max(index + 1, connections_.size() * 2));
        }
        connections_[index] = std::make_unique<Connection>();
        connections_[index]->fd = std::move(fd);
        static_cast<void>(listen_to(*connections_[index], Interest::read));
    }
}

void ServiceLoop::on_readable(Connection& connection) {
    const ssize_t length = ::recv(connection.fd.get(), scratch_.data(), scratch_.size(), 0);
    if (length <= 0) {
        if (length == 0 || !would_block()) {
            drop(connection);
        }
        return;
    }
    const std::string_view bytes(scratch_.data(), static_cast<std::size_t>(length));
    if (connection.stage != Connection::Stage::requests) {
        connection.drained += bytes.size();
        if (connection.drained > longest_drain) {
            drop(connection);
        }
        return;
    }
    if (!connection.is_busy()) {
        read_requests(connection, bytes);
        return;
    }
    connection.ahead.append(bytes);
    if (connection.ahead.size() > longest_ahead) {
        static_cast<void>(
            listen_to(connection, connection.output.empty() ? Interest::none : Interest::write));
    }
}

void ServiceLoop::read_requests(Connection& connection, std::string_view bytes) {
    const int fd = connection.fd.get();
    while (!bytes.empty() && !connection.is_busy()) {
        bytes.remove_prefix(connection.parser.feed(bytes));
        if (connection.parser.state() == RequestParser::State::reading) {
            return;
        }
        take_request(connection);
        if (connection_at(fd) != &connection) {
            return;
        }
    }
    connection.ahead.append(bytes);
}

void ServiceLoop::take_request(Connection& connection) {
    const RequestParser& request = connection.parser;
    if (request.state() == RequestParser::State::failed) {
        answer(connection, responses_.get(request.status(), Closing::closes));
        return;
    }
    const std::string_view path = request.target().substr(0, request.target().find('?'));
    if (path == "/health" || path == "/health/live" || path == "/health/ready") {
        answer_health(connection, path);
    } else {
        start_job(connection);
    }
}

void ServiceLoop::answer_health(Connection& connection, std::string_view path) {
    const service::Health health = model_.health(now_);
    const bool fails = health == service::Health::unhealthy && path != "/health/live";
    answer(connection,
           make_response(fails ? 503 : 200,
                         connection.parser.keeps_alive() ? Closing::keeps_alive : Closing::closes,
                         "application/json", fmt::format("{{\"status\":\"{}\"}}\n", name_of(health))));
}

void ServiceLoop::start_job(Connection& connection) {
    if (free_jobs_.empty()) {
        free_jobs_.push_back(static_cast<std::uint32_t>(jobs_.size()));
        jobs_.push_back(-1);
    }
    const std::uint32_t job = free_jobs_.back();
    free_jobs_.pop_back();
    jobs_[job] = connection.fd.get();
    connection.job = job;
    const std::optional<service::Completion> completion =
        model_.arrive(now_, job, key_of(connection.parser), deadline_of(connection.parser));
    if (completion) {
        complete(*completion);
    }
}

void ServiceLoop::complete(const service::Completion& completion) {
    const auto job = static_cast<std::uint32_t>(completion.job);
    Connection* const connection = connection_at(std::exchange(jobs_[job], -1));
    free_jobs_.push_back(job);
    if (connection == nullptr) {
        return;
    }
    connection->job.reset();
    if (completion.result != service::JobResult::answered) {
        reset(*connection);
        return;
    }
    const Closing closing = connection->parser.keeps_alive() ? Closing::keeps_alive : Closing::closes;
    answer(*connection, responses_.get(completion.status, closing));
}

Instant ServiceLoop::deadline_of(const RequestParser& request) {
    std::int64_t nanoseconds = 0;
    const std::optional<std::string_view> text = request.header("x-fortify-deadline");
    if (!text) {
        return never;
    }
    const auto read = std::from_chars(text->data(), text->data() + text->size(), nanoseconds);
    const bool is_whole = read.ec == std::errc{} && read.ptr == text->data() + text->size();
    return is_whole ? run_start + Duration{nanoseconds} : never;
}

service::JobKey ServiceLoop::key_of(const RequestParser& request) {
    service::JobKey key;
    if (const std::optional<std::string_view> text = request.header("x-fortify-attempt")) {
        const char* const end = text->data() + text->size();
        const auto call = std::from_chars(text->data(), end, key.call);
        if (call.ec == std::errc{} && call.ptr != end && *call.ptr == '/' &&
            std::from_chars(call.ptr + 1, end, key.attempt).ptr == end) {
            return key;
        }
    }
    // From the upper half, so that other clients do not meet the numbers of fortify's calls.
    constexpr std::uint64_t upper_half = std::uint64_t{1} << 63U;
    return {.call = upper_half | unnumbered_++, .attempt = 1};
}

Connection* ServiceLoop::connection_at(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    return fd < 0 || index >= connections_.size() ? nullptr : connections_[index].get();
}

}  // namespace fortify::net
