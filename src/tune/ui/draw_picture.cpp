#include "tune/ui/draw_picture.hpp"

#include <algorithm>
#include <set>

namespace fortify::tune::ui {

namespace {

constexpr std::size_t tallest = 6;

std::size_t count_faults(const std::vector<measure::Scope>& scopes) {
    std::set<std::string_view> names;
    for (const measure::Scope& scope : scopes) {
        if (scope.kind == measure::Scope::Kind::fault) {
            names.insert(scope.name);
        }
    }
    return names.size();
}

}  // namespace

Allotment allot(const Demand& demand) {
    Allotment rows{.breakers = std::min<std::size_t>(demand.breakers, 2),
                   .faults = std::min<std::size_t>(demand.faults, 2),
                   .slos = demand.slos};
    const auto needed = [&rows] {
        return rows.timeline() + 1 + rows.slos;
    };
    // What goes first where there is too little room.
    const auto cut = [&](std::size_t& part, std::size_t least) {
        while (needed() > demand.rows && part > least) {
            --part;
        }
    };
    cut(rows.slos, 2);
    cut(rows.faults, 1);
    cut(rows.breakers, 1);
    cut(rows.slos, 1);
    cut(rows.faults, 0);
    cut(rows.breakers, 0);
    if (needed() >= demand.rows) {
        return rows;
    }
    std::size_t rest = demand.rows - needed();
    const auto take = [&](std::size_t cost) {
        const bool is_there = cost <= rest;
        rest -= is_there ? cost : 0;
        return is_there;
    };
    rows.gap = take(1) ? 1 : 0;
    rows.slo_rows = take(rows.slos) ? 2 : 1;
    while (rows.befores < 3 && take(1)) {
        ++rows.befores;
    }
    while (rows.breakers < demand.breakers && take(1)) {
        ++rows.breakers;
    }
    while (rows.faults < demand.faults && take(1)) {
        ++rows.faults;
    }
    while (rows.height < tallest && take(4)) {
        ++rows.height;
    }
    return rows;
}

void draw_picture(Canvas& canvas, const Area& area, const BeforeAfter& what, const report::Style& style) {
    const Trial* some = what.now != nullptr ? what.now : what.before;
    if (some == nullptr || !some->picture) {
        canvas.put(area.row, area.column, "computing", report::Tone::quiet);
        return;
    }
    const Allotment rows = allot({.rows = area.rows,
                                  .breakers = some->picture->series.breakers.size(),
                                  .faults = count_faults(some->picture->scopes),
                                  .slos = some->picture->verdicts.size()});
    draw_timeline(canvas, area, what, rows, style);
    const std::size_t above = rows.timeline() + rows.gap;
    draw_slos(canvas,
              {.row = area.row + above,
               .column = area.column,
               .rows = area.rows - std::min(area.rows, above),
               .columns = area.columns},
              what, rows, style);
}

}  // namespace fortify::tune::ui
