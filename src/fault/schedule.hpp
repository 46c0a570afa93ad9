#pragma once

#include "core/time.hpp"

#include <cstdint>

namespace fortify::fault {

// On and off again within each window, on first.
struct Duty {
    Duration on{0};
    Duration period{0};  // at least `on`
};

// A quantity of a fault that moves from the start of each window on, and stays where it arrives.
struct Ramp {
    enum class Of : std::uint8_t {
        probability,  // from and to are probabilities; of bursts: mean rates
        delay,        // factors of the delay that was drawn
        rate,         // factors of the bandwidth
    };
    enum class Shape : std::uint8_t {
        linear,
        step,         // `steps` equal jumps, the last one at the end
        exponential,  // by equal factors in equal times; both ends above zero
    };
    Of of = Of::probability;
    Shape shape = Shape::linear;
    double from = 0;
    double to = 1;
    Duration over{0};
    std::uint32_t steps = 1;
};

// Where the ramp stands so long after its start.
[[nodiscard]] double level(const Ramp& ramp, Duration since_start);

}  // namespace fortify::fault
