#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "tune/dial.hpp"
#include "tune/pool.hpp"
#include "tune/specimen.hpp"
#include "tune/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// A failing scenario made as small as it goes.
struct Shrunk {
    enum class End : std::uint8_t {
        smallest,   // no fault can go, no dial can go lower
        holds,      // it does not fail under every seed: there is nothing to shrink
        cut_short,  // interrupted; the text still fails
    };
    struct Turn {  // of a dial
        Dial dial;
        double now = 0;
    };
    std::string name;  // of the scenario
    std::string file;
    End end = End::holds;
    std::string slo;               // what is breached, and stays so
    std::optional<double> margin;  // of it, under the seed that comes nearest to holding
    std::optional<double> first_margin;
    std::uint64_t seed = 0;
    std::size_t seeds = 1;
    std::vector<std::string> removed;
    std::vector<std::string> kept;
    std::vector<std::string> needed;  // of them: something else speaks of them
    std::vector<Turn> turns;  // of the dials of those that are kept, also those that stay where they are
    std::string text;         // of the scenario, smaller
    std::size_t trials = 0;
    std::uint64_t calls = 0;
};

// First the fewest faults with which the SLO that is breached most is still breached under every one of
// `seeds` seeds from the scenario's own on: ddmin (Zeller and Hildebrandt, "Simplifying and Isolating
// Failure-Inducing Input", IEEE TSE 28, 2002). Then how long and how hard each of them is, by sections,
// towards where it does nothing, until nothing goes lower by a twentieth. Whatever stands in the result has
// been simulated and failed. Candidates of a step are simulated side by side, and the first of them that
// fails is taken whoever ends first. The error: the overrides cannot be written into the text.
[[nodiscard]] Result<Shrunk, Diagnostics> shrink(const Specimen& specimen,
                                                 std::size_t seeds,
                                                 const PoolOptions& pool);

}  // namespace fortify::tune
