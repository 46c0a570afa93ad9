#include "report/progress.hpp"

#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace fortify::report {
namespace {

constexpr std::size_t bar_columns = 10;
constexpr std::size_t phase_columns = 16;

struct Part {
    enum class Kind : std::uint8_t { number, ornament };
    Tone tone = Tone::normal;
    std::string text;
    Kind kind = Kind::number;
};

constexpr std::string_view gap = "  ";

std::size_t width_of(const std::vector<Part>& parts) {
    std::size_t width = 0;
    for (const Part& part : parts) {
        width += (width == 0 ? 0 : gap.size()) + display_width(part.text);
    }
    return width;
}

std::string state_text(policy::BreakerState state) {
    std::string text(policy::name_of(state));
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
}

Tone tone_of(policy::BreakerState state) {
    switch (state) {
        case policy::BreakerState::closed:
        case policy::BreakerState::disabled:
        case policy::BreakerState::metrics_only:
            return Tone::normal;
        case policy::BreakerState::half_open:
            return Tone::warning;
        case policy::BreakerState::open:
        case policy::BreakerState::forced_open:
            return Tone::bad;
    }
    return Tone::normal;
}

std::string bar_of(const ProgressView& view, const Style& style) {
    const double share =
        view.total > Duration::zero() ? std::min(to_seconds(view.elapsed) / to_seconds(view.total), 1.0) : 0;
    const auto done = static_cast<std::size_t>(share * static_cast<double>(bar_columns));
    std::string bar;
    for (std::size_t column = 0; column < bar_columns; ++column) {
        bar += style.glyph(column < done ? Glyph::open : Glyph::idle);
    }
    return bar;
}

std::vector<Part> parts_of(const ProgressView& view, const Style& style) {
    std::vector<Part> parts{{Tone::title, style.fit(style.safe(view.phase), phase_columns)},
                            {Tone::normal, clock_text(view.elapsed) + " / " + clock_text(view.total)},
                            {Tone::accent, bar_of(view, style), Part::Kind::ornament},
                            {Tone::normal, per_second_text(view.settled_per_second)},
                            {Tone::normal, count_text(view.in_flight) + " in flight"}};
    if (view.breaker) {
        parts.push_back({tone_of(*view.breaker), "breaker " + state_text(*view.breaker)});
    }
    if (view.worst_margin) {
        parts.push_back(
            {*view.worst_margin < 0 ? Tone::bad : Tone::good, "SLO " + margin_text(*view.worst_margin)});
    }
    return parts;
}

}  // namespace

std::string render_progress(const ProgressView& view, const TextOptions& options) {
    const Style style(options);
    // The last column stays free: some terminals wrap as soon as it is written to.
    const std::size_t room = options.width > 0 ? options.width - 1 : 0;
    std::vector<Part> parts = parts_of(view, style);
    if (width_of(parts) > room) {
        parts.erase(std::remove_if(parts.begin(), parts.end(),
                                   [](const Part& part) { return part.kind == Part::Kind::ornament; }),
                    parts.end());
    }
    while (width_of(parts) > room) {
        parts.pop_back();
    }
    std::string line;
    for (const Part& part : parts) {
        line += (line.empty() ? "" : std::string(gap)) + style.paint(part.tone, part.text);
    }
    return line;
}

std::string render_progress_plain(const ProgressView& view) {
    std::string line = fmt::format("{} of {}, phase {}: {} settled, {} in flight", clock_text(view.elapsed),
                                   clock_text(view.total), printable(view.phase),
                                   per_second_text(view.settled_per_second), count_text(view.in_flight));
    if (view.breaker) {
        line += ", breaker " + state_text(*view.breaker);
    }
    if (view.worst_margin) {
        line += ", worst SLO margin " + margin_text(*view.worst_margin);
    }
    return line;
}

}  // namespace fortify::report
