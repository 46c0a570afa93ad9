#pragma once

#include "fault/fault.hpp"
#include "scenario/draft.hpp"
#include "scenario/kind_keys.hpp"

#include <array>
#include <string_view>

namespace fortify::scenario {

inline constexpr std::array wire_fault_kinds{
    KindKeys{"latency", " delay of inject ", "delay"},
    KindKeys{"status", " status retry_after inject ", ""},
    KindKeys{"dns", " problem delay ", ""},
    KindKeys{"slow_connect", " delay ", "delay"},
    KindKeys{"refuse", " inject ", ""},
    KindKeys{"connect_timeout", " ", ""},
    KindKeys{"tls", " problem ", ""},
    KindKeys{"black_hole", " ", ""},
    KindKeys{"duplicate", " ", ""},
    KindKeys{"reset", " on after ", ""},
    KindKeys{"slow_first_byte", " delay ", "delay"},
    KindKeys{"half_open", " after ", ""},
    KindKeys{"truncate", " after ", "after"},
    KindKeys{"corrupt", " where ", ""},
    KindKeys{"rewrite", " of set remove body ", ""},
    KindKeys{"slow_body", " slice pause ", "slice"},
    KindKeys{"bandwidth", " rate of ", "rate"},
};
// And what all of them have.
inline constexpr std::string_view wire_fault_keys = " probability when match ramp max_active max_total ";

// A fault on the wire; the section has its kind.
void read_wire_fault(const Section& section, std::string_view kind, fault::FaultConfig& fault);
// The tables within a fault that say which attempts it hits.
struct TriggerSections {
    explicit TriggerSections(const Section& section)
        : when(section.inner("when")), match(section.inner("match")), ramp(section.inner("ramp")) {
    }
    Section when;
    Section match;
    Section ramp;
};
void read_trigger(const Section& section, const TriggerSections& inner, fault::FaultConfig& fault);
void read_duty(const Section& section, fault::FaultConfig& fault);

// Whether its target has what it is about. `fault` has its target.
void check_wire_fault(const Section& section,
                      const TriggerSections& inner,
                      const Draft& draft,
                      const fault::FaultConfig& fault);
// Whether faults leave something to each other.
void check_faults_together(Context& context, const Draft& draft);

}  // namespace fortify::scenario
