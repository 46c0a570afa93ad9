#include "net/curl/tls_trap.hpp"

#include "net/address_guard.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

namespace fortify::net {
namespace {

using Problem = fault::Treatment::Tls;

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        free(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;

struct Identity {
    Key key;
    Certificate certificate;
};

struct Wanted {
    std::string name;     // of the host, or of the issuer
    long from = -86'400;  // seconds from now
    long until = 86'400;
    bool issues = false;
};

bool add_extension(X509* certificate, int what, const std::string& value) {
    X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
    const bool added = extension != nullptr && ::X509_add_ext(certificate, extension, -1) == 1;
    ::X509_EXTENSION_free(extension);
    return added;
}

bool set_name(X509* certificate, const std::string& name) {
    X509_NAME* const subject = ::X509_get_subject_name(certificate);
    // A common name has at most 64 letters; clients look at the alternative name anyway.
    const std::string text = name.substr(0, 64);
    return ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                        reinterpret_cast<const unsigned char*>(text.data()),
                                        static_cast<int>(text.size()), -1, 0) == 1;
}

// Signed by itself without an issuer. Nothing in it when OpenSSL failed.
Identity make_identity(const Wanted& wanted, const Identity* issuer) {
    Identity identity{Key(::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), Certificate(::X509_new())};
    X509* const certificate = identity.certificate.get();
    if (identity.key == nullptr || certificate == nullptr) {
        return {};
    }
    const Identity& signer = issuer == nullptr ? identity : *issuer;
    const std::string alternative = (IpAddress::parse(wanted.name) ? "IP:" : "DNS:") + wanted.name;
    const bool made =
        ::X509_set_version(certificate, X509_VERSION_3) == 1 &&
        ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2) == 1 &&
        ::X509_gmtime_adj(::X509_getm_notBefore(certificate), wanted.from) != nullptr &&
        ::X509_gmtime_adj(::X509_getm_notAfter(certificate), wanted.until) != nullptr &&
        ::X509_set_pubkey(certificate, identity.key.get()) == 1 && set_name(certificate, wanted.name) &&
        ::X509_set_issuer_name(certificate, ::X509_get_subject_name(signer.certificate.get())) == 1 &&
        (wanted.issues ? add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE")
                       : add_extension(certificate, NID_subject_alt_name, alternative)) &&
        ::X509_sign(certificate, signer.key.get(), ::EVP_sha256()) > 0;
    return made ? std::move(identity) : Identity{};
}

std::string pem_of(X509* certificate) {
    BIO* const memory = ::BIO_new(::BIO_s_mem());
    std::string text;
    if (memory != nullptr && ::PEM_write_bio_X509(memory, certificate) == 1) {
        char* data = nullptr;
        const long length = BIO_get_mem_data(memory, &data);
        text.assign(data, static_cast<std::size_t>(length));
    }
    ::BIO_free(memory);
    return text;
}

}  // namespace

struct TlsTrap::State {
    struct Door {
        Listener listener;
        Context context;
    };
    struct Client {
        Fd fd;
        Session session;
    };

    [[nodiscard]] Identity make(Problem problem, const std::string& host) const;
    void greet(Door& door);
    void go_on(int fd);

    Loop& loop;
    Identity issuer;
    std::string issuer_pem;
    std::map<std::pair<Problem, std::string>, std::unique_ptr<Door>> doors;
    std::map<int, Client> clients;
};

Identity TlsTrap::State::make(Problem problem, const std::string& host) const {
    switch (problem) {
        case Problem::expired:
            return make_identity({.name = host, .from = -2 * 86'400, .until = -86'400}, &issuer);
        case Problem::wrong_host:
            return make_identity({.name = "elsewhere.invalid"}, &issuer);
        case Problem::unknown_issuer: {
            const Identity stranger = make_identity({.name = "nobody known", .issues = true}, nullptr);
            return stranger.key == nullptr ? Identity{} : make_identity({.name = host}, &stranger);
        }
        case Problem::genuine:
        case Problem::stalled:
            break;
    }
    return {};
}

TlsTrap::TlsTrap(std::unique_ptr<State> state) : state_(std::move(state)) {
}

TlsTrap::~TlsTrap() {
    for (const auto& [fd, client] : state_->clients) {
        state_->loop.forget(fd);
    }
    for (const auto& [what, door] : state_->doors) {
        state_->loop.forget(door->listener.fd());
    }
}

Result<std::unique_ptr<TlsTrap>, std::string> TlsTrap::create(Loop& loop) {
    std::unique_ptr<State> state(new State{loop, {}, {}, {}, {}});
    state->issuer = make_identity({.name = "fortify, for this run", .issues = true}, nullptr);
    if (state->issuer.key == nullptr) {
        return Err{std::string("OpenSSL cannot make a certificate")};
    }
    state->issuer_pem = pem_of(state->issuer.certificate.get());
    return std::unique_ptr<TlsTrap>(new TlsTrap(std::move(state)));
}

std::string TlsTrap::issuer() const {
    return state_->issuer_pem;
}

Result<SocketAddress, std::string> TlsTrap::entrance(Problem problem, const std::string& host) {
    std::unique_ptr<State::Door>& door = state_->doors[{problem, host}];
    if (door != nullptr) {
        return door->listener.address();
    }
    const Identity identity = state_->make(problem, host);
    Context context(::SSL_CTX_new(::TLS_server_method()));
    Result<Listener, std::string> listener = Listener::open(SocketAddress::loopback(0));
    if (!listener) {
        return Err{listener.error()};
    }
    if (identity.key == nullptr || context == nullptr ||
        ::SSL_CTX_use_certificate(context.get(), identity.certificate.get()) != 1 ||
        ::SSL_CTX_use_PrivateKey(context.get(), identity.key.get()) != 1 ||
        !state_->loop.watch(listener->fd(), Interest::read)) {
        return Err{std::string("OpenSSL cannot make a certificate")};
    }
    door = std::make_unique<State::Door>(State::Door{std::move(*listener), std::move(context)});
    return door->listener.address();
}

bool TlsTrap::owns(int fd) const {
    if (state_->clients.count(fd) > 0) {
        return true;
    }
    for (const auto& [what, door] : state_->doors) {
        if (door != nullptr && door->listener.fd() == fd) {
            return true;
        }
    }
    return false;
}

void TlsTrap::on_ready(const Ready& ready) {
    for (const auto& [what, door] : state_->doors) {
        if (door != nullptr && door->listener.fd() == ready.fd) {
            state_->greet(*door);
            return;
        }
    }
    state_->go_on(ready.fd);
}

void TlsTrap::State::greet(Door& door) {
    Fd fd(::accept4(door.listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    Session session(fd.is_open() ? ::SSL_new(door.context.get()) : nullptr);
    if (session != nullptr && ::SSL_set_fd(session.get(), fd.get()) == 1) {
        const int number = fd.get();
        clients[number] = Client{std::move(fd), std::move(session)};
        go_on(number);
    }
}

void TlsTrap::State::go_on(int fd) {
    const auto found = clients.find(fd);
    if (found == clients.end()) {
        return;
    }
    SSL* const session = found->second.session.get();
    const int error = ::SSL_get_error(session, ::SSL_accept(session));
    const bool waits = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    const Interest interest = error == SSL_ERROR_WANT_WRITE ? Interest::write : Interest::read;
    if (!waits || !loop.watch(fd, interest)) {
        loop.forget(fd);
        clients.erase(found);
    }
}

}  // namespace fortify::net
