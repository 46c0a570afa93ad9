#include "load/arrivals.hpp"

#include "core/assert.hpp"

#include <cmath>
#include <utility>

namespace fortify::load {
namespace {

double unit_exponential(Rng& rng) {
    return -std::log(1 - rng.uniform());
}

}  // namespace

Arrivals::Arrivals(RateProfile profile, Spacing spacing, Rng rng)
    : profile_(std::move(profile)), spacing_(spacing), rng_(rng) {
    position_ = spacing_ == Spacing::constant ? 0.5 : unit_exponential(rng_);
    look_up();
}

void Arrivals::advance() {
    FORTIFY_ASSERT(next_ != never);
    position_ += spacing_ == Spacing::constant ? 1 : unit_exponential(rng_);
    look_up();
}

void Arrivals::look_up() {
    next_ = profile_.instant_of(position_, hint_);
    if (next_ >= profile_.end()) {
        next_ = never;  // the end itself is outside the profile
    }
}

}  // namespace fortify::load
