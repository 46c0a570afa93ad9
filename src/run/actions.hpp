#pragma once

#include "run/action.hpp"
#include "run/event.hpp"
#include "run/outside.hpp"
#include "run/pipeline.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace fortify::run {

// Does what the plan's actions say when they are due, and takes back what can be taken back: an undo is owed
// from the moment its command is started, however that ends, and is paid when `lasts` is over or when the
// run ends, on whatever way.
class Actions {
public:
    // Two timers an action, from `first_timer` on.
    Actions(const Plan& plan, Outside outside, Pipeline& pipeline, std::uint32_t first_timer);

    void begin();
    void on_timer(Instant now, std::uint32_t timer);
    void on_done(Instant now, const CommandDone& done);

    // The run is over: nothing new is done, commands under way are killed, and what is owed is undone one
    // after the other, the latest first.
    void close(Instant now);
    // Nobody waits any more: all that is still owed is started at once and left alone.
    void hurry(Instant now);
    [[nodiscard]] bool is_closed() const;

    [[nodiscard]] std::span<const ActionRecord> records() const {
        return records_;
    }
    [[nodiscard]] std::uint32_t timers() const {
        return 2 * static_cast<std::uint32_t>(plan_.actions.size());
    }

private:
    struct One {
        enum class Stage : std::uint8_t { waiting, acting, owed, undoing, done } stage = Stage::waiting;
        std::size_t record = 0;   // of the command under way, or the last one
        std::uint64_t order = 0;  // of starting
    };

    void perform(Instant now, ActionIndex action);
    void start(Instant now, CommandId command);
    void end(Instant now, ActionIndex action, const CommandResult& result);
    void undo_next(Instant now);
    [[nodiscard]] const Execute& command_of(ActionIndex action) const;
    [[nodiscard]] ActionIndex count() const {
        return static_cast<ActionIndex>(actions_.size());
    }
    [[nodiscard]] TimerId due_timer(ActionIndex action) const;
    [[nodiscard]] TimerId limit_timer(ActionIndex action) const;

    const Plan& plan_;
    Outside outside_;
    Pipeline& pipeline_;
    std::uint32_t first_timer_;
    std::vector<One> actions_;
    std::vector<ActionRecord> records_;
    std::uint64_t started_ = 0;
    bool is_closing_ = false;
};

}  // namespace fortify::run
