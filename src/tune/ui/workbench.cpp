#include "tune/ui/workbench.hpp"

#include "core/assert.hpp"
#include "core/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune::ui {

namespace {

double number_of(const Knob& knob, const std::string& text) {
    const auto value = parse_value(text, knob.kind);
    FORTIFY_ASSERT(value && value->number);
    return *value->number;
}

Setting differing(const std::vector<Knob>& knobs, std::string Knob::*now, std::string Knob::*then) {
    Setting setting;
    for (const Knob& knob : knobs) {
        if (knob.*now != knob.*then) {
            setting.push_back({.path = knob.key.path, .value = knob.*now});
        }
    }
    return setting;
}

}  // namespace

Workbench::Workbench(const Specimen& specimen, Check check)
    : check_(std::move(check)), seed_(specimen.plan().seed) {
    for (const KeyPath& key : policy_keys_of(specimen.root())) {
        const auto text = value_of(key, specimen.root());
        const auto kind = kind_of(key.key->type);
        // From the environment, or not a number after all.
        if (!text || !kind || !parse_value(*text, *kind)) {
            continue;
        }
        knobs_.push_back(
            {.key = key, .kind = *kind, .opened = *text, .saved = *text, .baseline = *text, .value = *text});
    }
}

void Workbench::move(std::ptrdiff_t by) {
    if (knobs_.empty()) {
        return;
    }
    const auto last = static_cast<std::ptrdiff_t>(knobs_.size()) - 1;
    cursor_ = static_cast<std::size_t>(
        std::clamp(static_cast<std::ptrdiff_t>(cursor_) + by, std::ptrdiff_t{0}, last));
}

// As the file has it where it has that number; percent stay percent.
std::string Workbench::text_for(const Knob& knob, const Value& value) const {
    for (const std::string& known : {knob.opened, knob.saved, knob.baseline}) {
        const double number = number_of(knob, known);
        if (!(number < *value.number) && !(number > *value.number)) {
            return known;
        }
    }
    return knob.kind == Kind::ratio && knob.opened.ends_with('%') ? format_ratio(Ratio{*value.number})
                                                                  : value.text;
}

Result<Done, std::string> Workbench::nudge(Direction direction) {
    if (knobs_.empty()) {
        return Err{std::string("there is nothing to change")};
    }
    const Knob& knob = knobs_[cursor_];
    const auto next = next_on_ladder(number_of(knob, knob.value), direction, *knob.key.key, knob.kind);
    if (!next) {
        return Err{
            fmt::format("{} is the {} it can be", knob.value, direction == Direction::up ? "most" : "least")};
    }
    return turn(text_for(knob, *next));
}

std::vector<Setting> Workbench::neighbours() const {
    std::vector<Setting> settings;
    for (const Direction direction : {Direction::up, Direction::down}) {
        if (knobs_.empty()) {
            break;
        }
        const Knob& knob = knobs_[cursor_];
        if (const auto next =
                next_on_ladder(number_of(knob, knob.value), direction, *knob.key.key, knob.kind)) {
            settings.push_back(setting_with(cursor_, text_for(knob, *next)));
        }
    }
    return settings;
}

Result<Done, std::string> Workbench::type(std::string_view text) {
    if (knobs_.empty()) {
        return Err{std::string("there is nothing to change")};
    }
    const Knob& knob = knobs_[cursor_];
    const auto value = parse_value(text, knob.kind);
    if (!value) {
        return Err{value.error()};
    }
    const scenario::KeyInfo& key = *knob.key.key;
    if (*value->number < key.low || *value->number > key.high) {
        const bool is_low = *value->number < key.low;
        return Err{fmt::format("it must be at {} {}", is_low ? "least" : "most",
                               exact_value(is_low ? key.low : key.high, knob.kind).text)};
    }
    return turn(text_for(knob, *value));
}

Result<Done, std::string> Workbench::reset() {
    if (knobs_.empty()) {
        return Err{std::string("there is nothing to change")};
    }
    return turn(knobs_[cursor_].saved);
}

Result<Done, std::string> Workbench::turn(const std::string& value) {
    Knob& knob = knobs_[cursor_];
    if (knob.value == value) {
        return Done{};
    }
    if (std::string why = check_(setting_with(cursor_, value)); !why.empty()) {
        return Err{std::move(why)};
    }
    turns_.resize(turned_);
    turns_.push_back({.knob = cursor_, .before = knob.value, .after = value});
    ++turned_;
    knob.value = value;
    return Done{};
}

bool Workbench::undo() {
    if (turned_ == 0) {
        return false;
    }
    const Turn& last = turns_[--turned_];
    cursor_ = last.knob;
    knobs_[cursor_].value = last.before;
    return true;
}

bool Workbench::redo() {
    if (turned_ == turns_.size()) {
        return false;
    }
    const Turn& next = turns_[turned_++];
    cursor_ = next.knob;
    knobs_[cursor_].value = next.after;
    return true;
}

void Workbench::pin_baseline() {
    for (Knob& knob : knobs_) {
        knob.baseline = knob.value;
    }
}

void Workbench::unpin_baseline() {
    for (Knob& knob : knobs_) {
        knob.baseline = knob.saved;
    }
}

Setting Workbench::setting_with(std::size_t knob, const std::string& value) const {
    std::vector<Knob> knobs = knobs_;
    knobs[knob].value = value;
    return differing(knobs, &Knob::value, &Knob::opened);
}

Setting Workbench::setting() const {
    return differing(knobs_, &Knob::value, &Knob::opened);
}

Setting Workbench::baseline() const {
    return differing(knobs_, &Knob::baseline, &Knob::opened);
}

Setting Workbench::unsaved() const {
    return differing(knobs_, &Knob::value, &Knob::saved);
}

void Workbench::mark_saved() {
    for (Knob& knob : knobs_) {
        knob.saved = knob.value;
    }
}

}  // namespace fortify::tune::ui
