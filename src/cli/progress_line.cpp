#include "cli/progress_line.hpp"

#include "cli/text_options.hpp"
#include "report/progress.hpp"
#include "slo/verdict.hpp"

#include <algorithm>
#include <optional>

namespace fortify::cli {

namespace {

constexpr Duration redraw_interval = 100ms;
constexpr Duration plain_interval = 5s;
// So that the rate does not flicker: each look weighs this much of what was shown before.
constexpr double rate_memory = 0.8;

std::optional<double> worst_margin(const ProgressLine::View& view, Instant now) {
    std::optional<double> worst;
    for (const slo::Expectation& expectation : view.plan.slos) {
        const auto margin = slo::margin_now(expectation, view.recorder, now);
        if (margin) {
            worst = std::min(worst.value_or(*margin), *margin);
        }
    }
    return worst;
}

}  // namespace

ProgressLine::ProgressLine(Printer& printer, Verbosity verbosity) : printer_(printer), kind_(Kind::none) {
    if (verbosity == Verbosity::normal) {
        kind_ = printer.terminal(Stream::err).interactive ? Kind::drawn : Kind::plain;
    }
}

Duration ProgressLine::every() const {
    return kind_ == Kind::drawn ? redraw_interval : plain_interval;
}

void ProgressLine::show(Instant now, const View& view) {
    const run::Progress progress = view.runner.progress(now);
    // The first look comes at the start, when there is nothing to tell yet.
    if (kind_ == Kind::plain && now - last_ < plain_interval / 2) {
        return;
    }
    const double passed = to_seconds(now - last_);
    if (passed > 0) {
        const double latest = static_cast<double>(progress.settled - settled_before_) / passed;
        const double kept = kind_ == Kind::drawn && settled_before_ > 0 ? rate_memory : 0;
        rate_ = kept * rate_ + (1 - kept) * latest;
        last_ = now;
        settled_before_ = progress.settled;
    }
    const report::ProgressView shown{.phase = view.plan.phases[progress.phase].name,
                                     .elapsed = now - run_start,
                                     .total = view.plan.end() - run_start,
                                     .settled_per_second = rate_,
                                     .in_flight = progress.in_flight,
                                     .breaker = progress.breaker,
                                     .worst_margin = worst_margin(view, now)};
    if (kind_ == Kind::plain) {
        printer_.err(report::render_progress_plain(shown) + "\n");
        return;
    }
    const auto options = text_options(printer_.terminal(Stream::err));
    printer_.err("\r" + report::render_progress(shown, options) + "\x1b[K");
}

void ProgressLine::clear() {
    if (kind_ == Kind::drawn) {
        printer_.err("\r\x1b[K");
    }
}

}  // namespace fortify::cli
