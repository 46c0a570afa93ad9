// Goal: the digest is SHA-256. Method: the vectors of FIPS 180-4 and of NIST's byte-oriented tests, and
// every length around the padding's edges against a property that a wrong edge breaks.
#include "cli/sha256.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace fortify::cli {

TEST_SUITE("cli::sha256") {
    TEST_CASE("the published vectors come out") {
        CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        CHECK(sha256(std::string(1'000'000, 'a')) ==
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    TEST_CASE("texts of every length around a block have digests of their own") {
        std::set<std::string> digests;
        for (std::size_t length = 0; length <= 130; ++length) {
            digests.insert(sha256(std::string(length, 'x')));
        }
        CHECK(digests.size() == 131);
    }
}

}  // namespace fortify::cli
