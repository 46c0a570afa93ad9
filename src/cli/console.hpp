#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::cli {

enum class Stream : std::uint8_t { out, err };
enum class ColourChoice : std::uint8_t { automatic, always, never };
enum class Charset : std::uint8_t { ascii, utf8 };

// What is on the other side of a stream.
struct Terminal {
    bool interactive = false;  // a person looks at it; else a file or a pipe
    bool colour = false;
    std::size_t width = 80;
    Charset charset = Charset::ascii;
};

// What a terminal is worked out from, so that it can be tested without one.
struct Surroundings {
    bool is_tty = false;
    std::optional<std::size_t> window_columns;  // as the kernel knows them
    std::optional<std::string> columns;         // the variables of these names
    std::optional<std::string> no_color;
    std::optional<std::string> term;
    std::optional<std::string> locale;  // LC_ALL, else LC_CTYPE, else LANG
};

// Colour: as asked; automatic: on a terminal that is not "dumb", unless NO_COLOR is set to anything
// (no-color.org). Width: COLUMNS or the window on a terminal, else 80.
[[nodiscard]] Terminal describe(const Surroundings& surroundings, ColourChoice choice);

// The standard streams, injected so that tests can read along.
class Console {
public:
    virtual ~Console() = default;
    // All of it or an error ("No space left on device"). A reader that has gone is no error: what
    // follows is dropped.
    virtual Result<Done, std::string> write(Stream stream, std::string_view text) = 0;
    [[nodiscard]] virtual Terminal terminal(Stream stream, ColourChoice choice) const = 0;
};

// Standard output and error of this process.
class ProcessConsole final : public Console {
public:
    // Ignores SIGPIPE, so that a closed pipe is an error code and no death.
    ProcessConsole();

    Result<Done, std::string> write(Stream stream, std::string_view text) override;
    [[nodiscard]] Terminal terminal(Stream stream, ColourChoice choice) const override;

private:
    bool out_closed_ = false;
    bool err_closed_ = false;
};

}  // namespace fortify::cli
