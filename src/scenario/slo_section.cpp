#include "scenario/draft.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

slo::Severity severity_of(std::string_view word) {
    if (word == "warn") {
        return slo::Severity::warn;
    }
    return word == "abort" ? slo::Severity::abort : slo::Severity::fail;
}

slo::Vocabulary vocabulary_of(const Draft& draft) {
    std::vector<std::string> probes;
    for (const run::ProbePlan& probe : draft.plan.probes) {
        probes.push_back(probe.id);
    }
    return {.phases = names_of(draft.phases),
            .targets = names_of(draft.targets),
            .policies = names_of(draft.policies),
            .faults = names_of(draft.faults),
            .probes = std::move(probes)};
}

std::optional<slo::Expectation> read_expectation(const Section& section,
                                                 std::string_view key,
                                                 const slo::Vocabulary& vocabulary) {
    const auto text = section.get<std::string>(key);
    if (!text) {
        return std::nullopt;
    }
    const Node& node = section.find(key)->node;
    SourceSpan span = node.span;
    span.column += node.text_offset;
    span.length -= std::min(span.length, 2 * node.text_offset);
    auto expression = slo::parse_expression(*text, span, vocabulary);
    if (expression) {
        return slo::Expectation{
            .text = node.written, .expression = std::move(*expression), .span = node.span};
    }
    if (node.secret) {
        section.context().report(
            Code::variable_misfit, node.span,
            fmt::format("{} does not read with the value of the variable filled in", section.name_of(key)));
        return std::nullopt;
    }
    for (const Diagnostic& diagnostic : expression.error()) {
        section.context().adopt(diagnostic);
    }
    return std::nullopt;
}

}  // namespace

void read_expectations(const Section& root, Draft& draft) {
    const slo::Vocabulary vocabulary = vocabulary_of(draft);
    for (const auto& [node, header] : root.elements("slo")) {
        const Section section(root.context(), "slo", "slo", *node, header);
        auto expectation = read_expectation(section, "expect", vocabulary);
        const auto severity = severity_of(section.value<std::string>("severity"));
        if (expectation) {
            expectation->severity = severity;
            draft.plan.slos.push_back(std::move(*expectation));
        }
    }
    draft.plan.stop = read_expectation(root.inner("stop"), "when", vocabulary);
}

}  // namespace fortify::scenario
