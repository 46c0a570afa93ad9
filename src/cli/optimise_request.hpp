#pragma once

#include "cli/options.hpp"
#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "tune/optimisation.hpp"
#include "tune/specimen.hpp"

namespace fortify::cli {

// What the flags of `optimise` ask for; the error: all that is wrong with them.
[[nodiscard]] Result<tune::OptimiseRequest, Diagnostics> request_of(const OptimiseOptions& options,
                                                                    const tune::Specimen& specimen);

}  // namespace fortify::cli
