#pragma once

namespace fortify {

struct ShareInterval {
    double low = 0;
    double high = 1;
};

// Where the true share lies with 95 % confidence when `hits` of `trials` independent ones hit (Wilson 1927);
// unlike the textbook interval it is sound for small counts and for shares near 0 and 1. `trials` > 0. Of
// dependent ones give the numbers of independent ones that tell as much.
[[nodiscard]] ShareInterval wilson_interval(double hits, double trials);

}  // namespace fortify
