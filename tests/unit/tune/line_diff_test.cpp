// Goal: the difference shown is the difference. Method: small texts, and applying drawn differences to the
// old text, which must give the new one.
#include "tune/line_diff.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

std::string shown(std::string_view before, std::string_view after, std::size_t around) {
    std::string text;
    for (const DiffLine& line : diff_lines(before, after, around)) {
        const char mark = line.kind == DiffLine::Kind::removed ? '-'
                          : line.kind == DiffLine::Kind::added ? '+'
                          : line.kind == DiffLine::Kind::gap   ? '~'
                                                               : ' ';
        text += mark + line.text + "\n";
    }
    return text;
}

}  // namespace

TEST_SUITE("tune::line_diff") {
    TEST_CASE("a changed line stands between its neighbours") {
        CHECK(shown("a\nb\nc\nd\ne\n", "a\nb\nx\nd\ne\n", 1) == " b\n-c\n+x\n d\n");
        CHECK(shown("a\nb\n", "a\nb\n", 3).empty());
        CHECK(shown("a\nb\n", "a\nb\nc\n", 1) == " b\n+c\n");
        CHECK(shown("", "a\n", 1) == "+a\n");
        CHECK(shown("a\r\nb", "a\r\nc", 0) == "-b\n+c\n");
    }
    TEST_CASE("a gap stands for what is between two changes") {
        CHECK(shown("a\n1\n2\n3\n4\nb\n", "x\n1\n2\n3\n4\ny\n", 1) == "-a\n+x\n 1\n~\n 4\n-b\n+y\n");
    }
    TEST_CASE("lines have the number of the text that they stand in") {
        const auto lines = diff_lines("a\nb\nc\n", "a\nx\ny\nc\n", 1);
        REQUIRE(lines.size() == 5);
        CHECK(lines[1].number == 2);
        CHECK(lines[4].number == 4);
        CHECK(lines[4].text == "c");
    }
    TEST_CASE("applied to the old text it gives the new one") {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            CAPTURE(seed);
            Rng rng(seed);
            const auto draw = [&] {
                std::string text;
                for (std::uint64_t line = rng.below(12); line > 0; --line) {
                    text += std::string(1, static_cast<char>('a' + rng.below(3))) + "\n";
                }
                return text;
            };
            const std::string before = draw();
            const std::string after = draw();
            std::string old;
            std::string fresh;
            for (const DiffLine& line : diff_lines(before, after, 100)) {
                old += line.kind == DiffLine::Kind::added ? "" : line.text + "\n";
                fresh += line.kind == DiffLine::Kind::removed ? "" : line.text + "\n";
            }
            if (before != after) {
                CHECK(old == before);
                CHECK(fresh == after);
            }
        }
    }
}

}  // namespace fortify::tune
