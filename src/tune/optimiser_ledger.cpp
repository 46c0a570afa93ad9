#include "tune/optimiser_ledger.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace fortify::tune {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
// Worse than anything that is known.
constexpr Score unknown{.violation = endless, .goal = endless};

std::string key_of(const Point& point) {
    std::string key;
    for (const Value& value : point) {
        key += value.text + '\n';
    }
    return key;
}

}  // namespace

bool is_better(const Score& left, const Score& right) {
    return left.violation != right.violation ? left.violation < right.violation : left.goal < right.goal;
}

Ledger::Id Ledger::enter(const Point& point) {
    const auto [place, is_new] = ids_.emplace(key_of(point), entries_.size());
    if (is_new) {
        entries_.push_back({.point = point, .scores = {}});
    }
    return place->second;
}

bool Ledger::learn(std::span<const Id> ids, std::span<const std::size_t> trials) {
    std::vector<Question> questions;
    std::vector<Id> owners;
    for (const Id id : ids) {
        for (const std::size_t trial : trials) {
            if (!score(id, trial)) {
                questions.push_back({.point = entries_[id].point, .trial = trial});
                owners.push_back(id);
            }
        }
    }
    if (questions.empty()) {
        return true;
    }
    if (is_interrupted_ || questions.size() > left()) {
        return false;
    }
    asked_ += questions.size();
    const auto answers = objective_(questions);
    for (std::size_t index = 0; index < questions.size(); ++index) {
        if (answers[index]) {
            entries_[owners[index]].scores.emplace(questions[index].trial, *answers[index]);
        } else {
            is_interrupted_ = true;
        }
    }
    return !is_interrupted_;
}

bool Ledger::knows(Id id, std::span<const std::size_t> trials) const {
    return std::all_of(trials.begin(), trials.end(),
                       [&](std::size_t trial) { return score(id, trial).has_value(); });
}

Score Ledger::score(Id id, std::span<const std::size_t> trials) const {
    Score sum;
    bool is_first = true;
    for (const std::size_t trial : trials) {
        if (const auto known = score(id, trial)) {
            sum.violation += known->violation;
            sum.goal = is_first ? known->goal : std::max(sum.goal, known->goal);
            is_first = false;
        }
    }
    return is_first ? unknown : sum;
}

std::optional<Score> Ledger::score(Id id, std::size_t trial) const {
    const auto found = entries_[id].scores.find(trial);
    return found == entries_[id].scores.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace fortify::tune
