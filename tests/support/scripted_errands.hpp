#pragma once

#include "core/assert.hpp"
#include "run/errands.hpp"
#include "run/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fortify::test {

[[nodiscard]] inline run::ProbeResult healthy() {
    return {.health = run::Health::healthy, .finding = run::Finding::fine};
}
[[nodiscard]] inline run::ProbeResult degraded() {
    return {.health = run::Health::degraded, .finding = run::Finding::said_so};
}
[[nodiscard]] inline run::ProbeResult unhealthy() {
    return {
        .health = run::Health::unhealthy, .finding = run::Finding::no_answer, .cause = Cause::connect_error};
}

// Errands with a script: asks functions what comes of each, and keeps a log. What has no answer is never
// answered.
class ScriptedErrands final : public run::Errands {
public:
    std::function<std::optional<run::ProbeResult>(Instant now, run::ProbeIndex probe)> on_ask =
        [](Instant, run::ProbeIndex) {
            return healthy();
        };
    std::function<std::optional<run::CommandResult>(run::CommandId command)> on_execute = [](run::CommandId) {
        return run::CommandResult{.end = run::CommandResult::End::exited};
    };
    Duration takes = 1ms;
    std::vector<std::string> log;

    void ask(Instant now, run::ProbeIndex probe) override {
        log.push_back(fmt::format("{} ask {}", seconds(now), probe));
        if (const auto result = on_ask(now, probe)) {
            answers_.push_back({now + takes, run::ProbeDone{.probe = probe, .result = *result}});
        }
    }
    void drop(Instant now, run::ProbeIndex probe) override {
        log.push_back(fmt::format("{} drop {}", seconds(now), probe));
        remove([probe](const run::Event& event) {
            const auto* done = std::get_if<run::ProbeDone>(&event);
            return done != nullptr && done->probe == probe;
        });
    }
    void execute(Instant now, run::CommandId command) override {
        log.push_back(fmt::format("{} {} {}", seconds(now), run::name_of(command.stage), command.action));
        if (const auto result = on_execute(command)) {
            answers_.push_back({now + takes, run::CommandDone{.command = command, .result = *result}});
        }
    }
    void kill(Instant now, run::CommandId command) override {
        log.push_back(
            fmt::format("{} kill {} {}", seconds(now), run::name_of(command.stage), command.action));
        remove([command](const run::Event& event) {
            const auto* done = std::get_if<run::CommandDone>(&event);
            return done != nullptr && done->command == command;
        });
    }

    [[nodiscard]] Instant next() const {
        return answers_.empty() ? never : answers_.front().due;
    }
    [[nodiscard]] run::Event pop() {
        FORTIFY_ASSERT(!answers_.empty());
        const run::Event event = answers_.front().event;
        answers_.erase(answers_.begin());
        return event;
    }
    // How many entries of the log hold these words.
    [[nodiscard]] std::size_t count(const std::string& words) const {
        return static_cast<std::size_t>(std::count_if(log.begin(), log.end(), [&](const std::string& entry) {
            return entry.find(words) != std::string::npos;
        }));
    }

private:
    struct Answer {
        Instant due;
        run::Event event;
    };
    static std::string seconds(Instant now) {
        return fmt::format("{:g}s", to_seconds(now - run_start));
    }
    template <class Which>
    void remove(Which which) {
        answers_.erase(std::remove_if(answers_.begin(), answers_.end(),
                                      [&](const Answer& answer) { return which(answer.event); }),
                       answers_.end());
    }

    std::vector<Answer> answers_;  // all take the same time, so in order
};

}  // namespace fortify::test
