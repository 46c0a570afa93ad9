#pragma once

#include "core/result.hpp"
#include "tune/sequential_test.hpp"
#include "tune/variation.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// One trial of a value.
struct ProbeTrial {
    std::uint64_t seed = 0;
    std::optional<Decision> decision;   // none: it decides nothing
    bool is_stopped = false;            // by a stop condition
    std::vector<std::size_t> breached;  // of what is to hold, by number
};

// What trials of one value said.
struct Probe {
    // No answer: it could not be tried, or its trials decide nothing; `why` tells. Cut short: interrupted.
    enum class State : std::uint8_t { decided, leaning, no_answer, cut_short };
    Value value;
    State state = State::decided;
    Decision decision{};  // of the first two states
    std::size_t held = 0;
    std::size_t broke = 0;
    std::size_t undecided = 0;
    std::string why;
    std::vector<ProbeTrial> trials;  // those that were counted, in their order

    void count(ProbeTrial trial);
};

// What is sought: the value of a key up to which something holds.
struct MarginRequest {
    enum class Wanted : std::uint8_t { largest, smallest };
    enum class Opening : std::uint8_t {
        ends,      // both ends of the range first, then between them
        outwards,  // from `start` away in growing steps, so that nothing far beyond the limit is ever tried
    };
    Wanted wanted = Wanted::largest;
    Opening opening = Opening::ends;
    Kind kind{};
    double low = 0;  // the range
    double high = 0;
    double start = 0;         // of `outwards`
    double tolerance = 0.02;  // of the value; whole numbers no further than one apart
};

struct Margin {
    enum class End : std::uint8_t {
        found,        // between `holds` and `breaks`
        never_holds,  // not even at the end of the range where it should
        never_breaks,
        no_answer,  // a value on the way could not be judged; the bracket stands as it was
        cut_short,
    };
    End end = End::cut_short;
    std::optional<Probe> holds;   // the value nearest to the limit at which it holds
    std::optional<Probe> breaks;  // and at which it does not
    std::vector<Probe> probes;    // in the order in which they were made
};

// Probes that a search may make: each decision may be wrong with a share of the error that is left to all.
inline constexpr std::size_t most_probes = 32;
// So that all of a search together are right with this confidence.
[[nodiscard]] double error_of_one(double confidence);

// Bisection over a noisy question, which `ask` answers by repeated trials (SequentialTest): each answer is
// right with a stated probability, so all of them are with the sum of the rest (Bonferroni). Of wide ranges
// halves are taken by ratio. It holds on one side of the limit and breaks on the other.
[[nodiscard]] Margin find_margin(const MarginRequest& request, const std::function<Probe(const Value&)>& ask);

// The range where none is given: from the value that the scenario has, a hundredth to a hundred times, within
// the key's bounds; ratios from nothing to all.
struct Ends {
    double low = 0;
    double high = 0;
};
[[nodiscard]] Ends usual_range(const scenario::KeyInfo& key, Kind kind, double value);

}  // namespace fortify::tune
