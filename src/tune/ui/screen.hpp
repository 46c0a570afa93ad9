#pragma once

#include "core/result.hpp"
#include "report/text.hpp"
#include "tune/specimen.hpp"
#include "tune/ui/session.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace fortify::tune::ui {

struct ScreenOptions {
    std::string terminal;  // its kind, as TERM tells it
    report::Colour colour{};
    report::Charset charset{};
    std::size_t threads = 2;  // that simulate
};

// Shows the scenario on the terminal of this process until the person leaves. Comes back with the signal that
// ended it, if one did; the error is why the terminal cannot be used. The terminal is then as it was.
[[nodiscard]] Result<std::optional<int>, std::string> run_screen(const Specimen& specimen,
                                                                 Keep keep,
                                                                 const ScreenOptions& options);

}  // namespace fortify::tune::ui
