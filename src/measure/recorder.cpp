#include "measure/recorder.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <bit>

namespace fortify::measure {

namespace {

Duration span_of(const Layout& layout) {
    return after(layout.end, std::max(layout.drain, Duration::zero())) - run_start;
}

// The edges of all scopes, ascending, the start of the run first.
std::vector<Instant> scope_edges(const Layout& layout) {
    std::vector<Instant> edges{run_start};
    for (const Scope& scope : layout.scopes) {
        edges.push_back(std::max(scope.when.start, run_start));
        edges.push_back(std::max(scope.when.end, run_start));
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

Edges gauge_edges(const Layout& layout, const SlotGrid& grid) {
    Edges edges = scope_edges(layout);
    for (std::size_t slot = 0; slot <= grid.count(); ++slot) {
        edges.push_back(grid.start_of(slot));
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

// Fills in where the cells of each enumerator begin; `extra` cells are added to those with several subjects.
template <class Enumerator, class Bases>
void lay_out(Bases& bases, const Layout& layout, std::uint32_t extra) {
    bases[0] = 0;
    for (std::size_t i = 0; i + 1 < bases.size(); ++i) {
        const auto subjects =
            static_cast<std::uint32_t>(layout.subjects(subject_of(static_cast<Enumerator>(i))));
        bases[i + 1] = bases[i] + subjects + (subjects > 1 ? extra : 0);
    }
}

}  // namespace

std::size_t Layout::subjects(SubjectKind kind) const {
    switch (kind) {
        case SubjectKind::target:
            return targets.size();
        case SubjectKind::policy:
            return policies.size();
        case SubjectKind::fault:
            return faults.size();
        case SubjectKind::probe:
            return probes.size();
    }
    return 0;
}

Recorder::Recorder(Layout layout) : layout_{std::move(layout)}, grid_{span_of(layout_)} {
    FORTIFY_ASSERT(layout_.scopes.size() <= scope_limit);
    for (std::size_t i = 0; i < layout_.scopes.size(); ++i) {
        if (layout_.scopes[i].kind == Scope::Kind::phase) {
            phases_ |= ScopeMask{1} << i;
        }
    }
    for (const Instant edge : scope_edges(layout_)) {
        Piece piece{.start = edge, .scopes = 0};
        for (std::size_t i = 0; i < layout_.scopes.size(); ++i) {
            piece.scopes |= layout_.scopes[i].when.contains(edge) ? ScopeMask{1} << i : 0;
        }
        pieces_.push_back(piece);
    }
    lay_out<Counter>(counter_base_, layout_, 0);
    lay_out<Timing>(timing_base_, layout_, 0);
    lay_out<Gauge>(gauge_base_, layout_, 1);
    lay_out<Caused>(caused_base_, layout_, 0);

    const std::size_t rows = layout_.scopes.size() + 1;
    totals_.resize(rows * counter_base_.back());
    series_.resize(grid_.count() * counter_base_.back());
    histograms_.resize(rows * timing_base_.back());
    causes_.resize(rows * caused_base_.back());
    timings_.resize(timing_base_.back(), TimingSeries{grid_.count()});
    edges_ = gauge_edges(layout_, grid_);
    gauges_.resize(gauge_base_.back());
    find_piece(run_start);
    slot_span_ = {run_start, run_start};  // nothing seen yet
}

void Recorder::find_piece(Instant when) {
    const auto later = std::upper_bound(pieces_.begin(), pieces_.end(), when,
                                        [](Instant left, const Piece& right) { return left < right.start; });
    if (later == pieces_.begin()) {
        piece_ = {Instant::min(), pieces_.front().start};
        piece_scopes_ = 0;
        return;
    }
    const auto piece = std::prev(later);
    piece_ = {piece->start, later == pieces_.end() ? never : later->start};
    piece_scopes_ = piece->scopes;
}

ScopeMask Recorder::scopes_at(Instant when) {
    if (!piece_.contains(when)) {
        find_piece(when);
    }
    return piece_scopes_;
}

void Recorder::find_slot(Instant when) {
    slot_ = grid_.slot_of(when);
    slot_span_ = {slot_ == 0 ? Instant::min() : grid_.start_of(slot_),
                  slot_ + 1 == grid_.count() ? never : grid_.start_of(slot_ + 1)};
    slots_seen_ = std::max(slots_seen_, slot_ + 1);
}

void Recorder::count(
    Counter counter, std::uint16_t subject, Instant when, ScopeMask scopes, std::uint32_t times) {
    const auto which = static_cast<std::size_t>(counter);
    const std::size_t cell = counter_base_[which] + subject;
    FORTIFY_ASSERT(cell < counter_base_[which + 1]);
    const std::size_t row = counter_base_.back();
    totals_[layout_.scopes.size() * row + cell] += times;
    for (; scopes != 0; scopes &= scopes - 1) {
        totals_[static_cast<std::size_t>(std::countr_zero(scopes)) * row + cell] += times;
    }
    if (!slot_span_.contains(when)) {
        find_slot(when);
    }
    series_[slot_ * row + cell] += times;
}

void Recorder::time(Timing timing, std::uint16_t subject, Instant when, ScopeMask scopes, Duration value) {
    const auto which = static_cast<std::size_t>(timing);
    const std::size_t cell = timing_base_[which] + subject;
    FORTIFY_ASSERT(cell < timing_base_[which + 1]);
    const std::size_t row = timing_base_.back();
    if ((scopes & phases_) == 0) {
        histograms_[layout_.scopes.size() * row + cell].record(value);
    }
    for (; scopes != 0; scopes &= scopes - 1) {
        histograms_[static_cast<std::size_t>(std::countr_zero(scopes)) * row + cell].record(value);
    }
    if (!slot_span_.contains(when)) {
        find_slot(when);
    }
    timings_[cell].record(slot_, value);
}

void Recorder::blame(
    Caused caused, std::uint16_t subject, ScopeMask scopes, const Outcome& outcome, std::uint32_t times) {
    const auto which = static_cast<std::size_t>(caused);
    const std::size_t cell = caused_base_[which] + subject;
    FORTIFY_ASSERT(cell < caused_base_[which + 1]);
    const std::size_t row = caused_base_.back();
    causes_[layout_.scopes.size() * row + cell].add(outcome.cause, outcome.status, times);
    for (; scopes != 0; scopes &= scopes - 1) {
        const auto scope = static_cast<std::size_t>(std::countr_zero(scopes));
        causes_[scope * row + cell].add(outcome.cause, outcome.status, times);
    }
}

void Recorder::gauge(Gauge gauge, std::uint16_t subject, Instant when, std::int64_t level) {
    const auto which = static_cast<std::size_t>(gauge);
    const std::size_t cell = gauge_base_[which] + subject;
    const std::size_t subjects = layout_.subjects(subject_of(gauge));
    FORTIFY_ASSERT(subject < subjects);
    GaugeSeries& series = gauges_[cell];
    if (subjects > 1) {
        GaugeSeries& sum = gauges_[gauge_base_[which + 1] - 1];
        sum.set(edges_, when, sum.level() + level - series.level());
    }
    series.set(edges_, when, level);
}

void Recorder::finish(Instant when) {
    if (when > run_start) {
        slots_seen_ = std::max(slots_seen_, grid_.slot_of(when - 1ns) + 1);
    }
    for (GaugeSeries& series : gauges_) {
        series.finish(edges_, when);
    }
    finished_ = when;
}

void Recorder::merge(const Recorder& other, SubjectKind kind) {
    FORTIFY_ASSERT(layout_.scopes.size() == other.layout_.scopes.size() &&
                   grid_.count() == other.grid_.count() &&
                   layout_.subjects(kind) == other.layout_.subjects(kind));
    slots_seen_ = std::max(slots_seen_, other.slots_seen_);
    const std::size_t rows = layout_.scopes.size() + 1;
    // The cells of the enumerator in so many rows of a table, each with its fellow in the other one's.
    const auto pair_up = [&](const auto& bases, const auto& others, auto which, std::size_t count, auto add) {
        const auto index = static_cast<std::size_t>(which);
        if (subject_of(which) != kind) {
            return;
        }
        for (std::size_t row = 0; row < count; ++row) {
            for (std::size_t cell = bases[index]; cell < bases[index + 1]; ++cell) {
                add(row * bases.back() + cell, row * others.back() + cell - bases[index] + others[index]);
            }
        }
    };
    for (std::size_t i = 0; i < counter_count; ++i) {
        pair_up(counter_base_, other.counter_base_, static_cast<Counter>(i), rows,
                [&](std::size_t to, std::size_t from) { totals_[to] += other.totals_[from]; });
        pair_up(counter_base_, other.counter_base_, static_cast<Counter>(i), grid_.count(),
                [&](std::size_t to, std::size_t from) { series_[to] += other.series_[from]; });
    }
    for (std::size_t i = 0; i < timing_count; ++i) {
        pair_up(timing_base_, other.timing_base_, static_cast<Timing>(i), rows,
                [&](std::size_t to, std::size_t from) { histograms_[to].merge(other.histograms_[from]); });
        pair_up(timing_base_, other.timing_base_, static_cast<Timing>(i), 1,
                [&](std::size_t to, std::size_t from) { timings_[to].merge(other.timings_[from]); });
    }
    for (std::size_t i = 0; i < caused_count; ++i) {
        pair_up(caused_base_, other.caused_base_, static_cast<Caused>(i), rows,
                [&](std::size_t to, std::size_t from) { causes_[to].merge(other.causes_[from]); });
    }
    for (std::size_t i = 0; i < gauge_count; ++i) {
        pair_up(gauge_base_, other.gauge_base_, static_cast<Gauge>(i), 1,
                [&](std::size_t to, std::size_t from) { gauges_[to].merge(edges_, other.gauges_[from]); });
    }
}

const Layout& Recorder::layout() const {
    return layout_;
}

template <class Table>
Recorder::Cells Recorder::cells_of(const Table& bases, std::size_t which, std::uint16_t subject) {
    if (subject == all) {
        return {bases[which], bases[which + 1]};
    }
    const std::size_t cell = bases[which] + subject;
    FORTIFY_ASSERT(cell < bases[which + 1]);
    return {cell, cell + 1};
}

std::uint64_t Recorder::total(Counter counter, std::uint16_t subject, std::size_t scope) const {
    FORTIFY_ASSERT(scope <= layout_.scopes.size());
    const Cells cells = cells_of(counter_base_, static_cast<std::size_t>(counter), subject);
    const std::size_t row = scope * counter_base_.back();
    std::uint64_t sum = 0;
    for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
        sum += totals_[row + cell];
    }
    return sum;
}

std::uint64_t Recorder::total(Counter counter, std::uint16_t subject) const {
    return total(counter, subject, layout_.scopes.size());
}

Histogram Recorder::histogram(Timing timing, std::uint16_t subject, ScopeMask scopes) const {
    const Cells cells = cells_of(timing_base_, static_cast<std::size_t>(timing), subject);
    Histogram merged;
    for (std::size_t scope = 0; scope < layout_.scopes.size(); ++scope) {
        if ((scopes >> scope & 1) == 0) {
            continue;
        }
        for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
            merged.merge(histograms_[scope * timing_base_.back() + cell]);
        }
    }
    return merged;
}

Histogram Recorder::histogram(Timing timing, std::uint16_t subject) const {
    const Cells cells = cells_of(timing_base_, static_cast<std::size_t>(timing), subject);
    Histogram merged = histogram(timing, subject, phases_);
    for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
        merged.merge(histograms_[layout_.scopes.size() * timing_base_.back() + cell]);
    }
    return merged;
}

CauseCounts Recorder::causes(Caused caused, std::uint16_t subject, std::size_t scope) const {
    FORTIFY_ASSERT(scope <= layout_.scopes.size());
    const Cells cells = cells_of(caused_base_, static_cast<std::size_t>(caused), subject);
    CauseCounts merged;
    for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
        merged.merge(causes_[scope * caused_base_.back() + cell]);
    }
    return merged;
}

CauseCounts Recorder::causes(Caused caused, std::uint16_t subject) const {
    return causes(caused, subject, layout_.scopes.size());
}

std::size_t Recorder::gauge_of(Gauge gauge, std::uint16_t subject) const {
    const auto which = static_cast<std::size_t>(gauge);
    if (subject == all) {
        return std::size_t{gauge_base_[which + 1]} - 1;
    }
    FORTIFY_ASSERT(subject < layout_.subjects(subject_of(gauge)));
    return std::size_t{gauge_base_[which]} + subject;
}

Recorder::GaugeSummary Recorder::gauge_summary(Gauge gauge, std::uint16_t subject, Interval when) const {
    if (subject == all && layout_.subjects(subject_of(gauge)) == 0) {
        return {};
    }
    const GaugeSeries::Sum sum = gauges_[gauge_of(gauge, subject)].sum(edges_, when);
    const Instant end = finished_ ? std::min(when.end, *finished_) : when.end;
    GaugeSummary summary;
    summary.max = sum.max;
    summary.above_zero = Duration{static_cast<std::int64_t>(sum.above_zero + 0.5)};
    if (end > when.start) {
        summary.mean = sum.area / static_cast<double>((end - when.start).count());
    }
    return summary;
}

Duration Recorder::slot_width() const {
    return grid_.width();
}

std::size_t Recorder::slot_count() const {
    return slots_seen_;
}

std::uint64_t Recorder::series(Counter counter, std::uint16_t subject, Interval when) const {
    const Cells cells = cells_of(counter_base_, static_cast<std::size_t>(counter), subject);
    const SlotGrid::Range slots = grid_.within(when);
    std::uint64_t sum = 0;
    for (std::size_t slot = slots.first; slot < slots.end; ++slot) {
        for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
            sum += series_[slot * counter_base_.back() + cell];
        }
    }
    return sum;
}

Histogram Recorder::series_latency(std::uint16_t target, Interval when) const {
    return series_histogram(Timing::response_time, target, when);
}

Histogram Recorder::series_histogram(Timing timing, std::uint16_t subject, Interval when) const {
    const Cells cells = cells_of(timing_base_, static_cast<std::size_t>(timing), subject);
    Histogram merged{Histogram::Precision::coarse};
    for (std::size_t cell = cells.first; cell < cells.end; ++cell) {
        timings_[cell].add_to(merged, grid_.within(when));
    }
    return merged;
}

std::int64_t Recorder::series_gauge(Gauge gauge, std::uint16_t subject, std::size_t slot) const {
    if (subject == all && layout_.subjects(subject_of(gauge)) == 0) {
        return 0;
    }
    const auto next = std::lower_bound(edges_.begin(), edges_.end(), grid_.start_of(slot + 1));
    const auto stretch = static_cast<std::size_t>(next - edges_.begin());
    return gauges_[gauge_of(gauge, subject)].level_after(stretch == 0 ? 0 : stretch - 1);
}

}  // namespace fortify::measure
