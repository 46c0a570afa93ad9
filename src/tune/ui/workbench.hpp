#pragma once

#include "core/result.hpp"
#include "tune/key_path.hpp"
#include "tune/specimen.hpp"
#include "tune/ui/ladder.hpp"
#include "tune/value.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune::ui {

// A key that can be turned, and what it is and was. Values are texts, as `--set` takes them; empty: not set,
// and without a default.
struct Knob {
    KeyPath key;
    Kind kind{};
    std::string opened;    // when the scenario was opened
    std::string saved;     // as its file has it now
    std::string baseline;  // what the picture is held against
    std::string value;     // now
};

// What is being tried: the values, which of them is selected, how it got there, and what it is held against.
// Only values that go together get in.
class Workbench {
public:
    // Why the values do not go together; empty: they do.
    using Check = std::function<std::string(const Setting&)>;

    Workbench(const Specimen& specimen, Check check);

    [[nodiscard]] const std::vector<Knob>& knobs() const {
        return knobs_;
    }
    [[nodiscard]] std::size_t cursor() const {
        return cursor_;
    }
    // So many shown knobs up or down, to the first or last at most.
    void move(std::ptrdiff_t by);
    // Those that are not set are shown on request; the selected one always.
    [[nodiscard]] bool is_shown(std::size_t knob) const;
    // The other way from now on; true: all are shown now.
    bool toggle_unset();

    // The selected knob's next value; the error is why there is none.
    [[nodiscard]] Result<Done, std::string> nudge(Direction direction);
    // The setting after that, for whoever computes ahead; empty when there is none.
    [[nodiscard]] std::vector<Setting> neighbours() const;
    // The selected knob's value, as typed.
    [[nodiscard]] Result<Done, std::string> type(std::string_view text);
    // The selected knob back to its file's value.
    [[nodiscard]] Result<Done, std::string> reset();
    // False: nothing to undo. The knob that moved gets selected.
    [[nodiscard]] bool undo();
    [[nodiscard]] bool redo();

    void pin_baseline();
    // What the file has.
    void unpin_baseline();

    [[nodiscard]] std::uint64_t seed() const {
        return seed_;
    }
    void next_seed() {
        ++seed_;
    }
    void previous_seed() {
        --seed_;
    }

    // What differs from the scenario as it was opened.
    [[nodiscard]] Setting setting() const;
    [[nodiscard]] Setting baseline() const;
    // What differs from the file.
    [[nodiscard]] Setting unsaved() const;
    void mark_saved();

private:
    struct Turn {
        std::size_t knob = 0;
        std::string before;
        std::string after;
    };

    [[nodiscard]] Setting setting_with(std::size_t knob, const std::string& value) const;
    [[nodiscard]] std::string text_for(const Knob& knob, const Value& value) const;
    [[nodiscard]] std::optional<Value> next_of(const Knob& knob, Direction direction) const;
    [[nodiscard]] bool can_take(std::size_t knob, const std::string& value) const;
    [[nodiscard]] Result<Done, std::string> turn(const std::string& value);

    std::vector<Knob> knobs_;
    Check check_;
    std::size_t cursor_ = 0;
    bool shows_unset_ = false;
    std::vector<Turn> turns_;
    std::size_t turned_ = 0;  // of them in force; the others can be done again
    std::uint64_t seed_ = 0;
};

}  // namespace fortify::tune::ui
