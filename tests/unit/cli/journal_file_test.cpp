// Goal: a journal names its scenario completely, and anything else is refused with a reason. Method: there
// and back, then headers with one thing wrong.
#include "cli/journal_file.hpp"

#include <doctest/doctest.h>

namespace fortify::cli {

namespace {

JournalHeader sample() {
    return {.version = "0.1.0",
            .file = "scenarios/a \"quoted\" name.toml",
            .text = "name = \"x\"\n# ümlaut\n",
            .settings = {"load.rate=5/s", "name=\"y\""},
            .seed = 18446744073709551615ULL,
            .allow = {"10.0.0.0/8"}};
}

}  // namespace

TEST_SUITE("cli::journal_file") {
    TEST_CASE("what is written is read") {
        const std::string line = format_header(sample());
        CHECK(line.back() == '\n');
        CHECK(line.find('\n') == line.size() - 1);
        const auto header = parse_header(line);
        REQUIRE(header.has_value());
        CHECK(header->version == sample().version);
        CHECK(header->file == sample().file);
        CHECK(header->text == sample().text);
        CHECK(header->settings == sample().settings);
        CHECK(header->seed == sample().seed);
        CHECK(header->allow == sample().allow);
    }

    TEST_CASE("a file that is no journal is refused") {
        for (const std::string line : {"", "name = 1", "[]", "{}", "{\"journal\":\"1\"}", "\xff\xfe"}) {
            CAPTURE(line);
            CHECK(parse_header(line).error() == "its first line is not the header of a journal");
        }
    }

    TEST_CASE("a journal of another version is refused by its number") {
        CHECK(parse_header("{\"journal\":7}").error() ==
              "it is a journal of version 7, this fortify reads version 1");
    }

    TEST_CASE("a header that lacks something is refused") {
        CHECK(parse_header("{\"journal\":1}").error() == "its header is incomplete");
        CHECK(parse_header(
                  R"({"journal":1,"fortify":"0","file":"f","scenario":"","set":[1],"allow":[],"seed":1})")
                  .error() == "its header is incomplete");
        CHECK(parse_header(
                  R"({"journal":1,"fortify":"0","file":"f","scenario":"","set":[],"allow":[],"seed":-1})")
                  .error() == "its header is incomplete");
    }
}

}  // namespace fortify::cli
