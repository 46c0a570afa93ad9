#pragma once

#include "core/time.hpp"
#include "core/units.hpp"
#include "predict/formulas.hpp"
#include "predict/slo_samples.hpp"
#include "predict/verdict.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a run would do, computed from its plan alone: nothing is sent, nothing simulated. Where no closed form
// is known the value is none, and whoever shows it says "not computed".
namespace fortify::predict {

// How good a count is.
enum class Basis : std::uint8_t {
    expected,  // with its interval
    at_most,   // closed loads make no more than this, however fast the answers come
    unknown,   // closed loads on a target without a model
};

struct CallsForecast {
    Range calls;
    Basis basis = Basis::expected;
    double peak = 0;  // a second
};

struct PhaseForecast {
    std::string name;
    Interval when;
    bool measured = true;
    CallsForecast calls;
};

struct LoadForecast {
    std::string name;
    TargetIndex target = 0;
    CallsForecast calls;
    // Of closed loads on a target with a model, by the interactive response time law.
    std::optional<Closed> closed;
};

struct FaultForecast {
    std::string id;
    std::string kind;
    TargetIndex target = 0;               // unless it is
    std::optional<ServiceIndex> service;  // inside one that is named
    std::optional<ProxyIndex> proxy;      // or at a proxy
    bool in_service = false;
    Basis basis = Basis::expected;
    std::optional<Range> eligible;  // attempts on its target within its windows; none: not computed
    std::optional<Range> fired;     // of these; none inside a service, where it touches jobs
    std::optional<double> failure;  // share of the attempts in its windows that fail by it
    bool may_be_kept_away = false;  // a breaker, limiter or bulkhead may let fewer attempts through
};

struct TargetForecast {
    std::string name;
    std::string policy;  // empty: none
    double peak = 0;     // calls a second
    std::uint32_t most_attempts = 1;
    std::optional<double> budget;          // retries for each call, its floor at the peak rate included
    std::optional<double> without_faults;  // attempts a call
    std::optional<double> with_faults;     // attempts a call while the worst of its faults is on
    double worst = 1;                      // when every attempt fails
    // By Little's law: calls inside at the peak rate, as usual and when every attempt runs into its timeout.
    std::optional<double> inside_usual;
    std::optional<double> inside_worst;   // none: nothing ends an attempt that gets no answer
    std::optional<std::uint32_t> places;  // of the bulkhead, over all client instances
};

struct ServiceForecast {
    std::string name;
    std::uint32_t workers = 0;  // of all instances
    double capacity = 0;        // mu, jobs a second
    double arrivals = 0;        // lambda at the peak, first attempts only
    double load = 0;            // rho = lambda / mu
    double load_mean = 0;       // over the whole run
    double load_retries =
        0;  // rho when every attempt fails: rho (1 + retries), along the whole chain of calls
    double load_budget = 0;              // the same with retry budgets where there are some
    double depth_factor = 1;             // load_retries / load
    std::optional<double> wait_seconds;  // mean time in the queue at the peak
    std::optional<double> queue_bound;   // T mu; none without a timeout
    std::optional<std::uint64_t> queue_limit;
    double workers_needed = 0;  // by Little's law: lambda times the service time
    Stability stability{};
    std::string sentence;             // why, with the number that decides
    std::vector<std::string> advice;  // what to change
    bool is_bound = false;            // closed loads: at most so much
};

struct Prediction {
    Duration length{0};
    CallsForecast calls;
    std::vector<PhaseForecast> phases;
    std::vector<LoadForecast> loads;
    std::vector<FaultForecast> faults;
    std::vector<TargetForecast> targets;
    std::vector<ServiceForecast> services;
    std::vector<SloForecast> slos;
    Stability stability{};  // of the worst service
    std::string sentence;
    std::vector<std::string> notes;  // what it leaves out of this plan
};

[[nodiscard]] Prediction predict(const run::Plan& plan);

}  // namespace fortify::predict
