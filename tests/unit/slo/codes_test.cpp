// Goal: the codes of expressions are complete and in order. Method: walk over the table.

#include "slo/codes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify::slo;

TEST_SUITE("slo::Code") {
    TEST_CASE("codes run from F0601 on without a gap, each at its enumerator, each with a title") {
        REQUIRE(expression_codes().size() == static_cast<std::size_t>(Code::bad_window) + 1);
        for (std::size_t i = 0; i < expression_codes().size(); ++i) {
            const CodeInfo& row = expression_codes()[i];
            CAPTURE(row.code);
            CHECK(static_cast<std::size_t>(row.id) == i);
            CHECK(row.code == "F" + std::string{"0"} + std::to_string(601 + i));
            CHECK(row.title.size() > 10);
            CHECK(&info(row.id) == &row);
        }
    }
}
