#include "run/action.hpp"

#include "core/assert.hpp"

namespace fortify::run {

std::string_view name_of(CommandResult::End end) {
    switch (end) {
        case CommandResult::End::exited:
            return "exited";
        case CommandResult::End::killed:
            return "killed";
        case CommandResult::End::timed_out:
            return "timed_out";
        case CommandResult::End::withdrawn:
            return "withdrawn";
        case CommandResult::End::not_started:
            return "not_started";
        case CommandResult::End::not_run:
            return "not_run";
        case CommandResult::End::left_alone:
            return "left_alone";
    }
    FORTIFY_ASSERT(false && "an end outside its enumeration");
}

std::string_view name_of(CommandId::Stage stage) {
    switch (stage) {
        case CommandId::Stage::act:
            return "act";
        case CommandId::Stage::undo:
            return "undo";
    }
    FORTIFY_ASSERT(false && "a stage outside its enumeration");
}

}  // namespace fortify::run
