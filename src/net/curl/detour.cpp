#include "net/curl/detour.hpp"

#include "run/ports.hpp"

#include <utility>

#include <sys/socket.h>

namespace fortify::net {
namespace {

using fault::Treatment;

constexpr int backlog = 0;
constexpr int fillers = 4;  // more than a backlog of 0 takes

}  // namespace

std::optional<Cause> end_before(const fault::Treatment& treatment) {
    const bool unknown = treatment.name == fault::Treatment::Name::unknown;
    if (unknown || treatment.name_delay >= run::connect_limit) {
        return Cause::dns_error;
    }
    return treatment.until_asked() >= run::connect_limit ? std::optional(Cause::connect_timeout)
                                                         : std::nullopt;
}

bool acts_on_bytes(const fault::Treatment& treatment) {
    return treatment.name != Treatment::Name::resolved || treatment.connect != Treatment::Connect::accepted ||
           treatment.tls != Treatment::Tls::genuine || treatment.answer != Treatment::Answer::whole ||
           treatment.damage != Treatment::Damage::none || treatment.duplicate ||
           treatment.first_byte_delay > 0ns || treatment.per_second.count > 0 || treatment.slice.count > 0 ||
           !treatment.rewrites.empty();
}

std::uint16_t bind_loopback(int fd) {
    const SocketAddress any = SocketAddress::loopback(0);
    return ::bind(fd, any.get(), any.length()) == 0 ? SocketAddress::own_of(fd).port() : std::uint16_t{0};
}

Detour::Detour(Loop& loop, Listener refusing, Listener deaf)
    : relay_(loop), refusing_(std::move(refusing)), deaf_(std::move(deaf)) {
}

Detour::~Detour() = default;

Result<std::unique_ptr<Detour>, std::string> Detour::create(Loop& loop) {
    Result<Listener, std::string> refusing = Listener::hold(SocketAddress::loopback(0));
    Result<Listener, std::string> deaf = Listener::open(SocketAddress::loopback(0));
    if (!refusing || !deaf) {
        return Err{refusing ? deaf.error() : refusing.error()};
    }
    std::unique_ptr<Detour> detour(new Detour(loop, std::move(*refusing), std::move(*deaf)));
    const Result<Done, std::string> deafened = detour->deafen();
    if (!deafened) {
        return Err{deafened.error()};
    }
    const auto bytes = detour->add_route(RelayProtocol::tcp);
    const auto http = detour->add_route(RelayProtocol::http);
    if (!bytes || !http) {
        return Err{bytes ? http.error() : bytes.error()};
    }
    detour->bytes_ = *bytes;
    detour->http_ = *http;
    return detour;
}

Result<Done, std::string> Detour::deafen() {
    if (::listen(deaf_.fd(), backlog) != 0) {
        return Err{system_failure("cannot shorten a backlog")};
    }
    for (int count = 0; count < fillers; ++count) {
        Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        static_cast<void>(::connect(fd.get(), deaf_.address().get(), deaf_.address().length()));
        waiting_.push_back(std::move(fd));
    }
    return Done{};
}

Result<std::uint32_t, std::string> Detour::add_route(RelayProtocol protocol) {
    Judge judge;
    if (protocol == RelayProtocol::tcp) {
        judge.connection = [this](Instant, const ConnectionSeen& seen) {
            return take(seen.client_port);
        };
    } else {
        judge.connection = [this](Instant, const ConnectionSeen& seen) {
            // One request to a connection, which are therefore numbered alike.
            Verdict verdict = take(seen.client_port);
            requests_[seen.number] = verdict;
            return verdict;
        };
        judge.connection_ended = [this](Instant, std::uint64_t number) {
            requests_.erase(number);
        };
        judge.request = [this](Instant, const RequestSeen& seen) {
            const auto found = requests_.find(seen.connection);
            return found == requests_.end() ? Verdict{} : found->second;
        };
    }
    return relay_.add({.listen = SocketAddress::loopback(0),
                       .upstream = refusing_.address(),
                       .protocol = protocol,
                       .connect_timeout = 10s,
                       .client_end = Relay::ClientEnd::gone,
                       .judge = std::move(judge)});
}

const SocketAddress& Detour::lead(const Errand& errand, const Treatment& treatment) {
    if (treatment.name == Treatment::Name::wrong || treatment.connect == Treatment::Connect::refused) {
        return refusing_.address();
    }
    if (treatment.connect == Treatment::Connect::lost) {
        return deaf_.address();
    }
    Verdict verdict;
    verdict.treatment = treatment;
    // Done before the connection is begun: the kernel accepts at once.
    verdict.treatment.name_delay = Duration{0};
    verdict.treatment.connect_delay = Duration{0};
    verdict.upstream = errand.target;
    expected_[errand.port] = verdict;
    return relay_.address(errand.content == Content::http ? http_ : bytes_);
}

// Whoever else finds the port gets nowhere.
Verdict Detour::take(std::uint16_t port) {
    const auto found = expected_.find(port);
    if (found == expected_.end()) {
        Verdict stranger;
        stranger.treatment.connect = Treatment::Connect::reset;
        return stranger;
    }
    const Verdict verdict = found->second;
    expected_.erase(found);
    return verdict;
}

}  // namespace fortify::net
