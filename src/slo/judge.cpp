#include "slo/assess.hpp"
#include "slo/verdict.hpp"

#include <algorithm>

namespace fortify::slo {

namespace {

// Every condition is assessed, also where the outcome is certain already.
Judgement walk(const Expression& expression,
               const measure::Recorder& recorder,
               const RunFacts& facts,
               std::vector<Evidence>& evidence) {
    if (expression.kind == Expression::Kind::condition) {
        evidence.push_back(assess(expression.condition, recorder, facts));
        return evidence.back().judgement;
    }
    std::vector<Judgement> judgements;
    for (const Expression& operand : expression.operands) {
        judgements.push_back(walk(operand, recorder, facts, evidence));
    }
    return combine(expression.kind, judgements);
}

// Takes the evidence of its conditions from the front.
std::optional<double> worst_margin(const Expression& expression, std::span<const Evidence>& evidence) {
    if (expression.kind == Expression::Kind::condition) {
        const std::optional<double> margin = evidence.front().margin;
        evidence = evidence.subspan(1);
        return margin;
    }
    const bool all = expression.kind == Expression::Kind::all_of;
    std::optional<double> result;
    for (const Expression& operand : expression.operands) {
        const std::optional<double> margin = worst_margin(operand, evidence);
        if (margin && (!result || (all ? *margin < *result : *margin > *result))) {
            result = margin;
        }
    }
    return result;
}

}  // namespace

std::string_view name_of(Judgement judgement) {
    switch (judgement) {
        case Judgement::passed:
            return "passed";
        case Judgement::breached:
            return "breached";
        case Judgement::undecided:
            return "undecided";
    }
    return {};
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::fail:
            return "fail";
        case Severity::warn:
            return "warn";
        case Severity::abort:
            return "abort";
    }
    return {};
}

Judgement combine(Expression::Kind kind, std::span<const Judgement> judgements) {
    const auto any = [judgements](Judgement wanted) {
        return std::find(judgements.begin(), judgements.end(), wanted) != judgements.end();
    };
    const bool all = kind == Expression::Kind::all_of;
    const Judgement deciding = all ? Judgement::breached : Judgement::passed;
    if (any(deciding)) {
        return deciding;
    }
    if (judgements.empty() || any(Judgement::undecided)) {
        return Judgement::undecided;
    }
    return all ? Judgement::passed : Judgement::breached;
}

Verdict judge(const Expectation& expectation, const measure::Recorder& recorder, const RunFacts& facts) {
    Verdict verdict;
    verdict.expectation = expectation;
    verdict.judgement = walk(expectation.expression, recorder, facts, verdict.evidence);
    return verdict;
}

std::optional<double> margin_of(const Verdict& verdict) {
    std::span<const Evidence> evidence = verdict.evidence;
    return worst_margin(verdict.expectation.expression, evidence);
}

std::optional<double> margin_now(const Expectation& expectation,
                                 const measure::Recorder& recorder,
                                 Instant now) {
    return margin_of(judge(expectation, recorder, RunFacts{.ended = now, .unfired = {}}));
}

}  // namespace fortify::slo
