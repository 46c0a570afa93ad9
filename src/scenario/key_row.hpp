#pragma once

#include "scenario/keys.hpp"

#include <span>
#include <string_view>

namespace fortify::scenario {

// Bounds that several keys share: nothing here is meant to last longer than a day, and no number of
// workers, users or calls in flight to exceed what one machine holds.
inline constexpr double day = 86'400;
inline constexpr double shortest = 1e-9;
inline constexpr double many = 100'000;
inline constexpr double fastest = 1e6;

// A row, written like a sentence.
struct Row : KeyInfo {
    constexpr Row(std::string_view in, std::string_view name, Type kind, std::string_view sentence) {
        section = in;
        key = name;
        type = kind;
        help = sentence;
        if (kind == Type::duration) {
            low = shortest;
            high = day;
        } else if (kind == Type::ratio) {
            high = 1;
        } else if (kind == Type::rate || kind == Type::rates) {
            high = fastest;
        }
    }
    [[nodiscard]] constexpr Row needed() const {
        Row row = *this;
        row.presence = Presence::required;
        return row;
    }
    [[nodiscard]] constexpr Row by_default(std::string_view value) const {
        Row row = *this;
        row.fallback = value;
        return row;
    }
    [[nodiscard]] constexpr Row without(std::string_view meaning) const {
        Row row = *this;
        row.otherwise = meaning;
        return row;
    }
    [[nodiscard]] constexpr Row in(std::string_view what) const {
        Row row = *this;
        row.unit = what;
        return row;
    }
    [[nodiscard]] constexpr Row of(std::string_view choices) const {
        Row row = *this;
        row.words = choices;
        return row;
    }
    [[nodiscard]] constexpr Row within(double least, double most) const {
        Row row = *this;
        row.low = least;
        row.high = most;
        return row;
    }
};

// The parts of the table, a room each; `keys()` joins them.
[[nodiscard]] std::span<const KeyInfo> call_keys();     // target, client, load, phase
[[nodiscard]] std::span<const KeyInfo> service_keys();  // service, and the model beside a URL
[[nodiscard]] std::span<const KeyInfo> policy_keys();
[[nodiscard]] std::span<const KeyInfo> proxy_keys();
[[nodiscard]] std::span<const KeyInfo> fault_keys();
[[nodiscard]] std::span<const KeyInfo> probe_keys();  // probe, action

}  // namespace fortify::scenario
