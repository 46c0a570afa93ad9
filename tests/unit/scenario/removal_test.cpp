// Goal: an entry of a list goes, or comes, and nothing else changes. Method: texts in every way in which TOML
// writes lists of tables.
#include "scenario/removal.hpp"

#include <doctest/doctest.h>

namespace fortify::scenario {

namespace {

std::optional<std::string> without(const std::string& text, std::string_view name) {
    return without_entry({.file = "x.toml", .text = text}, "fault", name);
}

}  // namespace

TEST_SUITE("scenario::removal") {
    TEST_CASE("an entry goes with its tables and the comments right above it") {
        const std::string text =
            "# head\n\n# of a\n[[fault]]\nid = \"a\"\n[fault.when]\nevery = 2\n\n# of b\n# more\n"
            "[[fault]]\nid = \"b\"\n";
        CHECK(without(text, "a") == "# head\n\n# of b\n# more\n[[fault]]\nid = \"b\"\n");
        CHECK(without(text, "b") == "# head\n\n# of a\n[[fault]]\nid = \"a\"\n[fault.when]\nevery = 2\n\n");
    }
    TEST_CASE("entries in braces go with their comma") {
        const std::string text = "fault = [{ id = \"a\" }, { id = \"b\" },\n  { id = \"c\" }]  # all\n";
        CHECK(without(text, "a") == "fault = [{ id = \"b\" },\n  { id = \"c\" }]  # all\n");
        CHECK(without(text, "b") == "fault = [{ id = \"a\" }, { id = \"c\" }]  # all\n");
        CHECK(without(text, "c") == "fault = [{ id = \"a\" }, { id = \"b\" },\n  ]  # all\n");
        CHECK(without("fault = [{ id = \"a\" }]\n", "a") == "fault = []\n");
    }
    TEST_CASE("what is not there cannot go") {
        CHECK_FALSE(without("[[fault]]\nid = \"a\"\n", "b"));
        CHECK_FALSE(without("schema = 1\n", "a"));
        CHECK_FALSE(without("[[fault", "a"));
    }
    TEST_CASE("a new entry comes at the end, or into the brackets") {
        const auto with = [](std::string text) {
            return with_entry({.file = "x.toml", .text = std::move(text)}, "fault", {"id = \"n\"", "n = 1"});
        };
        CHECK(with("schema = 1") == "schema = 1\n\n[[fault]]\nid = \"n\"\nn = 1\n");
        CHECK(with("a = 1\r\n") == "a = 1\r\n\r\n[[fault]]\r\nid = \"n\"\r\nn = 1\r\n");
        CHECK(with("fault = [{ id = \"a\" }]\n") == "fault = [{ id = \"n\", n = 1 }, { id = \"a\" }]\n");
    }
}

}  // namespace fortify::scenario
