#include "report/action_text.hpp"

#include "core/quantity.hpp"

#include <fmt/format.h>

namespace fortify::report {

bool has_failed(const ActionReport& action) {
    if (!action.result || action.result->succeeded()) {
        return false;
    }
    switch (action.result->end) {
        case run::CommandResult::End::exited:
        case run::CommandResult::End::killed:
        case run::CommandResult::End::timed_out:
        case run::CommandResult::End::not_started:
        case run::CommandResult::End::left_alone:
            return true;
        case run::CommandResult::End::withdrawn:
        case run::CommandResult::End::not_run:
            return false;
    }
    return true;
}

std::string action_result_text(const ActionReport& action) {
    if (!action.is_command) {
        return "done";
    }
    if (!action.result) {
        return "under way";
    }
    switch (action.result->end) {
        case run::CommandResult::End::exited:
            return action.result->code == 0 ? "done in " + human_duration(action.took)
                                            : fmt::format("exit status {}", action.result->code);
        case run::CommandResult::End::killed:
            return fmt::format("killed by signal {}", action.result->code);
        case run::CommandResult::End::timed_out:
            return fmt::format("not done within {}", human_duration(action.took));
        case run::CommandResult::End::withdrawn:
            return "ended with the run";
        case run::CommandResult::End::not_started:
            return "could not be started";
        case run::CommandResult::End::not_run:
            return "not run";
        case run::CommandResult::End::left_alone:
            return "not waited for";
    }
    return "";
}

}  // namespace fortify::report
