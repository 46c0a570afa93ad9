#pragma once

#include "tune/pool.hpp"
#include "tune/swarm.hpp"
#include "tune/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// What one drawn scenario came to.
struct Explored {
    enum class State : std::uint8_t {
        held,
        breached,
        stopped,    // by its stop condition: breached, too
        undecided,  // too few samples, a fault that never fired
        unusable,   // nothing that was drawn reads
    };
    std::uint64_t seed = 0;
    State state = State::unusable;
    std::vector<std::size_t> breached;  // SLOs of the scenario, by number
    std::optional<double> margin;       // the worst, relative to its limit; none: nothing could be measured
    double load = 1;
    std::vector<std::string> faults;
    std::uint64_t calls = 0;

    [[nodiscard]] bool failed() const {
        return state == State::breached || state == State::stopped;
    }
};

struct Exploration {
    std::string name;  // of the scenario
    std::string file;
    std::string command;  // that draws the same scenarios, without the seeds: "fortify explore shop.toml"
    SwarmLimits limits;
    std::uint64_t first = 1;  // seeds
    std::uint64_t last = 1;
    std::vector<std::string> slos;
    std::vector<Explored> seeds;  // those that are done, in their order
    std::uint64_t calls = 0;

    [[nodiscard]] std::size_t count(Explored::State state) const;
    [[nodiscard]] std::size_t failed() const;
    // False: interrupted.
    [[nodiscard]] bool is_complete() const;
    // Writes the scenario of a seed to `drawn_file`.
    [[nodiscard]] std::string write_command(std::uint64_t seed) const;
};
inline constexpr const char* drawn_file = "failing.toml";

// Draws and simulates each seed from `first` to `last`; what was done when it was cancelled stays.
[[nodiscard]] Exploration explore(const Swarm& swarm,
                                  std::uint64_t first,
                                  std::uint64_t last,
                                  const PoolOptions& pool);

// Failures of one kind: the same SLOs breached.
struct FailureGroup {
    std::vector<std::size_t> breached;   // none: the stop condition alone
    std::vector<const Explored*> seeds;  // the worst first
    // A fault that more than half of them have, and more often than all seeds; the commonest first.
    struct Suspect {
        std::string fault;
        std::size_t times = 0;
    };
    std::vector<Suspect> suspects;
};
// The largest first.
[[nodiscard]] std::vector<FailureGroup> group_failures(const Exploration& exploration);

}  // namespace fortify::tune
