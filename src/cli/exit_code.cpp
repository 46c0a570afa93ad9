#include "cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace fortify::cli {

namespace {

// From best to worst.
constexpr std::array ranking{ExitCode::passed,     ExitCode::inconclusive, ExitCode::breached,
                             ExitCode::stopped,    ExitCode::usage,        ExitCode::interrupted,
                             ExitCode::terminated, ExitCode::hung_up,      ExitCode::undo_failed,
                             ExitCode::internal};

}  // namespace

ExitCode worse(ExitCode left, ExitCode right) {
    const auto* const left_rank = std::find(ranking.begin(), ranking.end(), left);
    const auto* const right_rank = std::find(ranking.begin(), ranking.end(), right);
    return left_rank < right_rank ? right : left;
}

ExitCode exit_code_of(int number) {
    const auto* const found = std::find_if(
        ranking.begin(), ranking.end(), [number](ExitCode code) { return static_cast<int>(code) == number; });
    return found == ranking.end() ? ExitCode::internal : *found;
}

}  // namespace fortify::cli
