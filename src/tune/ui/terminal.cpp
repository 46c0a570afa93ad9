#include "tune/ui/terminal.hpp"

#include "tune/ui/rescue.hpp"

#include <algorithm>
#include <bit>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

// As functions: as macros their names would forbid themselves to everybody.
#define NCURSES_NOMACROS 1
#include <ncurses.h>
#include <termcap.h>

namespace fortify::tune::ui {

struct Terminal::State {
    SCREEN* screen = nullptr;
    report::Charset charset{};
    bool has_colours = false;
    std::string locale_before;
    std::unique_ptr<Rescue> rescue;
};

namespace {

using report::Tone;

constexpr int escape_wait = 25;  // ms after which Esc is a key and not the beginning of one
constexpr int escape_key = 27;
constexpr int delete_key = 127;

constexpr int control(char letter) {
    return letter - 'a' + 1;
}

bool speaks_utf8() {
    return std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
}

// The locale that the environment asks for, or, where it is not installed, one that has UTF-8.
report::Charset settle_charset(report::Charset wanted) {
    std::setlocale(LC_CTYPE, "");
    if (wanted == report::Charset::utf8 && !speaks_utf8()) {
        std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    return wanted == report::Charset::utf8 && speaks_utf8() ? wanted : report::Charset::ascii;
}

short pair_of(Tone tone) {
    switch (tone) {
        case Tone::good:
            return 1;
        case Tone::bad:
            return 2;
        case Tone::warning:
            return 3;
        case Tone::accent:
            return 4;
        case Tone::normal:
        case Tone::title:
        case Tone::quiet:
            break;
    }
    return 0;
}

bool prepare_colours() {
    if (!::has_colors() || ::start_color() == ERR) {
        return false;
    }
    ::use_default_colors();
    ::init_pair(pair_of(Tone::good), COLOR_GREEN, -1);
    ::init_pair(pair_of(Tone::bad), COLOR_RED, -1);
    ::init_pair(pair_of(Tone::warning), COLOR_YELLOW, -1);
    ::init_pair(pair_of(Tone::accent), COLOR_CYAN, -1);
    return true;
}

// Without colour what is bad stands out by weight.
attr_t attributes_of(const Cell& cell, bool has_colours) {
    attr_t attributes = A_NORMAL;
    if (cell.tone == Tone::title || (!has_colours && cell.tone == Tone::bad)) {
        attributes |= A_BOLD;
    } else if (cell.tone == Tone::quiet) {
        attributes |= A_DIM;
    }
    return cell.ground == Ground::reversed ? attributes | A_REVERSE : attributes;
}

// A string of the terminal's description; empty where it has none (null) or the name is none of a string
// (-1).
std::string_view sequence_of(const char* name) {
    const char* const sequence = ::tigetstr(name);
    return std::bit_cast<std::intptr_t>(sequence) > 0 ? std::string_view(sequence) : std::string_view{};
}

// What the terminal is sent at the end, without the pauses that only old ones want ("$<2>").
std::string farewell() {
    std::string text;
    for (const char* const name : {"sgr0", "cnorm", "rmkx", "rmcup"}) {
        std::string_view rest = sequence_of(name);
        while (!rest.empty()) {
            const std::size_t pause = rest.find("$<");
            text += rest.substr(0, pause);
            const std::size_t end = pause == rest.npos ? rest.npos : rest.find('>', pause);
            rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        }
    }
    return text;
}

}  // namespace

Result<std::unique_ptr<Terminal>, std::string> Terminal::open(const std::string& kind,
                                                              report::Colour colour,
                                                              report::Charset charset) {
    // Asked first by itself: a screen that fails to begin keeps memory.
    if (::tgetent(nullptr, kind.c_str()) != 1) {
        return Err{std::string("this kind of terminal is not known (TERM)")};
    }
    if (::tgetstr("cm", nullptr) == nullptr) {
        return Err{std::string("this kind of terminal cannot move its cursor (TERM)")};
    }
    auto state = std::make_unique<State>();
    state->locale_before = std::setlocale(LC_CTYPE, nullptr);
    state->charset = settle_charset(charset);
    // The size is what the kernel says, not what LINES and COLUMNS said once.
    ::use_env(FALSE);
    ::use_tioctl(TRUE);
    state->screen = ::newterm(kind.c_str(), stdout, stdin);
    if (state->screen == nullptr) {
        std::setlocale(LC_CTYPE, state->locale_before.c_str());
        return Err{std::string("it does not begin")};
    }
    // Settings of the terminal as they were, which newterm has not touched yet.
    ::reset_shell_mode();
    state->rescue = std::make_unique<Rescue>(STDOUT_FILENO, farewell());
    ::reset_prog_mode();
    state->has_colours = colour == report::Colour::ansi && prepare_colours();
    ::cbreak();
    ::noecho();
    ::nonl();
    ::keypad(stdscr, TRUE);
    ::nodelay(stdscr, TRUE);
    ::set_escdelay(escape_wait);
    ::curs_set(0);
    return std::unique_ptr<Terminal>(new Terminal(std::move(state)));
}

Terminal::Terminal(std::unique_ptr<State> state) : state_(std::move(state)) {
}

Terminal::~Terminal() {
    ::curs_set(1);
    ::endwin();
    state_->rescue.reset();
    ::delscreen(state_->screen);
    std::setlocale(LC_CTYPE, state_->locale_before.c_str());
}

Size Terminal::size() const {
    return {.rows = static_cast<std::size_t>(std::max(getmaxy(stdscr), 1)),
            .columns = static_cast<std::size_t>(std::max(getmaxx(stdscr), 1))};
}

report::Charset Terminal::charset() const {
    return state_->charset;
}

void Terminal::show(const Canvas& canvas) {
    ::werase(stdscr);
    for (std::size_t row = 0; row < canvas.size().rows; ++row) {
        // Stretches of one look are sent as one.
        for (std::size_t column = 0; column < canvas.size().columns;) {
            const Cell& first = canvas.at(row, column);
            std::string text;
            const std::size_t start = column;
            while (column < canvas.size().columns && canvas.at(row, column).tone == first.tone &&
                   canvas.at(row, column).ground == first.ground) {
                text += canvas.at(row, column++).glyph;
            }
            const short pair = state_->has_colours ? pair_of(first.tone) : short{0};
            ::wattr_set(stdscr, attributes_of(first, state_->has_colours), pair, nullptr);
            ::wmove(stdscr, static_cast<int>(row), static_cast<int>(start));
            ::waddnstr(stdscr, text.data(), static_cast<int>(text.size()));
        }
    }
    ::wrefresh(stdscr);
}

void Terminal::forget() {
    ::clearok(curscr, TRUE);
}

std::optional<KeyPress> Terminal::read() {
    using Kind = KeyPress::Kind;
    const int code = ::wgetch(stdscr);
    switch (code) {
        case ERR:
            return std::nullopt;
        case KEY_UP:
            return KeyPress{Kind::up};
        case KEY_DOWN:
            return KeyPress{Kind::down};
        case KEY_LEFT:
            return KeyPress{Kind::left};
        case KEY_RIGHT:
            return KeyPress{Kind::right};
        case KEY_PPAGE:
            return KeyPress{Kind::page_up};
        case KEY_NPAGE:
            return KeyPress{Kind::page_down};
        case KEY_HOME:
            return KeyPress{Kind::home};
        case KEY_END:
            return KeyPress{Kind::end};
        case KEY_DC:
            return KeyPress{Kind::erase};
        case KEY_RESIZE:
            return KeyPress{Kind::resized};
        case KEY_ENTER:
        case '\r':
        case '\n':
            return KeyPress{Kind::enter};
        case KEY_BACKSPACE:
        case '\b':
        case delete_key:
            return KeyPress{Kind::backspace};
        case escape_key:
            return KeyPress{Kind::escape};
        case control('r'):
            return KeyPress{Kind::redo};
        case control('u'):
            return KeyPress{Kind::clear};
        case control('l'):
            return KeyPress{Kind::redraw};
    }
    const bool is_letter = code >= ' ' && code < delete_key;
    return is_letter ? KeyPress{Kind::letter, static_cast<char>(code)} : KeyPress{Kind::other};
}

void Terminal::resize() {
    winsize window{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 && window.ws_col > 0) {
        ::resizeterm(window.ws_row, window.ws_col);
        ::clearok(curscr, TRUE);
    }
}

void Terminal::suspend() {
    ::endwin();
    ::kill(0, SIGSTOP);
    // Somebody has said SIGCONT.
    ::wrefresh(stdscr);
    resize();
}

}  // namespace fortify::tune::ui
