// Goal: text of unknown origin is measured, cleaned and broken safely. Method: tables, hostile bytes
// included.
#include "core/text.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace fortify;

TEST_SUITE("edit_distance") {
    TEST_CASE("each kind of edit counts once") {
        CHECK(edit_distance("", "") == 0);
        CHECK(edit_distance("abc", "abc") == 0);
        CHECK(edit_distance("", "abc") == 3);
        CHECK(edit_distance("abc", "") == 3);
        CHECK(edit_distance("retry", "rety") == 1);
        CHECK(edit_distance("retry", "rettry") == 1);
        CHECK(edit_distance("retry", "rebry") == 1);
        CHECK(edit_distance("retry", "rtery") == 1);
        CHECK(edit_distance("kitten", "sitting") == 3);
        CHECK(edit_distance("ca", "abc") ==
              3);  // optimal string alignment does not edit a swapped pair again
    }
}

TEST_SUITE("closest") {
    constexpr std::array<std::string_view, 5> keys{"max_delay", "initial_delay", "multiplier", "jitter",
                                                   "id"};

    TEST_CASE("a slip of the finger is recognised") {
        CHECK(closest("max_dealy", keys) == "max_delay");
        CHECK(closest("max-delay", keys) == "max_delay");
        CHECK(closest("jiter", keys) == "jitter");
        CHECK(closest("inital_delay", keys) == "initial_delay");
        CHECK(closest("ids", keys) == "id");
    }

    TEST_CASE("a different word is not guessed at") {
        CHECK(closest("workers", keys) == std::nullopt);
        CHECK(closest("", keys) == std::nullopt);
        CHECK(closest("xy", keys) == std::nullopt);
        CHECK(closest(std::string(1'000'000, 'a'), keys) == std::nullopt);
        CHECK(closest("jitter", {}) == std::nullopt);
    }

    TEST_CASE("the nearest wins, and the first of equals") {
        constexpr std::array<std::string_view, 3> words{"cost", "cast", "cat"};
        CHECK(closest("cats", words) == "cast");
        CHECK(closest("cist", words) == "cost");
    }
}

TEST_SUITE("display_width") {
    TEST_CASE("columns are counted, not bytes") {
        CHECK(display_width("") == 0);
        CHECK(display_width("plain") == 5);
        CHECK(display_width("µs") == 2);
        CHECK(display_width("▁▂█") == 3);
        CHECK(display_width("日本") == 4);
        CHECK(display_width("e\u0301") == 1);
        CHECK(display_width("\U0001F600") == 2);
    }

    TEST_CASE("broken bytes take a column each, as the mark that replaces them") {
        CHECK(display_width("a\xFF\xFE") == 3);
        CHECK(display_width("\xE2\x82") == 2);
    }
}

TEST_SUITE("printable") {
    TEST_CASE("ordinary text stays as it is") {
        CHECK(printable("p99 < 300 ms – ok, 日本") == "p99 < 300 ms – ok, 日本");
    }

    TEST_CASE("what could drive a terminal becomes visible") {
        CHECK(printable("\x1b[31m") == "\\x1b[31m");
        CHECK(printable("a\nb\tc\r") == "a\\nb\\tc\\r");
        CHECK(printable(std::string_view("\0", 1)) == "\\x00");
        CHECK(printable("\x7f") == "\\x7f");
        CHECK(printable("\xC2\x9B") == "\\u009b");      // CSI in one character
        CHECK(printable("\u202Eabc") == "\\u202eabc");  // would show the rest backwards
    }

    TEST_CASE("broken UTF-8 becomes the replacement character") {
        CHECK(printable("\xFF") == "\uFFFD");
        CHECK(printable("\xC0\xAF") == "\uFFFD\uFFFD");                      // over-long slash
        CHECK(printable("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");            // surrogate
        CHECK(printable("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
        CHECK(printable("ok\xE2\x82") == "ok\uFFFD\uFFFD");                  // cut short
    }
}

TEST_SUITE("wrap") {
    using Lines = std::vector<std::string>;

    TEST_CASE("lines are filled up to the width") {
        CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
        CHECK(wrap("one two three", 100) == Lines{"one two three"});
        CHECK(wrap("one two three", 3) == Lines{"one", "two", "three"});
    }

    TEST_CASE("a word that is too long has a line of its own") {
        CHECK(wrap("a extraordinary b", 5) == Lines{"a", "extraordinary", "b"});
        CHECK(wrap("a b", 0) == Lines{"a", "b"});
    }

    TEST_CASE("blanks of any number separate words") {
        CHECK(wrap("  a \n\t b  ", 80) == Lines{"a b"});
        CHECK(wrap("", 80).empty());
        CHECK(wrap(" \n ", 80).empty());
    }

    TEST_CASE("width is counted in columns") {
        CHECK(wrap("日本 日本", 9) == Lines{"日本 日本"});
        CHECK(wrap("日本 日本", 8) == Lines{"日本", "日本"});
    }
}

TEST_SUITE("join") {
    TEST_CASE("the separator stands only between parts") {
        const std::vector<std::string> parts{"a", "b", "c"};
        CHECK(join(parts, ", ") == "a, b, c");
        CHECK(join({}, ", ").empty());
        CHECK(join(std::span(parts).first(1), ", ") == "a");
    }
}

TEST_SUITE("shell_word") {
    TEST_CASE("what a shell takes as it stands is not quoted") {
        CHECK(shell_word("policy.client.retry.max_attempts=1..5") == "policy.client.retry.max_attempts=1..5");
    }
    TEST_CASE("everything else is quoted, quotes included") {
        CHECK(shell_word("").size() == 2);
        CHECK(shell_word("a b;$c") == "'a b;$c'");
        CHECK(shell_word("it's") == "'it'\\''s'");
    }
}
