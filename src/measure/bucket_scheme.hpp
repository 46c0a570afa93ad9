#pragma once

#include <bit>
#include <cstdint>

namespace fortify::measure {

// Where a duration in nanoseconds falls: octaves of 2^bits linear buckets each, so that a bucket is never
// wider than 2^-bits of its value. Octave 0 is the linear run-up with buckets of one nanosecond.
struct BucketScheme {
    unsigned bits;

    // 2^42 ns is 73 minutes.
    static constexpr unsigned range_bits = 42;
    static constexpr std::uint64_t largest = (std::uint64_t{1} << range_bits) - 1;

    [[nodiscard]] constexpr std::uint32_t per_octave() const {
        return std::uint32_t{1} << bits;
    }
    [[nodiscard]] constexpr std::uint32_t octaves() const {
        return range_bits - bits + 1;
    }
    [[nodiscard]] constexpr std::uint32_t size() const {
        return octaves() << bits;
    }
    [[nodiscard]] constexpr std::uint32_t index_of(std::int64_t nanoseconds) const {
        if (nanoseconds <= 0) {
            return 0;
        }
        auto value = static_cast<std::uint64_t>(nanoseconds);
        if (value > largest) {
            value = largest;
        }
        if (value < per_octave()) {
            return static_cast<std::uint32_t>(value);
        }
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - bits;
        return (shift << bits) + static_cast<std::uint32_t>(value >> shift);
    }
    // The smallest and the largest value of a bucket.
    [[nodiscard]] constexpr std::int64_t lower(std::uint32_t index) const {
        const std::uint32_t octave = index >> bits;
        const std::uint64_t within = index & (per_octave() - 1);
        if (octave == 0) {
            return static_cast<std::int64_t>(within);
        }
        return static_cast<std::int64_t>((within + per_octave()) << (octave - 1));
    }
    [[nodiscard]] constexpr std::int64_t upper(std::uint32_t index) const {
        const std::uint32_t octave = index >> bits;
        const std::uint64_t width = octave == 0 ? 1 : std::uint64_t{1} << (octave - 1);
        return lower(index) + static_cast<std::int64_t>(width) - 1;
    }
};

inline constexpr BucketScheme coarse_scheme{5};
inline constexpr BucketScheme fine_scheme{10};

// `left + right`, at most the largest value there is.
[[nodiscard]] constexpr std::int64_t add_saturating(std::int64_t left, std::int64_t right) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(left, right, &sum) ? INT64_MAX : sum;
}

}  // namespace fortify::measure
