#include "run/actions.hpp"

#include "core/assert.hpp"
#include "core/overloaded.hpp"

#include <algorithm>

namespace fortify::run {

using Stage = CommandId::Stage;
using End = CommandResult::End;

Actions::Actions(const Plan& plan, Outside outside, Pipeline& pipeline, std::uint32_t first_timer)
    : plan_(plan),
      outside_(outside),
      pipeline_(pipeline),
      first_timer_(first_timer),
      actions_(plan.actions.size()) {
}

void Actions::begin() {
    for (ActionIndex action = 0; action < count(); ++action) {
        outside_.arm(due_timer(action), plan_.actions[action].at);
    }
}

void Actions::on_timer(Instant now, std::uint32_t timer) {
    const auto action = static_cast<ActionIndex>(timer / 2);
    One& one = actions_[action];
    if (timer % 2 == 0) {
        if (one.stage == One::Stage::waiting) {
            perform(now, action);
            return;
        }
        if (one.stage == One::Stage::acting) {  // its time is over
            outside_.kill(now, {action, Stage::act});
            end(now, action, {.end = End::withdrawn});
        }
        start(now, {action, Stage::undo});
        return;
    }
    const bool undoing = one.stage == One::Stage::undoing;
    outside_.kill(now, {action, undoing ? Stage::undo : Stage::act});
    end(now, action, {.end = End::timed_out});
}

void Actions::on_done(Instant now, const CommandDone& done) {
    FORTIFY_ASSERT(done.command.action < actions_.size());
    const One& one = actions_[done.command.action];
    FORTIFY_ASSERT(one.stage ==
                   (done.command.stage == Stage::act ? One::Stage::acting : One::Stage::undoing));
    end(now, done.command.action, done.result);
}

void Actions::perform(Instant now, ActionIndex action) {
    const ActionPlan& plan = plan_.actions[action];
    if (const auto* execute = std::get_if<Execute>(&plan.what)) {
        start(now, {action, Stage::act});
        if (execute->lasts) {
            outside_.arm(due_timer(action), after(plan.at, *execute->lasts));
        }
        return;
    }
    records_.push_back({.action = action, .stage = Stage::act, .when = now, .result = {}});
    actions_[action].stage = One::Stage::done;
    outside_.acted(records_.back());
    if (const auto* turn = std::get_if<TurnBreaker>(&plan.what)) {
        pipeline_.turn_breaker(now, *turn);
    } else if (const auto* bypass = std::get_if<Bypass>(&plan.what)) {
        pipeline_.bypass(*bypass);
    } else {
        pipeline_.reconfigure(now, std::get<Reconfigure>(plan.what));
    }
}

void Actions::start(Instant now, CommandId command) {
    One& one = actions_[command.action];
    one.stage = command.stage == Stage::act ? One::Stage::acting : One::Stage::undoing;
    one.record = records_.size();
    one.order = started_++;
    records_.push_back({.action = command.action, .stage = command.stage, .when = now, .result = {}});
    outside_.execute(now, command);
    outside_.arm(limit_timer(command.action), after(now, command_of(command.action).timeout));
}

void Actions::end(Instant now, ActionIndex action, const CommandResult& result) {
    One& one = actions_[action];
    const bool owes = one.stage == One::Stage::acting && command_of(action).undo.has_value();
    one.stage = owes ? One::Stage::owed : One::Stage::done;
    ActionRecord& record = records_[one.record];
    record.result = result;
    record.took = now - record.when;
    outside_.disarm(limit_timer(action));
    outside_.acted(record);
    if (is_closing_) {
        undo_next(now);
    }
}

void Actions::close(Instant now) {
    for (ActionIndex action = 0; action < count(); ++action) {
        outside_.disarm(due_timer(action));
        One& one = actions_[action];
        if (one.stage == One::Stage::waiting) {
            one.stage = One::Stage::done;
        } else if (one.stage == One::Stage::acting) {
            outside_.kill(now, {action, Stage::act});
            end(now, action, {.end = End::withdrawn});
        }
    }
    is_closing_ = true;
    undo_next(now);
}

void Actions::undo_next(Instant now) {
    const auto in = [&](One::Stage stage) {
        return [stage](const One& one) {
            return one.stage == stage;
        };
    };
    if (std::any_of(actions_.begin(), actions_.end(), in(One::Stage::undoing))) {
        return;
    }
    auto latest = actions_.end();
    for (auto one = actions_.begin(); one != actions_.end(); ++one) {
        if (one->stage == One::Stage::owed && (latest == actions_.end() || one->order > latest->order)) {
            latest = one;
        }
    }
    if (latest != actions_.end()) {
        start(now, {static_cast<ActionIndex>(latest - actions_.begin()), Stage::undo});
    }
}

void Actions::hurry(Instant now) {
    is_closing_ = false;  // the order does not matter any more
    for (ActionIndex action = 0; action < count(); ++action) {
        if (actions_[action].stage == One::Stage::owed) {
            start(now, {action, Stage::undo});
        }
        if (actions_[action].stage == One::Stage::undoing) {
            end(now, action, {.end = End::left_alone});
        }
    }
}

bool Actions::is_closed() const {
    return std::all_of(actions_.begin(), actions_.end(),
                       [](const One& one) { return one.stage == One::Stage::done; });
}

const Execute& Actions::command_of(ActionIndex action) const {
    return std::get<Execute>(plan_.actions[action].what);
}

TimerId Actions::due_timer(ActionIndex action) const {
    return TimerId{first_timer_ + 2U * action};
}

TimerId Actions::limit_timer(ActionIndex action) const {
    return TimerId{first_timer_ + 2U * action + 1};
}

}  // namespace fortify::run
