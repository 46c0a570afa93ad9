#include "tune/sequential_test.hpp"

#include <cmath>

namespace fortify::tune {

SequentialTest::SequentialTest(const Settings& settings)
    : per_hold_(std::log(settings.often / settings.seldom)),
      per_break_(std::log((1 - settings.often) / (1 - settings.seldom))),
      enough_(std::log((1 - settings.error) / settings.error)) {
}

void SequentialTest::add(Decision trial) {
    evidence_ += trial == Decision::holds ? per_hold_ : per_break_;
}

std::optional<Decision> SequentialTest::decision() const {
    if (std::abs(evidence_) < enough_) {
        return std::nullopt;
    }
    return leaning();
}

}  // namespace fortify::tune
