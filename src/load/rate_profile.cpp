#include "load/rate_profile.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::load {

RateProfile::RateProfile(const std::vector<RateSegment>& segments) {
    for (const RateSegment& segment : segments) {
        FORTIFY_ASSERT(segment.when.start <= segment.when.end);
        FORTIFY_ASSERT(segment.from.per_second >= 0 && std::isfinite(segment.from.per_second));
        FORTIFY_ASSERT(segment.to.per_second >= 0 && std::isfinite(segment.to.per_second));
        FORTIFY_ASSERT(pieces_.empty() || pieces_.back().segment.when.end == segment.when.start);
        if (segment.when.length() > Duration::zero()) {
            const double seconds = to_seconds(segment.when.length());
            pieces_.push_back({segment, total_, seconds});
            total_ += (segment.from.per_second + segment.to.per_second) / 2 * seconds;
        }
    }
}

const RateProfile::Piece& RateProfile::piece_at(Instant when) const {
    const auto next = std::upper_bound(
        pieces_.begin(), pieces_.end(), when,
        [](Instant wanted, const Piece& piece) { return wanted < piece.segment.when.start; });
    return *(next - 1);
}

Instant RateProfile::end() const {
    return pieces_.empty() ? run_start : pieces_.back().segment.when.end;
}

Rate RateProfile::rate(Instant when) const {
    if (pieces_.empty() || when < pieces_.front().segment.when.start || when >= end()) {
        return Rate{0};
    }
    const auto& [segment, before, seconds] = piece_at(when);
    const double position = to_seconds(when - segment.when.start) / seconds;
    return Rate{segment.from.per_second + position * (segment.to.per_second - segment.from.per_second)};
}

double RateProfile::expected(Instant when) const {
    if (pieces_.empty() || when <= pieces_.front().segment.when.start) {
        return 0;
    }
    if (when >= end()) {
        return total_;
    }
    const auto& [segment, before, seconds] = piece_at(when);
    const double x = to_seconds(when - segment.when.start);
    const double slope = (segment.to.per_second - segment.from.per_second) / seconds;
    return before + (segment.from.per_second + slope * x / 2) * x;
}

Instant RateProfile::instant_of(double n, std::size_t& hint) const {
    if (pieces_.empty() || !(n <= total_)) {
        return never;
    }
    hint = std::min(hint, pieces_.size() - 1);
    while (hint > 0 && pieces_[hint].expected_before >= n) {
        --hint;
    }
    while (hint + 1 < pieces_.size() && pieces_[hint + 1].expected_before < n) {
        ++hint;
    }
    const auto& [segment, before, seconds] = pieces_[hint];
    const double wanted = n - before;
    if (wanted <= 0) {
        return segment.when.start;
    }
    // from x + slope/2 x^2 = wanted, in the form that does not cancel when the slope is small.
    const double from = segment.from.per_second;
    const double slope = (segment.to.per_second - from) / seconds;
    const double root = std::sqrt(std::max(from * from + 2 * slope * wanted, 0.0));
    return std::min(segment.when.start + from_seconds(std::min(2 * wanted / (from + root), seconds)),
                    segment.when.end);
}

}  // namespace fortify::load
