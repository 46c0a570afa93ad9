#pragma once

#include "service/service_config.hpp"

#include <cstdint>
#include <vector>

namespace fortify::service {

// Which key a call wants: the rank by Zipf's law (G. K. Zipf, 1949), decided by the call alone.
class KeyLaw {
public:
    KeyLaw(const CacheConfig& config, std::uint64_t seed);

    [[nodiscard]] std::uint32_t key_of(std::uint64_t call) const;

private:
    std::uint64_t seed_;
    std::vector<double> edges_;  // cumulated weights
};

// The cache of one instance: which keys are there, and who fetches which.
class Cache {
public:
    using Slot = std::uint32_t;

    explicit Cache(std::uint32_t keys) : present_(keys, true) {
    }

    [[nodiscard]] bool has(std::uint32_t key) const {
        return present_[key];
    }
    void fill(std::uint32_t key) {
        present_[key] = true;
    }
    void flush() {
        present_.assign(present_.size(), false);
    }

    // Misses that are coalesced. True: it fetches the key itself; false: it waits for who does.
    [[nodiscard]] bool fetch(std::uint32_t key, Slot job);
    // The fetch is over; those who waited for it, in order.
    [[nodiscard]] std::vector<Slot> end_fetch(std::uint32_t key);
    void forget_fetches() {
        fetches_.clear();
    }

private:
    struct Fetch {
        std::uint32_t key;
        std::vector<Slot> waiting;
    };

    std::vector<bool> present_;
    std::vector<Fetch> fetches_;  // as many as workers at most
};

}  // namespace fortify::service
