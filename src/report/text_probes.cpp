#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/action_text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

constexpr std::size_t most_steps = 6;

Tone tone_of(run::Health health) {
    switch (health) {
        case run::Health::healthy:
            return Tone::good;
        case run::Health::degraded:
            return Tone::warning;
        case run::Health::unhealthy:
            return Tone::bad;
        case run::Health::unknown:
            return Tone::quiet;
    }
    return Tone::normal;
}

std::string moment_text(Instant when) {
    return fmt::format("{:.3f}s", to_seconds(when - run_start));
}

std::string time_or_dash(Duration time, const Style& style) {
    return time > Duration::zero() ? human_duration(time) : std::string(style.glyph(Glyph::dash));
}

std::string step_row(const ProbeTransitionReport& step, const Style& style) {
    const std::string text = fmt::format("{} {} ", run::name_of(step.from), style.glyph(Glyph::arrow));
    return style.paint(Tone::quiet, style.right(moment_text(step.when), 14)) + "  " + text +
           style.paint(tone_of(step.to), std::string(run::name_of(step.to))) +
           style.paint(Tone::quiet, "  " + style.safe(step.reason)) + "\n";
}

std::string probe_rows(const ProbeReport& probe, const Style& style) {
    const auto health = [&](run::Health state) {
        return style.paint(tone_of(state), style.left(run::name_of(state), 10));
    };
    std::string text =
        "  " + style.left(style.safe(probe.id), 13) + " " + style.left(probe.kind, 8) + health(probe.before) +
        health(probe.last) + style.cell(count_text(probe.checks, 8), 8) +
        style.cell(count_text(probe.failed, 8), 8) + style.cell(time_or_dash(probe.degraded, style), 10) +
        style.cell(time_or_dash(probe.unhealthy, style), 10) + "\n";
    for (std::size_t index = 0; index < std::min(probe.transitions.size(), most_steps); ++index) {
        text += step_row(probe.transitions[index], style);
    }
    if (probe.transitions_total > most_steps) {
        text += fmt::format("    and {} more changes\n", count_text(probe.transitions_total - most_steps));
    }
    return text;
}

std::string action_rows(const ActionReport& action, const Style& style) {
    const std::string result = action_result_text(action);
    const std::string name = action.is_undo ? "undo " + action.id : action.id;
    const std::size_t used = 14 + 2 + 14 + 1 + display_width(result) + 2;
    const std::size_t room = style.width() > used + 10 ? style.width() - used : 10;
    std::string text = style.paint(Tone::quiet, style.right(moment_text(action.when), 14)) + "  " +
                       style.left(style.safe(name), 14) + " " +
                       style.left(style.fit(style.safe(action.what), room), room) + "  " +
                       style.paint(has_failed(action) ? Tone::bad : Tone::good, result) + "\n";
    if (!action.output.empty()) {
        text +=
            std::string(16, ' ') +
            style.paint(Tone::quiet, style.fit("it said: " + style.safe(action.output), style.width() - 16)) +
            "\n";
    }
    return text;
}

}  // namespace

std::string probes_section(const Report& report, const Style& style) {
    if (report.probes.empty()) {
        return "";
    }
    std::string text =
        style.paint(Tone::title, "Probes          ") +
        style.paint(Tone::quiet, "kind    before    after       checks  failed  degraded unhealthy") + "\n";
    for (const ProbeReport& probe : report.probes) {
        text += probe_rows(probe, style);
    }
    return text;
}

std::string actions_section(const Report& report, const Style& style) {
    if (report.actions.empty()) {
        return "";
    }
    std::string text = style.paint(Tone::title, "Actions") + "\n";
    for (const ActionReport& action : report.actions) {
        text += action_rows(action, style);
    }
    return text;
}

}  // namespace fortify::report
