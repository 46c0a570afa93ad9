#include "tune/ui/session.hpp"

#include "scenario/rewrite.hpp"
#include "tune/ui/panes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune::ui {

namespace {

using Press = KeyPress::Kind;
using report::Tone;

constexpr std::size_t longest_typed = 40;
constexpr std::size_t lines_around = 2;  // of a change, in the difference shown

std::string first_error(const Diagnostics& diagnostics) {
    const auto found = std::find_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::error;
    });
    return found == diagnostics.end() ? "these values do not go together" : found->message;
}

Workbench::Check check_with(const Specimen& specimen) {
    return [&specimen](const Setting& setting) {
        const auto plan = specimen.plan_with(setting);
        return plan ? std::string{} : first_error(plan.error());
    };
}

// A stretch of the run with a quarter of its length on both sides, as far as the run goes.
Interval widened(const Interval& when, const Interval& whole) {
    const Duration margin = when.length() / 4;
    return {std::max(when.start - margin, whole.start), std::min(when.end + margin, whole.end)};
}

}  // namespace

Session::Session(const Specimen& specimen, Preview& preview, Keep keep)
    : specimen_(specimen),
      preview_(preview),
      keep_(std::move(keep)),
      bench_(specimen, check_with(specimen)),
      text_(specimen.source().text) {
    const measure::Layout layout = run::layout_of(specimen.plan());
    const Interval whole{run_start, layout.end};
    windows_.push_back({"whole run", whole});
    for (const measure::Scope& scope : layout.scopes) {
        const bool is_fault = scope.kind == measure::Scope::Kind::fault;
        const Interval when = is_fault ? widened(scope.when, whole) : scope.when;
        if (when.length() > Duration::zero() && when != whole) {
            windows_.push_back({fmt::format("{} {}", is_fault ? "fault" : "phase", scope.name), when});
        }
    }
    ask();
}

void Session::on(const KeyPress& press) {
    if (press.kind == Press::gone) {
        mode_ = Mode::ended;
        return;
    }
    message_ = {};
    switch (mode_) {
        case Mode::browsing:
            browse(press);
            break;
        case Mode::typing:
            type(press);
            break;
        case Mode::help:
            mode_ = Mode::browsing;
            break;
        case Mode::diff:
            write(press);
            break;
        case Mode::leaving:
            leave(press);
            break;
        case Mode::ended:
            break;
    }
}

void Session::resize(Size size) {
    size_ = size;
    ask();
}

void Session::browse(const KeyPress& press) {
    switch (press.kind) {
        case Press::up:
        case Press::down:
        case Press::left:
        case Press::right:
        case Press::page_up:
        case Press::page_down:
        case Press::home:
        case Press::end:
            move_or_turn(press);
            break;
        case Press::enter:
            mode_ = bench_.knobs().empty() ? Mode::browsing : Mode::typing;
            typed_.clear();
            break;
        case Press::erase:
            turn(bench_.reset());
            break;
        case Press::redo:
            command('U');
            break;
        case Press::letter:
            command(press.letter);
            break;
        case Press::escape:
        case Press::backspace:
        case Press::clear:
        case Press::redraw:
        case Press::resized:
        case Press::gone:
        case Press::other:
            break;
    }
}

void Session::move_or_turn(const KeyPress& press) {
    const auto page = static_cast<std::ptrdiff_t>(std::max<std::size_t>(panes_of(size_).knobs.rows, 2) - 1);
    const auto all = static_cast<std::ptrdiff_t>(bench_.knobs().size());
    if (press.kind == Press::left || press.kind == Press::right) {
        turn(bench_.nudge(press.kind == Press::left ? Direction::down : Direction::up));
        return;
    }
    bench_.move(press.kind == Press::up          ? -1
                : press.kind == Press::down      ? 1
                : press.kind == Press::page_up   ? -page
                : press.kind == Press::page_down ? page
                : press.kind == Press::home      ? -all
                                                 : all);
    ask();
}

void Session::command(char letter) {
    if (letter == '+' || letter == '=' || letter == '-') {
        turn(bench_.nudge(letter == '-' ? Direction::down : Direction::up));
    } else if (letter == 'j' || letter == 'k') {
        move_or_turn({.kind = letter == 'j' ? Press::down : Press::up});
    } else if (letter == 'u' || letter == 'U') {
        const bool is_done = letter == 'u' ? bench_.undo() : bench_.redo();
        if (!is_done) {
            tell(letter == 'u' ? "nothing to undo" : "nothing to do again");
        }
        ask();
    } else if (letter == 'x') {
        turn(bench_.reset());
    } else if (letter == 'b' || letter == 'B') {
        letter == 'b' ? bench_.pin_baseline() : bench_.unpin_baseline();
        tell(letter == 'b' ? "the baseline is what you see now" : "the baseline is what the file has");
        ask();
    } else if (letter == 's' || letter == 'S') {
        letter == 's' ? bench_.next_seed() : bench_.previous_seed();
        tell(fmt::format("seed {}", bench_.seed()));
        ask();
    } else if (letter == 'z' || letter == 'Z') {
        zoom(letter == 'z' ? 1 : -1);
    } else if (letter == '0') {
        zoom(-static_cast<std::ptrdiff_t>(window_));
    } else if (letter == 'a') {
        tell(bench_.toggle_unset() ? "also the keys that are not set" : "the keys that have a value");
    } else if (letter == '[' || letter == ']') {
        next_slo(letter == ']' ? 1 : -1);
    } else if (letter == '?' || letter == 'h') {
        mode_ = Mode::help;
    } else if (letter == 'w') {
        begin_writing();
    } else if (letter == 'q') {
        mode_ = bench_.unsaved().empty() ? Mode::ended : Mode::leaving;
    }
}

void Session::turn(const Result<Done, std::string>& done) {
    if (!done) {
        tell(done.error(), Tone::warning);
    }
    ask();
}

void Session::type(const KeyPress& press) {
    switch (press.kind) {
        case Press::letter:
            if (typed_.size() < longest_typed) {
                typed_ += press.letter;
            }
            break;
        case Press::backspace:
        case Press::erase:
            typed_.resize(typed_.size() - std::min<std::size_t>(typed_.size(), 1));
            break;
        case Press::clear:
            typed_.clear();
            break;
        case Press::escape:
            mode_ = Mode::browsing;
            break;
        case Press::enter: {
            const auto done = typed_.empty() ? Result<Done, std::string>(Done{}) : bench_.type(typed_);
            if (done) {
                mode_ = Mode::browsing;
            }
            turn(done);
            break;
        }
        case Press::up:
        case Press::down:
        case Press::left:
        case Press::right:
        case Press::page_up:
        case Press::page_down:
        case Press::home:
        case Press::end:
        case Press::redo:
        case Press::redraw:
        case Press::resized:
        case Press::gone:
        case Press::other:
            break;
    }
}

void Session::begin_writing() {
    const Setting changes = bench_.unsaved();
    if (changes.empty()) {
        tell("nothing to write: the file has these values");
        return;
    }
    auto text = scenario::rewrite({.file = specimen_.source().file, .text = text_}, changes);
    if (!text) {
        tell(first_error(text.error()), Tone::bad);
        return;
    }
    draft_ = std::move(*text);
    diff_ = diff_lines(text_, draft_, lines_around);
    scrolled_ = 0;
    mode_ = Mode::diff;
}

void Session::write(const KeyPress& press) {
    const std::size_t rows = panes_of(size_).knobs.rows;
    const std::size_t last = diff_.size() - std::min(diff_.size(), std::max<std::size_t>(rows, 3) - 2);
    if (press.kind == Press::down || press.kind == Press::up) {
        scrolled_ = press.kind == Press::down ? std::min(scrolled_ + 1, last)
                                              : scrolled_ - std::min<std::size_t>(scrolled_, 1);
    } else if (press.kind == Press::letter && (press.letter == 'y' || press.letter == 'Y')) {
        mode_ = Mode::browsing;
        if (const auto kept = keep_(text_, draft_); !kept) {
            tell("not written: " + kept.error(), Tone::bad);
            return;
        }
        text_ = draft_;
        bench_.mark_saved();
        tell(fmt::format("written to {}", specimen_.source().file), Tone::good);
    } else if (press.kind == Press::escape ||
               (press.kind == Press::letter && (press.letter == 'n' || press.letter == 'q'))) {
        mode_ = Mode::browsing;
        tell("nothing was written");
    }
}

void Session::leave(const KeyPress& press) {
    if (press.kind == Press::letter && (press.letter == 'y' || press.letter == 'Y')) {
        mode_ = Mode::ended;
    } else if (press.kind == Press::letter && press.letter == 'w') {
        mode_ = Mode::browsing;
        begin_writing();
    } else if (press.kind == Press::letter || press.kind == Press::escape) {
        mode_ = Mode::browsing;
    }
}

void Session::zoom(std::ptrdiff_t by) {
    const auto count = static_cast<std::ptrdiff_t>(windows_.size());
    window_ = static_cast<std::size_t>((static_cast<std::ptrdiff_t>(window_) + by + count) % count);
    ask();
}

// Also says all of its text, which may be wider than the pane.
void Session::next_slo(std::ptrdiff_t by) {
    const auto& slos = specimen_.plan().slos;
    if (slos.empty()) {
        tell("the scenario has no SLOs");
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(slos.size());
    first_slo_ = static_cast<std::size_t>((static_cast<std::ptrdiff_t>(first_slo_) + by + count) % count);
    tell(fmt::format("SLO {} of {}: {}", first_slo_ + 1, count, slos[first_slo_].text));
}

Question Session::question_of(Setting setting) const {
    const auto columns = static_cast<std::int64_t>(std::max<std::size_t>(timeline_columns_of(size_), 1));
    return {.setting = std::move(setting),
            .seed = bench_.seed(),
            .slot = std::max<Duration>(windows_[window_].when.length() / columns, 1ms)};
}

void Session::ask() {
    std::vector<Question> questions{question_of(bench_.setting()), question_of(bench_.baseline())};
    for (Setting& setting : bench_.neighbours()) {
        questions.push_back(question_of(std::move(setting)));
    }
    preview_.want(std::move(questions));
}

bool Session::is_waiting() {
    return preview_.find(question_of(bench_.setting())) == nullptr;
}

// What there is of it; until then what was shown before.
BeforeAfter Session::look_up() {
    const Question question = question_of(bench_.setting());
    auto now = preview_.find(question);
    now = now != nullptr ? now : preview_.glimpse(question);
    auto before = preview_.find(question_of(bench_.baseline()));
    seen_ = {.now = now != nullptr ? std::move(now) : seen_.now,
             .before = before != nullptr ? std::move(before) : seen_.before};
    return {.now = seen_.now.get(),
            .before = seen_.before.get(),
            .window = windows_[window_].when,
            .window_name = windows_[window_].name,
            .end = windows_.front().when.end,
            .first_slo = first_slo_};
}

void Session::tell(std::string text, Tone tone) {
    message_ = {std::move(text), tone};
}

}  // namespace fortify::tune::ui
