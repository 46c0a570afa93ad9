// Goal: quantiles of Student's t are those of printed tables. Method: values of Abramowitz and Stegun,
// table 26.10.
#include "core/student.hpp"

#include <doctest/doctest.h>

namespace fortify {

TEST_SUITE("core::student") {
    TEST_CASE("quantiles agree with the table") {
        const auto near = [](double value) {
            return doctest::Approx(value).epsilon(0.003);
        };
        CHECK(student_quantile(0.95, 5) == near(2.015));
        CHECK(student_quantile(0.975, 5) == near(2.571));
        CHECK(student_quantile(0.995, 7) == near(3.499));
        CHECK(student_quantile(0.975, 9) == near(2.262));
        CHECK(student_quantile(0.995, 19) == near(2.861));
        CHECK(student_quantile(0.975, 30) == near(2.042));
        CHECK(student_quantile(0.975, 1e9) == near(1.960));
    }
    TEST_CASE("the lower half mirrors the upper") {
        CHECK(student_quantile(0.025, 8) == doctest::Approx(-student_quantile(0.975, 8)));
        CHECK(student_quantile(0.5, 8) == doctest::Approx(0));
    }
}

}  // namespace fortify
