#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fortify {

// A place in a file the user wrote. Lines and columns count from 1; columns count characters, not
// bytes. Line 0: the file as a whole, or (with an empty file) something that is in no file.
struct SourceSpan {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;  // characters on that line; 0 counts as 1

    friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

enum class Severity : std::uint8_t { note, warning, error };

// One thing that the user should know about what they wrote: what was found, where, and what to do.
// `code` is stable and never reused ("F0203"); docs/errors/ has a page for each.
struct Diagnostic {
    struct Note {
        SourceSpan span;
        std::string text;
    };

    std::string code;
    Severity severity = Severity::error;
    SourceSpan span;
    std::string message;
    std::vector<Note> notes;  // related places
    std::string help;         // what to do about it; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

}  // namespace fortify
