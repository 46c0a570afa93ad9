#include "cli/console.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <sys/ioctl.h>
#include <unistd.h>

namespace fortify::cli {

namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 200;

std::optional<std::size_t> parse_columns(const std::optional<std::string>& text) {
    if (!text) {
        return std::nullopt;
    }
    std::size_t columns = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), columns);
    if (error != std::errc{} || end != text->data() + text->size() || columns == 0) {
        return std::nullopt;
    }
    return columns;
}

std::size_t width_of(const Surroundings& surroundings) {
    if (!surroundings.is_tty) {
        return usual_width;
    }
    const std::size_t window = surroundings.window_columns.value_or(usual_width);
    return std::clamp(parse_columns(surroundings.columns).value_or(window), narrowest, widest);
}

bool colour_of(const Surroundings& surroundings, ColourChoice choice) {
    switch (choice) {
        case ColourChoice::always:
            return true;
        case ColourChoice::never:
            return false;
        case ColourChoice::automatic:
            break;
    }
    const bool refused = surroundings.no_color && !surroundings.no_color->empty();
    return surroundings.is_tty && !refused && surroundings.term.value_or("dumb") != "dumb";
}

Charset charset_of(const Surroundings& surroundings) {
    std::string locale = surroundings.locale.value_or("");
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    const bool utf8 = locale.find("utf-8") != locale.npos || locale.find("utf8") != locale.npos;
    return utf8 ? Charset::utf8 : Charset::ascii;
}

std::optional<std::string> variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> locale_variable() {
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        auto value = variable(name);
        if (value && !value->empty()) {
            return value;
        }
    }
    return std::nullopt;
}

int descriptor(Stream stream) {
    return stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO;
}

}  // namespace

Terminal describe(const Surroundings& surroundings, ColourChoice choice) {
    return {.interactive = surroundings.is_tty,
            .colour = colour_of(surroundings, choice),
            .width = width_of(surroundings),
            .charset = charset_of(surroundings)};
}

ProcessConsole::ProcessConsole() {
    std::signal(SIGPIPE, SIG_IGN);
}

Result<Done, std::string> ProcessConsole::write(Stream stream, std::string_view text) {
    bool& closed = stream == Stream::out ? out_closed_ : err_closed_;
    while (!text.empty() && !closed) {
        const ssize_t written = ::write(descriptor(stream), text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            closed = true;
        } else if (errno != EINTR) {
            return Err{std::generic_category().message(errno)};
        }
    }
    return Done{};
}

Terminal ProcessConsole::terminal(Stream stream, ColourChoice choice) const {
    Surroundings surroundings{.is_tty = ::isatty(descriptor(stream)) == 1,
                              .window_columns = std::nullopt,
                              .columns = variable("COLUMNS"),
                              .no_color = variable("NO_COLOR"),
                              .term = variable("TERM"),
                              .locale = locale_variable()};
    winsize window{};
    if (::ioctl(descriptor(stream), TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
        surroundings.window_columns = window.ws_col;
    }
    return describe(surroundings, choice);
}

}  // namespace fortify::cli
