#pragma once

#include "core/time.hpp"
#include "measure/recorder.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::slo {

// Where a condition is judged: the scopes that its `during` names, as far as the run went.
struct Stretch {
    enum class Extent : std::uint8_t {
        whole,
        cut,        // the run ended within it
        unreached,  // the run ended before it
        missing,    // there is no such scope
    };
    Extent extent = Extent::missing;
    std::vector<std::size_t> scopes;  // those that were reached
    std::vector<Interval> intervals;  // the same as instants: ascending, without overlap, neighbours joined
    std::optional<std::string> name;  // of the phase or fault; none: all measured phases

    [[nodiscard]] Interval hull() const;
    [[nodiscard]] bool covers(const Interval& when) const;
    // "steady", "the measured phases".
    [[nodiscard]] std::string_view label() const;
};

// A phase if there is one of that name, else the windows of a fault; none: every measured phase. What a scope
// has after the end of the last phase does not count as missing.
[[nodiscard]] Stretch stretch_of(const measure::Layout& layout,
                                 const std::optional<std::string>& name,
                                 Instant ended);
// When the event ("stall.end") happens: of a fault with several windows the first start or the last end.
[[nodiscard]] std::optional<Instant> instant_of(const measure::Layout& layout, std::string_view event);
// The name belongs to a fault and to no phase.
[[nodiscard]] bool is_fault(const measure::Layout& layout, std::string_view name);

}  // namespace fortify::slo
