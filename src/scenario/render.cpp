#include "scenario/render.hpp"

#include "core/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace fortify::scenario {

namespace {

constexpr std::size_t note_column = 31;      // of the text beside a source line
constexpr std::size_t most_characters = 96;  // shown of a source line

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), &starts_character));
}

// Characters [from, from + count) of the text.
std::string_view slice(std::string_view text, std::size_t from, std::size_t count) {
    std::size_t begin = text.size();
    std::size_t end = text.size();
    std::size_t seen = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!starts_character(text[at])) {
            continue;
        }
        if (seen == from) {
            begin = at;
        }
        if (seen == from + count) {
            end = at;
            break;
        }
        ++seen;
    }
    return text.substr(begin, end - begin);
}

std::string shown(std::string_view text) {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\t', ' ');
    return printable(line);
}

class Painter {
public:
    Painter(const Source& source, Style style) : source_(source), style_(style) {
    }

    [[nodiscard]] std::string diagnostic(const Diagnostic& one) const {
        const auto [word, colour] = severity(one.severity);
        std::string text = fmt::format("{} {} {}\n", paint("1", place(one.span)),
                                       paint(colour, fmt::format("{}[{}]:", word, one.code)),
                                       paint("1", printable(one.message)));
        if (one.span.line != 0 && line_of(one.span)) {
            text += marked_line(one.span, colour);
        }
        for (const Diagnostic::Note& note : one.notes) {
            text += note_line(note, one.span.file);
        }
        if (!one.help.empty()) {
            text += fmt::format("   {} {}\n", paint("1", "help:"), printable(one.help));
        }
        return text + "\n";
    }

private:
    struct Word {
        std::string_view word;
        std::string_view colour;
    };
    static Word severity(Severity severity) {
        switch (severity) {
            case Severity::note:
                return {"note", "1;36"};
            case Severity::warning:
                return {"warning", "1;33"};
            case Severity::error:
                break;
        }
        return {"error", "1;31"};
    }

    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
        return style_ == Style::plain ? std::string(text) : fmt::format("\x1b[{}m{}\x1b[0m", code, text);
    }

    static std::string place(const SourceSpan& span) {
        const std::string file = printable(span.file);
        return span.line == 0 ? fmt::format("{}:", file)
                              : fmt::format("{}:{}:{}:", file, span.line, span.column);
    }

    // The line that a span is on: of the file, or of the argument that stands in place of one. Nothing when
    // the text is not at hand.
    [[nodiscard]] std::optional<std::string_view> line_of(const SourceSpan& span) const {
        for (const std::string_view option : {"--set ", "--allow "}) {
            if (std::string_view(span.file).substr(0, option.size()) == option) {
                return std::string_view(span.file).substr(option.size());
            }
        }
        if (span.file != source_.file || source_.text.empty()) {
            return std::nullopt;
        }
        std::string_view rest = source_.text;
        for (std::uint32_t line = 1; line < span.line; ++line) {
            const auto end = rest.find('\n');
            if (end == rest.npos) {
                return std::nullopt;
            }
            rest.remove_prefix(end + 1);
        }
        rest = rest.substr(0, rest.find('\n'));
        return !rest.empty() && rest.back() == '\r' ? rest.substr(0, rest.size() - 1) : rest;
    }

    // Of a long line the part around the span.
    struct Excerpt {
        std::string text;
        std::size_t indent = 0;  // columns before the span
        std::size_t width = 1;   // columns of the span
    };
    [[nodiscard]] Excerpt excerpt(const SourceSpan& span) const {
        const std::string_view line = line_of(span).value_or(std::string_view{});
        const std::size_t before = span.column == 0 ? 0 : span.column - 1;
        const std::size_t total = count_characters(line);
        std::size_t first = 0;
        if (total > most_characters && before + span.length > most_characters) {
            first = before > most_characters / 3 ? before - most_characters / 3 : 0;
        }
        const std::string_view part = slice(line, first, most_characters);
        const std::size_t offset = before - std::min(first, before);
        const std::string prefix = first > 0 ? "…" : "";
        Excerpt result;
        result.text = prefix + shown(part) + (first + most_characters < total ? "…" : "");
        result.indent = display_width(prefix + shown(slice(part, 0, offset)));
        if (const std::size_t there = count_characters(part); offset > there) {
            result.indent += offset - there;
        }
        const std::size_t length = std::max<std::size_t>(1, span.length);
        result.width = std::max<std::size_t>(1, display_width(shown(slice(part, offset, length))));
        return result;
    }

    [[nodiscard]] std::string gutter(std::string_view label) const {
        return paint("34", fmt::format("{:>5} | ", label));
    }

    [[nodiscard]] std::string marked_line(const SourceSpan& span, std::string_view colour) const {
        const Excerpt line = excerpt(span);
        return fmt::format("{}{}\n{}{}{}\n", gutter(std::to_string(span.line)), line.text, gutter(""),
                           std::string(line.indent, ' '), paint(colour, std::string(line.width, '^')));
    }

    [[nodiscard]] std::string note_line(const Diagnostic::Note& note, const std::string& file) const {
        const std::string text = fmt::format("{} {}", paint("36", "note:"), printable(note.text));
        if (note.span.line == 0 || !line_of(note.span)) {
            return fmt::format("   {}\n", text);
        }
        // A line of another file, or of an argument, is not numbered as if it were of this one.
        const bool argument = note.span.file != source_.file;
        const bool elsewhere = argument && note.span.file != file;
        const Excerpt line = excerpt(note.span);
        const std::size_t width = display_width(line.text);
        const std::size_t gap = width + 2 > note_column ? 2 : note_column - width;
        return fmt::format("{}{}{}{}\n", gutter(elsewhere ? "set" : std::to_string(note.span.line)),
                           line.text, std::string(gap, ' '), text);
    }

    const Source& source_;
    Style style_;
};

}  // namespace

std::string render_diagnostics(const Diagnostics& diagnostics, const Source& source, Style style) {
    const Painter painter(source, style);
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += painter.diagnostic(diagnostic);
    }
    return text;
}

}  // namespace fortify::scenario
