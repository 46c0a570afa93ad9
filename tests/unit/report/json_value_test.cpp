#include "report/json_value.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace fortify::report {

TEST_SUITE("report::json_value") {
    TEST_CASE("pairs that begin with a text make an object, other lists an array") {
        const Json object{{"name", "fortify"}, {"counts", {1, -2, true}}, {"nothing", nullptr}};
        CHECK(write_line(object) == R"({"name":"fortify","counts":[1,-2,true],"nothing":null})");
        const Json names{"left", "right"};
        CHECK(write_line(names) == R"(["left","right"])");
    }

    TEST_CASE("keys stay in the order in which they were set") {
        Json json;
        json["z"] = 1;
        json["a"] = 2;
        json["z"] = 3;
        json["list"].push_back(0.5);
        CHECK(write_line(json) == R"({"z":3,"a":2,"list":[0.5]})");
    }

    TEST_CASE("empty lists and objects are told apart") {
        CHECK(write_line(Json::array()) == "[]");
        CHECK(write_line(Json::object()) == "{}");
        CHECK(write_line(Json()) == "null");
    }

    TEST_CASE("numbers keep their kind, and what JSON cannot say is null") {
        CHECK(write_line(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
        CHECK(write_line(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
        CHECK(write_line(2.0) == "2.0");
        CHECK(write_line(0.1) == "0.1");
        CHECK(write_line(std::numeric_limits<double>::infinity()) == "null");
        CHECK(write_line(std::numeric_limits<double>::quiet_NaN()) == "null");
        CHECK(write_line(json_or_null(std::optional<double>())) == "null");
    }

    TEST_CASE("texts are escaped, and broken UTF-8 is replaced") {
        CHECK(write_line("a \"quote\"\n\x01") == "\"a \\\"quote\\\"\\n\\u0001\"");
        CHECK(write_line(std::string("a\xff")) == "\"a\xef\xbf\xbd\"");
    }

    TEST_CASE("lists of plain values stand on one line") {
        const Json json{{"series", {1, 2, 3}}, {"rows", {Json{{"a", 1}}, Json::object()}}};
        CHECK(write(json) == R"({
  "series": [1, 2, 3],
  "rows": [
    {
      "a": 1
    },
    {}
  ]
}
)");
    }

    TEST_CASE("what was written reads as the same again") {
        const std::string text = R"({"a":[1,-1,2.5,true,null,"x"],"b":{"c":[]}})";
        CHECK(write_line(parsed(text)) == text);
        CHECK(write_line(parsed("{")) == "null");
        CHECK(write_line(parsed("")) == "null");
    }
}

}  // namespace fortify::report
