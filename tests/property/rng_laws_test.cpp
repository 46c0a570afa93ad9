// Goal: forks never depend on use, and bounded draws never leave their bounds. Method: random seeds, names
// and bounds.
#include "core/rng.hpp"
#include "generator.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fortify;

TEST_SUITE("laws of random streams") {
    TEST_CASE("a fork is the same however much its parent was used") {
        for_all(500, [](Generator& generator) {
            const std::uint64_t seed = generator.rng().next();
            const std::string name = generator.text("abcdef/", 12);
            const Rng fresh(seed);
            Rng used(seed);
            for (std::uint64_t left = generator.rng().below(50); left > 0; --left) {
                static_cast<void>(used.next());
            }
            REQUIRE(fresh.fork(name).next() == used.fork(name).next());
            REQUIRE(fresh.fork(seed).next() == used.fork(seed).next());
            REQUIRE(fresh.fork(name).seed() == fork_seed(seed, name));
        });
    }

    TEST_CASE("the short cut for one decision agrees with the forks") {
        for_all(2'000, [](Generator& generator) {
            const std::uint64_t seed = generator.rng().next();
            const std::uint64_t a = generator.of_any_size(~std::uint64_t{0});
            const std::uint64_t b = generator.of_any_size(~std::uint64_t{0});
            REQUIRE(uniform_at(seed, a, b) == Rng(seed).fork(a).fork(b).uniform());
        });
    }

    TEST_CASE("draws below a bound stay below it") {
        for_all(2'000, [](Generator& generator) {
            const std::uint64_t bound = generator.of_any_size(~std::uint64_t{0} - 1) + 1;
            REQUIRE(generator.rng().below(bound) < bound);
            const double uniform = generator.rng().uniform();
            REQUIRE(uniform >= 0);
            REQUIRE(uniform < 1);
        });
    }

    TEST_CASE("neighbouring forks do not collide") {
        for_all(20, [](Generator& generator) {
            const std::uint64_t seed = generator.rng().next();
            std::set<std::uint64_t> seeds;
            for (std::uint64_t number = 0; number < 1000; ++number) {
                seeds.insert(fork_seed(seed, number));
            }
            REQUIRE(seeds.size() == 1000);
        });
    }
}
