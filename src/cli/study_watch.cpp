#include "cli/study_watch.hpp"

#include "cli/machine.hpp"
#include "cli/text_options.hpp"
#include "report/numbers.hpp"
#include "report/study_progress.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

Result<StudyWatch, std::string> StudyWatch::begin(const StudyOptions& options, Printer& printer) {
    auto signals = net::SignalWatch::install();
    if (!signals) {
        return Err{signals.error()};
    }
    return StudyWatch(options, printer, std::move(*signals));
}

StudyWatch::StudyWatch(const StudyOptions& options,
                       Printer& printer,
                       std::unique_ptr<net::SignalWatch> signals)
    : printer_(&printer),
      signals_(std::move(signals)),
      threads_(options.threads == 0 ? this_machine().cpus : options.threads),
      verbosity_(options.verbosity),
      is_drawn_(verbosity_ == Verbosity::normal && printer.terminal(Stream::err).interactive) {
}

tune::PoolOptions StudyWatch::pool() {
    pool_began_ = clock_.read();
    return {.threads = threads_,
            .cancelled =
                [this] {
                    signal_ = signal_ ? signal_ : signals_->taken();
                    return signal_.has_value();
                },
            .progress =
                [this](const tune::PoolProgress& progress) {
                    show(progress);
                }};
}

void StudyWatch::show(const tune::PoolProgress& progress) {
    if (is_drawn_) {
        const auto options = text_options(printer_->terminal(Stream::err));
        const report::StudyProgress shown{
            .done = progress.done, .jobs = progress.jobs, .elapsed = clock_.read() - pool_began_};
        printer_->err("\r" + report::render_study_progress(shown, options) + "\x1b[K");
    }
}

void StudyWatch::clear() {
    if (is_drawn_) {
        printer_->err("\r\x1b[K");
    }
}

double StudyWatch::seconds() const {
    return to_seconds(clock_.read() - run_start);
}

std::optional<ExitCode> StudyWatch::interrupted() const {
    if (!signal_) {
        return std::nullopt;
    }
    return exit_code_of(128 + *signal_);
}

void StudyWatch::tell_speed(std::size_t trials, std::uint64_t calls) {
    if (verbosity_ == Verbosity::quiet) {
        return;
    }
    const double took = seconds();
    printer_->err(fmt::format(
        "{}, {} in {:.2f}s on {}: {:.2f} million calls a second\n",
        report::counted_text(trials, "trial", "trials"), report::counted_text(calls, "call", "calls"), took,
        report::counted_text(threads_, "thread", "threads"), static_cast<double>(calls) / took / 1e6));
}

}  // namespace fortify::cli
