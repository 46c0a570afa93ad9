#pragma once

#include "core/time.hpp"
#include "service/pauses.hpp"
#include "service/service_config.hpp"
#include "service/service_fault.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fortify::service {

// What the faults make of one instance over time, known before the run: how fast its workers go, how
// many of them there are, and when it is down. Overlapping slow-downs multiply, the least capacity counts;
// a stall, a pause or a crash stops everything.
class Conditions {
public:
    struct Condition {
        Instant from;
        Instant until;
        double speed;           // work done in a unit of time
        std::uint32_t workers;  // that may begin work
        bool is_down;
        bool is_plain;  // no stall, slow-down, pause or crash in force
    };

    Conditions(const ServiceConfig& config, std::span<const ServiceFault> faults, std::uint32_t instance);

    // `hint`: where to look first; updated. Instants asked for with one hint must not go back.
    [[nodiscard]] Condition at(Instant when, std::size_t& hint) const {
        while (conditions_[hint].until <= when && hint + 1 < conditions_.size()) {
            ++hint;
        }
        return pauses_.empty() ? conditions_[hint] : with_pauses(conditions_[hint], when);
    }
    [[nodiscard]] Condition at(Instant when) const;
    // When this much work is done that starts at `start`; `never` if never. `hint` as it is after `at`.
    [[nodiscard]] Instant finish(Instant start, Duration work, std::size_t hint) const;
    // Times during which the instance is down, in order and apart from one another.
    [[nodiscard]] std::span<const Interval> outages() const;

private:
    [[nodiscard]] Condition with_pauses(const Condition& condition, Instant when) const;
    [[nodiscard]] std::int64_t whole_periods(Instant start, double work, const Condition& condition) const;

    std::vector<Condition> conditions_;  // without the pauses
    std::vector<Pauses> pauses_;
    std::vector<Interval> outages_;
};

// The stops of a pause fault, or of the service's own pauses, at this instance: those of `instances` are
// spread over the period.
[[nodiscard]] Pauses pauses_of(const ServiceFault& fault, std::uint32_t instance, std::uint32_t instances);

}  // namespace fortify::service
