#pragma once

#include "core/result.hpp"
#include "slo/measurement.hpp"
#include "tune/comparison.hpp"
#include "tune/pool.hpp"
#include "tune/specimen.hpp"
#include "tune/stored_report.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// How the runs came about.
enum class Origin : std::uint8_t { simulated, repeated, stored };

// One of the two.
struct Contestant {
    std::string label;       // file and changes
    std::size_t runs = 0;    // of those that were made or read
    std::size_t passed = 0;  // of these, every SLO held
};

// Two sides, their runs, and what comes out of them.
struct Contest {
    Origin origin{};
    Contestant base;
    Contestant head;
    std::optional<std::uint64_t> first_seed;   // where the seeds follow each other
    std::optional<std::size_t> same_arrivals;  // pairs with equally many calls; none where there are no pairs
    std::vector<Samples> samples;
    std::vector<std::string> notes;  // sentences on why the sides may not be comparable
    Comparison comparison;
};

// What is measured where nobody asks for anything else.
[[nodiscard]] std::vector<std::string> usual_metrics(const run::Plan& base, const run::Plan& head);

struct PairedRuns {
    const run::Plan& base;
    const run::Plan& head;
    std::vector<slo::Measurement> base_metrics;
    std::vector<slo::Measurement> head_metrics;  // the same ones
    std::uint64_t first_seed = 0;
    std::size_t pairs = 0;
};
// Simulates both plans with the same seeds, so that both meet the same arrivals and faults as far as what is
// drawn has the same name (common random numbers), and compares them. Cancelled, it has those before the
// first pair that was not done.
[[nodiscard]] Contest simulate_pairs(const PairedRuns& runs, const Rules& rules, const PoolOptions& pool);

// Likewise over reports. They are pairs where both sides have the same seeds, each once; `rules.pairing` and
// `rules.noise` are set accordingly.
struct StoredRuns {
    std::vector<StoredReport> base;
    std::vector<StoredReport> head;
    std::vector<std::string> metrics;  // empty: the usual ones
};
// What is wrong with a metric: mistakes in how it is written, or why the reports do not have it.
struct Refusal {
    Diagnostics mistakes;
    std::string reason;
    std::string help;
};
[[nodiscard]] Result<Contest, Refusal> compare_stored(StoredRuns runs, Rules rules);

[[nodiscard]] Samples samples_of(const slo::Measurement& measurement);

}  // namespace fortify::tune
