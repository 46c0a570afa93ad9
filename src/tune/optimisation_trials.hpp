#pragma once

#include "tune/optimisation.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// How far a trial is from meeting every SLO that counts: the sum of what the breached ones lack, relative to
// their limits, each at most `most_lacking`; one for each that could not be decided and for a run that came
// to no end. 0 exactly when the run passed.
[[nodiscard]] double violation_of(const Trial& trial);
inline constexpr double most_lacking = 10;

// Every trial of an optimisation: simulated on demand, over all threads, and kept.
class TrialBook {
public:
    // The references must outlive it.
    TrialBook(const Specimen& specimen, const OptimiseRequest& request, const PoolOptions& pool)
        : specimen_(specimen), request_(request), pool_(pool) {
    }

    // For the search. Values that do not go together are worse than any others.
    [[nodiscard]] std::vector<std::optional<Score>> answer(const std::vector<Question>& questions);
    // These trials of a point, in order, or of the scenario as it stands. None: interrupted.
    [[nodiscard]] std::optional<std::vector<const Trial*>> of(const Point& point,
                                                              const std::vector<std::size_t>& trials);
    [[nodiscard]] std::optional<std::vector<const Trial*>> of_scenario(
        const std::vector<std::size_t>& trials);

    // What `look` makes of the trials of each point.
    template <class Result, class Look>
    [[nodiscard]] std::vector<Result> each(Look&& look) const {
        std::vector<Result> results;
        for (const auto& [name, page] : pages_) {
            std::vector<const Trial*> trials;
            for (const auto& [number, trial] : page.trials) {
                trials.push_back(&trial);
            }
            if (!trials.empty()) {
                results.push_back(look(trials));
            }
        }
        return results;
    }

    [[nodiscard]] std::size_t trials() const {
        return trials_;
    }
    [[nodiscard]] std::uint64_t calls() const {
        return calls_;
    }
    [[nodiscard]] bool is_interrupted() const {
        return is_interrupted_;
    }

private:
    struct Page {
        std::optional<std::vector<run::Plan>> plans;  // by intensity; none: the values do not go together
        std::map<std::size_t, Trial> trials;
    };
    struct Job {
        Page* page = nullptr;
        std::size_t trial = 0;
    };

    Page& page_of(const Setting& setting);
    void simulate(const std::vector<Job>& jobs);
    [[nodiscard]] std::optional<std::vector<const Trial*>> read(Page& page,
                                                                const std::vector<std::size_t>& trials);

    const Specimen& specimen_;
    const OptimiseRequest& request_;
    const PoolOptions& pool_;
    std::map<std::string, Page> pages_;  // by values; stable addresses
    std::size_t trials_ = 0;
    std::uint64_t calls_ = 0;
    bool is_interrupted_ = false;
};

}  // namespace fortify::tune
