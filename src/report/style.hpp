#pragma once

#include "core/time.hpp"
#include "report/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::report {

enum class Tone : std::uint8_t { normal, title, good, bad, warning, quiet, accent };

enum class Glyph : std::uint8_t {
    passed,
    breached,
    undecided,
    warned,
    bullet,  // between facts
    dash,    // no value
    range,   // from-to
    arrow,
    inner,  // from an outer layer to the next one
    ellipsis,
    phase_edge,
    band,  // a fault is on
    idle,  // nothing is on; a closed breaker
    half_open,
    open,
    changed,  // by hand, not written yet
    more_above,
    more_below,
};

// How the text report looks: glyphs of the character set, colours, and text cut or padded by its width in the
// terminal. Colours are put on last, when the width is settled.
class Style {
public:
    explicit Style(const TextOptions& options);

    [[nodiscard]] std::size_t width() const {
        return width_;
    }
    [[nodiscard]] std::string paint(Tone tone, std::string_view text) const;
    [[nodiscard]] std::string_view glyph(Glyph glyph) const;

    // Text from a scenario or a target, made safe to show.
    [[nodiscard]] std::string safe(std::string_view text) const;
    // Cut to this width, the last column an ellipsis.
    [[nodiscard]] std::string fit(std::string_view text, std::size_t width) const;
    [[nodiscard]] std::string left(std::string_view text, std::size_t width) const;
    [[nodiscard]] std::string right(std::string_view text, std::size_t width) const;
    // The same for a table: at least one blank before it.
    [[nodiscard]] std::string cell(std::string_view text, std::size_t width) const;
    // Broken into lines; a word that is too long for a line is broken, too.
    [[nodiscard]] std::vector<std::string> lines(std::string_view text, std::size_t width) const;
    // Facts with bullets between them, broken only there where possible.
    [[nodiscard]] std::vector<std::string> flow(const std::vector<std::string>& facts,
                                                std::size_t width) const;

    // A level between 0 and 1 as one column of a chart: a blank for nothing at all.
    [[nodiscard]] std::string_view level(double share) const;
    // The same as one of five shades, for maps.
    [[nodiscard]] std::string_view shade(double share) const;
    // A horizontal bar, `columns` wide at 1; anything above 0 can be seen.
    [[nodiscard]] std::string bar(double share, std::size_t columns) const;

    [[nodiscard]] std::string duration(const std::optional<Duration>& value) const;
    [[nodiscard]] std::string percent(const std::optional<double>& ratio) const;

private:
    std::size_t width_;
    Colour colour_;
    Charset charset_;
};

}  // namespace fortify::report
