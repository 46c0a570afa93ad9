#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace fortify {

// Draws the values that laws are tried on. Sizes are drawn first and values of that size next, so that small
// and large, round and odd ones all come up.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : rng_(seed) {
    }

    [[nodiscard]] Rng& rng() {
        return rng_;
    }
    // Between the two, both included.
    [[nodiscard]] std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        return low + rng_.below(high - low + 1);
    }
    [[nodiscard]] double between(double low, double high) {
        return low + rng_.uniform() * (high - low);
    }
    // Of any number of digits up to those of `limit`; every other one is round.
    [[nodiscard]] std::uint64_t of_any_size(std::uint64_t limit) {
        const std::uint64_t size =
            between(std::uint64_t{0}, static_cast<std::uint64_t>(std::bit_width(limit)));
        const std::uint64_t bound = size >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << size);
        std::uint64_t value = rng_.below(bound) % (limit == ~std::uint64_t{0} ? limit : limit + 1);
        if (rng_.chance(0.5)) {
            std::uint64_t round = 1;
            while (round <= value / 10) {
                round *= 10;
            }
            value -= value % round;
        }
        return value;
    }
    [[nodiscard]] Duration duration(Duration limit) {
        return Duration{static_cast<std::int64_t>(of_any_size(static_cast<std::uint64_t>(limit.count())))};
    }
    // Positive, finite, of any magnitude up to the limit.
    [[nodiscard]] double positive(double limit) {
        return rng_.uniform() * limit * std::pow(10.0, -between(0.0, 15.0));
    }
    [[nodiscard]] std::string text(std::string_view alphabet, std::size_t longest) {
        std::string result(rng_.below(longest + 1), ' ');
        for (char& c : result) {
            c = alphabet[rng_.below(alphabet.size())];
        }
        return result;
    }

private:
    Rng rng_;
};

// Tries a law on `count` seeded streams; a failure names the seed.
template <class Law>
void for_all(std::uint64_t count, Law law) {
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        INFO("seed ", seed);
        Generator generator(seed);
        law(generator);
    }
}

}  // namespace fortify
