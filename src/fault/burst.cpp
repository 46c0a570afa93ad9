#include "fault/burst.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::fault {
namespace {

// How often a number must settle the state, at least: it bounds how far one looks back.
constexpr double least_chance = 1e-6;

}  // namespace

std::optional<CallBursts> CallBursts::create(const BurstByCall& burst, std::uint64_t seed) {
    if (!(burst.mean_rate > 0 && burst.mean_rate < 1 && burst.mean_burst >= 1)) {
        return std::nullopt;
    }
    const double to_good = 1 / burst.mean_burst;
    const double to_bad = to_good * burst.mean_rate / (1 - burst.mean_rate);
    const double sum = to_bad + to_good;
    if (to_bad > 1 || sum < least_chance || 2 - sum < least_chance) {
        return std::nullopt;
    }
    return CallBursts(seed, to_bad, to_good, burst.mean_rate);
}

CallBursts::CallBursts(std::uint64_t seed, double to_bad, double to_good, double mean_rate)
    : seed_(seed),
      to_bad_(to_bad),
      to_good_(to_good),
      mean_rate_(mean_rate),
      form_(to_bad + to_good <= 1 ? Form::renewed : Form::swapped) {
}

bool CallBursts::is_bad(std::uint64_t call) {
    return is_bad(call, mean_rate_);
}

bool CallBursts::is_bad(std::uint64_t call, double mean_rate) {
    const auto number = static_cast<std::int64_t>(call);
    if (form_ == Form::swapped) {
        return is_bad_by_swaps(number);
    }
    return draw(renewal(number), 1) < mean_rate;
}

// The last number, up to this one, at which the state is drawn anew. Numbers below zero are as good as
// others: the run begins somewhere in the middle of the chain.
std::int64_t CallBursts::renewal(std::int64_t number) {
    if (number >= renewed_at_ && number <= known_until_) {
        return renewed_at_;
    }
    std::int64_t back = number;
    while (draw(back, 0) >= to_bad_ + to_good_) {
        --back;
        if (back == known_until_) {
            known_until_ = number;
            return renewed_at_;
        }
    }
    if (number > known_until_) {
        renewed_at_ = back;
        known_until_ = number;
    }
    return back;
}

// Below 1 - p both states turn good, from r on both turn bad, between the two they change places.
bool CallBursts::is_bad_by_swaps(std::int64_t number) const {
    bool swapped = false;
    for (;; --number) {
        const double drawn = draw(number, 0);
        if (drawn < 1 - to_bad_) {
            return swapped;
        }
        if (drawn >= to_good_) {
            return !swapped;
        }
        swapped = !swapped;
    }
}

TimeBursts::TimeBursts(const BurstByTime& burst, std::uint64_t seed) : seed_(seed) {
    const double on = static_cast<double>(burst.mean_on.count());
    const double off = static_cast<double>(burst.mean_off.count());
    FORTIFY_ASSERT(on > 0 && off > 0);
    share_ = on / (on + off);
    const double rate = 1 / on + 1 / off;
    cell_ = std::max<std::int64_t>(1, std::llround(1 / rate));
    renewals_a_cell_ = rate * static_cast<double>(cell_);
    none_ = std::exp(-renewals_a_cell_);
}

bool TimeBursts::is_on(Instant when) const {
    return is_on(when, share_);
}

bool TimeBursts::is_on(Instant when, double share) const {
    const std::int64_t since = when.time_since_epoch().count();
    std::int64_t cell = since / cell_ - (since % cell_ < 0 ? 1 : 0);
    for (Instant until = when;; until = never, --cell) {
        if (const auto renewal = last_in(cell, until)) {
            return uniform_at(seed_, static_cast<std::uint64_t>(cell), 2 * *renewal) < share;
        }
    }
}

// Poisson, by inversion.
std::uint64_t TimeBursts::renewals_in(std::int64_t cell) const {
    constexpr std::uint64_t far_beyond = 64;  // for a mean near 1
    double rest = uniform_at(seed_, static_cast<std::uint64_t>(cell), 0);
    double chance = none_;
    std::uint64_t count = 0;
    while (rest >= chance && count < far_beyond) {
        rest -= chance;
        ++count;
        chance *= renewals_a_cell_ / static_cast<double>(count);
    }
    return count;
}

std::optional<std::uint64_t> TimeBursts::last_in(std::int64_t cell, Instant until) const {
    const Instant start = run_start + Duration{cell * cell_};
    std::optional<std::uint64_t> last;
    double latest = -1;
    const std::uint64_t count = renewals_in(cell);
    for (std::uint64_t renewal = 1; renewal <= count; ++renewal) {
        const double place = uniform_at(seed_, static_cast<std::uint64_t>(cell), 2 * renewal + 1);
        const Instant when = start + Duration{static_cast<std::int64_t>(place * static_cast<double>(cell_))};
        if (when <= until && place > latest) {
            last = renewal;
            latest = place;
        }
    }
    return last;
}

}  // namespace fortify::fault
