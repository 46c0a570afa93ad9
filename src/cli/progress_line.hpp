#pragma once

#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "core/time.hpp"
#include "measure/recorder.hpp"
#include "run/plan.hpp"
#include "run/runner.hpp"

#include <cstdint>

namespace fortify::cli {

// How a run is going, on standard error: one line drawn over itself on a terminal, a plain line every
// five seconds elsewhere, nothing when quiet. Disappears from a terminal when the run is over.
class ProgressLine {
public:
    struct View {
        const run::Plan& plan;
        const run::Runner& runner;
        const measure::Recorder& recorder;
    };

    ProgressLine(Printer& printer, Verbosity verbosity);

    // How often `show` wants to be called.
    [[nodiscard]] Duration every() const;
    [[nodiscard]] bool is_shown() const {
        return kind_ != Kind::none;
    }
    void show(Instant now, const View& view);
    void clear();

private:
    enum class Kind : std::uint8_t { none, plain, drawn };

    Printer& printer_;
    Kind kind_;
    Instant last_ = run_start;
    std::uint64_t settled_before_ = 0;
    double rate_ = 0;
};

}  // namespace fortify::cli
