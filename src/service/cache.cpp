#include "service/cache.hpp"

#include "core/assert.hpp"
#include "core/rng.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::service {

KeyLaw::KeyLaw(const CacheConfig& config, std::uint64_t seed) : seed_(seed) {
    FORTIFY_ASSERT(config.keys > 0);
    double sum = 0;
    for (std::uint32_t rank = 1; rank <= config.keys; ++rank) {
        sum += std::pow(static_cast<double>(rank), -config.zipf);
        edges_.push_back(sum);
    }
}

std::uint32_t KeyLaw::key_of(std::uint64_t call) const {
    const double point = uniform_at(seed_, call, 0) * edges_.back();
    const auto edge = std::upper_bound(edges_.begin(), edges_.end(), point);
    return static_cast<std::uint32_t>(
        std::min<std::ptrdiff_t>(edge - edges_.begin(), static_cast<std::ptrdiff_t>(edges_.size()) - 1));
}

bool Cache::fetch(std::uint32_t key, Slot job) {
    for (Fetch& fetch : fetches_) {
        if (fetch.key == key) {
            fetch.waiting.push_back(job);
            return false;
        }
    }
    fetches_.push_back({key, {}});
    return true;
}

std::vector<Cache::Slot> Cache::end_fetch(std::uint32_t key) {
    const auto ended = std::find_if(fetches_.begin(), fetches_.end(),
                                    [key](const Fetch& fetch) { return fetch.key == key; });
    FORTIFY_ASSERT(ended != fetches_.end());
    std::vector<Slot> waiting = std::move(ended->waiting);
    fetches_.erase(ended);
    return waiting;
}

}  // namespace fortify::service
