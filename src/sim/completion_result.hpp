#pragma once

#include "run/ports.hpp"
#include "service/service_model.hpp"

namespace fortify::sim {

// What a caller gets of the end of its job.
[[nodiscard]] run::AttemptResult result_of(const service::Completion& completion);

}  // namespace fortify::sim
