#pragma once

#include "core/result.hpp"
#include "tune/line_diff.hpp"
#include "tune/specimen.hpp"
#include "tune/ui/canvas.hpp"
#include "tune/ui/draw_picture.hpp"
#include "tune/ui/key_press.hpp"
#include "tune/ui/preview.hpp"
#include "tune/ui/workbench.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fortify::tune::ui {

// Puts a new text into the scenario's file, if that still holds the old one; the error is why not.
using Keep = std::function<Result<Done, std::string>(const std::string& before, const std::string& after)>;

// A person at the screen: keys in, what to simulate and what to show out. Knows no terminal.
class Session {
public:
    // Both must outlive it.
    Session(const Specimen& specimen, Preview& preview, Keep keep);

    void on(const KeyPress& press);
    void resize(Size size);
    [[nodiscard]] Canvas draw(const report::TextOptions& look);

    [[nodiscard]] bool has_ended() const {
        return mode_ == Mode::ended;
    }
    // The whole answer to what is being asked is not there yet.
    [[nodiscard]] bool is_waiting();

private:
    enum class Mode : std::uint8_t { browsing, typing, help, diff, leaving, ended };
    struct Message {
        std::string text;
        report::Tone tone{};
    };
    struct Window {
        std::string name;
        Interval when;
    };
    struct Seen {
        Preview::Answer now;
        Preview::Answer before;
    };

    void browse(const KeyPress& press);
    void move_or_turn(const KeyPress& press);
    void command(char letter);
    void turn(const Result<Done, std::string>& done);
    void type(const KeyPress& press);
    void begin_writing();
    void write(const KeyPress& press);
    void leave(const KeyPress& press);
    void zoom(std::ptrdiff_t by);
    void next_slo(std::ptrdiff_t by);
    void ask();

    [[nodiscard]] Question question_of(Setting setting) const;
    [[nodiscard]] BeforeAfter look_up();
    void tell(std::string text, report::Tone tone = report::Tone::accent);

    void draw_title(Canvas& canvas, const report::Style& style) const;
    void draw_foot(Canvas& canvas, std::size_t row, const report::Style& style) const;
    [[nodiscard]] std::string facts(const report::Style& style) const;
    [[nodiscard]] std::vector<std::string> hints(const report::TextOptions& look) const;

    const Specimen& specimen_;
    Preview& preview_;
    Keep keep_;
    Workbench bench_;
    std::string text_;  // of the file
    std::string draft_;
    std::vector<DiffLine> diff_;
    std::size_t scrolled_ = 0;
    std::vector<Window> windows_;  // the whole run first
    std::size_t window_ = 0;
    std::size_t first_slo_ = 0;
    Mode mode_ = Mode::browsing;
    std::string typed_;
    Message message_;
    Size size_{.rows = 24, .columns = 80};
    Seen seen_;  // what was shown last
};

}  // namespace fortify::tune::ui
