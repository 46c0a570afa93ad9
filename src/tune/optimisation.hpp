#pragma once

#include "slo/expectation.hpp"
#include "tune/goal.hpp"
#include "tune/optimiser.hpp"
#include "tune/pool.hpp"
#include "tune/specimen.hpp"
#include "tune/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

struct OptimiseRequest {
    std::vector<Variation> variations;
    Goal goal;
    std::vector<slo::Expectation> slos;    // to be held; at least one that counts
    std::vector<double> intensities{1.0};  // of the faults: each seed is simulated at all of them
    std::size_t trials = 2000;             // at most, of everything together
    std::size_t fresh_seeds = 64;          // on which the result is judged in the end
};

// One set of values over many seeds and all intensities.
struct Standing {
    std::size_t seeds = 0;
    std::size_t held = 0;                        // seeds on which every SLO held at every intensity
    std::vector<std::optional<double>> margins;  // by SLO: the worst
    std::vector<bool> slos_held;                 // by SLO: in every trial
    // The goal, where it had a value.
    std::optional<double> median;
    std::optional<double> worst;
};

// Why nothing met all SLOs.
struct Conflict {
    struct Alone {
        bool was_met = false;               // by some point, in all of its trials
        std::optional<double> best_margin;  // the largest that a point had in its worst trial
    };
    std::vector<Alone> slos;                                 // by SLO
    std::vector<std::pair<std::size_t, std::size_t>> apart;  // each met somewhere, both nowhere
};

struct Optimisation {
    std::string name;  // of the scenario
    std::uint64_t seed = 0;
    OptimiseRequest request;
    // On the command line.
    Setting given;
    std::optional<std::uint64_t> given_seed;
    Point before;  // a value without text: the scenario gives none
    SearchResult search;
    // On fresh seeds where the search has found something, else on its own.
    bool is_confirmed = false;
    std::uint64_t first_fresh_seed = 0;
    std::optional<Standing> was;
    std::optional<Standing> is;
    Effects effects;                   // around the result; empty when there is none
    std::optional<Conflict> conflict;  // of what is infeasible
    std::size_t trials = 0;            // simulated
    std::uint64_t calls = 0;

    // Every SLO held on every fresh seed.
    [[nodiscard]] bool holds() const {
        return is_confirmed && is->held == is->seeds;
    }
    [[nodiscard]] bool is_interrupted() const {
        return search.end == SearchResult::End::interrupted;
    }
    // What differs from the scenario.
    [[nodiscard]] Setting changes() const;
};

// The fewest trials that make sense of a request.
[[nodiscard]] std::size_t least_trials(const OptimiseRequest& request);

// Trial t of the search is seed + t / intensities at intensity t % intensities. Seeds of the final judgement
// were used by nothing before.
[[nodiscard]] Optimisation optimise(const Specimen& specimen,
                                    const OptimiseRequest& request,
                                    const PoolOptions& pool);

}  // namespace fortify::tune
