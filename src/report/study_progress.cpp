#include "report/study_progress.hpp"

#include "report/numbers.hpp"
#include "report/style.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {

namespace {

constexpr std::size_t bar_columns = 24;
constexpr std::size_t least_columns = 48;

std::string time_left(const StudyProgress& progress) {
    if (progress.done == 0 || progress.done >= progress.jobs) {
        return {};
    }
    const double part = static_cast<double>(progress.done) / static_cast<double>(progress.jobs);
    const double left = to_seconds(progress.elapsed) * (1 - part) / part;
    // Tenths of a second in what is an estimate would only flicker.
    const auto seconds = static_cast<std::int64_t>(left + 0.5);
    return seconds < 60 ? fmt::format("  {}s left", seconds)
                        : fmt::format("  {}m{:02}s left", seconds / 60, seconds % 60);
}

}  // namespace

std::string render_study_progress(const StudyProgress& progress, const TextOptions& options) {
    const Style style(options);
    const double share =
        progress.jobs == 0 ? 1.0 : static_cast<double>(progress.done) / static_cast<double>(progress.jobs);
    const std::string numbers = fmt::format("{} of {} trials{}", count_text(progress.done),
                                            count_text(progress.jobs), time_left(progress));
    if (options.width < least_columns) {
        return style.fit(numbers, std::max<std::size_t>(options.width, 2) - 1);
    }
    return fmt::format("  {} {:>3.0f}%  {}",
                       style.paint(Tone::accent, style.left(style.bar(share, bar_columns), bar_columns)),
                       share * 100, numbers);
}

}  // namespace fortify::report
