#include "policy/bulkhead.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::policy {

Bulkhead::Bulkhead(const BulkheadConfig& config) : config_(config) {
    FORTIFY_ASSERT(config.max_concurrent > 0);
}

Bulkhead::Admission Bulkhead::admit(Ticket ticket) {
    FORTIFY_ASSERT(ticket != none);
    if (active_ < config_.max_concurrent) {
        ++active_;
        return Admission::admitted;
    }
    if (queued_ >= config_.max_queue) {
        return Admission::rejected;
    }
    if (ticket >= links_.size()) {
        links_.resize(std::max<std::size_t>(ticket + 1, links_.size() * 2));
    }
    FORTIFY_ASSERT(!links_[ticket].is_queued);
    links_[ticket] = {.previous = last_, .next = none, .is_queued = true};
    (last_ == none ? first_ : links_[last_].next) = ticket;
    last_ = ticket;
    ++queued_;
    return Admission::queued;
}

std::optional<Bulkhead::Ticket> Bulkhead::release() {
    FORTIFY_ASSERT(active_ > 0);
    --active_;
    return promote();
}

std::optional<Bulkhead::Ticket> Bulkhead::promote() {
    if (first_ == none || active_ >= config_.max_concurrent) {
        return std::nullopt;
    }
    const Ticket next = first_;
    unlink(next);
    ++active_;
    return next;
}

void Bulkhead::reconfigure(const BulkheadConfig& config) {
    FORTIFY_ASSERT(config.max_concurrent > 0);
    config_ = config;
}

void Bulkhead::abandon(Ticket ticket) {
    FORTIFY_ASSERT(ticket < links_.size() && links_[ticket].is_queued);
    unlink(ticket);
}

void Bulkhead::unlink(Ticket ticket) {
    const Link link = links_[ticket];
    (link.previous == none ? first_ : links_[link.previous].next) = link.next;
    (link.next == none ? last_ : links_[link.next].previous) = link.previous;
    links_[ticket] = {};
    --queued_;
}

std::uint32_t Bulkhead::active() const {
    return active_;
}

std::uint32_t Bulkhead::queued() const {
    return queued_;
}

}  // namespace fortify::policy
