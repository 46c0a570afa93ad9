#include "core/quantity.hpp"
#include "report/numbers.hpp"
#include "tune/ui/draw_picture.hpp"
#include "tune/ui/panes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace fortify::tune::ui {

namespace {

using report::Glyph;
using report::SeriesSlot;
using report::Style;
using report::Tone;

// The slots that a column of the timeline stands for.
struct Columns {
    Interval window;
    std::size_t count = 1;

    [[nodiscard]] Interval when(std::size_t column) const {
        const auto place = [&](std::size_t edge) {
            return window.start + Duration{static_cast<std::int64_t>(
                                      static_cast<double>(window.length().count()) *
                                      static_cast<double>(edge) / static_cast<double>(count))};
        };
        return {place(column), place(column + 1)};
    }
    // Of an instant within the window, or the first after it.
    [[nodiscard]] std::size_t column_of(Instant when) const {
        const double share = to_seconds(when - window.start) / to_seconds(window.length());
        return static_cast<std::size_t>(std::clamp(share, 0.0, 2.0) * static_cast<double>(count) + 1e-9);
    }
};

using Reading = std::function<double(const SeriesSlot&)>;
enum class Joining : std::uint8_t { mean, highest };

struct Chart {
    std::string_view name;
    Tone tone{};
    Reading reading;
    Joining joining{};
    std::string (*figure)(double peak) = nullptr;
};

std::string duration_figure(double peak) {
    return human_duration(from_seconds(peak));
}

const std::array<Chart, 4>& charts() {
    static const std::array<Chart, 4> all{
        Chart{"goodput", Tone::good,
              [](const SeriesSlot& slot) { return static_cast<double>(slot.succeeded); }, Joining::mean,
              report::per_second_text},
        Chart{"errors", Tone::bad,
              [](const SeriesSlot& slot) { return static_cast<double>(slot.failed + slot.rejected); },
              Joining::mean, report::per_second_text},
        Chart{"p50", Tone::accent, [](const SeriesSlot& slot) { return to_seconds(slot.p50.value_or(0ns)); },
              Joining::highest, duration_figure},
        Chart{"p99", Tone::accent, [](const SeriesSlot& slot) { return to_seconds(slot.p99.value_or(0ns)); },
              Joining::highest, duration_figure}};
    return all;
}

// The slots that lie in this stretch, one at least; the end is none of them. Empty: a run that goes on has
// not come so far.
std::pair<std::size_t, std::size_t> slots_in(const report::Series& series, const Interval& when) {
    const auto slot = series.slot.count();
    const auto first =
        static_cast<std::size_t>(std::max<std::int64_t>((when.start - run_start).count(), 0) / slot);
    const auto last =
        static_cast<std::size_t>(std::max<std::int64_t>((when.end - run_start).count() - 1, 0) / slot);
    const std::size_t end = std::min(std::max(first, last) + 1, series.slots.size());
    return {std::min(first, end), end};
}

std::vector<double> values_of(const Chart& chart, const report::Series& series, const Columns& columns) {
    std::vector<double> values(columns.count);
    for (std::size_t column = 0; column < columns.count; ++column) {
        const auto [first, end] = slots_in(series, columns.when(column));
        double sum = 0;
        for (std::size_t slot = first; slot < end; ++slot) {
            const double value = chart.reading(series.slots[slot]);
            sum = chart.joining == Joining::mean ? sum + value : std::max(sum, value);
        }
        const double seconds =
            to_seconds(series.slot) * static_cast<double>(std::max(end - first, std::size_t{1}));
        values[column] = chart.joining == Joining::mean ? sum / seconds : sum;
    }
    return values;
}

// Draws the timeline from its first line to its last.
class Drawing {
public:
    Drawing(Canvas& canvas, const Area& area, const BeforeAfter& what, const Style& style)
        : canvas_(canvas),
          area_(area),
          what_(what),
          style_(style),
          labels_(label_columns_of(area.columns)),
          row_(area.row) {
        columns_ = {.window = what.window,
                    .count = area.columns - std::min(area.columns - 1, labels_ + figure_columns)};
    }

    void run(const Allotment& rows) {
        header();
        ruler();
        std::size_t befores = rows.befores;
        for (const Chart& chart : charts()) {
            const bool may_have_before = chart.name != "p50" && befores > 0;
            befores -= may_have_before ? 1 : 0;
            draw(chart, rows.height, may_have_before);
        }
        for (std::size_t breaker = 0; breaker < rows.breakers; ++breaker) {
            breaker_row(breaker);
        }
        fault_rows(rows.faults);
        axis();
    }

private:
    [[nodiscard]] const Trial& some() const {
        return what_.now != nullptr ? *what_.now : *what_.before;
    }
    [[nodiscard]] const report::Series& series() const {
        return some().picture->series;
    }
    void label(std::string_view name, Tone tone = Tone::normal) {
        canvas_.put(row_, area_.column, style_.fit(style_.safe(name), labels_ - 1), tone);
    }
    // A name of the scenario's own, which may be "errors" as well: the glyph says what it names.
    [[nodiscard]] std::string marked(Glyph glyph, std::string_view name) const {
        return fmt::format("{} {}", style_.glyph(glyph), name);
    }
    // A glyph of the timeline itself.
    void mark(std::size_t column, std::string_view glyph, Tone tone) {
        canvas_.put(row_, area_.column + labels_ + column, glyph, tone);
    }

    void header() {
        const std::size_t column = canvas_.put(row_, area_.column, "Timeline", Tone::title);
        std::string facts = "  " + what_.window_name;
        const auto& reached = some().picture->reached;
        if (reached) {
            const double share =
                to_seconds(*reached - run_start) / std::max(to_seconds(what_.end - run_start), 1e-9);
            facts += fmt::format(" {} so far {}", style_.glyph(Glyph::bullet),
                                 report::percent_text(std::clamp(share, 0.0, 1.0)));
        }
        canvas_.put(row_, column, style_.fit(facts, area_.columns - 9), Tone::quiet);
        canvas_.put(row_, area_.column + labels_ + columns_.count, style_.right("peak", figure_columns - 1),
                    Tone::quiet);
        ++row_;
    }

    // The names of the phases, each where it begins.
    void ruler() {
        std::size_t free = 0;
        for (const measure::Scope& scope : some().picture->scopes) {
            const bool is_seen = scope.kind == measure::Scope::Kind::phase &&
                                 scope.when.end > what_.window.start && scope.when.start < what_.window.end;
            if (!is_seen) {
                continue;
            }
            const std::size_t column = columns_.column_of(std::max(scope.when.start, what_.window.start));
            const std::size_t end = std::min(columns_.column_of(scope.when.end), columns_.count);
            if (column < free || column >= columns_.count) {
                continue;
            }
            mark(column, style_.glyph(Glyph::phase_edge), Tone::quiet);
            if (end > column + 1) {
                mark(column + 1, style_.fit(style_.safe(scope.name), end - column - 1), Tone::quiet);
            }
            free = column + 1;
        }
        ++row_;
    }

    void draw(const Chart& chart, std::size_t height, bool has_before) {
        const auto values_in = [&](const Trial* trial) {
            return trial != nullptr && trial->picture ? values_of(chart, trial->picture->series, columns_)
                                                      : std::vector<double>{};
        };
        const std::vector<double> now = values_in(what_.now);
        const std::vector<double> before = values_in(what_.before);
        const auto peak_of = [](const std::vector<double>& values) {
            return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
        };
        // One scale for both, or they could not be compared.
        const double peak = std::max(peak_of(now), peak_of(before));
        label(chart.name);
        figure(chart, peak_of(now));
        bars(now, peak, height, chart.tone);
        ++row_;
        if (has_before) {
            label("  before", Tone::quiet);
            figure(chart, peak_of(before));
            bars(before, peak, 1, Tone::quiet);
            ++row_;
        }
    }

    // Ends on the last row of the chart.
    void bars(const std::vector<double>& values, double peak, std::size_t height, Tone tone) {
        for (std::size_t level = height; level-- > 0;) {
            for (std::size_t column = 0; column < values.size(); ++column) {
                const double share = peak > 0 ? values[column] / peak * static_cast<double>(height) : 0;
                mark(column, style_.level(share - static_cast<double>(level)), tone);
            }
            row_ += level > 0 ? 1 : 0;
        }
    }
    void figure(const Chart& chart, double peak) {
        canvas_.put(row_, area_.column + labels_ + columns_.count,
                    style_.right(chart.figure(peak), figure_columns - 1), Tone::quiet);
    }

    void breaker_row(std::size_t breaker) {
        const bool is_only = series().breakers.size() == 1;
        label(is_only ? "breaker" : marked(Glyph::open, series().breakers[breaker]));
        for (std::size_t column = 0; column < columns_.count; ++column) {
            const auto [first, end] = slots_in(series(), columns_.when(column));
            if (first == end) {
                continue;
            }
            report::BreakerLevel level;
            for (std::size_t slot = first; slot < end; ++slot) {
                const report::BreakerLevel& seen = series().slots[slot].breakers[breaker];
                level.open = std::max(level.open, seen.open);
                level.half_open = std::max(level.half_open, seen.half_open);
            }
            const Glyph glyph = level.half_open > 0 ? Glyph::half_open
                                : level.open > 0    ? Glyph::open
                                                    : Glyph::idle;
            const Tone tone = level.half_open > 0 ? Tone::warning : level.open > 0 ? Tone::bad : Tone::quiet;
            mark(column, style_.glyph(glyph), tone);
        }
        ++row_;
    }

    void fault_rows(std::size_t rows) {
        std::vector<std::string_view> drawn;
        const auto& scopes = some().picture->scopes;
        for (const measure::Scope& scope : scopes) {
            const bool is_new = scope.kind == measure::Scope::Kind::fault &&
                                std::find(drawn.begin(), drawn.end(), scope.name) == drawn.end();
            if (!is_new || drawn.size() == rows) {
                continue;
            }
            drawn.push_back(scope.name);
            label(marked(Glyph::band, scope.name));
            for (std::size_t column = 0; column < columns_.count; ++column) {
                const Interval when = columns_.when(column);
                const bool is_on =
                    std::any_of(scopes.begin(), scopes.end(), [&](const measure::Scope& other) {
                        return other.kind == measure::Scope::Kind::fault && other.name == scope.name &&
                               other.when.start < when.end && when.start < other.when.end;
                    });
                mark(column, style_.glyph(is_on ? Glyph::band : Glyph::idle),
                     is_on ? Tone::warning : Tone::quiet);
            }
            ++row_;
        }
    }

    // Marks of time at round places, as many as there is room for.
    void axis() {
        constexpr std::array<Duration, 26> steps{1ms, 10ms, 100ms, 200ms, 500ms, 1s,    2s,    5s,    10s,
                                                 20s, 30s,  1min,  2min,  5min,  10min, 20min, 30min, 1h,
                                                 2h,  6h,   12h,   24h,   48h,   240h,  2400h, 24000h};
        const double second = static_cast<double>(columns_.count) / to_seconds(columns_.window.length());
        const auto* const found = std::find_if(steps.begin(), steps.end(),
                                               [&](Duration step) { return to_seconds(step) * second >= 7; });
        const Duration step = found == steps.end() ? steps.back() : *found;
        const Duration start = columns_.window.start - run_start;
        std::size_t free = 0;
        for (Duration tick = (start + step - Duration{1}) / step * step;
             run_start + tick < columns_.window.end; tick += step) {
            const std::size_t column = columns_.column_of(run_start + tick);
            const std::string text = tick == Duration::zero() ? "0s" : format_duration(tick);
            if (column >= free && column + text.size() <= columns_.count + figure_columns) {
                mark(column, text, Tone::quiet);
                free = column + text.size() + 1;
            }
        }
        ++row_;
    }

    Canvas& canvas_;
    const Area& area_;
    const BeforeAfter& what_;
    const Style& style_;
    Columns columns_;
    std::size_t labels_;  // their columns
    std::size_t row_;
};

}  // namespace

void draw_timeline(
    Canvas& canvas, const Area& area, const BeforeAfter& what, const Allotment& rows, const Style& style) {
    Drawing(canvas, area, what, style).run(rows);
}

}  // namespace fortify::tune::ui
