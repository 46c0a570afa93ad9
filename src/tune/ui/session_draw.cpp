#include "core/text.hpp"
#include "report/numbers.hpp"
#include "tune/ui/draw_knobs.hpp"
#include "tune/ui/draw_pages.hpp"
#include "tune/ui/panes.hpp"
#include "tune/ui/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::tune::ui {

namespace {

using report::Glyph;
using report::Style;
using report::Tone;

struct Stamp {
    std::string text;
    Tone tone{};
};

Stamp stamp_of(const Trial* trial, const Style& style) {
    if (trial == nullptr || !trial->picture || trial->picture->reached) {
        return {std::string(style.glyph(Glyph::ellipsis)), Tone::quiet};
    }
    const report::Conclusion conclusion = trial->conclusion;
    const bool is_good = conclusion == report::Conclusion::passed;
    const bool is_open = conclusion == report::Conclusion::inconclusive;
    const Glyph glyph = is_good ? Glyph::passed : is_open ? Glyph::undecided : Glyph::breached;
    return {fmt::format("{} {}", style.glyph(glyph), report::name_of(conclusion)), is_good   ? Tone::good
                                                                                   : is_open ? Tone::warning
                                                                                             : Tone::bad};
}

// From right to left; returns the column of its first character.
std::size_t put_before(Canvas& canvas, std::size_t end, const std::string& text, Tone tone) {
    const std::size_t start = end - std::min(end, display_width(text));
    canvas.put(0, start, text, tone);
    return start;
}

// In one line; where there is too little room the last two stay: how to get help, and how to get out.
void draw_hints(Canvas& canvas, std::size_t row, std::vector<std::string> hints) {
    const auto width = [&hints] {
        std::size_t sum = 0;
        for (const std::string& hint : hints) {
            sum += display_width(hint) + 2;
        }
        return sum;
    };
    while (width() > canvas.size().columns && hints.size() > 2) {
        hints.erase(hints.end() - 3);
    }
    std::size_t column = 1;
    for (const std::string& hint : hints) {
        const std::size_t key = std::min(hint.find(' '), hint.size());
        column = canvas.put(row, column, hint.substr(0, key), Tone::accent);
        column = canvas.put(row, column, hint.substr(key), Tone::quiet) + 2;
    }
}

}  // namespace

void Session::draw_title(Canvas& canvas, const Style& style) const {
    const Stamp now = stamp_of(seen_.now.get(), style);
    const Stamp before = stamp_of(seen_.before.get(), style);
    const bool is_changed = !bench_.setting().empty() || !bench_.baseline().empty();
    std::size_t end = put_before(canvas, canvas.size().columns - 1, now.text, now.tone);
    if (is_changed) {
        end = put_before(canvas, end, fmt::format(" {} ", style.glyph(Glyph::arrow)), Tone::quiet);
        end = put_before(canvas, end, before.text, before.tone);
    }
    const std::size_t unsaved = bench_.unsaved().size();
    std::string facts = fmt::format("seed {}", bench_.seed());
    if (unsaved > 0) {
        facts = fmt::format("{} changed {} {}", unsaved, style.glyph(Glyph::bullet), facts);
    }
    end = put_before(canvas, end, fmt::format("  {} {} ", facts, style.glyph(Glyph::bullet)), Tone::quiet);
    const std::size_t room = end > 2 ? end - 2 : 1;
    const std::string name = specimen_.plan().name;
    const std::size_t column = canvas.put(0, 1, style.fit(style.safe(name), room), Tone::title);
    const std::string file = style.safe(specimen_.source().file);
    if (column + 2 + display_width(file) < end) {
        canvas.put(0, column + 2, file, Tone::quiet);
    }
}

std::string Session::facts(const Style& style) const {
    const Knob& knob = bench_.knobs()[bench_.cursor()];
    const scenario::KeyInfo& key = *knob.key.key;
    std::vector<std::string> parts;
    if (const std::string range = range_of(knob, style); !range.empty()) {
        parts.push_back(range);
    }
    if (!key.unit.empty()) {
        parts.emplace_back(key.unit);
    }
    if (!key.fallback.empty()) {
        parts.push_back(fmt::format("default {}", key.fallback));
    } else if (!key.otherwise.empty()) {
        parts.push_back(fmt::format("without it: {}", key.otherwise));
    }
    const auto shown = [&style](const std::string& value) {
        return value.empty() ? std::string(style.glyph(Glyph::dash)) : value;
    };
    if (knob.saved != knob.value) {
        parts.push_back(fmt::format("file {}", shown(knob.saved)));
    }
    if (knob.baseline != knob.saved) {
        parts.push_back(fmt::format("baseline {}", shown(knob.baseline)));
    }
    return join(parts, fmt::format(" {} ", style.glyph(Glyph::bullet)));
}

std::vector<std::string> Session::hints(const report::TextOptions& look) const {
    const bool is_utf8 = look.charset == report::Charset::utf8;
    switch (mode_) {
        case Mode::typing:
            return {"Enter take it", "Esc back", "Ctrl-U clear"};
        case Mode::help:
            return {"any key goes back"};
        case Mode::diff:
            return {"y write", "n back", is_utf8 ? "↑↓ scroll" : "up/down scroll"};
        case Mode::leaving:
            return {"y quit", "w write", "n stay"};
        case Mode::browsing:
        case Mode::ended:
            break;
    }
    return {is_utf8 ? "↑↓ key" : "jk key",
            is_utf8 ? "←→ set" : "-+ set",
            is_utf8 ? "⏎ type" : "Enter type",
            "u undo",
            "w write",
            "b pin",
            "z zoom",
            "s seed",
            "a all keys",
            "? help",
            "q quit"};
}

void Session::draw_foot(Canvas& canvas, std::size_t row, const Style& style) const {
    const std::size_t room = canvas.size().columns - 2;
    if (mode_ == Mode::leaving) {
        canvas.put(row, 1,
                   fmt::format("{} not written. Quit all the same?",
                               report::counted_text(bench_.unsaved().size(), "value is", "values are")),
                   Tone::warning);
        return;
    }
    if (mode_ == Mode::diff) {
        canvas.put(row, 1,
                   style.fit(fmt::format("Write {} into {}?",
                                         report::counted_text(bench_.unsaved().size(), "value", "values"),
                                         style.safe(specimen_.source().file)),
                             room),
                   Tone::warning);
        return;
    }
    if (!bench_.knobs().empty()) {
        const Knob& knob = bench_.knobs()[bench_.cursor()];
        const std::size_t column = canvas.put(row, 1, style.fit(knob.key.path, room), Tone::title);
        if (column + 6 < room) {
            canvas.put(row, column + 2, style.fit(knob.key.key->help, room - column - 1), Tone::quiet);
        }
        if (mode_ == Mode::typing) {
            const std::size_t prompt = canvas.put(row + 1, 1, "new value: ");
            const std::size_t end = canvas.put(row + 1, prompt, style.safe(typed_) + "_", Tone::accent);
            const std::string hint = message_.text.empty() ? facts(style) : message_.text;
            if (end + 4 < room) {
                canvas.put(row + 1, end + 2, style.fit(style.safe(hint), room - end - 1),
                           message_.text.empty() ? Tone::quiet : message_.tone);
            }
            return;
        }
        if (message_.text.empty()) {
            canvas.put(row + 1, 1, style.fit(facts(style), room), Tone::quiet);
        }
    }
    if (!message_.text.empty()) {
        canvas.put(row + 1, 1, style.fit(style.safe(message_.text), room), message_.tone);
    }
}

Canvas Session::draw(const report::TextOptions& look) {
    Canvas canvas(size_);
    const Style style(look);
    if (size_.rows < smallest_screen.rows || size_.columns < smallest_screen.columns) {
        const std::string why =
            fmt::format("{}x{} is too small: fortify tune needs {}x{}; q quits", size_.columns, size_.rows,
                        smallest_screen.columns, smallest_screen.rows);
        std::size_t row = 0;
        for (const std::string& line : style.lines(why, size_.columns)) {
            canvas.put(row++, 0, line);
        }
        return canvas;
    }
    const Panes panes = panes_of(size_);
    const BeforeAfter what = look_up();
    draw_title(canvas, style);
    if (mode_ == Mode::help || mode_ == Mode::diff) {
        const Area all{
            .row = panes.knobs.row, .column = 0, .rows = panes.knobs.rows, .columns = size_.columns};
        mode_ == Mode::help ? draw_help(canvas, all, look) : draw_diff(canvas, all, diff_, scrolled_, style);
        draw_rules(canvas, panes, look.charset, Divided::no);
    } else {
        draw_knobs(canvas, panes.knobs, bench_, style);
        draw_picture(canvas, panes.picture, what, style);
        draw_rules(canvas, panes, look.charset, Divided::yes);
    }
    draw_foot(canvas, panes.foot, style);
    draw_hints(canvas, panes.foot + 2, hints(look));
    return canvas;
}

}  // namespace fortify::tune::ui
