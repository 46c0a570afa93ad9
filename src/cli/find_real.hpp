#pragma once

#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "net/signals.hpp"
#include "tune/margin_trials.hpp"
#include "tune/specimen.hpp"

#include <cstddef>

namespace fortify::cli {

// Answers probes of a search by runs in real time: the scenario as it is, with the value in it.
class RealJudge {
public:
    // The references must outlive it.
    RealJudge(const FindOptions& options,
              const tune::Specimen& specimen,
              tune::Promise promise,
              Printer& printer);

    [[nodiscard]] tune::Probe ask(const std::string& path, const tune::Value& value);
    [[nodiscard]] std::size_t trials() const {
        return trials_;
    }
    // The signal that ended it, if one did.
    [[nodiscard]] int signal() const {
        return signal_;
    }

private:
    net::SignalHold hold_;  // between two runs
    const FindOptions& options_;
    const tune::Specimen& specimen_;
    tune::Promise promise_;
    Printer& printer_;
    std::size_t trials_ = 0;
    int signal_ = 0;
};

}  // namespace fortify::cli
