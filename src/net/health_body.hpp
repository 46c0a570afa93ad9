#pragma once

#include "run/probe.hpp"

#include <string_view>

namespace fortify::net {

// What the JSON body of a good answer says about health, at the place that the check points to. The body may
// be anything.
[[nodiscard]] run::ProbeResult read_health(const run::HttpCheck& check, std::string_view body);

}  // namespace fortify::net
