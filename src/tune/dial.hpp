#pragma once

#include "run/plan.hpp"
#include "scenario/node.hpp"
#include "tune/specimen.hpp"
#include "tune/value.hpp"

#include <string>
#include <vector>

namespace fortify::tune {

// A number that makes a fault of the scenario smaller or larger.
struct Dial {
    std::string fault;  // its id
    std::string path;   // as --set takes it: "fault.burst.when.mean_rate"
    Kind kind{};
    double value = 0;    // as it stands
    double neutral = 0;  // where the fault does nothing: shares and times 0, factors 1, all workers
};

// The dials of every fault: how long it lasts, whom it hits, how hard.
[[nodiscard]] std::vector<Dial> dials_of(const scenario::Node& root, const run::Plan& plan);

// The ids of the faults, in the order of the file.
[[nodiscard]] std::vector<std::string> fault_ids(const scenario::Node& root);

// Those without which the scenario still reads: nothing else speaks of them.
[[nodiscard]] std::vector<std::string> removable_faults(const Specimen& specimen);

}  // namespace fortify::tune
