#pragma once

#include "core/assert.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/curl/detour.hpp"
#include "net/curl/tls_trap.hpp"
#include "net/curl/transfer.hpp"
#include "run/timer_queue.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fortify::net {

// The libcurl multi handle, the transfers on it, and the results waiting to be fetched.
class CurlWire::Multi {
public:
    explicit Multi(TransferCommons commons) : commons_(std::move(commons)), multi_(::curl_multi_init()) {
    }
    ~Multi();
    Multi(const Multi&) = delete;
    Multi& operator=(const Multi&) = delete;

    [[nodiscard]] Result<Done, std::string> set_up(const Options& options);
    void start(Instant now, const run::AttemptRequest& attempt);
    void cancel(std::uint32_t slot);
    void act(Instant now, curl_socket_t socket, int events);
    [[nodiscard]] std::optional<run::AttemptDone> next_result();

    [[nodiscard]] bool has_results() const {
        return next_ < results_.size();
    }
    [[nodiscard]] bool watches(int fd) const {
        return static_cast<std::size_t>(fd) < watched_.size() && watched_[static_cast<std::size_t>(fd)];
    }
    [[nodiscard]] const std::string& body(std::uint32_t slot) const {
        FORTIFY_ASSERT(slot < active_.size());
        return active_[slot].body;
    }
    [[nodiscard]] Instant wakeup() const {
        return std::min({wakeup_, delays_.next(), detour_ == nullptr ? never : detour_->next_wakeup()});
    }
    [[nodiscard]] bool take(Instant now, const Ready& ready);
    void flush(Instant now);
    [[nodiscard]] const TransferCommons& commons() const {
        return commons_;
    }

private:
    // A request of a target, and the transfers for it that are not under way.
    struct Pool {
        Route route;
        std::vector<std::unique_ptr<Transfer>> idle;
    };
    struct Active {
        std::unique_ptr<Transfer> transfer;
        Pool* pool = nullptr;
        std::optional<run::AttemptRequest>
            delayed;       // has not begun: a fault of names or connections holds it
        std::string body;  // of the latest answer, where they are kept
    };

    static int on_socket(CURL* easy, curl_socket_t fd, int what, void* multi, void* of_socket);
    static int on_timer(CURLM* handle, long milliseconds, void* multi);
    void send(const run::AttemptRequest& attempt);
    [[nodiscard]] bool treat(const run::AttemptRequest& attempt, Transfer& transfer, const Route& route);
    void fail(std::uint32_t slot, Cause cause);
    void collect();
    void finish(std::uint32_t slot);
    void note_watch(int fd, bool watched);

    TransferCommons commons_;
    CURLM* multi_;
    std::vector<std::unique_ptr<Pool>> pools_;
    std::vector<std::size_t> first_pool_;  // of each target
    std::vector<Active> active_;           // by slot
    std::vector<bool> watched_;            // by descriptor
    std::vector<run::AttemptDone> results_;
    std::size_t next_ = 0;
    Instant now_{};
    Instant wakeup_ = never;
    run::TimerQueue delays_;          // by slot
    std::unique_ptr<Detour> detour_;  // made when the first treated attempt wants them
    std::unique_ptr<TlsTrap> trap_;
};

}  // namespace fortify::net
