// Goal: quantities are read exactly, written so that they read back, and hostile ones are refused with a
// clause that helps. Method: tables; the round trip over random values is in tests/property.
#include "core/quantity.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>
#include <vector>

using namespace fortify;

namespace {

template <class T>
std::string reason(const Result<T, std::string>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

}  // namespace

TEST_SUITE("parse_duration") {
    TEST_CASE("durations in every unit are exact") {
        const std::vector<std::pair<std::string_view, Duration>> table{
            {"0", 0ns},       {"0s", 0ns},        {"50ns", 50ns},          {"100us", 100us},
            {"100µs", 100us}, {"250ms", 250ms},   {"1.5s", 1500ms},        {"2m", 120s},
            {"1h", 3600s},    {"1m30s", 90s},     {"1h2m3.5s", 3723500ms}, {"1s500ms", 1500ms},
            {"0.1s", 100ms},  {" 5ms ", 5ms},     {"007ms", 7ms},          {"1.000000001s", 1000000001ns},
            {"0.3ms", 300us}, {"87600h", 87600h}, {"1.0000000000000s", 1s}};
        for (const auto& entry : table) {
            CAPTURE(entry.first);
            const auto parsed = parse_duration(entry.first);
            REQUIRE(parsed.has_value());
            CHECK(parsed->count() == entry.second.count());
        }
    }

    TEST_CASE("hostile durations are refused with a reason") {
        const std::string nines(1000, '9');
        const std::vector<std::pair<std::string, std::string_view>> table{
            {"", "it is empty"},
            {" ", "it is empty"},
            {"250", "the unit is missing"},
            {"0.0", "the unit is missing"},
            {"-5s", "it is negative"},
            {"+5s", "does not start with a digit"},
            {"nan", "does not start with a digit"},
            {"inf", "does not start with a digit"},
            {".5s", "does not start with a digit"},
            {"1.s", "\".s\" is not a unit"},
            {"1e400s", "\"e\" is not a unit"},
            {"0x10s", "\"x\" is not a unit"},
            {"5 s", "\" s\" is not a unit"},
            {"5sec", "\"sec\" is not a unit"},
            {"5s!", "\"s!\" is not a unit"},
            {"5s5", "the unit is missing"},
            {"30s1m", "large to small"},
            {"1s1s", "large to small"},
            {"87601h", "longer than ten years"},
            {"87600h1ns", "longer than ten years"},
            {nines + "s", "longer than ten years"},
            {"9223372036854775807ns", "longer than ten years"},
            {"18446744073709551616ns", "longer than ten years"},
            {"0.1ns", "below one nanosecond"},
            {std::string("5\0s", 3), "is not a unit"},
            {"5\xFFs", "is not a unit"}};
        for (const auto& entry : table) {
            CAPTURE(entry.first);
            const std::string message = reason(parse_duration(entry.first));
            CHECK(message.find(entry.second) != std::string::npos);
            CHECK(message.find("expected a duration such as \"250ms\"") == 0);
            CHECK(message.size() < 300);
        }
    }

    TEST_CASE("what a message quotes cannot drive a terminal") {
        CHECK(reason(parse_duration("\x1b[2J")).find('\x1b') == std::string::npos);
        CHECK(reason(parse_duration("5\x1b[2J")).find('\x1b') == std::string::npos);
    }
}

TEST_SUITE("parse_rate") {
    TEST_CASE("rates are a second's worth") {
        CHECK(parse_rate("70/s")->per_second == 70);
        CHECK(parse_rate("0.5/s")->per_second == 0.5);
        CHECK(parse_rate("600/min")->per_second == 10);
        CHECK(parse_rate("7200/h")->per_second == 2);
        CHECK(parse_rate("0/s")->per_second == 0);
        CHECK(parse_rate("1000000000/s")->per_second == 1e9);
    }

    TEST_CASE("hostile rates are refused with a reason") {
        CHECK(reason(parse_rate("70")) ==
              "expected a rate such as \"70/s\", found \"70\": the unit is missing");
        for (const std::string_view text : {"70/x", "70/", "70s", "70 /s", "1e5/s", "70/s/s", "70/ms"}) {
            CAPTURE(text);
            CHECK(reason(parse_rate(text)).find("followed by /s, /min or /h") != std::string::npos);
        }
        CHECK(reason(parse_rate("1000000001/s")).find("thousand million") != std::string::npos);
        CHECK(reason(parse_rate(std::string(500, '9') + "/h")).find("thousand million") != std::string::npos);
        CHECK(reason(parse_rate("-1/s")).find("negative") != std::string::npos);
        CHECK(reason(parse_rate("nan/s")).find("digit") != std::string::npos);
        CHECK(reason(parse_rate("")).find("empty") != std::string::npos);
    }
}

TEST_SUITE("parse_ratio") {
    TEST_CASE("ratios come as shares or as per cent") {
        CHECK(parse_ratio("0.05")->value == 0.05);
        CHECK(parse_ratio("5%")->value == 0.05);
        CHECK(parse_ratio("99.9%")->value == 0.999);
        CHECK(parse_ratio("250%")->value == 2.5);
        CHECK(parse_ratio("0")->value == 0);
        CHECK(parse_ratio("1")->value == 1);
        CHECK(parse_ratio("0." + std::string(400, '0') + "1")->value == 0);  // below the smallest double
    }

    TEST_CASE("hostile ratios are refused with a reason") {
        CHECK(reason(parse_ratio("5 %")).find("\" %\" follows") != std::string::npos);
        CHECK(reason(parse_ratio("5%%")).find("follows") != std::string::npos);
        CHECK(reason(parse_ratio("1e-5")).find("follows") != std::string::npos);
        CHECK(reason(parse_ratio("-5%")).find("negative") != std::string::npos);
        CHECK(reason(parse_ratio("nan")).find("digit") != std::string::npos);
        CHECK(reason(parse_ratio("%")).find("digit") != std::string::npos);
        CHECK(reason(parse_ratio(std::string(400, '9'))).find("too large") != std::string::npos);
    }
}

TEST_SUITE("parse_bytes") {
    TEST_CASE("sizes are whole bytes") {
        CHECK(parse_bytes("512")->count == 512);
        CHECK(parse_bytes("64KiB")->count == 65536);
        CHECK(parse_bytes("1MB")->count == 1'000'000);
        CHECK(parse_bytes("1.5KiB")->count == 1536);
        CHECK(parse_bytes("2GiB")->count == 2147483648);
        CHECK(parse_bytes("18446744073709551615")->count == std::numeric_limits<std::uint64_t>::max());
    }

    TEST_CASE("hostile sizes are refused with a reason") {
        CHECK(reason(parse_bytes("18446744073709551616")).find("too large") != std::string::npos);
        CHECK(reason(parse_bytes("16777216TiB")).find("too large") != std::string::npos);
        CHECK(reason(parse_bytes("1.5")).find("not a whole number of bytes") != std::string::npos);
        CHECK(reason(parse_bytes("1kb")).find("not a unit of size") != std::string::npos);
        CHECK(reason(parse_bytes("-1")).find("negative") != std::string::npos);
        CHECK(reason(parse_bytes("")).find("empty") != std::string::npos);
    }
}

TEST_SUITE("parse_number") {
    TEST_CASE("numbers are plain decimals") {
        CHECK(*parse_number("1.5") == 1.5);
        CHECK(*parse_number("20") == 20);
        for (const std::string_view text : {"", "-1", "1e5", "nan", "inf", "1.", ".5", "0x1", "1,5", "1 2"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_number(text).has_value());
        }
        CHECK_FALSE(parse_number(std::string(400, '9')).has_value());
    }
}

TEST_SUITE("format") {
    TEST_CASE("durations are short and exact") {
        const std::vector<std::pair<Duration, std::string_view>> table{{0ns, "0s"},
                                                                       {1ns, "1ns"},
                                                                       {1500ns, "1.5us"},
                                                                       {250ms, "250ms"},
                                                                       {1234567ns, "1.234567ms"},
                                                                       {1500ms, "1.5s"},
                                                                       {60s, "1m"},
                                                                       {90s, "1m30s"},
                                                                       {3600s, "1h"},
                                                                       {3601s, "1h1s"},
                                                                       {-1500ms, "-1.5s"},
                                                                       {59999999999ns, "59.999999999s"}};
        for (const auto& [duration, expected] : table) {
            CHECK(format_duration(duration) == expected);
        }
        CHECK(format_duration(Duration::max()) == "2562047h47m16.854775807s");
        CHECK(format_duration(Duration::min()) == "-2562047h47m16.854775808s");
    }

    TEST_CASE("durations for people have three digits and never jump a unit by rounding") {
        const std::vector<std::pair<Duration, std::string_view>> table{
            {0ns, "0s"},         {50ns, "50ns"},         {1234ns, "1.23us"},   {87'400us, "87.4ms"},
            {1'234ms, "1.23s"},  {12'340ms, "12.3s"},    {999'499us, "999ms"}, {999'600us, "1.00s"},
            {9'999us, "10.0ms"}, {99'960us, "100ms"},    {59'900ms, "59.9s"},  {59'960ms, "1m00s"},
            {125s, "2m05s"},     {3'599'600ms, "1h00m"}, {3725s, "1h02m"},     {-87'400us, "-87.4ms"}};
        for (const auto& [duration, expected] : table) {
            CHECK(human_duration(duration) == expected);
        }
    }

    TEST_CASE("rates, ratios, sizes and numbers are short and exact") {
        CHECK(format_rate(Rate{70}) == "70/s");
        CHECK(format_rate(Rate{0.1}) == "0.1/s");
        CHECK(format_ratio(Ratio{0.995}) == "99.5%");
        CHECK(format_ratio(Ratio{0}) == "0%");
        CHECK(format_ratio(Ratio{1}) == "100%");
        CHECK(format_ratio(Ratio{2.5}) == "250%");
        CHECK(format_ratio(Ratio{0.07}) == "7%");
        CHECK(format_ratio(Ratio{0.00001}) == "0.001%");
        CHECK(format_ratio(Ratio{-0.05}) == "-5%");
        CHECK(format_bytes(Bytes{65536}) == "64KiB");
        CHECK(format_bytes(Bytes{1000}) == "1000B");
        CHECK(format_bytes(Bytes{0}) == "0B");
        CHECK(format_number(0.1) == "0.1");
        CHECK(format_number(1e20) == "100000000000000000000");
    }

    TEST_CASE("ratios at the edge of what a double can hold read back") {
        for (const double value :
             {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::min(),
              std::numeric_limits<double>::max(), 0.1 + 0.2, 1.0 / 3}) {
            CHECK(parse_ratio(format_ratio(Ratio{value}))->value == value);
            CHECK(*parse_number(format_number(value)) == value);
        }
    }
}
