#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "run/command.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fortify::run {

using ProbeIndex = std::uint16_t;

// Ordered from good to bad; `unknown` before anything was heard.
enum class Health : std::uint8_t { unknown, healthy, degraded, unhealthy };
[[nodiscard]] std::string_view name_of(Health health);

// What decided a check.
enum class Finding : std::uint8_t {
    fine,
    slow,           // the answer was good but took longer than degraded_above
    said_so,        // the answer's body, or the service, calls itself degraded or unhealthy
    status,         // an HTTP status that is not expected: `code`
    body,           // nothing readable where the body should say
    no_answer,      // `cause` tells why
    timed_out,      //
    exit_status,    // of the command: `code`
    killed,         // the command died of the signal `code`
    not_started,    // the command could not be started
    not_simulated,  // virtual time has nothing to ask
};
[[nodiscard]] std::string_view name_of(Finding finding);

// What one check brought.
struct ProbeResult {
    Health health = Health::unknown;
    Finding finding{};
    Cause cause = Cause::none;
    std::uint16_t code = 0;
};
// "status 503", "connect_error", "no answer in time".
[[nodiscard]] std::string text(const ProbeResult& result);

// -- How to ask.
struct HttpCheck {
    std::string url;
    std::bitset<600> status;  // expected
    std::string pointer;      // RFC 6901, into a JSON body; empty: the body says nothing
    std::vector<std::string> healthy;
    std::vector<std::string> degraded;  // any other value is unhealthy
};
struct TcpCheck {
    std::string host;
    std::uint16_t port = 0;
};
struct ExecCheck {
    CommandLine command;
    std::optional<std::uint16_t> degraded_exit;  // 0 is healthy, this degraded, all others unhealthy
};
struct ServiceCheck {
    ServiceIndex service = 0;
};

struct ProbePlan {
    // What state it must be in for the run to begin, and to go on until the first fault or action.
    enum class Demand : std::uint8_t { healthy, degraded, none };

    std::string id;
    std::variant<HttpCheck, TcpCheck, ExecCheck, ServiceCheck> check;
    std::optional<TargetIndex> target;  // that it speaks for
    Duration every = 1s;
    Duration timeout = 1s;
    std::optional<Duration> degraded_above;
    std::uint32_t healthy_after = 1;  // results in a row
    std::uint32_t unhealthy_after = 3;
    Demand demand = Demand::degraded;
    Duration ready_within = 10s;  // how long the run waits for that before it gives up
};
// "http", "tcp", "exec", "service".
[[nodiscard]] std::string_view kind_of(const ProbePlan& probe);
[[nodiscard]] bool satisfies(ProbePlan::Demand demand, Health health);

struct ProbeTransition {
    Instant when{};
    Health from{};
    Health to{};
    ProbeResult result;  // the one that decided
};

// What a row of results says about a target: it changes to a worse state after `unhealthy_after` results in
// a row that are at least as bad, and to a better one after `healthy_after` that are at least as good.
// Source: the thresholds of Kubernetes' probes, with a state between its two.
class ProbeState {
public:
    explicit ProbeState(const ProbePlan& plan) : plan_(&plan) {
    }

    // `took` is the time from asking to the answer.
    [[nodiscard]] std::optional<ProbeTransition> settle(Instant now, ProbeResult result, Duration took);

    [[nodiscard]] Health health() const {
        return health_;
    }
    [[nodiscard]] const ProbeResult& last() const {
        return last_;
    }

private:
    [[nodiscard]] Health judge() const;

    const ProbePlan* plan_;
    Health health_ = Health::unknown;
    ProbeResult last_;
    // Results in a row that were at least as bad, or at least as good, as each state.
    std::array<std::uint32_t, 4> as_bad_{};
    std::array<std::uint32_t, 4> as_good_{};
};

}  // namespace fortify::run
