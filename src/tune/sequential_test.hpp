#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace fortify::tune {

enum class Decision : std::uint8_t { holds, breaks };

// Tells after as few trials as possible whether something holds in most runs: the sequential probability
// ratio test of Wald (Sequential Tests of Statistical Hypotheses, Ann. Math. Stat. 16, 1945). Where it really
// holds in a share of `often` or more, or of `seldom` or less, the decision is wrong with a probability of
// `error` at most; in between either is right enough.
class SequentialTest {
public:
    struct Settings {
        double often = 0.9;
        double seldom = 0.5;
        double error = 0.05;
    };

    explicit SequentialTest(const Settings& settings);

    void add(Decision trial);
    // None: more trials are needed.
    [[nodiscard]] std::optional<Decision> decision() const;
    // Whichever is likelier by now.
    [[nodiscard]] Decision leaning() const {
        return evidence_ >= 0 ? Decision::holds : Decision::breaks;
    }

private:
    double per_hold_;   // what a trial that held adds to the evidence
    double per_break_;  // likewise; negative
    double enough_;
    double evidence_ = 0;  // logarithm of the ratio of likelihoods
};

}  // namespace fortify::tune
