#pragma once

#include "core/result.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fortify::sim {

// The next line of a journal without its newline; none at the end.
using NextLine = std::function<std::optional<std::string>()>;

struct ReplayResult {
    struct Difference {
        std::uint64_t line = 0;  // in the journal, the first event being line 1
        std::string recorded;
        std::string replayed;
    };
    std::uint64_t events = 0;
    bool complete = false;                 // the run in the journal came to its end
    std::optional<Difference> difference;  // the first
};

// Feeds the events of a journal to a runner of the same plan, in virtual time, and compares every
// decision with the recorded one. The journal may be anything: what does not fit is an error that
// names the line.
[[nodiscard]] Result<ReplayResult, std::string> replay(const run::Plan& plan, const NextLine& next_line);

}  // namespace fortify::sim
