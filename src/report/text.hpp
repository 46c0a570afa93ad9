#pragma once

#include "report/report.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace fortify::report {

enum class Colour : std::uint8_t { plain, ansi };
enum class Charset : std::uint8_t { utf8, ascii };

struct TextOptions {
    std::size_t width = 80;  // columns; what is below 80 counts as 80
    Colour colour = Colour::plain;
    Charset charset = Charset::utf8;
};

// The report for people. No line is wider than the width, whatever names the scenario has.
[[nodiscard]] std::string render_text(const Report& report, const TextOptions& options);

}  // namespace fortify::report
