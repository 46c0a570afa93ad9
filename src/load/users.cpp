#include "load/users.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace fortify::load {
namespace {

// For the heap functions of the standard library, which keep the greatest on top.
constexpr auto is_later = [](const auto& left, const auto& right) {
    return left.when != right.when ? left.when > right.when : left.user > right.user;
};

Duration spread_of(const Users::Config& config) {
    const Duration think = config.think_time.mean();
    return think > Duration::zero() ? think : std::min<Duration>(1s, config.active.length());
}

}  // namespace

Users::Users(Config config, Rng rng) : config_(std::move(config)) {
    const Duration spread = spread_of(config_);
    streams_.reserve(config_.count);
    heap_.reserve(config_.count);
    is_calling_.assign(config_.count, true);
    for (User user = 0; user < config_.count; ++user) {
        streams_.push_back(rng.fork(user));
        const double share = static_cast<double>(user) / config_.count;
        make_ready(after(config_.active.start, from_seconds(to_seconds(spread) * share)), user);
    }
}

Instant Users::next() const {
    return heap_.empty() ? never : heap_.front().when;
}

Users::User Users::start() {
    FORTIFY_ASSERT(!heap_.empty());
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    const User user = heap_.back().user;
    heap_.pop_back();
    is_calling_[user] = true;
    return user;
}

void Users::finish(Instant now, User user) {
    FORTIFY_ASSERT(user < config_.count && is_calling_[user]);
    make_ready(after(now, config_.think_time.sample(streams_[user])), user);
}

void Users::make_ready(Instant when, User user) {
    is_calling_[user] = false;
    if (when < config_.active.end) {
        heap_.push_back({when, user});
        std::push_heap(heap_.begin(), heap_.end(), is_later);
    }
}

}  // namespace fortify::load
