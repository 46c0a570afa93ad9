#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/fault.hpp"
#include "load/arrivals.hpp"
#include "load/users.hpp"
#include "measure/recorder.hpp"
#include "policy/chain.hpp"
#include "run/action.hpp"
#include "run/probe.hpp"
#include "service/service_model.hpp"
#include "slo/expectation.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fortify::run {

// A request as it goes on the wire: what is needed to send it, nothing of how.
struct RequestTemplate {
    std::string name;  // of the entry in the mix; empty without one
    std::string method = "GET";
    std::string path;  // appended to the target's URL; empty: the URL as it stands
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    double weight = 1;
};

struct TargetPlan {
    std::string name;
    std::string url;                              // empty for a built-in service
    std::optional<ServiceIndex> service;          // built-in service behind it
    std::optional<service::ServiceConfig> model;  // what `simulate` uses for a URL
    std::string unix_socket;
    std::vector<RequestTemplate> requests;  // at least one
    std::bitset<600> success;               // statuses that count as success
    std::optional<PolicyIndex> policy;      // none: straight to the wire
    bool verify_tls = true;
    bool http2 = false;
};

// A proxy for the clients of others: what it does to them are the faults that name it.
struct ProxyPlan {
    enum class Protocol : std::uint8_t { tcp, http };
    std::string name;
    std::string listen;    // "127.0.0.1:9001"
    std::string upstream;  // likewise, or "unix:/run/redis.sock"
    Protocol protocol = Protocol::tcp;
    Duration connect_timeout = 10s;
    bool enabled = true;
};

struct PhasePlan {
    std::string name;
    Interval when;
    bool measured = true;
};

struct OpenLoad {
    load::Spacing spacing = load::Spacing::poisson;
    std::vector<load::RateSegment> segments;
};
struct LoadPlan {
    std::string name;  // "load", or "load[1]" when there are several
    TargetIndex target = 0;
    std::variant<OpenLoad, load::Users::Config> model;
};

struct SafetyPlan {
    std::vector<std::string> allow{"127.0.0.0/8",
                                   "::1/128"};  // networks or host names; unix sockets are always local
    Rate max_rate{10'000};                      // calls begun a second, averaged over one second
    std::uint64_t max_calls = 1'000'000;
    std::uint32_t max_in_flight = 10'000;
    bool max_in_flight_is_set = false;  // else a run on a machine with few descriptors lowers it
    Duration deadline = 15min;          // of the whole run
    Duration drain = 10s;               // time to wait for calls in flight at the end
    bool allow_exec = false;            // commands of probes and actions may be run
};

// Everything a run needs, complete and checked: what `scenario/` makes of the file. Faults on services
// are in `faults`, too; `backends_of` translates them.
struct Plan {
    // In plan.cpp: compiled wherever a plan is held they would be much of what there is to compile.
    Plan();
    Plan(const Plan& other);
    Plan(Plan&& other) noexcept;
    Plan& operator=(const Plan& other);
    Plan& operator=(Plan&& other) noexcept;
    ~Plan();

    std::string name;
    std::string description;
    std::uint64_t seed = 1;
    std::uint16_t client_instances = 1;
    std::vector<TargetPlan> targets;
    std::vector<service::ServiceConfig> services;
    std::vector<LoadPlan> loads;
    std::vector<PhasePlan> phases;  // at least one, contiguous from run_start
    std::vector<policy::ChainConfig> policies;
    std::vector<ProxyPlan> proxies;
    std::vector<fault::FaultConfig> faults;
    std::vector<ProbePlan> probes;
    std::vector<ActionPlan> actions;
    std::vector<slo::Expectation> slos;
    std::optional<slo::Expectation> stop;
    SafetyPlan safety;
    // Values that came from the environment: never to be printed.
    std::vector<std::string> secrets;

    [[nodiscard]] Instant end() const {
        // Proxies alone go on until they are told to end.
        return phases.empty() ? (proxies.empty() ? run_start : never) : phases.back().when.end;
    }
};

// The path that the request asks for, without scheme and authority.
[[nodiscard]] std::string path_of(const TargetPlan& target, const RequestTemplate& request);
// The built-in service behind a target, or the model beside its URL; null when it has neither.
[[nodiscard]] const service::ServiceConfig* service_behind(const Plan& plan, const TargetPlan& target);
// When the driver's clock begins: so long before the start of the run as it may have to wait for its probes.
[[nodiscard]] Instant opening_of(const Plan& plan);
// When the first fault or action disturbs the targets; `never` without any.
[[nodiscard]] Instant first_disturbance(const Plan& plan);
// The commands that a run would have run, as they are written.
[[nodiscard]] std::vector<std::string> commands_of(const Plan& plan);

// Scopes and names for the recorder.
[[nodiscard]] measure::Layout layout_of(const Plan& plan);

}  // namespace fortify::run
