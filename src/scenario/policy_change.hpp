#pragma once

#include "run/action.hpp"
#include "scenario/draft.hpp"

#include <string>
#include <vector>

namespace fortify::scenario {

// The actions of the form `set policy.client.retry.max_attempts = 1`. Each gives its policy other settings,
// which are read and checked as if the file said so, after those of the actions before it in time.
class PolicyChanges {
public:
    explicit PolicyChanges(const Section& root) : root_(root) {
    }

    // False when it does not read, which is reported.
    [[nodiscard]] bool read(const Section& section, const Draft& draft, run::ActionPlan& action);
    // Once all actions are read: fills in their settings.
    void apply(Draft& draft);

private:
    struct Change {
        std::size_t action = 0;  // in the plan
        PolicyIndex policy = 0;
        std::vector<std::string> path;  // within the policy
        Node value;
        SourceSpan span;  // of `do`
    };

    void read_again(Change& change, Node& settings, Draft& draft) const;

    const Section& root_;
    std::vector<Change> changes_;
};

}  // namespace fortify::scenario
