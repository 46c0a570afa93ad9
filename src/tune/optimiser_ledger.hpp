#pragma once

#include "tune/design.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::tune {

// What one trial of a point came to, or several together.
struct Score {
    double violation = 0;  // of the constraints; 0: all hold. Of several trials their sum
    double goal = 0;       // to be small. Of several trials the worst

    [[nodiscard]] bool is_feasible() const {
        return violation <= 0;
    }
    friend bool operator==(const Score&, const Score&) = default;
};
// What violates less is better, and of what violates alike the smaller goal (Deb, Computer Methods in Applied
// Mechanics and Engineering 186, 2000).
[[nodiscard]] bool is_better(const Score& left, const Score& right);

// A point in one trial. Equal numbers are equal draws for every point (common random numbers).
struct Question {
    Point point;
    std::size_t trial = 0;
};
// Answers by question; none: interrupted.
using Objective = std::function<std::vector<std::optional<Score>>(const std::vector<Question>&)>;

// Everything that is known of the points of a search. Nothing is asked twice.
class Ledger {
public:
    // The objective must outlive it.
    Ledger(const Objective& objective, std::size_t budget) : objective_(objective), budget_(budget) {
    }

    using Id = std::size_t;
    Id enter(const Point& point);
    [[nodiscard]] const Point& point(Id id) const {
        return entries_[id].point;
    }
    [[nodiscard]] std::size_t size() const {
        return entries_.size();
    }

    // Asks what is not known yet, all at once. False: the budget does not suffice, and nothing was asked; or
    // it was interrupted, and what had an answer by then is kept.
    bool learn(std::span<const Id> ids, std::span<const std::size_t> trials);
    [[nodiscard]] bool knows(Id id, std::span<const std::size_t> trials) const;
    // Of those of the trials that are known; of none worse than anything. Both parts can only grow with more.
    [[nodiscard]] Score score(Id id, std::span<const std::size_t> trials) const;
    [[nodiscard]] std::optional<Score> score(Id id, std::size_t trial) const;

    [[nodiscard]] std::size_t asked() const {
        return asked_;
    }
    [[nodiscard]] std::size_t left() const {
        return budget_ - asked_;
    }
    [[nodiscard]] bool is_interrupted() const {
        return is_interrupted_;
    }

private:
    struct Entry {
        Point point;
        std::map<std::size_t, Score> scores;
    };

    const Objective& objective_;
    std::size_t budget_;
    std::size_t asked_ = 0;
    bool is_interrupted_ = false;
    std::vector<Entry> entries_;
    std::map<std::string, Id> ids_;
};

}  // namespace fortify::tune
