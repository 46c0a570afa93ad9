#include "measure/gauge_series.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::measure {

namespace {

Instant end_of(const Edges& edges, std::size_t stretch) {
    return stretch + 1 < edges.size() ? edges[stretch + 1] : never;
}

std::size_t stretch_of(const Edges& edges, Instant when) {
    const auto after = std::upper_bound(edges.begin(), edges.end(), when);
    return after == edges.begin() ? 0 : static_cast<std::size_t>(after - edges.begin()) - 1;
}

double nanoseconds(Duration duration) {
    return static_cast<double>(duration.count());
}

}  // namespace

void GaugeSeries::set(const Edges& edges, Instant when, std::int64_t level) {
    if (cells_.empty()) {
        if (level == 0) {
            return;
        }
        cells_.resize(edges.size());
        since_ = std::max(when, run_start);
        stretch_ = stretch_of(edges, since_);
        stretch_end_ = end_of(edges, stretch_);
    }
    when = std::max(when, since_);
    if (when >= stretch_end_) {
        advance(edges, when);
    }
    hold_until(when);
    level_ = level;
    Cell& cell = cells_[stretch_];
    cell.max = std::max(cell.max, level);
    cell.last = level;
}

void GaugeSeries::finish(const Edges& edges, Instant when) {
    if (!cells_.empty() && when > since_) {
        advance(edges, when);
        hold_until(when);
    }
    finished_ = true;
}

void GaugeSeries::merge(const Edges& edges, const GaugeSeries& other) {
    FORTIFY_ASSERT(finished_ && other.finished_);
    if (other.cells_.empty()) {
        return;
    }
    if (cells_.empty()) {
        *this = other;
        return;
    }
    if (other.since_ > since_) {
        since_ = other.since_;
        stretch_ = other.stretch_;
        stretch_end_ = other.stretch_end_;
    }
    for (std::size_t i = 0; i <= stretch_; ++i) {
        const Cell& added = other.cells_[i];
        Cell& cell = cells_[i];
        const double length = nanoseconds(std::min(end_of(edges, i), since_) - edges[i]);
        cell.area += added.area;
        cell.above_zero = std::min(cell.above_zero + added.above_zero, length);
        cell.max += added.max;
        cell.last += added.last;
    }
}

void GaugeSeries::advance(const Edges& edges, Instant when) {
    while (when >= stretch_end_) {
        hold_until(stretch_end_);
        ++stretch_;
        stretch_end_ = end_of(edges, stretch_);
        cells_[stretch_].last = level_;
    }
}

void GaugeSeries::hold_until(Instant when) {
    if (when <= since_) {
        return;
    }
    if (level_ != 0) {
        Cell& cell = cells_[stretch_];
        const double held = nanoseconds(when - since_);
        cell.area += held * static_cast<double>(level_);
        cell.above_zero += held;
        cell.max = std::max(cell.max, level_);
    }
    since_ = when;
}

GaugeSeries::Sum GaugeSeries::sum(const Edges& edges, const Interval& when) const {
    Sum result;
    if (cells_.empty()) {
        return result;
    }
    for (std::size_t i = stretch_of(edges, when.start); i <= stretch_ && edges[i] < when.end; ++i) {
        const Instant known = std::min(end_of(edges, i), since_);
        const Instant from = std::max(edges[i], when.start);
        const Instant to = std::min(known, when.end);
        const Cell& cell = cells_[i];
        if (from == edges[i] && to == known) {
            result.area += cell.area;
            result.above_zero += cell.above_zero;
        } else if (to > from) {
            const double share = nanoseconds(to - from) / nanoseconds(known - edges[i]);
            result.area += cell.area * share;
            result.above_zero += cell.above_zero * share;
        }
        // A level of no duration at the very start of a stretch counts, too.
        if (to > from || (to == from && from == edges[i])) {
            result.max = std::max(result.max, cell.max);
        }
    }
    const Instant from = std::max(since_, when.start);
    if (!finished_ && level_ != 0 && when.end > from) {
        result.area += nanoseconds(when.end - from) * static_cast<double>(level_);
        result.above_zero += nanoseconds(when.end - from);
        result.max = std::max(result.max, level_);
    }
    return result;
}

std::int64_t GaugeSeries::level_after(std::size_t stretch) const {
    if (cells_.empty()) {
        return 0;
    }
    return stretch > stretch_ ? (finished_ ? 0 : level_) : cells_[stretch].last;
}

}  // namespace fortify::measure
