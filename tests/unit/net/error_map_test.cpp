// Goal: every way in which libcurl fails has its cause. Method: each code that HTTP can meet, with
// what is known of the transfer; and every number, known or not.
#include "net/curl/error_map.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>

namespace fortify::net {
namespace {

constexpr TransferFacts not_resolved{};
constexpr TransferFacts connecting{.addresses = TransferFacts::Addresses::tried};
constexpr TransferFacts denied{.addresses = TransferFacts::Addresses::denied};
constexpr TransferFacts sent{.addresses = TransferFacts::Addresses::tried, .sent = true};
constexpr TransferFacts sent_on_kept{.addresses = TransferFacts::Addresses::unknown, .sent = true};

}  // namespace

TEST_SUITE("net::cause_of") {
    TEST_CASE("connecting") {
        CHECK(cause_of(CURLE_COULDNT_RESOLVE_HOST, not_resolved) == Cause::dns_error);
        CHECK(cause_of(CURLE_OPERATION_TIMEDOUT, not_resolved) == Cause::dns_error);
        CHECK(cause_of(CURLE_COULDNT_CONNECT, connecting) == Cause::connect_error);
        CHECK(cause_of(CURLE_OPERATION_TIMEDOUT, connecting) == Cause::connect_timeout);
        CHECK(cause_of(CURLE_COULDNT_CONNECT, denied) == Cause::forbidden);
        CHECK(cause_of(CURLE_RECV_ERROR, connecting) == Cause::connect_error);
    }
    TEST_CASE("a connection that breaks once the request is out is a reset") {
        for (const int code : {CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR}) {
            CHECK(cause_of(code, sent) == Cause::reset);
        }
    }
    TEST_CASE("so is what would have been sent a second time") {
        CHECK(cause_of(CURLE_ABORTED_BY_CALLBACK, sent_on_kept) == Cause::reset);
        CHECK(cause_of(CURLE_COULDNT_CONNECT, sent_on_kept) == Cause::reset);
    }
    TEST_CASE("certificates and handshakes") {
        CHECK(cause_of(CURLE_SSL_CONNECT_ERROR, connecting) == Cause::tls_error);
        CHECK(cause_of(CURLE_PEER_FAILED_VERIFICATION, connecting) == Cause::tls_error);
    }
    TEST_CASE("answers that are none") {
        CHECK(cause_of(CURLE_UNSUPPORTED_PROTOCOL, sent) == Cause::protocol_error);
        CHECK(cause_of(CURLE_WEIRD_SERVER_REPLY, sent) == Cause::protocol_error);
        CHECK(cause_of(CURLE_PARTIAL_FILE, sent) == Cause::protocol_error);
        CHECK(cause_of(CURLE_WRITE_ERROR, sent) == Cause::protocol_error);
    }
    TEST_CASE("no failure is a success, known to this libcurl or not") {
        for (int code = 1; code < CURL_LAST + 50; ++code) {
            CHECK(class_of(cause_of(code, sent)) == OutcomeClass::failure);
        }
    }
}

}  // namespace fortify::net
