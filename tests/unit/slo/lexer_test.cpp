// Goal: words, signs and names come out with their places, counted in characters. Method: literals.

#include "slo/lexer.hpp"

#include <doctest/doctest.h>

using fortify::slo::Token;
using fortify::slo::tokenize;
using Kind = Token::Kind;

TEST_SUITE("slo::Token") {
    TEST_CASE("blanks are not needed between words and signs") {
        const auto tokens = tokenize("p99(response_time)<=300ms");
        REQUIRE(tokens.size() == 7);
        CHECK(tokens[0].text == "p99");
        CHECK(tokens[1].kind == Kind::opening);
        CHECK(tokens[3].kind == Kind::closing);
        CHECK(tokens[4].text == "<=");
        CHECK(tokens[4].offset == 18);
        CHECK(tokens[5].text == "300ms");
        CHECK(tokens[6].kind == Kind::end);
        CHECK(tokens[6].offset == 25);
    }

    TEST_CASE("offsets count characters, not bytes") {
        const auto tokens = tokenize(
            "gr\xC3\xB6\xC3\x9F"
            "e < 5");
        REQUIRE(tokens.size() == 4);
        CHECK(tokens[0].length == 5);
        CHECK(tokens[1].offset == 6);
        CHECK(tokens[1].begin == 8);
    }

    TEST_CASE("a quoted name is what is between the quotes; its place includes them") {
        const auto tokens = tokenize("during 'phase two' x");
        REQUIRE(tokens.size() == 4);
        CHECK(tokens[1].kind == Kind::quoted);
        CHECK(tokens[1].text == "phase two");
        CHECK(tokens[1].length == 11);
        CHECK(tokens[2].offset == 19);
    }

    TEST_CASE("a quote that is never closed and other characters are strangers") {
        CHECK(tokenize("'abc")[0].kind == Kind::stranger);
        CHECK(tokenize("#")[0].kind == Kind::stranger);
        CHECK(tokenize("")[0].kind == Kind::end);
    }
}
