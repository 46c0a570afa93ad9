// Goal: numbers read well and never say more than is true. Method: tables of values and texts.
#include "report/numbers.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace fortify::report {

TEST_SUITE("report::numbers") {
    TEST_CASE("counts are grouped, and shortened where there is no room") {
        CHECK(count_text(0) == "0");
        CHECK(count_text(999) == "999");
        CHECK(count_text(1'000) == "1,000");
        CHECK(count_text(12'345'678) == "12,345,678");
        CHECK(count_text(123'456'789) == "123M");
        CHECK(count_text(1'234'567, 8) == "1.23M");
        CHECK(count_text(999'999'999'999) == "1T");
        CHECK(count_text(std::numeric_limits<std::uint64_t>::max()) == "18.4E");
    }
    TEST_CASE("plain numbers have three significant digits") {
        CHECK(number_text(0) == "0");
        CHECK(number_text(0.0012) == "0.0012");
        CHECK(number_text(1.2) == "1.2");
        CHECK(number_text(3.14159) == "3.14");
        CHECK(number_text(42.55) == "42.5");
        CHECK(number_text(999.4) == "999");
        CHECK(number_text(1234.5) == "1,235");
        CHECK(number_text(-1234.5) == "-1,235");
        CHECK(number_text(999'999) == "999,999");
        CHECK(number_text(1'193'046) == "1.19M");
        CHECK(number_text(1e9) == "1G");
        CHECK(number_text(1e300) == "1.0e+300");
        CHECK(number_text(std::numeric_limits<double>::infinity()) == "inf");
        CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "nan");
    }
    TEST_CASE("a share just below all is never shown as all, nor just above nothing as nothing") {
        CHECK(percent_text(0) == "0%");
        CHECK(percent_text(1e-6) == "<0.01%");
        CHECK(percent_text(0.0275) == "2.75%");
        CHECK(percent_text(0.5) == "50%");
        CHECK(percent_text(0.995) == "99.5%");
        CHECK(percent_text(0.999) == "99.9%");
        CHECK(percent_text(0.99876) == "99.87%");
        CHECK(percent_text(0.99999) == "99.999%");
        CHECK(percent_text(0.999'999'999) == "99.9999%");
        CHECK(percent_text(1) == "100%");
    }
    TEST_CASE("an observed value that is not the limit never looks like it") {
        CHECK(value_text_beside(0.94996, 0.95, measure::Unit::ratio) == "94.996%");
        CHECK(value_text_beside(0.95, 0.95, measure::Unit::ratio) == "95%");
        CHECK(value_text_beside(0.300001, 0.3, measure::Unit::duration) == "300.001ms");
        CHECK(value_text_beside(1.1999, 1.2, measure::Unit::factor) == "1.1999");
        CHECK(value_text_beside(70.01, 70, measure::Unit::rate) == "70.01/s");
        CHECK(value_text_beside(0.412, 0.3, measure::Unit::duration) == "412ms");
    }
    TEST_CASE("margins keep their sign") {
        CHECK(margin_text(0.0321) == "+3.2%");
        CHECK(margin_text(-0.373) == "-37%");
        CHECK(margin_text(0) == "+0.0%");
        CHECK(margin_text(-1e9) == "<-999%");
        CHECK(margin_text(12) == ">+999%");
    }
    TEST_CASE("counted things have their number's form") {
        CHECK(counted_text(0, "call", "calls") == "0 calls");
        CHECK(counted_text(1, "call", "calls") == "1 call");
        CHECK(counted_text(1'000, "call", "calls") == "1,000 calls");
        CHECK(times_text(0) == "never");
        CHECK(times_text(1) == "once");
        CHECK(times_text(2) == "2 times");
    }
    TEST_CASE("moments are given in tenths of a second") {
        CHECK(clock_text(0s) == "0.0s");
        CHECK(clock_text(4'250ms) == "4.2s");
        CHECK(clock_text(65'300ms) == "1m05.3s");
        CHECK(clock_text(2h + 3min + 4s) == "2h03m04s");
    }
}

}  // namespace fortify::report
