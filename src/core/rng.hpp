#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fortify {

// A seeded stream of random bits: xoshiro256** (Blackman and Vigna, 2018), its state filled by
// splitmix64. Equal seeds give equal streams on every machine.
//
// Streams are forked by name or number, never shared: `root.fork("arrivals")`,
// `root.fork("fault/stall").fork(call)`. A fork depends only on the parent's *seed* and the name,
// not on how much the parent has been drawn from, so a new draw in one place shifts nothing
// elsewhere.
class Rng {
public:
    explicit Rng(std::uint64_t seed);

    [[nodiscard]] Rng fork(std::string_view name) const;
    [[nodiscard]] Rng fork(std::uint64_t number) const;

    [[nodiscard]] std::uint64_t seed() const {
        return seed_;
    }

    [[nodiscard]] std::uint64_t next();
    // Uniform in [0, 1), 53 bits.
    [[nodiscard]] double uniform();
    // Uniform in [0, bound) without bias; `bound` > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    // True with this probability; below 0 counts as 0, above 1 as 1.
    [[nodiscard]] bool chance(double probability);

private:
    std::uint64_t seed_;
    std::array<std::uint64_t, 4> state_;
};

// The first `uniform()` of `Rng(seed).fork(a).fork(b)`, at the cost of three multiplications: one
// decision for each (stream, call, attempt), whatever was decided before.
[[nodiscard]] double uniform_at(std::uint64_t seed, std::uint64_t a, std::uint64_t b);

// The seed of `Rng(seed).fork(name)`.
[[nodiscard]] std::uint64_t fork_seed(std::uint64_t seed, std::string_view name);
[[nodiscard]] std::uint64_t fork_seed(std::uint64_t seed, std::uint64_t number);

}  // namespace fortify
