#include "sim/replay.hpp"

#include "measure/recorder.hpp"
#include "run/journal.hpp"
#include "run/runner.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unordered_set>

namespace fortify::sim {
namespace {

using nlohmann::json;

// Remember what is under way, so that an event that could not have happened is refused.
class ReplayWire final : public run::Wire {
public:
    void start(Instant /*now*/, const run::AttemptRequest& attempt) override {
        under_way.insert(attempt.slot);
    }
    void cancel(Instant /*now*/, std::uint32_t slot) override {
        under_way.erase(slot);
    }
    std::unordered_set<std::uint32_t> under_way;
};

class ReplayTimers final : public run::Timers {
public:
    void arm(run::TimerId timer, Instant /*when*/) override {
        armed.insert(timer.value);
    }
    void disarm(run::TimerId timer) override {
        armed.erase(timer.value);
    }
    std::unordered_set<std::uint32_t> armed;
};

class ReplayErrands final : public run::Errands {
public:
    void ask(Instant /*now*/, run::ProbeIndex probe) override {
        asked.insert(probe);
    }
    void drop(Instant /*now*/, run::ProbeIndex probe) override {
        asked.erase(probe);
    }
    void execute(Instant /*now*/, run::CommandId command) override {
        under_way.insert(number_of(command));
    }
    void kill(Instant /*now*/, run::CommandId command) override {
        under_way.erase(number_of(command));
    }
    [[nodiscard]] static std::uint32_t number_of(run::CommandId command) {
        return 2U * command.action + (command.stage == run::CommandId::Stage::undo ? 1 : 0);
    }
    std::unordered_set<std::uint32_t> asked;
    std::unordered_set<std::uint32_t> under_way;
};

struct Recorded {
    Instant now{};
    bool is_start = false;
    run::Event event;
};

// The enumerator of that name, up to `last`.
template <class Enumerator>
std::optional<Enumerator> find_named(const json& object, const char* key, Enumerator last) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) {
        return std::nullopt;
    }
    const auto& word = found->get_ref<const std::string&>();
    for (std::size_t index = 0; index <= static_cast<std::size_t>(last); ++index) {
        if (name_of(static_cast<Enumerator>(index)) == word) {
            return static_cast<Enumerator>(index);
        }
    }
    return std::nullopt;
}

// Numbers that a journal may hold; anything else is none.
std::optional<std::uint32_t> small_number(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > UINT32_MAX) {
        return std::nullopt;
    }
    return found->get<std::uint32_t>();
}

std::optional<run::Event> read_probe(const json& event, std::uint32_t probe) {
    const auto health = find_named(event, "health", run::Health::unhealthy);
    const auto finding = find_named(event, "finding", run::Finding::not_simulated);
    const auto cause = find_named(event, "cause", Cause::unfinished);
    const auto code = small_number(event, "code");
    if (probe > UINT16_MAX || !health || !finding || !cause || !code || *code > UINT16_MAX) {
        return std::nullopt;
    }
    return run::ProbeDone{.probe = static_cast<run::ProbeIndex>(probe),
                          .result = {.health = *health,
                                     .finding = *finding,
                                     .cause = *cause,
                                     .code = static_cast<std::uint16_t>(*code)}};
}

std::optional<run::Event> read_command(const json& event, std::uint32_t action) {
    const auto stage = find_named(event, "stage", run::CommandId::Stage::undo);
    const auto end = find_named(event, "end", run::CommandResult::End::left_alone);
    const auto code = small_number(event, "code");
    if (action > UINT16_MAX || !stage || !end || !code || *code > UINT16_MAX) {
        return std::nullopt;
    }
    return run::CommandDone{.command = {static_cast<run::ActionIndex>(action), *stage},
                            .result = {.end = *end, .code = static_cast<std::uint16_t>(*code)}};
}

std::optional<run::Event> read_event(const json& event) {
    if (const auto timer = small_number(event, "timer")) {
        return run::TimerFired{run::TimerId{*timer}};
    }
    if (const auto slot = small_number(event, "done")) {
        const auto cause = find_named(event, "cause", Cause::unfinished);
        const auto status = small_number(event, "status");
        const auto retry_after = event.find("retry_after");
        if (!cause || !status || *status > UINT16_MAX || retry_after == event.end() ||
            !retry_after->is_number_integer()) {
            return std::nullopt;
        }
        return run::AttemptDone{.slot = *slot,
                                .result = {.cause = *cause,
                                           .status = static_cast<std::uint16_t>(*status),
                                           .retry_after = Duration{retry_after->get<std::int64_t>()}}};
    }
    if (const auto probe = small_number(event, "probe")) {
        return read_probe(event, *probe);
    }
    if (const auto action = small_number(event, "command")) {
        return read_command(event, *action);
    }
    if (event.contains("begun")) {
        return run::Begun{};
    }
    if (event.contains("interrupted")) {
        return run::Interrupted{};
    }
    return std::nullopt;
}

Result<Recorded, std::string> read_line(const std::string& line) {
    const json parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object()) {
        return Err{std::string("is not a JSON object")};
    }
    const auto now = parsed.find("now");
    const auto event = parsed.find("event");
    if (now == parsed.end() || !now->is_number_integer() || event == parsed.end() || !event->is_object()) {
        return Err{std::string("lacks \"now\" or \"event\"")};
    }
    Recorded recorded{.now = at(Duration{now->get<std::int64_t>()}),
                      .is_start = event->contains("start"),
                      .event = run::Interrupted{}};
    if (!recorded.is_start) {
        const auto known = read_event(*event);
        if (!known) {
            return Err{std::string("holds an event that is not known")};
        }
        recorded.event = *known;
    }
    return recorded;
}

struct Stage {
    ReplayWire wire;
    ReplayTimers timers;
    ReplayErrands errands;
};

// Why this event cannot happen now; empty when it can.
std::string refusal(const run::Event& event, const run::Runner& runner, Stage& stage) {
    auto& [wire, timers, errands] = stage;
    if (const auto* fired = std::get_if<run::TimerFired>(&event)) {
        if (timers.armed.erase(fired->timer.value) == 0) {
            return fmt::format("timer {} fires but is not armed", fired->timer.value);
        }
    } else if (const auto* done = std::get_if<run::AttemptDone>(&event)) {
        if (wire.under_way.erase(done->slot) == 0) {
            return fmt::format("the attempt of slot {} ends but is not under way", done->slot);
        }
    } else if (const auto* probe = std::get_if<run::ProbeDone>(&event)) {
        if (errands.asked.erase(probe->probe) == 0) {
            return fmt::format("probe {} is answered but was not asked", probe->probe);
        }
    } else if (const auto* command = std::get_if<run::CommandDone>(&event)) {
        if (errands.under_way.erase(ReplayErrands::number_of(command->command)) == 0) {
            return fmt::format("a command of action {} ends but is not under way", command->command.action);
        }
    } else if (std::holds_alternative<run::Begun>(event) && !runner.is_ready()) {
        return "the run begins before it is ready";
    }
    return {};
}

}  // namespace

Result<ReplayResult, std::string> replay(const run::Plan& plan, const NextLine& next_line) {
    Stage stage;
    measure::Recorder recorder(run::layout_of(plan));
    std::string replayed;
    run::Journal journal([&replayed](std::string_view line) { replayed = line.substr(0, line.size() - 1); });
    run::Runner runner(plan, {.wire = stage.wire,
                              .timers = stage.timers,
                              .recorder = recorder,
                              .errands = &stage.errands,
                              .journal = &journal});

    ReplayResult result;
    Instant last = run::opening_of(plan);
    for (std::uint64_t number = 1;; ++number) {
        const std::optional<std::string> line = next_line();
        if (!line) {
            break;
        }
        const Result<Recorded, std::string> recorded = read_line(*line);
        if (!recorded) {
            return Err{fmt::format("event {} {}", number, recorded.error())};
        }
        if (recorded->is_start != (number == 1)) {
            return Err{fmt::format("event {}: a journal has one start, as its first event", number)};
        }
        if (recorded->now < last || recorded->now > after(last, 24h * 365)) {
            return Err{fmt::format("event {}: the time runs backwards or jumps by years", number)};
        }
        last = recorded->now;
        if (recorded->is_start) {
            runner.start(recorded->now);
        } else {
            if (const std::string why = refusal(recorded->event, runner, stage); !why.empty()) {
                return Err{fmt::format("event {}: {}", number, why)};
            }
            runner.on(recorded->now, recorded->event);
        }
        ++result.events;
        if (replayed != *line) {
            result.difference = {.line = number, .recorded = *line, .replayed = replayed};
            return result;
        }
    }
    result.complete = runner.finished();
    return result;
}

}  // namespace fortify::sim
