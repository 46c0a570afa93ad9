#include "bench/bare_curl.hpp"

#include <curl/curl.h>

#include <memory>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

namespace fortify::bench {
namespace {

std::size_t discard(char* /*data*/, std::size_t size, std::size_t count, void* /*user*/) {
    return size * count;
}

// The transfers of a run, and what both loops do with one that has ended: count it and start it again.
class Transfers {
public:
    Transfers(CURLM* multi, const BareRun& run) : multi_(multi), left_(run.calls) {
        for (std::uint32_t index = 0; index < run.concurrent && left_ > 0; ++index, --left_) {
            CURL* easy = curl_easy_init();
            curl_easy_setopt(easy, CURLOPT_URL, run.url.c_str());
            curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
            curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
            curl_multi_add_handle(multi, easy);
            handles_.push_back(easy);
            ++under_way_;
        }
    }
    ~Transfers() {
        for (CURL* easy : handles_) {
            curl_easy_cleanup(easy);
        }
    }
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    void take_ended() {
        int queued = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &queued)) {
            CURL* easy = message->easy_handle;
            failed_ += message->data.result == CURLE_OK ? 0 : 1;
            curl_multi_remove_handle(multi_, easy);
            if (left_ > 0) {
                --left_;
                curl_multi_add_handle(multi_, easy);
            } else {
                --under_way_;
            }
        }
    }
    [[nodiscard]] bool is_over() const {
        return under_way_ == 0;
    }
    [[nodiscard]] std::uint64_t failed() const {
        return failed_;
    }

private:
    CURLM* multi_;
    std::uint64_t left_;
    std::uint32_t under_way_ = 0;
    std::uint64_t failed_ = 0;
    std::vector<CURL*> handles_;
};

struct Sockets {
    CURLM* multi = nullptr;
    int epoll = -1;
    long timeout_ms = 0;
};

int on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* user, void* known) {
    const auto* sockets = static_cast<Sockets*>(user);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(sockets->epoll, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    event.events = ((what & CURL_POLL_IN) != 0 ? static_cast<unsigned>(EPOLLIN) : 0U) |
                   ((what & CURL_POLL_OUT) != 0 ? static_cast<unsigned>(EPOLLOUT) : 0U);
    event.data.fd = socket;
    epoll_ctl(sockets->epoll, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    curl_multi_assign(sockets->multi, socket, user);  // is `known` from now on, until it is removed
    return 0;
}

int on_timer(CURLM* /*multi*/, long timeout_ms, void* user) {
    static_cast<Sockets*>(user)->timeout_ms = timeout_ms;
    return 0;
}

}  // namespace

std::uint64_t run_bare_poll(const BareRun& run) {
    CURLM* multi = curl_multi_init();
    std::uint64_t failed = 0;
    {
        Transfers transfers(multi, run);
        while (!transfers.is_over()) {
            int running = 0;
            curl_multi_perform(multi, &running);
            transfers.take_ended();
            if (!transfers.is_over()) {
                curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
            }
        }
        failed = transfers.failed();
    }
    curl_multi_cleanup(multi);
    return failed;
}

std::uint64_t run_bare_epoll(const BareRun& run) {
    CURLM* multi = curl_multi_init();
    Sockets sockets{.multi = multi, .epoll = epoll_create1(EPOLL_CLOEXEC), .timeout_ms = -1};
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, &sockets);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, &sockets);
    std::uint64_t failed = 0;
    {
        Transfers transfers(multi, run);
        std::vector<epoll_event> events(256);
        while (!transfers.is_over()) {
            int running = 0;
            const int ready = epoll_wait(sockets.epoll, events.data(), static_cast<int>(events.size()),
                                         static_cast<int>(sockets.timeout_ms));
            if (ready == 0 || sockets.timeout_ms == 0) {  // due, however many sockets are ready
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
            }
            for (int index = 0; index < ready; ++index) {
                const epoll_event& event = events[static_cast<std::size_t>(index)];
                const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                                 ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                                 ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
                curl_multi_socket_action(multi, event.data.fd, what, &running);
            }
            transfers.take_ended();
        }
        failed = transfers.failed();
    }
    curl_multi_cleanup(multi);
    close(sockets.epoll);
    return failed;
}

}  // namespace fortify::bench
