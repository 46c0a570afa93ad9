// Goal: what the document says, and where, survives the way to the reader. Method: small TOML texts, whose
// tree, order and spans are compared with what stands in them; and texts that are no documents.

#include "scenario/document.hpp"

#include "sample.hpp"
#include "scenario/nesting.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::scenario;

namespace {

Node parsed(const std::string& text) {
    auto result = parse_document({.file = "f", .text = text});
    REQUIRE(result.has_value());
    return std::move(*result);
}

SourceSpan at_place(std::uint32_t line, std::uint32_t column, std::uint32_t length) {
    return {.file = "f", .line = line, .column = column, .length = length};
}

}  // namespace

TEST_SUITE("scenario::parse_document") {
    TEST_CASE("tables keep the order of the file, not that of the alphabet") {
        const Node root = parsed("zebra = 1\napple = 2\n[mango]\n");
        const Table& table = *root.table();
        REQUIRE(table.size() == 3);
        CHECK(table[0].name == "zebra");
        CHECK(table[1].name == "apple");
        CHECK(table[2].name == "mango");
    }

    TEST_CASE("keys and values know their places, counted in characters") {
        const Node root = parsed("[policy.client]\nname = \"é漢x\" # c\n");
        const Entry& policy = root.table()->front();
        const Entry& client = policy.node.table()->front();
        CHECK(client.key == at_place(1, 9, 6));
        const Entry& name = client.node.table()->front();
        CHECK(name.key == at_place(2, 1, 4));
        CHECK(name.node.span == at_place(2, 8, 5));
        CHECK(name.node.text_offset == 1);
    }

    TEST_CASE("a text over several lines spans the rest of its first line") {
        const Node root = parsed("a = '''\nabc\n'''\n");
        CHECK(root.table()->front().node.span == at_place(1, 5, 3));
        CHECK(root.table()->front().node.text_offset == 3);
    }

    TEST_CASE("a mistake of syntax has its place and a readable reason") {
        const auto result = parse_document({.file = "f", .text = "a = 1\na = 2\n"});
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code == "F0104");
        CHECK(result.error().span.line == 2);
        CHECK(result.error().message == "cannot redefine existing integer 'a'");
    }

    TEST_CASE("nesting is counted in brackets and in dotted keys, not in texts and comments") {
        const std::string open(40, '[');
        std::string dotted = "a";
        for (int level = 0; level < 40; ++level) {
            dotted += ".a";
        }
        CHECK(find_deep_nesting("f", "x = " + open).line == 1);
        CHECK(find_deep_nesting("f", "\n" + dotted + " = 1").line == 2);
        CHECK(find_deep_nesting("f", "x = \"" + open + "\"").line == 0);
        CHECK(find_deep_nesting("f", "x = '''" + dotted + "\n''' # " + open).line == 0);
        CHECK(find_deep_nesting("f", "x = [1.5, 2.5]\n" + std::string(100, '\n')).line == 0);
    }

    TEST_CASE("bombs of depth are refused before anything is built") {
        const std::string brackets = "x = " + std::string(1'000'000, '[');
        CHECK(parse_document({.file = "f", .text = brackets}).error().code == "F0105");
        std::string dots = "a";
        for (int level = 0; level < 1'000'000; ++level) {
            dots += ".a";
        }
        CHECK(parse_document({.file = "f", .text = dots + " = 1"}).error().code == "F0105");
        CHECK(parse_document({.file = "f", .text = "[" + dots + "]"}).error().code == "F0105");
    }
}

TEST_SUITE("scenario::load_file") {
    TEST_CASE("a missing file and a directory are told apart") {
        CHECK(load_file("/no/such/file.toml").error().message == "there is no such file");
        CHECK(load_file("/").error().message == "this is a directory, not a file");
        CHECK(load_file("/").error().code == "F0101");
    }

    TEST_CASE("a file without end is not read without end") {
        const auto endless = load_file("/dev/zero");
        REQUIRE_FALSE(endless.has_value());
        CHECK(endless.error().code == "F0102");
    }

    TEST_CASE("binary text is refused with its place, however it comes in") {
        CHECK(testing::findings(std::string("a = 1\n\0", 7)) == "F0103 2:1");
        CHECK(testing::findings("a = \"\xc3\x28\"") == "F0103 1:6");
        CHECK(testing::findings("\xed\xa0\x80") == "F0103 1:1");
        CHECK(testing::findings("\xf4\x90\x80\x80") == "F0103 1:1");
        CHECK(testing::findings("é\xc0\xaf") == "F0103 1:2");
    }
}
