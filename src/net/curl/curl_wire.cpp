#include "net/curl/curl_wire.hpp"

#include "core/assert.hpp"
#include "fault/treatment.hpp"
#include "net/curl/curl_multi.hpp"
#include "net/curl/detour.hpp"
#include "net/curl/tls_trap.hpp"
#include "run/timer_queue.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace fortify::net {
namespace {

bool libcurl_is_ready() {
    static std::once_flag once;
    static CURLcode code = CURLE_OK;
    std::call_once(once, [] { code = ::curl_global_init(CURL_GLOBAL_DEFAULT); });
    return code == CURLE_OK;
}

static_assert(CURL_POLL_IN == static_cast<int>(Interest::read) &&
              CURL_POLL_OUT == static_cast<int>(Interest::write) &&
              CURL_POLL_INOUT == static_cast<int>(Interest::read_write));

}  // namespace

CurlWire::Multi::~Multi() {
    for (Active& active : active_) {
        if (active.transfer != nullptr) {
            ::curl_multi_remove_handle(multi_, active.transfer->easy());
            active.transfer.reset();
        }
    }
    pools_.clear();
    ::curl_multi_cleanup(multi_);
}

Result<Done, std::string> CurlWire::Multi::set_up(const Options& options) {
    const bool set =
        multi_ != nullptr && ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this) == CURLM_OK &&
        ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Multi::on_socket) == CURLM_OK &&
        ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this) == CURLM_OK &&
        ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Multi::on_timer) == CURLM_OK &&
        // without a number libcurl keeps four times as many as there are transfers at the moment, and a
        // lull would close what the next burst needs
        ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.kept_connections)) ==
            CURLM_OK;
    if (!set) {
        return Err{std::string("libcurl could not be set up")};
    }
    for (const Endpoint& endpoint : options.endpoints) {
        first_pool_.push_back(pools_.size());
        for (const run::RequestTemplate& request : endpoint.requests) {
            Result<Route, std::string> route = make_route(endpoint, request);
            if (!route) {
                return Err{route.error()};
            }
            auto pool = std::make_unique<Pool>();
            pool->route = std::move(*route);
            std::unique_ptr<Transfer> transfer = Transfer::create(pool->route, commons_);
            if (transfer == nullptr) {
                return Err{fmt::format("target {}: libcurl refuses one of its settings", endpoint.name)};
            }
            pool->idle.push_back(std::move(transfer));
            pools_.push_back(std::move(pool));
        }
    }
    return Done{};
}

void CurlWire::Multi::start(Instant now, const run::AttemptRequest& attempt) {
    now_ = now;
    FORTIFY_ASSERT(attempt.target < first_pool_.size());
    const std::size_t index = first_pool_[attempt.target] + attempt.request;
    FORTIFY_ASSERT(index < pools_.size());
    Pool& pool = *pools_[index];
    if (attempt.slot >= active_.size()) {
        active_.resize(std::max<std::size_t>(attempt.slot + std::size_t{1}, active_.size() * 2));
    }
    Active& active = active_[attempt.slot];
    FORTIFY_ASSERT(active.transfer == nullptr && !active.delayed);
    active.pool = &pool;
    if (attempt.treatment != nullptr && attempt.treatment->until_asked() > 0ns) {
        active.delayed = attempt;
        const Duration wait = std::min(attempt.treatment->until_asked(), run::connect_limit);
        delays_.arm(run::TimerId{attempt.slot}, after(now, wait));
        return;
    }
    send(attempt);
}

void CurlWire::Multi::send(const run::AttemptRequest& attempt) {
    Active& active = active_[attempt.slot];
    Pool& pool = *active.pool;
    if (attempt.treatment != nullptr) {
        if (const auto cause = end_before(*attempt.treatment)) {
            fail(attempt.slot, *cause);
            return;
        }
    }
    if (pool.idle.empty()) {
        active.transfer = Transfer::create(pool.route, commons_);
    } else {
        active.transfer = std::move(pool.idle.back());
        pool.idle.pop_back();
    }
    if (active.transfer != nullptr) {
        active.transfer->begin(attempt);
        if (treat(attempt, *active.transfer, pool.route) &&
            ::curl_multi_add_handle(multi_, active.transfer->easy()) == CURLM_OK) {
            return;
        }
        active.transfer.reset();
    }
    // No memory: as good as no connection.
    ++commons_.socket_failures;
    fail(attempt.slot, Cause::connect_error);
}

void CurlWire::Multi::fail(std::uint32_t slot, Cause cause) {
    results_.push_back({slot, {.cause = cause, .status = 0, .retry_after = Duration{-1}}});
}

// Sends it where its faults are done to it. False when this machine cannot.
bool CurlWire::Multi::treat(const run::AttemptRequest& attempt, Transfer& transfer, const Route& route) {
    if (attempt.treatment == nullptr || !acts_on_bytes(*attempt.treatment)) {
        return true;
    }
    using Tls = fault::Treatment::Tls;
    const Tls tls = attempt.treatment->tls;
    const bool shows_certificate =
        tls == Tls::expired || tls == Tls::wrong_host || tls == Tls::unknown_issuer;
    if (shows_certificate && route.verify_tls) {
        if (trap_ == nullptr) {
            auto trap = TlsTrap::create(commons_.loop);
            trap_ = trap ? std::move(*trap) : nullptr;
        }
        const auto entrance = trap_ == nullptr
                                  ? Result<SocketAddress, std::string>(Err{std::string("no certificates")})
                                  : trap_->entrance(tls, route.host);
        return entrance && transfer.go_into(*trap_, *entrance);
    }
    if (detour_ == nullptr) {
        auto detour = Detour::create(commons_.loop);
        detour_ = detour ? std::move(*detour) : nullptr;
    }
    if (detour_ != nullptr) {
        transfer.go_around(*detour_, *attempt.treatment);
    }
    return detour_ != nullptr;
}

bool CurlWire::Multi::take(Instant now, const Ready& ready) {
    if (detour_ != nullptr && detour_->owns(ready.fd)) {
        detour_->on_ready(now, ready);
        return true;
    }
    if (trap_ != nullptr && trap_->owns(ready.fd)) {
        trap_->on_ready(ready);
        return true;
    }
    return false;
}

void CurlWire::Multi::flush(Instant now) {
    now_ = now;
    while (const std::optional<run::TimerId> timer = delays_.pop_due(now)) {
        const run::AttemptRequest attempt = *active_[timer->value].delayed;
        active_[timer->value].delayed.reset();
        send(attempt);
    }
    if (detour_ != nullptr) {
        detour_->fire_timers(now);
    }
    if (wakeup_ <= now) {
        act(now, CURL_SOCKET_TIMEOUT, 0);
    }
}

void CurlWire::Multi::cancel(std::uint32_t slot) {
    if (slot < active_.size() && active_[slot].transfer != nullptr) {
        finish(slot);
        return;
    }
    if (slot < active_.size() && active_[slot].delayed) {
        active_[slot].delayed.reset();
        delays_.disarm(run::TimerId{slot});
        return;
    }
    const auto waiting = results_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto found = std::find_if(waiting, results_.end(),
                                    [&](const run::AttemptDone& done) { return done.slot == slot; });
    if (found != results_.end()) {
        results_.erase(found);
    }
}

void CurlWire::Multi::act(Instant now, curl_socket_t socket, int events) {
    now_ = now;
    if (socket == CURL_SOCKET_TIMEOUT) {
        wakeup_ = never;
    }
    int running = 0;
    static_cast<void>(::curl_multi_socket_action(multi_, socket, events, &running));
    collect();
}

void CurlWire::Multi::collect() {
    int left = 0;
    while (const CURLMsg* const message = ::curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        // The message dies with the removal of its handle.
        const CURLcode code = message->data.result;
        char* data = nullptr;
        FORTIFY_ASSERT(::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data) == CURLE_OK);
        const auto* const transfer = static_cast<Transfer*>(static_cast<void*>(data));
        const std::uint32_t slot = transfer->slot();
        results_.push_back({slot, transfer->result(code)});
        if (commons_.keeps_bodies) {
            active_[slot].body = active_[slot].transfer->take_body();
        }
        finish(slot);
    }
}

void CurlWire::Multi::finish(std::uint32_t slot) {
    Active& active = active_[slot];
    ::curl_multi_remove_handle(multi_, active.transfer->easy());
    if (active.transfer->go_straight()) {
        active.pool->idle.push_back(std::move(active.transfer));
    }
    active.transfer.reset();
}

std::optional<run::AttemptDone> CurlWire::Multi::next_result() {
    if (next_ == results_.size()) {
        results_.clear();
        next_ = 0;
        return std::nullopt;
    }
    return results_[next_++];
}

int CurlWire::Multi::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* multi, void* /*of_socket*/) {
    auto& self = *static_cast<Multi*>(multi);
    const TransferCommons& commons = self.commons_;
    const bool ends = what == CURL_POLL_REMOVE || what == CURL_POLL_NONE;
    self.note_watch(fd, !ends);
    if (ends) {
        // Connections will be used again. The resolver's descriptors are closed next, and not by us.
        if (commons.opened(fd)) {
            commons.loop.rest(fd);
        } else {
            commons.loop.forget(fd);
        }
        return 0;
    }
    return commons.loop.watch(fd, static_cast<Interest>(what)) ? 0 : -1;
}

void CurlWire::Multi::note_watch(int fd, bool watched) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= watched_.size()) {
        watched_.resize(std::max(index + 1, watched_.size() * 2));
    }
    watched_[index] = watched;
}

int CurlWire::Multi::on_timer(CURLM* /*handle*/, long milliseconds, void* multi) {
    auto& self = *static_cast<Multi*>(multi);
    self.wakeup_ = milliseconds < 0 ? never : after(self.now_, std::chrono::milliseconds(milliseconds));
    return 0;
}

CurlWire::CurlWire(std::unique_ptr<Multi> multi) : multi_(std::move(multi)) {
}

CurlWire::~CurlWire() = default;

Result<std::unique_ptr<CurlWire>, std::string> CurlWire::create(Loop& loop, const Options& options) {
    Result<AddressGuard, std::string> guard = AddressGuard::create(options.allow);
    if (!guard) {
        return Err{"safety.allow: " + guard.error()};
    }
    if (!libcurl_is_ready()) {
        return Err{std::string("libcurl could not be set up")};
    }
    auto multi =
        std::make_unique<Multi>(TransferCommons{.loop = loop,
                                                .guard = std::move(*guard),
                                                .connect_timeout = options.connect_timeout,
                                                .body_limit = options.body_limit.count,
                                                .head_limit = options.head_limit.count,
                                                .keeps_bodies = options.bodies == Options::Bodies::kept,
                                                .own_sockets = {}});
    const Result<Done, std::string> set_up = multi->set_up(options);
    if (!set_up) {
        return Err{set_up.error()};
    }
    return std::unique_ptr<CurlWire>(new CurlWire(std::move(multi)));
}

void CurlWire::start(Instant now, const run::AttemptRequest& attempt) {
    multi_->start(now, attempt);
}

void CurlWire::cancel(Instant /*now*/, std::uint32_t slot) {
    multi_->cancel(slot);
}

bool CurlWire::watches(int fd) const {
    return multi_->watches(fd);
}

const std::string& CurlWire::body(std::uint32_t slot) const {
    return multi_->body(slot);
}

void CurlWire::on_ready(Instant now, const Ready& ready) {
    if (multi_->take(now, ready)) {
        return;
    }
    const int events = (includes(ready.what, Interest::read) ? CURL_CSELECT_IN : 0) |
                       (includes(ready.what, Interest::write) ? CURL_CSELECT_OUT : 0);
    multi_->act(now, ready.fd, events);
}

std::optional<run::AttemptDone> CurlWire::next_result() {
    return multi_->next_result();
}

void CurlWire::flush(Instant now) {
    multi_->flush(now);
}

Instant CurlWire::next_wakeup() const {
    return multi_->has_results() ? run_start : multi_->wakeup();
}

CurlWire::Totals CurlWire::totals() const {
    return {.connections = multi_->commons().connections,
            .socket_failures = multi_->commons().socket_failures};
}

}  // namespace fortify::net
