// Goal: colour, width and characters are right for what is on the other side. Method: `describe` over
// surroundings written by hand.
#include "cli/console.hpp"

#include <doctest/doctest.h>

namespace fortify::cli {

namespace {

Surroundings terminal() {
    return {.is_tty = true,
            .window_columns = 120,
            .columns = std::nullopt,
            .no_color = std::nullopt,
            .term = "xterm",
            .locale = "en_US.UTF-8"};
}

Terminal automatic(const Surroundings& surroundings) {
    return describe(surroundings, ColourChoice::automatic);
}

}  // namespace

TEST_SUITE("cli::describe") {
    TEST_CASE("a terminal has colour, its own width and UTF-8") {
        const Terminal found = automatic(terminal());
        CHECK(found.interactive);
        CHECK(found.colour);
        CHECK(found.width == 120);
        CHECK(found.charset == Charset::utf8);
    }

    TEST_CASE("a pipe has no colour and 80 columns, whatever COLUMNS says") {
        Surroundings pipe = terminal();
        pipe.is_tty = false;
        pipe.columns = "200";
        const Terminal found = automatic(pipe);
        CHECK_FALSE(found.interactive);
        CHECK_FALSE(found.colour);
        CHECK(found.width == 80);
    }

    TEST_CASE("NO_COLOR takes the colour away unless it is empty") {
        Surroundings surroundings = terminal();
        surroundings.no_color = "1";
        CHECK_FALSE(automatic(surroundings).colour);
        surroundings.no_color = "";
        CHECK(automatic(surroundings).colour);
    }

    TEST_CASE("a dumb or unnamed terminal has no colour") {
        Surroundings surroundings = terminal();
        surroundings.term = "dumb";
        CHECK_FALSE(automatic(surroundings).colour);
        surroundings.term = std::nullopt;
        CHECK_FALSE(automatic(surroundings).colour);
    }

    TEST_CASE("--color goes before everything") {
        Surroundings surroundings = terminal();
        surroundings.no_color = "1";
        CHECK(describe(surroundings, ColourChoice::always).colour);
        CHECK_FALSE(describe(terminal(), ColourChoice::never).colour);
    }

    TEST_CASE("COLUMNS goes before the window where it is a sane number") {
        Surroundings surroundings = terminal();
        surroundings.columns = "90";
        CHECK(automatic(surroundings).width == 90);
        surroundings.columns = "wide";
        CHECK(automatic(surroundings).width == 120);
        surroundings.columns = "3";
        CHECK(automatic(surroundings).width == 40);
        surroundings.columns = "99999";
        CHECK(automatic(surroundings).width == 200);
    }

    TEST_CASE("without a UTF-8 locale only ASCII is safe") {
        Surroundings surroundings = terminal();
        surroundings.locale = "C";
        CHECK(automatic(surroundings).charset == Charset::ascii);
        surroundings.locale = std::nullopt;
        CHECK(automatic(surroundings).charset == Charset::ascii);
        surroundings.locale = "C.utf8";
        CHECK(automatic(surroundings).charset == Charset::utf8);
    }
}

}  // namespace fortify::cli
