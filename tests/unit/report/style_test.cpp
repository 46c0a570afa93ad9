// Goal: text is cut, padded and charted by its width in the terminal. Method: tables, wide characters
// included.
#include "report/style.hpp"

#include "core/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::report {

TEST_SUITE("report::Style") {
    TEST_CASE("text is cut at whole characters") {
        const Style style{TextOptions{}};
        CHECK(style.fit("steady", 6) == "steady");
        CHECK(style.fit("steady", 5) == "stea…");
        CHECK(style.fit("東京都", 6) == "東京都");
        CHECK(style.fit("東京都", 5) == "東京…");
        CHECK(style.fit("東京都", 4) == "東…");
        CHECK(style.left("東京", 5) == "東京 ");
        CHECK(style.right("東京", 5) == " 東京");
        CHECK(style.left("東京都", 4) == "東… ");
    }
    TEST_CASE("long words are broken, short ones are not") {
        const Style style{TextOptions{}};
        CHECK(style.lines("one two three", 7) == std::vector<std::string>{"one two", "three"});
        CHECK(style.lines("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
    }
    TEST_CASE("facts flow with bullets between them") {
        const Style style{TextOptions{}};
        CHECK(style.flow({"one", "two", "three"}, 9) == std::vector<std::string>{"one · two", "three"});
        CHECK(style.flow({}, 9).empty());
    }
    TEST_CASE("levels rise in eighths, and nothing is blank") {
        const Style style{TextOptions{}};
        CHECK(style.level(0) == " ");
        CHECK(style.level(-1) == " ");
        CHECK(style.level(1e-9) == "▁");
        CHECK(style.level(0.5) == "▄");
        CHECK(style.level(0.51) == "▅");
        CHECK(style.level(1) == "█");
        CHECK(style.level(7) == "█");
    }
    TEST_CASE("anything above nothing shows in a bar, which is never too long") {
        const Style style{TextOptions{}};
        CHECK(style.bar(0, 10) == "");
        CHECK(style.bar(1e-9, 10) == "▏");
        CHECK(style.bar(0.25, 10) == "██▌");
        CHECK(display_width(style.bar(1, 10)) == 10);
        CHECK(display_width(style.bar(0.9999, 10)) == 10);
        CHECK(display_width(style.bar(3, 10)) == 10);
        const Style ascii{TextOptions{.charset = Charset::ascii}};
        CHECK(ascii.bar(0.25, 8) == "##");
        CHECK(ascii.bar(1e-9, 8) == "#");
    }
    TEST_CASE("ASCII replaces what is not ASCII, one mark a character") {
        const Style style{TextOptions{.charset = Charset::ascii}};
        CHECK(style.safe("naïve 東") == "na?ve ?");
        CHECK(style.fit("steady", 5) == "stea~");
    }
    TEST_CASE("control characters cannot reach the terminal") {
        CHECK(Style{TextOptions{}}.safe("a\x1b[31mb").find('\x1b') == std::string::npos);
    }
}

}  // namespace fortify::report
