#pragma once

#include "core/time.hpp"
#include "service/service_fault.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fortify::service {

// What the faults make of one instance over time, known before the run: how fast its workers go, and
// when it is down. Overlapping slow-downs multiply; a stall or a crash stops everything.
class Conditions {
public:
    struct Condition {
        Instant from;
        Instant until;
        double speed;  // work done in a unit of time
        bool is_down;
        bool is_plain;  // no stall, slow-down or crash in force
    };

    Conditions(std::span<const ServiceFault> faults, std::uint32_t instance);

    // `hint`: where to look first; updated. Instants asked for with one hint must not go back.
    [[nodiscard]] const Condition& at(Instant when, std::size_t& hint) const;
    [[nodiscard]] const Condition& at(Instant when) const;
    // When this much work is done that starts at `start`, in the condition of that index; `never` if never.
    [[nodiscard]] Instant finish(Instant start, Duration work, std::size_t condition) const;
    // Times during which the instance is down, in order and apart from one another.
    [[nodiscard]] std::span<const Interval> outages() const;

private:
    std::vector<Condition> conditions_;
    std::vector<Interval> outages_;
};

// Does the fault concern that instance?
[[nodiscard]] inline bool concerns(const ServiceFault& fault, std::uint32_t instance) {
    return !fault.instance || *fault.instance == instance;
}

}  // namespace fortify::service
