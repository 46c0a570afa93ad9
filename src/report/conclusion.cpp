#include "report/conclusion.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

bool counts(const slo::Verdict& verdict) {
    return verdict.expectation.severity != slo::Severity::warn;
}

std::vector<std::string> texts_of(std::span<const slo::Verdict> verdicts, slo::Judgement judgement) {
    std::vector<std::string> texts;
    for (const slo::Verdict& verdict : verdicts) {
        if (counts(verdict) && verdict.judgement == judgement) {
            texts.push_back(verdict.expectation.text);
        }
    }
    return texts;
}

std::vector<std::string> doubts(const Findings& findings) {
    std::vector<std::string> reasons = findings.failed_actions;
    for (const std::string& text : texts_of(findings.verdicts, slo::Judgement::undecided)) {
        reasons.push_back(fmt::format("SLO \"{}\" could not be decided.", text));
    }
    for (const std::string& fault : findings.unfired) {
        reasons.push_back(fmt::format("Fault \"{}\" was planned but never fired.", fault));
    }
    for (const std::string& target : findings.dead) {
        reasons.push_back(
            fmt::format("Target \"{}\" was dead: no call succeeded before anything was done to it.", target));
    }
    if (findings.offered == 0) {
        reasons.emplace_back("No call was ever due, so nothing was tested.");
    }
    if (findings.unsent > 0) {
        reasons.push_back(
            fmt::format("{} of {} planned calls were never sent: the limits of [safety] held them back.",
                        count_text(findings.unsent), count_text(findings.offered)));
    }
    if (findings.without_socket > 0) {
        reasons.push_back(
            fmt::format("This machine gave no socket to {} attempts; the target was never asked by them.",
                        count_text(findings.without_socket)));
    }
    const Duration limit = schedule_lag_limit(findings.response_time_p50);
    if (findings.mode == Mode::real && findings.schedule_lag_p99.value_or(Duration::zero()) > limit) {
        reasons.push_back(fmt::format(
            "The generator was the bottleneck: 1 % of the calls began more than {} late (limit {}).",
            human_duration(*findings.schedule_lag_p99), human_duration(limit)));
    }
    return reasons;
}

// None when the run was not ended before its time, or by the user.
std::optional<std::string> stop_sentence(run::Ending ending) {
    switch (ending) {
        case run::Ending::completed:
        case run::Ending::interrupted:
        case run::Ending::unready:
            return std::nullopt;
        case run::Ending::stopped:
            return "The run was stopped early: a stop condition held.";
        case run::Ending::guard:
            return "The safety guard ended the run: a cap or the deadline of [safety] was reached.";
        case run::Ending::forbidden:
            return "The safety guard ended the run: a target is at an address that [safety] does not allow.";
    }
    return std::nullopt;
}

std::string breach_sentence(std::size_t breached, std::size_t judged) {
    if (breached == 1) {
        return judged == 1 ? "The SLO was breached." : fmt::format("1 of {} SLOs was breached.", judged);
    }
    return fmt::format("{} of {} SLOs were breached.", breached, judged);
}

std::string pass_sentence(std::size_t judged) {
    if (judged == 0) {
        return "The run completed. No SLO was given, so nothing was judged.";
    }
    return judged == 1 ? "The SLO held." : fmt::format("All {} SLOs held.", judged);
}

}  // namespace

std::string_view name_of(Mode mode) {
    switch (mode) {
        case Mode::real:
            return "real";
        case Mode::simulated:
            return "simulated";
    }
    return "";
}

std::string_view name_of(Conclusion conclusion) {
    switch (conclusion) {
        case Conclusion::passed:
            return "passed";
        case Conclusion::breached:
            return "breached";
        case Conclusion::stopped:
            return "stopped";
        case Conclusion::inconclusive:
            return "inconclusive";
        case Conclusion::interrupted:
            return "interrupted";
    }
    return "";
}

Duration schedule_lag_limit(std::optional<Duration> response_time_p50) {
    return std::max<Duration>(10ms, response_time_p50.value_or(Duration::zero()) / 10);
}

namespace {

Overall conclude_without_undos(const Findings& findings) {
    if (findings.ending == run::Ending::unready) {  // everything else follows from it
        return {Conclusion::inconclusive, findings.unready, {findings.unready}, {}, 4};
    }
    std::vector<std::string> doubtful = doubts(findings);
    if (findings.ending == run::Ending::interrupted) {
        const std::string sentence = "The run was interrupted before its end.";
        return {Conclusion::interrupted, sentence, {sentence}, std::move(doubtful), 128 + findings.signal};
    }
    if (const auto sentence = stop_sentence(findings.ending)) {
        return {Conclusion::stopped, *sentence, {*sentence}, std::move(doubtful), 3};
    }
    const auto judged =
        static_cast<std::size_t>(std::count_if(findings.verdicts.begin(), findings.verdicts.end(), counts));
    std::vector<std::string> breached;
    for (const std::string& text : texts_of(findings.verdicts, slo::Judgement::breached)) {
        breached.push_back(fmt::format("SLO \"{}\" was breached.", text));
    }
    if (!breached.empty()) {
        const std::string sentence = breach_sentence(breached.size(), judged);
        return {Conclusion::breached, sentence, std::move(breached), std::move(doubtful), 1};
    }
    if (!doubtful.empty()) {
        const std::string sentence = doubtful.size() == 1
                                         ? doubtful.front()
                                         : fmt::format("{} reasons forbid a verdict.", doubtful.size());
        return {Conclusion::inconclusive, sentence, std::move(doubtful), {}, 4};
    }
    return {Conclusion::passed, pass_sentence(judged), {}, {}, 0};
}

}  // namespace

Overall conclude(const Findings& findings) {
    constexpr int undo_failed = 5;
    Overall overall = conclude_without_undos(findings);
    if (findings.failed_undos.empty()) {
        return overall;
    }
    overall.exit_code = undo_failed;
    if (overall.conclusion == Conclusion::passed) {
        overall.conclusion = Conclusion::inconclusive;
        overall.sentence = findings.failed_undos.front();
    } else {
        overall.sentence += " " + findings.failed_undos.front();
    }
    overall.reasons.insert(overall.reasons.begin(), findings.failed_undos.begin(),
                           findings.failed_undos.end());
    return overall;
}

}  // namespace fortify::report
