#include "net/curl/error_map.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>

namespace fortify::net {
namespace {

// Codes are plain numbers here: a later libcurl may return one that is not in this header's enum.
struct Meaning {
    int code;
    Cause cause;
};

// What a code means whatever else is known. Those absent depend on how far the transfer came, or
// belong to other protocols or to options that are never set.
constexpr std::array meanings{
    Meaning{CURLE_COULDNT_RESOLVE_HOST, Cause::dns_error},
    Meaning{CURLE_COULDNT_RESOLVE_PROXY, Cause::dns_error},

    Meaning{CURLE_SSL_CONNECT_ERROR, Cause::tls_error},
    Meaning{CURLE_SSL_ENGINE_NOTFOUND, Cause::tls_error},
    Meaning{CURLE_SSL_ENGINE_SETFAILED, Cause::tls_error},
    Meaning{CURLE_SSL_ENGINE_INITFAILED, Cause::tls_error},
    Meaning{CURLE_SSL_CERTPROBLEM, Cause::tls_error},
    Meaning{CURLE_SSL_CIPHER, Cause::tls_error},
    Meaning{CURLE_SSL_CACERT_BADFILE, Cause::tls_error},
    Meaning{CURLE_SSL_CRL_BADFILE, Cause::tls_error},
    Meaning{CURLE_SSL_ISSUER_ERROR, Cause::tls_error},
    Meaning{CURLE_SSL_SHUTDOWN_FAILED, Cause::tls_error},
    Meaning{CURLE_SSL_PINNEDPUBKEYNOTMATCH, Cause::tls_error},
    Meaning{CURLE_SSL_INVALIDCERTSTATUS, Cause::tls_error},
    Meaning{CURLE_SSL_CLIENTCERT, Cause::tls_error},
    Meaning{CURLE_PEER_FAILED_VERIFICATION, Cause::tls_error},
    Meaning{CURLE_USE_SSL_FAILED, Cause::tls_error},

    Meaning{CURLE_UNSUPPORTED_PROTOCOL, Cause::protocol_error},  // would be HTTP/0.9
    Meaning{CURLE_WEIRD_SERVER_REPLY, Cause::protocol_error},
    Meaning{CURLE_PARTIAL_FILE, Cause::protocol_error},
    Meaning{CURLE_HTTP2, Cause::protocol_error},
    Meaning{CURLE_HTTP2_STREAM, Cause::protocol_error},
    Meaning{CURLE_WRITE_ERROR, Cause::protocol_error},        // our limit of a body or head
    Meaning{CURLE_FILESIZE_EXCEEDED, Cause::protocol_error},  // likewise, by the length announced
    Meaning{CURLE_OUT_OF_MEMORY, Cause::protocol_error},      // libcurl 7: a header line above its own limit
    Meaning{CURLE_BAD_CONTENT_ENCODING, Cause::protocol_error},
};

Cause cause_by_progress(int code, const TransferFacts& facts) {
    if (facts.sent) {
        return Cause::reset;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {  // the connect timeout is the only one that is set
        return facts.addresses == TransferFacts::Addresses::unknown ? Cause::dns_error
                                                                    : Cause::connect_timeout;
    }
    return facts.addresses == TransferFacts::Addresses::denied ? Cause::forbidden : Cause::connect_error;
}

bool is_about_the_connection(int code) {
    constexpr auto codes = std::to_array<int>({
        CURLE_COULDNT_CONNECT,
        CURLE_OPERATION_TIMEDOUT,
        CURLE_INTERFACE_FAILED,
        CURLE_NO_CONNECTION_AVAILABLE,
        CURLE_FAILED_INIT,
        CURLE_ABORTED_BY_CALLBACK,
        CURLE_GOT_NOTHING,
        CURLE_SEND_ERROR,
        CURLE_RECV_ERROR,
        CURLE_SEND_FAIL_REWIND,
        CURLE_UNRECOVERABLE_POLL,
        CURLE_AGAIN,
    });
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

Cause cause_of(int code, const TransferFacts& facts) {
    if (is_about_the_connection(code)) {
        return cause_by_progress(code, facts);
    }
    const auto* const meaning = std::find_if(meanings.begin(), meanings.end(),
                                             [&](const Meaning& known) { return known.code == code; });
    // What cannot come, or what a later libcurl adds: some answer that made no sense to it.
    return meaning == meanings.end() ? Cause::protocol_error : meaning->cause;
}

}  // namespace fortify::net
