#include "tune/ui/ladder.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fortify::tune::ui {

namespace {

// Of a decade; the last one is the first of the next.
constexpr std::array rungs{1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
// Two numbers nearer than this are one: 0.1 + 0.2 is not 0.3.
constexpr double grain = 1e-9;

bool is_above(double left, double right) {
    return left > right + std::abs(right) * grain;
}

// The smallest value above nothing.
double first_of(Kind kind) {
    switch (kind) {
        case Kind::duration:
            return 1e-3;
        case Kind::ratio:
            return 0.01;
        case Kind::rate:
        case Kind::number:
            return 0.1;
        case Kind::bytes:
        case Kind::bandwidth:
            return 1024;
        case Kind::count:
        case Kind::words:
            break;
    }
    return 1;
}

double step_of_ratio(double number, Direction direction) {
    const bool is_coarse = direction == Direction::up ? !is_above(0.1, number) : is_above(number, 0.1);
    return is_coarse ? 0.05 : 0.01;
}

double ratio_after(double number, Direction direction) {
    const double step = step_of_ratio(number, direction);
    const double place = number / step;
    const double next =
        direction == Direction::up ? std::floor(place + grain) + 1 : std::ceil(place - grain) - 1;
    return std::max(next, 0.0) * step;
}

double rung_after(double number, Direction direction) {
    const double decade = std::pow(10.0, std::floor(std::log10(number) + grain));
    if (direction == Direction::up) {
        for (const double rung : rungs) {
            if (is_above(rung * decade, number)) {
                return rung * decade;
            }
        }
        return 12 * decade;
    }
    for (auto rung = rungs.rbegin(); rung != rungs.rend(); ++rung) {
        if (is_above(number, *rung * decade)) {
            return *rung * decade;
        }
    }
    return 0.8 * decade;
}

double next_number(double number, Direction direction, Kind kind) {
    const double first = first_of(kind);
    if (kind == Kind::ratio && number >= first) {
        return ratio_after(number, direction);
    }
    if (number <= 0) {
        return direction == Direction::up ? first : 0;
    }
    if (direction == Direction::down && number <= first) {
        return 0;
    }
    const double next = rung_after(number, direction);
    const bool is_whole = kind == Kind::count || kind == Kind::bytes || kind == Kind::bandwidth;
    if (!is_whole) {
        return next;
    }
    return direction == Direction::up ? std::max(std::floor(next), number + 1)
                                      : std::min(std::ceil(next), number - 1);
}

}  // namespace

std::optional<Value> next_on_ladder(double number,
                                    Direction direction,
                                    const scenario::KeyInfo& key,
                                    Kind kind) {
    const double bound = direction == Direction::up ? key.high : key.low;
    if (direction == Direction::up ? !is_above(bound, number) : !is_above(number, bound)) {
        return std::nullopt;
    }
    const double next = next_number(number, direction, kind);
    const bool is_beyond = direction == Direction::up ? next > bound : next < bound;
    return is_beyond ? exact_value(bound, kind) : make_value(next, kind);
}

}  // namespace fortify::tune::ui
