#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "run/plan.hpp"
#include "scenario/node.hpp"
#include "scenario/scenario.hpp"
#include "slo/measurement.hpp"
#include "tune/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

// Values in place of those of the scenario, as of --set; later ones win.
using Setting = std::vector<scenario::Override>;

// A scenario under study: its text, read anew with other values in it.
class Specimen {
public:
    // The error: what is wrong with the scenario as it stands (with the overrides of the options).
    [[nodiscard]] static Result<Specimen, Diagnostics> read(scenario::Source source,
                                                            scenario::Options options);

    // The plan with these values beside the options' overrides. Safe to call from several threads at once.
    [[nodiscard]] Result<run::Plan, Diagnostics> plan_with(const Setting& setting) const;

    // As it stands.
    [[nodiscard]] const run::Plan& plan() const {
        return plan_;
    }
    [[nodiscard]] const scenario::Node& root() const {
        return root_;
    }
    [[nodiscard]] const scenario::Source& source() const {
        return source_;
    }
    [[nodiscard]] const scenario::Options& options() const {
        return options_;
    }
    // What was found when it was read, short of errors.
    [[nodiscard]] const Diagnostics& warnings() const {
        return warnings_;
    }

private:
    Specimen() = default;

    scenario::Source source_;
    scenario::Options options_;
    scenario::Node root_;
    run::Plan plan_;
    Diagnostics warnings_;
};

// The same with the overrides and the seed of its options in its text, so that the text alone says it all.
[[nodiscard]] Result<Specimen, Diagnostics> written_out(const Specimen& specimen);

// The names that a measurement may use.
[[nodiscard]] slo::Vocabulary vocabulary_of(const run::Plan& plan);

}  // namespace fortify::tune
