#pragma once

#include "fault/fault.hpp"
#include "scenario/draft.hpp"
#include "scenario/kind_keys.hpp"

#include <array>
#include <string_view>

namespace fortify::scenario {

inline constexpr std::array service_fault_kinds{
    KindKeys{"stall", " service instance ", ""},
    KindKeys{"slow", " service instance factor probability ", ""},
    KindKeys{"errors", " service instance status probability ", ""},
    KindKeys{"crash", " service instance ", ""},
    KindKeys{"capacity", " service instance workers ", "workers"},
    KindKeys{"pause", " service instance period pause ", "period"},
    KindKeys{"cache_flush", " service instance ", ""},
    KindKeys{"pool_leak", " service instance probability ", ""},
};

// A fault inside a service; the section has its kind. Also which instance it hits.
void read_service_fault(const Section& section, std::string_view kind, fault::FaultConfig& fault);
// Of the key `service`, in place of a target: the service that it hits.
void read_service_of(const Section& section, Draft& draft, fault::FaultConfig& fault);
// Whether the service that it hits has what it is about.
void check_service_fault(const Section& section,
                         const service::ServiceConfig& service,
                         const fault::FaultConfig& fault);

}  // namespace fortify::scenario
