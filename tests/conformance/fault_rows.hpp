#pragma once

#include "core/outcome.hpp"
#include "fault/fault.hpp"

#include <string>
#include <vector>

namespace fortify::test {

// One fault on the wire, and what it comes to at a target that answers at once, under a call timeout of
// 300 ms. Every wire that applies treatments must agree with every row.
struct FaultRow {
    std::string name;
    fault::Kind kind;
    Cause cause = Cause::none;  // of the calls that it hits
    std::uint64_t asked = 1;    // requests that reach the target for each of them
    bool needs_tls = false;     // nothing to see on a plain connection
};

[[nodiscard]] inline std::vector<FaultRow> fault_rows() {
    using namespace fault;
    const auto constant = [](Duration value) {
        return Distribution(Distribution::Constant{value});
    };
    constexpr Duration bearable = 20ms;
    constexpr Duration too_long = 5s;
    return {
        {"a latency that the caller bears", Latency{constant(bearable)}},
        {"a latency beyond its timeout", Latency{constant(too_long)}, Cause::call_timeout},
        {"a status", Status{.status = 429, .retry_after = std::nullopt}, Cause::status, 0},
        {"an unknown name", Dns{Dns::Problem::unknown, {}}, Cause::dns_error, 0},
        {"a name that leads elsewhere", Dns{Dns::Problem::wrong, {}}, Cause::connect_error, 0},
        {"a slow name", Dns{Dns::Problem::slow, constant(bearable)}},
        {"a name that is too slow", Dns{Dns::Problem::slow, constant(too_long)}, Cause::call_timeout, 0},
        {"a slow connection", SlowConnect{constant(bearable)}},
        {"a connection that is too slow", SlowConnect{constant(too_long)}, Cause::call_timeout, 0},
        {"a refused connection", Refuse{}, Cause::connect_error, 0},
        {"a lost SYN", ConnectTimeout{}, Cause::call_timeout, 0},
        {"a reset connection", Reset{.on = Reset::On::connect}, Cause::reset, 0},
        {"a certificate that has expired", Tls{Tls::Problem::expired}, Cause::tls_error, 0, true},
        {"a certificate of another host", Tls{Tls::Problem::wrong_host}, Cause::tls_error, 0, true},
        {"a certificate of nobody known", Tls{Tls::Problem::unknown_issuer}, Cause::tls_error, 0, true},
        {"a handshake that never ends", Tls{Tls::Problem::stalled}, Cause::call_timeout, 0, true},
        {"a black hole", BlackHole{}, Cause::call_timeout, 0},
        {"a request delivered twice", Duplicate{}, Cause::none, 2},
        {"a reset after the request", Reset{.on = Reset::On::request}, Cause::reset},
        {"a reset in place of the answer", Reset{}, Cause::reset},
        {"a reset within the answer", Reset{.on = Reset::On::answer, .after = Bytes{10}}, Cause::reset},
        {"a reset after the answer", Reset{.on = Reset::On::answer, .after = Bytes{1 << 20}}},
        {"a slow first byte", SlowFirstByte{constant(bearable)}},
        {"a first byte that is too slow", SlowFirstByte{constant(too_long)}, Cause::call_timeout},
        {"a half-open connection", HalfOpen{}, Cause::call_timeout},
        {"silence within the answer", HalfOpen{Bytes{10}}, Cause::call_timeout},
        {"a truncated answer", Truncate{Bytes{200}}, Cause::protocol_error},
        {"a corrupt head", Corrupt{Corrupt::Where::head}, Cause::protocol_error},
        {"a corrupt body, which nobody checks", Corrupt{Corrupt::Where::body}},
        {"a rewritten request",
         Rewrite{.of = Rewrite::Of::request, .set = {{"x-a", "1"}}, .remove = {}, .body = {}}},
        {"a rewritten answer",
         Rewrite{.of = Rewrite::Of::answer, .set = {}, .remove = {"date"}, .body = "x"}},
        {"an answer in slices", SlowBody{Bytes{256}, 10ms}},
        {"an answer in slices that take too long", SlowBody{Bytes{16}, 1s}, Cause::call_timeout},
        {"a narrow line", Bandwidth{Bytes{50'000}}},
        {"a line that is too narrow", Bandwidth{Bytes{100}}, Cause::call_timeout},
    };
}

}  // namespace fortify::test
