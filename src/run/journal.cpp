#include "run/journal.hpp"

#include <fmt/format.h>

#include <bit>
#include <iterator>

namespace fortify::run {
namespace {

std::int64_t nanoseconds(Instant when) {
    return when.time_since_epoch().count();
}

}  // namespace

void Journal::begin_start(Instant now) {
    line_.clear();
    fmt::format_to(std::back_inserter(line_), R"({{"seq":{},"now":{},"event":{{"start":true}},"decisions":[)",
                   sequence_++, nanoseconds(now));
    first_ = true;
}

void Journal::begin(Instant now, const Event& event) {
    line_.clear();
    auto out = std::back_inserter(line_);
    fmt::format_to(out, R"({{"seq":{},"now":{},"event":{{)", sequence_++, nanoseconds(now));
    if (const auto* fired = std::get_if<TimerFired>(&event)) {
        fmt::format_to(out, R"("timer":{})", fired->timer.value);
    } else if (const auto* done = std::get_if<AttemptDone>(&event)) {
        fmt::format_to(out, R"("done":{},"cause":"{}","status":{},"retry_after":{})", done->slot,
                       name_of(done->result.cause), done->result.status, done->result.retry_after.count());
    } else if (const auto* probe = std::get_if<ProbeDone>(&event)) {
        fmt::format_to(out, R"("probe":{},"health":"{}","finding":"{}","cause":"{}","code":{})", probe->probe,
                       name_of(probe->result.health), name_of(probe->result.finding),
                       name_of(probe->result.cause), probe->result.code);
    } else if (const auto* command = std::get_if<CommandDone>(&event)) {
        fmt::format_to(out, R"("command":{},"stage":"{}","end":"{}","code":{})", command->command.action,
                       name_of(command->command.stage), name_of(command->result.end), command->result.code);
    } else if (std::holds_alternative<Begun>(event)) {
        line_ += R"("begun":true)";
    } else {
        line_ += R"("interrupted":true)";
    }
    line_ += R"(},"decisions":[)";
    first_ = true;
}

void Journal::end() {
    line_ += "]}\n";
    sink_(line_);
}

void Journal::decision(std::string_view text) {
    line_ += first_ ? "\"" : ",\"";
    line_ += text;
    line_ += '"';
    first_ = false;
}

void Journal::faulted(AttemptId attempt, std::uint64_t fired, std::uint64_t capped) {
    const auto list = [](std::uint64_t set) {
        std::string text;
        for (; set != 0; set &= set - 1) {
            text += fmt::format(" {}", std::countr_zero(set));
        }
        return text;
    };
    decision(fmt::format("faults {}/{} fired{} capped{}", attempt.call.value, attempt.number, list(fired),
                         list(capped)));
}

void Journal::started(const AttemptRequest& attempt) {
    decision(fmt::format("start {}/{} slot {} target {} request {} client {}", attempt.id.call.value,
                         attempt.id.number, attempt.slot, attempt.target, attempt.request, attempt.client));
}

void Journal::cancelled(std::uint32_t slot) {
    decision(fmt::format("cancel slot {}", slot));
}

void Journal::armed(TimerId timer, Instant when) {
    decision(fmt::format("arm {} {}", timer.value, nanoseconds(when)));
}

void Journal::disarmed(TimerId timer) {
    decision(fmt::format("disarm {}", timer.value));
}

void Journal::transition(const TransitionSeen& seen) {
    const policy::BreakerTransition& step = seen.transition;
    decision(fmt::format("breaker policy {} client {} {} -> {} ({}) generation {}", seen.policy, seen.client,
                         name_of(step.from), name_of(step.to), name_of(step.cause), step.generation));
}

void Journal::settled(const Settled& settled) {
    decision(fmt::format("settle {} {} status {} attempts {}{}", settled.call.value,
                         name_of(settled.outcome.cause), settled.outcome.status, settled.attempts,
                         settled.outcome.from_fallback ? " fallback" : ""));
}

void Journal::asked(ProbeIndex probe) {
    decision(fmt::format("ask probe {}", probe));
}

void Journal::dropped(ProbeIndex probe) {
    decision(fmt::format("drop probe {}", probe));
}

void Journal::probe_changed(ProbeIndex probe, const ProbeTransition& transition) {
    decision(fmt::format("probe {} {} -> {} ({})", probe, name_of(transition.from), name_of(transition.to),
                         name_of(transition.result.finding)));
}

void Journal::executed(CommandId command) {
    decision(fmt::format("execute {} of action {}", name_of(command.stage), command.action));
}

void Journal::killed(CommandId command) {
    decision(fmt::format("kill {} of action {}", name_of(command.stage), command.action));
}

void Journal::acted(const ActionRecord& record) {
    decision(fmt::format("{} of action {}{}{}", name_of(record.stage), record.action,
                         record.result ? " " : "",
                         record.result ? name_of(record.result->end) : std::string_view{}));
}

}  // namespace fortify::run
