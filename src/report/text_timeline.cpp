#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace fortify::report {
namespace {

constexpr std::size_t label_width = 11;  // the indent included
constexpr std::size_t columns = timeline_columns;
constexpr std::size_t most_bands = 8;

std::string label(std::string_view text, const Style& style) {
    return "  " + style.left(text, label_width - 3) + " ";
}

// Short runs have fewer slots than there are columns: each slot then takes one column or several.
std::size_t slot_of(const Series& timeline, std::size_t column) {
    return column * timeline.slots.size() / columns;
}

std::size_t column_of(const Series& timeline, Duration since_start) {
    const double slots = to_seconds(since_start) / to_seconds(timeline.slot);
    return static_cast<std::size_t>(slots * static_cast<double>(columns) /
                                    static_cast<double>(timeline.slots.size()));
}

Interval column_time(const Series& timeline, std::size_t column) {
    const Instant start = at(timeline.slot * static_cast<std::int64_t>(slot_of(timeline, column)));
    return {start, start + timeline.slot};
}

bool overlap(const Interval& left, const Interval& right) {
    return left.start < right.end && right.start < left.end;
}

// A line with one glyph a column; each stretch of one tone is painted as one.
class Strip {
public:
    explicit Strip(const Style& style) : style_(style) {
    }
    void add(Tone tone, std::string_view glyph) {
        if (tone != tone_) {
            flush();
            tone_ = tone;
        }
        pending_ += glyph;
    }
    [[nodiscard]] std::string take() {
        flush();
        return std::move(text_);
    }

private:
    void flush() {
        text_ += style_.paint(tone_, pending_);
        pending_.clear();
    }
    const Style& style_;
    Tone tone_ = Tone::normal;
    std::string pending_;
    std::string text_;
};

struct Chart {
    std::string_view name;
    Tone tone{};
    std::function<double(const SeriesSlot&)> value;
    std::function<std::string(double)> peak_text;
};

std::string chart_row(const Chart& chart, const Series& timeline, const Style& style) {
    double peak = 0;
    for (const SeriesSlot& slot : timeline.slots) {
        peak = std::max(peak, chart.value(slot));
    }
    Strip strip(style);
    for (std::size_t column = 0; column < columns; ++column) {
        const double value = chart.value(timeline.slots[slot_of(timeline, column)]);
        strip.add(chart.tone, style.level(peak > 0 ? value / peak : 0));
    }
    const std::size_t room = style.width() - label_width - columns;
    const std::string peak_text = " " + chart.peak_text(peak);
    return label(chart.name, style) + strip.take() + style.paint(Tone::quiet, style.fit(peak_text, room)) +
           "\n";
}

std::string charts(const Series& timeline, const Style& style) {
    const double seconds = to_seconds(timeline.slot);
    const auto rate = [seconds](std::uint64_t count) {
        return static_cast<double>(count) / seconds;
    };
    const auto rate_text = [](double peak) {
        return per_second_text(peak);
    };
    const std::array<Chart, 4> rows{
        Chart{"offered", Tone::quiet, [&](const SeriesSlot& slot) { return rate(slot.offered); }, rate_text},
        Chart{"goodput", Tone::good, [&](const SeriesSlot& slot) { return rate(slot.succeeded); }, rate_text},
        Chart{"errors", Tone::bad, [&](const SeriesSlot& slot) { return rate(slot.failed + slot.rejected); },
              rate_text},
        Chart{"p99", Tone::accent, [](const SeriesSlot& slot) { return to_seconds(slot.p99.value_or(0ns)); },
              [](double peak) {
                  return human_duration(from_seconds(peak));
              }}};
    std::string text;
    for (const Chart& row : rows) {
        text += chart_row(row, timeline, style);
    }
    return text;
}

// The names of the phases, each at the column where it begins.
std::string phase_ruler(const Report& report, const Style& style) {
    std::vector<std::size_t> starts;
    std::vector<const ScopeReport*> phases;
    for (const ScopeReport& scope : report.scopes) {
        const std::size_t column = column_of(report.timeline, scope.when.start - run_start);
        if (scope.kind != measure::Scope::Kind::phase || column >= columns) {
            continue;
        }
        if (!starts.empty() && starts.back() == column) {
            starts.pop_back();
            phases.pop_back();
        }
        starts.push_back(column);
        phases.push_back(&scope);
    }
    std::string ruler;
    for (std::size_t index = 0; index < starts.size(); ++index) {
        const std::size_t end = index + 1 < starts.size() ? starts[index + 1] : columns;
        ruler += style.glyph(Glyph::phase_edge);
        if (end - starts[index] > 1) {
            ruler += style.left(style.safe(phases[index]->name), end - starts[index] - 1);
        }
    }
    ruler.erase(ruler.find_last_not_of(' ') + 1);
    return std::string(label_width, ' ') + style.paint(Tone::quiet, ruler) + "\n";
}

std::string fault_band(const FaultReport& fault, const Series& timeline, const Style& style) {
    Strip strip(style);
    for (std::size_t column = 0; column < columns; ++column) {
        const Interval when = column_time(timeline, column);
        const bool on = std::any_of(fault.windows.begin(), fault.windows.end(),
                                    [&](const Interval& window) { return overlap(window, when); });
        strip.add(on ? Tone::warning : Tone::quiet, style.glyph(on ? Glyph::band : Glyph::idle));
    }
    return label(style.safe(fault.id), style) + strip.take() + "\n";
}

// The worst state of the probe in each column.
std::string probe_row(const ProbeReport& probe, const Series& timeline, const Style& style) {
    Strip strip(style);
    run::Health health = probe.before;
    std::size_t next = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        const Interval when = column_time(timeline, column);
        run::Health worst = health;
        for (; next < probe.transitions.size() && probe.transitions[next].when < when.end; ++next) {
            health = probe.transitions[next].to;
            worst = std::max(worst, health);
        }
        switch (worst) {
            case run::Health::unknown:
                strip.add(Tone::quiet, " ");
                break;
            case run::Health::healthy:
                strip.add(Tone::quiet, style.glyph(Glyph::idle));
                break;
            case run::Health::degraded:
                strip.add(Tone::warning, style.glyph(Glyph::half_open));
                break;
            case run::Health::unhealthy:
                strip.add(Tone::bad, style.glyph(Glyph::open));
                break;
        }
    }
    return label(style.safe(probe.id), style) + strip.take() + "\n";
}

// A mark where something was done by hand, or undone.
std::string action_row(const Report& report, const Style& style) {
    Strip strip(style);
    for (std::size_t column = 0; column < columns; ++column) {
        const Interval when = column_time(report.timeline, column);
        const bool acted =
            std::any_of(report.actions.begin(), report.actions.end(),
                        [&](const ActionReport& action) { return when.contains(action.when); });
        strip.add(acted ? Tone::accent : Tone::quiet, acted ? style.glyph(Glyph::phase_edge) : " ");
    }
    return label("actions", style) + strip.take() + "\n";
}

std::string breaker_row(const Series& timeline, std::size_t breaker, const Style& style) {
    Strip strip(style);
    for (std::size_t column = 0; column < columns; ++column) {
        const BreakerLevel& level = timeline.slots[slot_of(timeline, column)].breakers[breaker];
        if (level.half_open > 0) {
            strip.add(Tone::warning, style.glyph(Glyph::half_open));
        } else if (level.open > 0) {
            strip.add(Tone::bad, style.glyph(Glyph::open));
        } else {
            strip.add(Tone::quiet, style.glyph(Glyph::idle));
        }
    }
    const std::string name =
        timeline.breakers.size() == 1 ? std::string("breaker") : style.safe(timeline.breakers[breaker]);
    return label(name, style) + strip.take() + "\n";
}

// The shortest round step that leaves room for its labels.
Duration tick_step(const Series& timeline) {
    constexpr std::array<Duration, 24> steps{100ms, 200ms, 500ms, 1s,   2s,    5s,    10s,   20s,
                                             30s,   1min,  2min,  5min, 10min, 20min, 30min, 1h,
                                             2h,    6h,    12h,   24h,  48h,   240h,  2400h, 24000h};
    const auto fits = [&](Duration step) {
        return column_of(timeline, step) >= 9;
    };
    const auto* const found = std::find_if(steps.begin(), steps.end(), fits);
    return found == steps.end() ? steps.back() : *found;
}

std::string time_axis(const Series& timeline, const Style& style) {
    const Duration step = tick_step(timeline);
    std::string axis;
    for (Duration tick{0};; tick += step) {
        const std::size_t column = column_of(timeline, tick);
        const std::string text = tick == Duration::zero() ? "0s" : format_duration(tick);
        if (column >= columns) {
            break;
        }
        axis.resize(std::max(axis.size() + (axis.empty() ? 0 : 1), column), ' ');
        axis += text;
    }
    return std::string(label_width, ' ') +
           style.paint(Tone::quiet, style.fit(axis, style.width() - label_width)) + "\n";
}

}  // namespace

std::string timeline_section(const Report& report, const Style& style) {
    const Series& timeline = report.timeline;
    if (timeline.slots.empty()) {
        return "";
    }
    std::string text = style.paint(Tone::title, "Timeline") +
                       style.paint(Tone::quiet, fmt::format("  in steps of {}, peaks at the right",
                                                            format_duration(timeline.slot))) +
                       "\n";
    text += phase_ruler(report, style);
    text += charts(timeline, style);
    for (std::size_t index = 0; index < std::min(report.faults.size(), most_bands); ++index) {
        text += fault_band(report.faults[index], timeline, style);
    }
    if (report.faults.size() > most_bands) {
        text += fmt::format("  and {} more faults\n", report.faults.size() - most_bands);
    }
    for (std::size_t breaker = 0; breaker < std::min(timeline.breakers.size(), most_bands); ++breaker) {
        text += breaker_row(timeline, breaker, style);
    }
    for (std::size_t probe = 0; probe < std::min(report.probes.size(), most_bands); ++probe) {
        text += probe_row(report.probes[probe], timeline, style);
    }
    if (!report.actions.empty()) {
        text += action_row(report, style);
    }
    text += time_axis(timeline, style);
    return text;
}

}  // namespace fortify::report
