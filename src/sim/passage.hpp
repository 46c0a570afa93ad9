#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/treatment.hpp"

#include <optional>

namespace fortify::sim {

// What a treatment amounts to where there is no network: times, and how an attempt ends.

struct End {
    Duration after{0};           // Duration::max(): never
    std::optional<Cause> cause;  // none: as the target answered
};

// How the attempt ends before the target is asked, counted from its start; nothing when it is asked,
// `Treatment::until_asked` after the start. Names, connections and handshakes together have as long as the
// real wire gives them.
[[nodiscard]] std::optional<End> end_on_the_way(const fault::Treatment& treatment);

// How an answer of this size ends, counted from when the target gave it.
[[nodiscard]] End end_of_answer(const fault::Treatment& treatment, Bytes size);

}  // namespace fortify::sim
