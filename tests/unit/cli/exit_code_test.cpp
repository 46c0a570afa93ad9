// Goal: one exit code out of several scenarios. Method: the whole order, pair by pair.
#include "cli/exit_code.hpp"

#include <doctest/doctest.h>

#include <array>

namespace fortify::cli {

TEST_SUITE("cli::worse") {
    TEST_CASE("the worse of two decides, whichever comes first") {
        const std::array order{ExitCode::passed,     ExitCode::inconclusive, ExitCode::breached,
                               ExitCode::stopped,    ExitCode::usage,        ExitCode::interrupted,
                               ExitCode::terminated, ExitCode::hung_up,      ExitCode::undo_failed,
                               ExitCode::internal};
        for (std::size_t low = 0; low < order.size(); ++low) {
            for (std::size_t high = low; high < order.size(); ++high) {
                CHECK(worse(order[low], order[high]) == order[high]);
                CHECK(worse(order[high], order[low]) == order[high]);
            }
        }
    }
}

TEST_SUITE("cli::exit_code_of") {
    TEST_CASE("a number outside the list is an internal error") {
        CHECK(exit_code_of(0) == ExitCode::passed);
        CHECK(exit_code_of(130) == ExitCode::interrupted);
        CHECK(exit_code_of(5) == ExitCode::undo_failed);
        CHECK(exit_code_of(6) == ExitCode::internal);
        CHECK(exit_code_of(-1) == ExitCode::internal);
    }
}

}  // namespace fortify::cli
