#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "core/result.hpp"
#include "net/clock.hpp"
#include "net/signals.hpp"
#include "tune/pool.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace fortify::cli {

// What stands between a long study and the one who waits for it: a bar with the time left on a terminal, and
// the first Ctrl-C or SIGTERM, which ends the study in good order.
class StudyWatch {
public:
    [[nodiscard]] static Result<StudyWatch, std::string> begin(const StudyOptions& options, Printer& printer);

    // To be asked for once for each pool that the study runs; the watch must outlive it.
    [[nodiscard]] tune::PoolOptions pool();
    // Takes the bar away.
    void clear();
    // Since `begin`, in seconds.
    [[nodiscard]] double seconds() const;
    // Of the signal that came; none: none did.
    [[nodiscard]] std::optional<ExitCode> interrupted() const;
    [[nodiscard]] std::size_t threads() const {
        return threads_;
    }
    // "75 trials, 525,000 calls in 0.42s on 2 threads: 1.3 million calls a second", to standard error unless
    // quiet.
    void tell_speed(std::size_t trials, std::uint64_t calls);

private:
    StudyWatch(const StudyOptions& options, Printer& printer, std::unique_ptr<net::SignalWatch> signals);

    void show(const tune::PoolProgress& progress);

    Printer* printer_;
    std::unique_ptr<net::SignalWatch> signals_;
    net::Clock clock_;
    std::size_t threads_;
    Verbosity verbosity_;
    bool is_drawn_;
    std::optional<int> signal_;
    Instant pool_began_{};
};

}  // namespace fortify::cli
