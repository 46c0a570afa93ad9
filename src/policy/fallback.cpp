#include "policy/fallback.hpp"

namespace fortify::policy {

std::bitset<cause_count> FallbackConfig::default_fallback_causes() {
    std::bitset<cause_count> causes;
    for (std::size_t index = 0; index < cause_count; ++index) {
        const OutcomeClass outcome = class_of(static_cast<Cause>(index));
        causes.set(index, outcome == OutcomeClass::failure || outcome == OutcomeClass::rejected);
    }
    return causes;
}

std::optional<Outcome> Fallback::answer(const Outcome& outcome) const {
    const OutcomeClass kind = outcome.outcome_class();
    const bool has_failed = kind == OutcomeClass::failure || kind == OutcomeClass::rejected;
    if (!has_failed || !config_.on.test(static_cast<std::size_t>(outcome.cause))) {
        return std::nullopt;
    }
    return Outcome{.status = config_.status, .from_fallback = true};
}

}  // namespace fortify::policy
