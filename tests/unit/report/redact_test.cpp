// Goal: nothing secret passes. Method: texts and URLs with secrets in every place.
#include "report/redact.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::report {

TEST_SUITE("report::redact") {
    TEST_CASE("every occurrence of every secret is blotted out") {
        const std::vector<std::string> secrets{"abc", "abcdef", ""};
        CHECK(redact("", secrets) == "");
        CHECK(redact("plain", secrets) == "plain");
        CHECK(redact("xabcy abc", secrets) == "x***y ***");
        CHECK(redact("abcdef", secrets) == "***");
        CHECK(redact("ababcab", secrets) == "ab***ab");
    }
    TEST_CASE("the asterisks are not searched again") {
        CHECK(redact("a*b", std::vector<std::string>{"*"}) == "a***b");
    }
}

TEST_SUITE("report::public_url") {
    TEST_CASE("user, password, query and fragment go, the rest stays") {
        CHECK(public_url("http://127.0.0.1:8080/pay") == "http://127.0.0.1:8080/pay");
        CHECK(public_url("https://me@example.org/pay") == "https://example.org/pay");
        CHECK(public_url("https://me:pass@example.org/pay?token=1#x") == "https://example.org/pay");
        CHECK(public_url("https://me:p@ss@example.org") == "https://example.org");
        CHECK(public_url("https://example.org?token=1") == "https://example.org");
        CHECK(public_url("https://example.org#part") == "https://example.org");
        CHECK(public_url("https://example.org/mail/a@b") == "https://example.org/mail/a@b");
        CHECK(public_url("me:pass@example.org/x") == "example.org/x");
        CHECK(public_url("") == "");
    }
}

}  // namespace fortify::report
