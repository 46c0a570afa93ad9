#include "tune/ui/workbench.hpp"

#include "core/assert.hpp"
#include "core/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
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
        // A value that is there can be another, but not gone.
        if (knob.*now != knob.*then && !(knob.*now).empty()) {
            setting.push_back({.path = knob.key.path, .value = knob.*now});
        }
    }
    return setting;
}

}  // namespace

Workbench::Workbench(const Specimen& specimen, Check check)
    : check_(std::move(check)), seed_(specimen.plan().seed) {
    const std::vector<KeyPath> present = policy_keys_of(specimen.root());
    for (const KeyPath& key : policy_keys_of(specimen.root(), Unset::included)) {
        const bool is_present = std::find(present.begin(), present.end(), key) != present.end();
        const auto text = is_present ? value_of(key, specimen.root()) : std::string{};
        const auto kind = kind_of(key.key->type);
        // From the environment, or not a number after all.
        if (!text || !kind || (is_present && !parse_value(*text, *kind))) {
            continue;
        }
        knobs_.push_back(
            {.key = key, .kind = *kind, .opened = *text, .saved = *text, .baseline = *text, .value = *text});
    }
    const auto first =
        std::find_if(knobs_.begin(), knobs_.end(), [](const Knob& knob) { return !knob.value.empty(); });
    cursor_ = first == knobs_.end() ? 0 : static_cast<std::size_t>(first - knobs_.begin());
}

bool Workbench::is_shown(std::size_t knob) const {
    return shows_unset_ || knob == cursor_ || !knobs_[knob].value.empty() || !knobs_[knob].saved.empty();
}

bool Workbench::toggle_unset() {
    shows_unset_ = !shows_unset_;
    return shows_unset_;
}

void Workbench::move(std::ptrdiff_t by) {
    const auto count = static_cast<std::ptrdiff_t>(knobs_.size());
    const std::ptrdiff_t step = by < 0 ? -1 : 1;
    auto place = static_cast<std::ptrdiff_t>(cursor_);
    auto reached = place;
    for (std::ptrdiff_t rest = std::abs(by); rest > 0; rest -= reached == place ? 1 : 0) {
        place += step;
        if (place < 0 || place >= count) {
            break;
        }
        reached = is_shown(static_cast<std::size_t>(place)) ? place : reached;
    }
    cursor_ = static_cast<std::size_t>(reached);
}

// As the file has it where it has that number; percent stay percent.
std::string Workbench::text_for(const Knob& knob, const Value& value) const {
    for (const std::string& known : {knob.opened, knob.saved, knob.baseline}) {
        if (known.empty()) {
            continue;
        }
        const double number = number_of(knob, known);
        if (!(number < *value.number) && !(number > *value.number)) {
            return known;
        }
    }
    return knob.kind == Kind::ratio && knob.opened.ends_with('%') ? format_ratio(Ratio{*value.number})
                                                                  : value.text;
}

// One that is not set begins at its default, if it has one.
std::optional<Value> Workbench::next_of(const Knob& knob, Direction direction) const {
    if (!knob.value.empty()) {
        return next_on_ladder(number_of(knob, knob.value), direction, *knob.key.key, knob.kind);
    }
    const auto value = parse_value(knob.key.key->fallback, knob.kind);
    return value && value->number ? std::optional(*value) : std::nullopt;
}

Result<Done, std::string> Workbench::nudge(Direction direction) {
    if (knobs_.empty()) {
        return Err{std::string("there is nothing to change")};
    }
    const Knob& knob = knobs_[cursor_];
    if (const auto next = next_of(knob, direction)) {
        return turn(text_for(knob, *next));
    }
    if (knob.value.empty()) {
        return Err{std::string("it is not set: Enter types a value")};
    }
    return Err{
        fmt::format("{} is the {} it can be", knob.value, direction == Direction::up ? "most" : "least")};
}

std::vector<Setting> Workbench::neighbours() const {
    std::vector<Setting> settings;
    for (const Direction direction : {Direction::up, Direction::down}) {
        if (knobs_.empty()) {
            break;
        }
        const Knob& knob = knobs_[cursor_];
        if (const auto next = next_of(knob, direction)) {
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

// What was written is not taken out of the file again.
bool Workbench::can_take(std::size_t knob, const std::string& value) const {
    return !value.empty() || knobs_[knob].saved.empty();
}

bool Workbench::undo() {
    if (turned_ == 0 || !can_take(turns_[turned_ - 1].knob, turns_[turned_ - 1].before)) {
        return false;
    }
    const Turn& last = turns_[--turned_];
    cursor_ = last.knob;
    knobs_[cursor_].value = last.before;
    return true;
}

bool Workbench::redo() {
    if (turned_ == turns_.size() || !can_take(turns_[turned_].knob, turns_[turned_].after)) {
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
