#include "net/curl/transfer.hpp"

#include "net/clock.hpp"
#include "net/curl/retry_after.hpp"
#include "net/http1/grammar.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

namespace fortify::net {
namespace {

constexpr std::string_view attempt_prefix = "X-Fortify-Attempt: ";
constexpr std::string_view deadline_prefix = "X-Fortify-Deadline:";
constexpr std::size_t longest_number = std::numeric_limits<std::uint64_t>::digits10 + 1;
constexpr std::size_t longest_attempt = 2 * longest_number + 1;

curl_slist* list_of(void* headers) {
    return static_cast<curl_slist*>(headers);
}

template <class Value>
bool set(void* easy, CURLoption option, Value value) {
    return ::curl_easy_setopt(easy, option, value) == CURLE_OK;
}

bool restrict_protocols(void* easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return set(easy, CURLOPT_PROTOCOLS, long{CURLPROTO_HTTP | CURLPROTO_HTTPS});
#endif
}

bool speaks_tls(const Route& route) {
    return same_letters(std::string_view(route.url).substr(0, 6), "https:");
}

long http_version(const Route& route) {
    if (!route.http2) {
        return CURL_HTTP_VERSION_1_1;
    }
    return speaks_tls(route) ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
}

}  // namespace

struct Transfer::Callbacks {
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer) {
        auto& self = *static_cast<Transfer*>(transfer);
        const std::size_t bytes = size * count;
        self.body_ += bytes;
        if (self.body_ > self.commons_.body_limit) {
            return 0;
        }
        if (self.commons_.keeps_bodies) {
            self.kept_body_.append(data, bytes);
        }
        return bytes;
    }

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* transfer) {
        auto& self = *static_cast<Transfer*>(transfer);
        const std::size_t bytes = size * count;
        return self.take_header({data, bytes}) ? bytes : 0;
    }

    static curl_socket_t on_open(void* transfer, curlsocktype /*purpose*/, curl_sockaddr* address) {
        auto& self = *static_cast<Transfer*>(transfer);
        SocketAddress to = SocketAddress::copy(address->addr, address->addrlen);
        const int fd = self.open_socket(to, address->socktype, address->protocol);
        // libcurl connects to what stands here afterwards; there is room for the larger addresses.
        address->family = to.family();
        address->addrlen = to.length();
        std::memcpy(&address->addr, to.get(), to.length());
        return fd;
    }

    static int on_close(void* commons, curl_socket_t fd) {
        auto& shared = *static_cast<TransferCommons*>(commons);
        shared.loop.forget(fd);
        shared.own_sockets[static_cast<std::size_t>(fd)] = false;
        return ::close(fd);
    }

    // Called each time the request is about to go out.
    static int on_send(
        void* transfer, char* /*peer*/, char* /*local*/, int /*peer_port*/, int /*local_port*/) {
        auto& self = *static_cast<Transfer*>(transfer);
        if (self.facts_.sent) {
            return CURL_PREREQFUNC_ABORT;
        }
        self.facts_.sent = true;
        return CURL_PREREQFUNC_OK;
    }
};

Transfer::Transfer(const Route& route, TransferCommons& commons, void* easy)
    : route_(route), commons_(commons), easy_(easy) {
}

std::unique_ptr<Transfer> Transfer::create(const Route& route, TransferCommons& commons) {
    void* const easy = ::curl_easy_init();
    if (easy == nullptr) {
        return nullptr;
    }
    std::unique_ptr<Transfer> transfer(new Transfer(route, commons, easy));
    if (!transfer->build_headers() || !transfer->set_options() || !transfer->set_request()) {
        return nullptr;
    }
    return transfer;
}

Transfer::~Transfer() {
    ::curl_easy_cleanup(easy_);
    ::curl_slist_free_all(list_of(headers_));
}

bool Transfer::build_headers() {
    const auto append = [&](const std::string& line) {
        curl_slist* const longer = ::curl_slist_append(list_of(headers_), line.c_str());
        headers_ = longer == nullptr ? headers_ : longer;
        return longer != nullptr;
    };
    if (!std::all_of(route_.header_lines.begin(), route_.header_lines.end(), append)) {
        return false;
    }
    if (route_.attempt_header == AttemptHeader::absent) {
        return true;
    }
    // libcurl reads the list when it sends, so a line with room for the longest numbers, rewritten
    // before each attempt, saves building a list each time.
    const auto last_line = [&] {
        curl_slist* last = list_of(headers_);
        while (last->next != nullptr) {
            last = last->next;
        }
        return last->data;
    };
    if (!append(std::string(attempt_prefix) + std::string(longest_attempt, '0'))) {
        return false;
    }
    attempt_number_ = last_line() + attempt_prefix.size();
    if (!append(std::string(deadline_prefix) + std::string(longest_number + 1, '0'))) {
        return false;
    }
    deadline_ = last_line() + deadline_prefix.size();
    return true;
}

bool Transfer::set_options() {
    const auto connect_timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(commons_.connect_timeout).count();
    const bool callbacks =
        set(easy_, CURLOPT_PRIVATE, this) && set(easy_, CURLOPT_WRITEDATA, this) &&
        set(easy_, CURLOPT_WRITEFUNCTION, &Callbacks::on_body) && set(easy_, CURLOPT_HEADERDATA, this) &&
        set(easy_, CURLOPT_HEADERFUNCTION, &Callbacks::on_header) &&
        set(easy_, CURLOPT_OPENSOCKETDATA, this) &&
        set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::on_open) &&
        // connections outlive the transfer that opened them
        set(easy_, CURLOPT_CLOSESOCKETDATA, &commons_) &&
        set(easy_, CURLOPT_CLOSESOCKETFUNCTION, &Callbacks::on_close) &&
        set(easy_, CURLOPT_PREREQDATA, this) && set(easy_, CURLOPT_PREREQFUNCTION, &Callbacks::on_send);
    const bool limits = set(easy_, CURLOPT_NOSIGNAL, 1L) &&
                        set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout)) &&
                        set(easy_, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(commons_.body_limit)) &&
                        set(easy_, CURLOPT_HTTP09_ALLOWED, 0L) && set(easy_, CURLOPT_FOLLOWLOCATION, 0L) &&
                        restrict_protocols(easy_);
    // The scenario alone says what is called: no proxy and no password out of the environment.
    const bool alone = set(easy_, CURLOPT_PROXY, "") && set(easy_, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
    const bool tls = set(easy_, CURLOPT_SSL_VERIFYPEER, route_.verify_tls ? 1L : 0L) &&
                     set(easy_, CURLOPT_SSL_VERIFYHOST, route_.verify_tls ? 2L : 0L);
    return callbacks && limits && alone && tls;
}

bool Transfer::set_request() {
    const bool place =
        set(easy_, CURLOPT_URL, route_.url.c_str()) && set(easy_, CURLOPT_PATH_AS_IS, 1L) &&
        set(easy_, CURLOPT_HTTPHEADER, list_of(headers_)) &&
        set(easy_, CURLOPT_HTTP_VERSION, http_version(route_)) &&
        set(easy_, CURLOPT_CONNECT_ONLY, route_.purpose == Purpose::connection ? 1L : 0L) &&
        // with HTTP/2: share the connection that is being opened
        set(easy_, CURLOPT_PIPEWAIT, route_.http2 ? 1L : 0L) &&
        (route_.user_agent.empty() || set(easy_, CURLOPT_USERAGENT, route_.user_agent.c_str())) &&
        (route_.unix_socket.empty() || set(easy_, CURLOPT_UNIX_SOCKET_PATH, route_.unix_socket.c_str()));
    if (!place) {
        return false;
    }
    if (route_.method == "HEAD" && route_.body.empty()) {
        return set(easy_, CURLOPT_NOBODY, 1L);
    }
    const bool has_body = !route_.body.empty() || route_.method == "POST";
    if (has_body) {
        // The size first: without it libcurl looks for the end of the text.
        const auto size = static_cast<curl_off_t>(route_.body.size());
        if (!set(easy_, CURLOPT_POST, 1L) || !set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, size) ||
            !set(easy_, CURLOPT_POSTFIELDS, route_.body.data())) {
            return false;
        }
    }
    const bool by_itself = route_.method == (has_body ? "POST" : "GET");
    return by_itself || set(easy_, CURLOPT_CUSTOMREQUEST, route_.method.c_str());
}

// A line without a value is not sent.
void Transfer::write_deadline(Instant deadline) {
    char* place = deadline_;
    if (deadline != never) {
        *place++ = ' ';
        place = std::to_chars(place, place + longest_number, (deadline - run_start).count()).ptr;
    }
    *place = '\0';
}

void Transfer::begin(const run::AttemptRequest& attempt) {
    slot_ = attempt.slot;
    body_ = 0;
    kept_body_.clear();
    head_ = 0;
    head_complete_ = false;
    retry_after_ = Duration{-1};
    facts_ = {};
    if (attempt_number_ != nullptr) {
        char* const end = attempt_number_ + longest_attempt;
        char* place = std::to_chars(attempt_number_, end, attempt.id.call.value).ptr;
        *place++ = '/';
        *std::to_chars(place, end, attempt.id.number).ptr = '\0';
        write_deadline(attempt.deadline);
    }
}

bool Transfer::go_straight() {
    detour_ = nullptr;
    treatment_ = nullptr;
    return !trap_ && set_freshness(route_.connections == Connections::fresh ? 1 : 0);
}

void Transfer::go_around(Detour& detour, const fault::Treatment& treatment) {
    detour_ = &detour;
    treatment_ = &treatment;
    static_cast<void>(set_freshness(1));
}

bool Transfer::go_into(const TlsTrap& trap, const SocketAddress& entrance) {
    trap_ = entrance;
    std::string text = trap.issuer();
    curl_blob issuer{};
    issuer.data = text.data();
    issuer.len = text.size();
    issuer.flags = CURL_BLOB_COPY;
    return set_freshness(1) && set(easy_, CURLOPT_CAINFO_BLOB, &issuer);
}

bool Transfer::set_freshness(long fresh) {
    return set(easy_, CURLOPT_FRESH_CONNECT, fresh) && set(easy_, CURLOPT_FORBID_REUSE, fresh);
}

int Transfer::open_socket(SocketAddress& address, int type, int protocol) {
    if (facts_.sent) {
        return CURL_SOCKET_BAD;
    }
    const std::optional<IpAddress> ip = IpAddress::from(*address.get());
    const bool local = address.family() == AF_UNIX;
    if (!local && (!ip || !commons_.guard.allows(*ip, route_.host))) {
        if (facts_.addresses == TransferFacts::Addresses::unknown) {
            facts_.addresses = TransferFacts::Addresses::denied;
        }
        return CURL_SOCKET_BAD;
    }
    facts_.addresses = TransferFacts::Addresses::tried;
    const int fd = detour_ != nullptr || trap_ ? open_detour(address, type, protocol)
                                               : ::socket(address.family(), type | SOCK_CLOEXEC, protocol);
    if (fd < 0) {
        ++commons_.socket_failures;
        return CURL_SOCKET_BAD;
    }
    ++commons_.connections;
    const auto index = static_cast<std::size_t>(fd);
    if (index >= commons_.own_sockets.size()) {
        commons_.own_sockets.resize(index + 1);
    }
    commons_.own_sockets[index] = true;
    return fd;
}

int Transfer::open_detour(SocketAddress& address, int type, int protocol) {
    Fd fd(::socket(AF_INET, type | SOCK_CLOEXEC, address.family() == AF_UNIX ? 0 : protocol));
    const std::uint16_t port = fd.is_open() ? bind_loopback(fd.get()) : std::uint16_t{0};
    if (port == 0) {
        return -1;
    }
    if (trap_) {
        address = *trap_;
        return fd.release();
    }
    const auto content = route_.http2 || speaks_tls(route_) ? Detour::Content::bytes : Detour::Content::http;
    address = detour_->lead({.port = port, .target = address, .content = content}, *treatment_);
    return fd.release();
}

bool Transfer::take_header(std::string_view line) {
    head_ += line.size();
    if (head_ > commons_.head_limit || line.empty()) {
        return false;
    }
    constexpr std::string_view name = "retry-after:";
    const char first = line.front();
    if (first == '\r' || first == '\n') {
        head_complete_ = true;
    } else if (first == 'H' && line.substr(0, 5) == "HTTP/") {
        head_complete_ = false;  // an interim answer went before
        retry_after_ = Duration{-1};
    } else if ((first == 'R' || first == 'r') && same_letters(line.substr(0, name.size()), name)) {
        const std::size_t end = line.find_last_not_of("\r\n") + 1;
        const std::string_view value = line.substr(name.size(), end - std::min(end, name.size()));
        retry_after_ = parse_retry_after(value, unix_seconds()).value_or(Duration{-1});
    }
    return true;
}

// A chunk whose size is no number is "failure in receiving" to libcurl, too, but no system call failed.
// With TLS or HTTP/2 in between that says nothing.
bool Transfer::is_broken_framing(int code) const {
    long system_error = 0;
    return code == CURLE_RECV_ERROR && head_complete_ && !route_.http2 && !speaks_tls(route_) &&
           ::curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &system_error) == CURLE_OK && system_error == 0;
}

run::AttemptResult Transfer::result(int code) const {
    if (code != CURLE_OK) {
        const Cause cause = is_broken_framing(code) ? Cause::protocol_error : cause_of(code, facts_);
        return {.cause = cause, .status = 0, .retry_after = Duration{-1}};
    }
    if (route_.purpose == Purpose::connection) {
        return {};
    }
    long status = 0;
    static_cast<void>(::curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status));
    // libcurl is content with a head that ends before its empty line.
    if (!head_complete_ || status < 100 || status > 599) {
        return {.cause = Cause::protocol_error, .status = 0, .retry_after = Duration{-1}};
    }
    return {.cause = Cause::none, .status = static_cast<std::uint16_t>(status), .retry_after = retry_after_};
}

}  // namespace fortify::net
