#include "net/proxy/flow.hpp"

#include <algorithm>

namespace fortify::net {
namespace {

// As much as one read brings; with delays more is under way at once, as on a long line.
constexpr std::size_t most_held = std::size_t{16} * 1024;
constexpr std::size_t most_delayed = std::size_t{256} * 1024;
constexpr Duration quantum = 10ms;  // bandwidth is kept over stretches of this length
constexpr std::size_t damaged_head = 16;
constexpr std::size_t damaged_step = 64;

Duration time_for(std::uint64_t bytes, Bytes per_second) {
    return from_seconds(static_cast<double>(bytes) / static_cast<double>(per_second.count));
}

bool is_damaged(fault::Treatment::Damage damage, std::uint64_t place) {
    switch (damage) {
        case fault::Treatment::Damage::none:
            return false;
        case fault::Treatment::Damage::head:
            return place < damaged_head;
        case fault::Treatment::Damage::body:
            return place >= damaged_head && place % damaged_step == 0;
    }
    return false;
}

}  // namespace

bool FlowRules::is_plain() const {
    return *this == FlowRules{};
}

void Flow::set_rules(Instant now, const FlowRules& rules) {
    if (rules == rules_) {
        return;
    }
    const bool other_end = rules.end != rules_.end || rules.pass != rules_.pass;
    const bool undelayed = rules.first_byte_delay == 0ns && rules.latency == 0ns;
    rules_ = rules;
    plain_ = rules.is_plain();
    rules_from_ = pushed_;
    if (other_end) {
        cut_at_ = rules.end == FlowRules::End::open ? UINT64_MAX : passed_ + rules.pass.count;
    }
    if (rules.per_second.count == 0 && rules.slice_pause == 0ns) {
        free_at_ = Instant::min();
    }
    if (undelayed) {
        marks_.clear();
        last_due_ = Instant::min();
        if (finished_) {
            finish_due_ = std::min(finish_due_, now);
        }
    }
}

std::size_t Flow::room() const {
    const std::size_t most = marks_.empty() && rules_.latency == 0ns ? most_held : most_delayed;
    return finished_ ? 0 : most - std::min(most, held());
}

void Flow::push(Instant now, std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    if (head_ == held_.size()) {
        held_.clear();
        head_ = 0;
    }
    const std::size_t begin = held_.size();
    held_.append(bytes);
    if (rules_.damage != fault::Treatment::Damage::none) {
        for (std::size_t index = 0; index < bytes.size(); ++index) {
            if (is_damaged(rules_.damage, pushed_ - rules_from_ + index)) {
                held_[begin + index] = damaged(held_[begin + index]);
            }
        }
    }
    const bool first = pushed_ == rules_from_;
    pushed_ += bytes.size();
    const Duration delay = rules_.latency + (first ? rules_.first_byte_delay : Duration{0});
    if (delay > 0ns || last_due_ > now) {
        last_due_ = std::max(last_due_, after(now, delay));
        marks_.push_back({pushed_, last_due_});
    }
}

void Flow::finish(Instant now) {
    if (!finished_) {
        finished_ = true;
        finish_due_ = std::max(last_due_, after(now, rules_.latency));
    }
}

std::uint64_t Flow::due_bytes(Instant now) const {
    std::uint64_t due = passed_;
    for (const Mark& mark : marks_) {
        if (mark.due > now) {
            return due;
        }
        due = mark.upto;
    }
    return pushed_;
}

std::string_view Flow::ready(Instant now) const {
    if (held() == 0 || free_at_ > now) {
        return {};
    }
    std::uint64_t count = std::min<std::uint64_t>(due_bytes(now), cut_at_) - passed_;
    count = std::min<std::uint64_t>(count, held());
    if (rules_.per_second.count > 0) {
        const double share = static_cast<double>(rules_.per_second.count) * to_seconds(quantum);
        count = std::min(count, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share)));
    }
    if (rules_.slice.count > 0) {
        count = std::min(count, rules_.slice.count - in_slice_);
    }
    return std::string_view(held_).substr(head_, static_cast<std::size_t>(count));
}

void Flow::took(Instant now, std::size_t bytes) {
    passed_ += bytes;
    head_ += bytes;
    while (!marks_.empty() && marks_.front().upto <= passed_) {
        marks_.pop_front();
    }
    if (head_ == held_.size()) {
        // Thousands of idle connections must not keep what they once held.
        held_ = std::string();
        head_ = 0;
    } else if (head_ > most_held) {
        held_.erase(0, head_);
        head_ = 0;
    }
    if (rules_.per_second.count > 0) {
        free_at_ = after(std::max(free_at_, now), time_for(bytes, rules_.per_second));
    }
    if (rules_.slice.count > 0) {
        in_slice_ += bytes;
        if (in_slice_ >= rules_.slice.count) {
            in_slice_ = 0;
            free_at_ = after(std::max(free_at_, now), rules_.slice_pause);
        }
    }
}

bool Flow::is_cut() const {
    return passed_ >= cut_at_;
}

Instant Flow::next_wakeup(Instant now) const {
    if (held() > 0) {
        if (is_cut()) {
            return never;
        }
        const bool waits = !marks_.empty() && due_bytes(now) == passed_;
        const Instant due = waits ? marks_.front().due : Instant::min();
        const Instant when = std::max(due, free_at_);
        return when > now ? when : never;
    }
    return finished_ && finish_due_ > now ? finish_due_ : never;
}

Flow::Ending Flow::ending(Instant now) const {
    // An answer that is no longer than what may pass has passed whole.
    if (is_cut() && held() > 0) {
        switch (rules_.end) {
            case FlowRules::End::open:
            case FlowRules::End::silent:
                return Ending::none;
            case FlowRules::End::reset:
                return Ending::reset;
            case FlowRules::End::closed:
                return Ending::close;
        }
    }
    return finished_ && held() == 0 && finish_due_ <= now ? Ending::close : Ending::none;
}

}  // namespace fortify::net
