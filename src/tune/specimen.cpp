#include "tune/specimen.hpp"

#include "scenario/rewrite.hpp"
#include "scenario/tree.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::tune {

Result<Specimen, Diagnostics> Specimen::read(scenario::Source source, scenario::Options options) {
    Specimen specimen;
    specimen.source_ = std::move(source);
    specimen.options_ = std::move(options);
    auto loaded = scenario::load(specimen.source_, specimen.options_);
    if (!loaded.plan) {
        return Err{std::move(loaded.diagnostics)};
    }
    specimen.plan_ = std::move(*loaded.plan);
    specimen.warnings_ = std::move(loaded.diagnostics);
    // What has made a plan has a tree.
    specimen.root_ = std::move(*scenario::read_tree(specimen.source_, specimen.options_).root);
    return specimen;
}

Result<run::Plan, Diagnostics> Specimen::plan_with(const Setting& setting) const {
    if (setting.empty()) {
        return plan_;
    }
    scenario::Options options = options_;
    options.overrides.insert(options.overrides.end(), setting.begin(), setting.end());
    auto loaded = scenario::load(source_, options);
    if (!loaded.plan) {
        return Err{std::move(loaded.diagnostics)};
    }
    return std::move(*loaded.plan);
}

Result<Specimen, Diagnostics> written_out(const Specimen& specimen) {
    scenario::Options options = specimen.options();
    Setting setting = std::move(options.overrides);
    options.overrides.clear();
    if (options.seed) {
        setting.push_back({.path = "seed", .value = fmt::format("{}", *options.seed)});
        options.seed.reset();
    }
    auto text = scenario::rewrite(specimen.source(), setting);
    if (!text) {
        return Err{text.error()};
    }
    return Specimen::read({.file = specimen.source().file, .text = std::move(*text)}, std::move(options));
}

slo::Vocabulary vocabulary_of(const run::Plan& plan) {
    const measure::Layout layout = run::layout_of(plan);
    slo::Vocabulary vocabulary{
        .phases = {}, .targets = layout.targets, .policies = layout.policies, .faults = layout.faults};
    for (const run::PhasePlan& phase : plan.phases) {
        vocabulary.phases.push_back(phase.name);
    }
    return vocabulary;
}

}  // namespace fortify::tune
