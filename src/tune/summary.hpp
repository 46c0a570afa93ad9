#pragma once

#include "slo/measurement.hpp"
#include "tune/trial.hpp"
#include "tune/variation.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::tune {

// One number over the seeds.
struct Spread {
    double mean = 0;
    double low = 0;
    double high = 0;
};

// What the trials of one set of values came to together.
struct Summary {
    std::size_t trials = 0;
    std::size_t passed = 0;
    std::size_t breached = 0;                     // stopped ones included
    std::size_t undecided = 0;                    // inconclusive
    std::optional<double> worst_margin;           // of any SLO under any seed
    std::vector<std::optional<Spread>> measured;  // as Wanted::measurements; none: under no seed

    [[nodiscard]] bool all_passed() const {
        return trials > 0 && passed == trials;
    }
};
[[nodiscard]] Summary summarise(std::span<const Trial> trials, std::size_t measurements);

// Which of several rows of numbers no other row beats: no worse in every number and better in one (Pareto).
// Rows in which a number is missing are beaten by all.
[[nodiscard]] std::vector<bool> pareto_front(const std::vector<std::vector<std::optional<double>>>& rows,
                                             const std::vector<slo::Better>& better);

// What each key is called beside the others: as much of the end of its path as tells them apart, and at least
// so many words.
[[nodiscard]] std::vector<std::string> short_names(const std::vector<Variation>& variations,
                                                   std::size_t least_words = 1);

}  // namespace fortify::tune
