#pragma once

#include "core/result.hpp"
#include "run/plan.hpp"

#include <string>

namespace fortify::cli {

// Refuses targets of which it is plain before the run that [safety] forbids them: an address written in
// the URL that is not allowed. Names are only known to lead somewhere when they are connected to.
[[nodiscard]] Result<Done, std::string> check_reach(const run::Plan& plan);

}  // namespace fortify::cli
