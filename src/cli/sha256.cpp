#include "cli/sha256.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstdint>

namespace fortify::cli {

namespace {

// FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using Digest = std::array<std::uint32_t, 8>;
constexpr std::size_t block_size = 64;

std::uint32_t word_at(std::string_view bytes, std::size_t index) {
    std::uint32_t word = 0;
    for (std::size_t offset = 0; offset < 4; ++offset) {
        word = (word << 8U) | static_cast<unsigned char>(bytes[index + offset]);
    }
    return word;
}

std::array<std::uint32_t, 64> schedule_of(std::string_view block) {
    std::array<std::uint32_t, 64> words{};
    for (std::size_t index = 0; index < 16; ++index) {
        words[index] = word_at(block, index * 4);
    }
    for (std::size_t index = 16; index < words.size(); ++index) {
        const std::uint32_t early = words[index - 15];
        const std::uint32_t late = words[index - 2];
        const std::uint32_t sigma0 = std::rotr(early, 7) ^ std::rotr(early, 18) ^ (early >> 3U);
        const std::uint32_t sigma1 = std::rotr(late, 17) ^ std::rotr(late, 19) ^ (late >> 10U);
        words[index] = words[index - 16] + sigma0 + words[index - 7] + sigma1;
    }
    return words;
}

// The letters are those of FIPS 180-4, 6.2.2.
void digest_block(Digest& digest, std::string_view block) {
    const auto words = schedule_of(block);
    auto [a, b, c, d, e, f, g, h] = digest;
    for (std::size_t index = 0; index < words.size(); ++index) {
        const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const std::uint32_t choice = (e & f) ^ (~e & g);
        const std::uint32_t first = h + sum1 + choice + round_constants[index] + words[index];
        const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        const std::uint32_t second = sum0 + majority;
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const Digest change{a, b, c, d, e, f, g, h};
    for (std::size_t index = 0; index < digest.size(); ++index) {
        digest[index] += change[index];
    }
}

// The last bytes, a one bit, zeroes, and the length in bits, to a whole number of blocks.
std::string padded_tail(std::string_view tail, std::uint64_t total_bytes) {
    std::string text(tail);
    text.push_back('\x80');
    while (text.size() % block_size != block_size - 8) {
        text.push_back('\0');
    }
    const std::uint64_t bits = total_bytes * 8;
    for (int shift = 56; shift >= 0; shift -= 8) {
        text.push_back(static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xffU));
    }
    return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    Digest digest{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const std::uint64_t total = bytes.size();
    for (; bytes.size() >= block_size; bytes.remove_prefix(block_size)) {
        digest_block(digest, bytes.substr(0, block_size));
    }
    const std::string tail = padded_tail(bytes, total);
    for (std::size_t index = 0; index < tail.size(); index += block_size) {
        digest_block(digest, std::string_view(tail).substr(index, block_size));
    }
    std::string text;
    for (const std::uint32_t word : digest) {
        text += fmt::format("{:08x}", word);
    }
    return text;
}

}  // namespace fortify::cli
