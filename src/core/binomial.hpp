#pragma once

#include <cstddef>

namespace fortify {

struct ShareInterval {
    double low = 0;
    double high = 1;
};

// Where the true share lies with 95 % confidence when `hits` of `trials` independent ones hit (Wilson 1927);
// unlike the textbook interval it is sound for small counts and for shares near 0 and 1. `trials` > 0. Of
// dependent ones give the numbers of independent ones that tell as much.
[[nodiscard]] ShareInterval wilson_interval(double hits, double trials);

// The share that the true one is at least, with this confidence, when `hits` of `trials` independent ones
// hit: the lower end of the exact interval of Clopper and Pearson (1934), one-sided. Of 64 hits in 64 trials
// at 95 % it is 95.4 %, as the rule of three has it. `trials` > 0, 0 < confidence < 1.
[[nodiscard]] double least_share(std::size_t hits, std::size_t trials, double confidence);

}  // namespace fortify
