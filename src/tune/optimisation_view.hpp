#pragma once

#include "report/text.hpp"
#include "tune/optimisation.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

// For people: the verdict in a sentence, values before and after, each SLO and the goal before and after,
// what each value does on its own, and the command that simulates the result. `file`: of the scenario.
[[nodiscard]] std::string render_optimisation_text(const Optimisation& optimisation,
                                                   std::string_view file,
                                                   const report::TextOptions& options);
// docs/optimisation.schema.json.
[[nodiscard]] std::string render_optimisation_json(const Optimisation& optimisation,
                                                   std::string_view version);

// -- Shared by them
// "Holds on 64 of 64 fresh seeds: on at least 95.4% of all seeds, with 95% confidence."
[[nodiscard]] std::string sentence_of(const Optimisation& optimisation);

// What a key does when it alone is moved away from the result.
struct Role {
    enum class Kind : std::uint8_t {
        decisive,  // some of its values break an SLO
        graded,    // they make the goal better or worse
        idle,      // nothing that anybody would see
    };
    Kind kind = Kind::idle;
    std::string text;  // "breaks from 2 on", "goal 1.2s at 3s"
};
// By key; empty where nothing is known.
[[nodiscard]] std::vector<Role> roles_of(const Optimisation& optimisation);
[[nodiscard]] std::string_view name_of(Role::Kind kind);

}  // namespace fortify::tune
