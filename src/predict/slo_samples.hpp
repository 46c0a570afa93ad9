#pragma once

#include "core/time.hpp"
#include "predict/forecast.hpp"
#include "run/plan.hpp"
#include "slo/expectation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fortify::predict {

enum class Decidable : std::uint8_t {
    yes,
    no,       // the run cannot decide it, whatever happens
    depends,  // on what happens in the run; not computed
};
[[nodiscard]] std::string_view name_of(Decidable decidable);

// Whether a run of this plan will have what an SLO needs: samples, whole windows, time after an event.
struct SloForecast {
    std::string text;
    slo::Severity severity{};
    Decidable decidable{};
    std::vector<std::string> reasons;  // one for each condition that is not decided
};

[[nodiscard]] std::vector<SloForecast> slo_forecasts(const run::Plan& plan, const Forecast& forecast);

}  // namespace fortify::predict
