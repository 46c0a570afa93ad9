#pragma once

#include "core/time.hpp"
#include "run/plan.hpp"

#include <cstdint>

namespace fortify::run {

// The safety catch of a run: how many calls may begin, how fast, and how many at once. It looks at each
// call before it begins; addresses are checked where connections are made.
class Guard {
public:
    explicit Guard(const SafetyPlan& safety) : safety_(safety) {
    }

    enum class Ruling : std::uint8_t {
        go,
        hold_back,  // this call must not begin: over max_rate or max_in_flight
        end,        // the run must end: max_calls have begun
    };

    [[nodiscard]] Ruling admit(Instant now, std::uint32_t in_flight) {
        if (begun_ >= safety_.max_calls) {
            return Ruling::end;
        }
        if (now >= after(window_start_, 1s)) {
            window_start_ = now;
            in_window_ = 0;
        }
        if (in_flight >= safety_.max_in_flight || in_window_ + 1 > safety_.max_rate.per_second) {
            return Ruling::hold_back;
        }
        ++begun_;
        ++in_window_;
        return Ruling::go;
    }

    [[nodiscard]] std::uint64_t begun() const {
        return begun_;
    }

private:
    const SafetyPlan& safety_;
    std::uint64_t begun_ = 0;
    Instant window_start_ = run_start;
    double in_window_ = 0;
};

}  // namespace fortify::run
