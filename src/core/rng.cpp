#include "core/rng.hpp"

#include "core/assert.hpp"

namespace fortify {
namespace {

constexpr std::uint64_t golden_gamma = 0x9e3779b97f4a7c15ULL;

constexpr std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

constexpr std::uint64_t rotate_left(std::uint64_t value, int bits) {
    return (value << bits) | (value >> (64 - bits));
}

constexpr double to_unit(std::uint64_t bits) {
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

}  // namespace

std::uint64_t fork_seed(std::uint64_t seed, std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, then mixed with the parent's seed
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return mix(mix(seed + golden_gamma) ^ (hash + name.size()));
}

std::uint64_t fork_seed(std::uint64_t seed, std::uint64_t number) {
    return mix(mix(seed + golden_gamma) + golden_gamma * (number + 1));
}

Rng::Rng(std::uint64_t seed) : seed_(seed), state_{} {
    for (std::uint64_t& word : state_) {
        seed += golden_gamma;
        word = mix(seed);
    }
}

Rng Rng::fork(std::string_view name) const {
    return Rng(fork_seed(seed_, name));
}

Rng Rng::fork(std::uint64_t number) const {
    return Rng(fork_seed(seed_, number));
}

std::uint64_t Rng::next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate_left(state_[3], 45);
    return result;
}

double Rng::uniform() {
    return to_unit(next());
}

std::uint64_t Rng::below(std::uint64_t bound) {
    FORTIFY_ASSERT(bound > 0);
    const std::uint64_t biased = (0 - bound) % bound;  // values below this would favour small results
    std::uint64_t bits = next();
    while (bits < biased) {
        bits = next();
    }
    return bits % bound;
}

bool Rng::chance(double probability) {
    return uniform() < probability;
}

double uniform_at(std::uint64_t seed, std::uint64_t a, std::uint64_t b) {
    // The first output of xoshiro256** needs only the second word of the state.
    const std::uint64_t forked = fork_seed(fork_seed(seed, a), b);
    const std::uint64_t second = mix(forked + 2 * golden_gamma);
    return to_unit(rotate_left(second * 5, 7) * 9);
}

}  // namespace fortify
