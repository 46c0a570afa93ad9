#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::predict {

enum class Stability : std::uint8_t {
    not_computed,
    stable,
    vulnerable,  // a passing trigger can leave it overloaded for good
    unstable,    // overloaded without any trigger
};
[[nodiscard]] std::string_view name_of(Stability stability);

// What decides about one service.
struct Conditions {
    double load = 0;          // rho
    double load_retries = 0;  // rho when every attempt fails and is made again as often as allowed
    double load_budget = 0;   // the same within retry budgets
    bool has_budget = false;
    bool has_breaker = false;  // in every policy that retries against it
    bool is_lifo = false;
    std::uint32_t layers = 1;                  // that retry one above the other, the client included
    double arrivals = 0;                       // a second
    std::optional<double> queue_bound;         // T mu
    std::optional<std::uint64_t> queue_limit;  // over all instances
};

struct Judged {
    Stability stability{};
    std::string sentence;
    std::vector<std::string> advice;
};

// Metastability in a few numbers (Bronson et al., HotOS 2021; Huang et al., OSDI 2022): with a client timeout
// T and R retries a first-in-first-out service stays overloaded after its trigger is gone when
// rho (1 + R) > 1 and the trigger leaves a backlog of about 0.8 T mu. A retry budget b makes it rho (1 + b);
// a queue of at most T mu, last in first out, or a breaker bring it back.
[[nodiscard]] Judged judge(const Conditions& conditions);

}  // namespace fortify::predict
