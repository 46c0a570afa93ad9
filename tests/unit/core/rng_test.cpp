// Goal: streams are reproducible, independent of one another, and uniform. Method: known outputs of the
// published generator, identities between forks, and a chi-square test at a fixed seed.
#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace fortify;

TEST_SUITE("Rng") {
    TEST_CASE("the state is filled by splitmix64, whose first outputs for seed 0 are published") {
        // xoshiro256** on the state e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec.
        Rng rng(0);
        CHECK(rng.next() == 0x99ec5f36cb75f2b4ULL);
        CHECK(rng.next() == 0xbf6e1f784956452aULL);
        CHECK(rng.next() == 0x1a5f849d4933e6e0ULL);
    }

    TEST_CASE("equal seeds give equal streams and other seeds give others") {
        Rng left(42);
        Rng right(42);
        Rng other(43);
        bool differs = false;
        for (int draw = 0; draw < 100; ++draw) {
            const auto value = left.next();
            CHECK(value == right.next());
            differs = differs || value != other.next();
        }
        CHECK(differs);
    }

    TEST_CASE("a fork does not depend on what the parent has drawn") {
        Rng fresh(7);
        Rng used(7);
        for (int draw = 0; draw < 1000; ++draw) {
            static_cast<void>(used.next());
        }
        CHECK(fresh.fork("arrivals").next() == used.fork("arrivals").next());
        CHECK(fresh.fork(12).next() == used.fork(12).next());
    }

    TEST_CASE("forks by different names or numbers differ") {
        const Rng root(7);
        CHECK(root.fork("arrivals").next() != root.fork("faults").next());
        CHECK(root.fork("").next() != root.fork("a").next());
        CHECK(root.fork(0).next() != root.fork(1).next());
        CHECK(root.fork(1).fork(2).next() != root.fork(2).fork(1).next());
    }

    TEST_CASE("the seed of a fork is known without making it") {
        const Rng root(99);
        CHECK(root.fork("x").seed() == fork_seed(99, "x"));
        CHECK(root.fork(5).seed() == fork_seed(99, 5));
    }

    TEST_CASE("uniform_at is the first draw of the fork of the fork") {
        for (std::uint64_t a = 0; a < 50; ++a) {
            for (std::uint64_t b = 0; b < 5; ++b) {
                CHECK(uniform_at(1234, a, b) == Rng(1234).fork(a).fork(b).uniform());
            }
        }
    }

    TEST_CASE("uniform draws fall evenly into cells") {
        constexpr std::size_t cells = 20;
        constexpr int draws = 200'000;
        std::array<int, cells> counts{};
        Rng rng(1);
        for (int draw = 0; draw < draws; ++draw) {
            const double value = rng.uniform();
            REQUIRE(value >= 0);
            REQUIRE(value < 1);
            ++counts[static_cast<std::size_t>(value * cells)];
        }
        double chi_square = 0;
        for (const int count : counts) {
            const double expected = static_cast<double>(draws) / cells;
            chi_square += (count - expected) * (count - expected) / expected;
        }
        CHECK(chi_square < 43.82);  // 19 degrees of freedom, one in a thousand
    }

    TEST_CASE("below stays below its bound and reaches every value") {
        Rng rng(3);
        std::array<int, 7> counts{};
        for (int draw = 0; draw < 7000; ++draw) {
            ++counts[rng.below(7)];
        }
        for (const int count : counts) {
            CHECK(count > 850);  // 1000 expected, deviation 29
            CHECK(count < 1150);
        }
        CHECK(rng.below(1) == 0);
    }

    TEST_CASE("chance is certain at its ends") {
        Rng rng(3);
        for (int draw = 0; draw < 1000; ++draw) {
            CHECK_FALSE(rng.chance(0));
            CHECK_FALSE(rng.chance(-1));
            CHECK(rng.chance(1));
            CHECK(rng.chance(2));
        }
    }
}
