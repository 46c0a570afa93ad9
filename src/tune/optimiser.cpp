#include "tune/optimiser.hpp"

#include "tune/optimiser_moves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

namespace fortify::tune {

namespace {

using Id = Ledger::Id;

constexpr std::size_t points_a_key = 8;
constexpr std::size_t least_points = 16;
constexpr std::size_t most_points_drawn = 64;
constexpr std::size_t first_rung = 2;
constexpr std::size_t finalists = 3;
constexpr double first_step = 0.25;
constexpr double second_step = 0.125;  // after a check that failed: the place is about right
constexpr double last_step = 1.0 / 64;
constexpr double apart = 0.3;          // of two places worth searching from
constexpr double cost_allowed = 0.01;  // of the goal, for values that are the start's or rounder
constexpr std::size_t most_rounds = 6;
constexpr std::size_t most_joining = 8;  // failed trials a round
// A check goes on in parts, so that what fails early costs little.
constexpr std::size_t check_part = 16;

Point with(const Point& point, std::size_t key, const Value& value) {
    Point other = point;
    other[key] = value;
    return other;
}

class Search {
public:
    Search(const SearchRequest& request, const Objective& objective)
        : request_(request),
          ledger_(objective, request.budget),
          directions_(Rng(request.seed).fork("directions")),
          ladder_(request.trials),
          next_trial_(request.trials) {
        std::iota(ladder_.begin(), ladder_.end(), std::size_t{0});
    }

    SearchResult run() {
        enter_start();
        if (!ledger_.learn(std::span(&start_, 1), ladder_)) {
            return result();
        }
        const std::vector<Id> starts = screen();
        best_ = descend(starts.front(), first_step);
        for (std::size_t index = 1; index < starts.size() && is_worth_more(); ++index) {
            const Id other = descend(starts[index], second_step);
            best_ = beats(other, best_) ? other : best_;
        }
        simplify();
        confirm();
        return result();
    }

private:
    using Trials = std::span<const std::size_t>;

    void enter_start() {
        Point start = request_.start;
        for (std::size_t key = 0; key < start.size(); ++key) {
            start[key] = into_range(request_.variations[key], start[key]);
        }
        start_ = ledger_.enter(start);
        best_ = start_;
    }

    [[nodiscard]] bool beats(Id left, Id right) const {
        return is_better(ledger_.score(left, ladder_), ledger_.score(right, ladder_));
    }

    // The best few places to search from, each known in the whole ladder; the best first.
    std::vector<Id> screen() {
        const std::size_t points =
            std::clamp(points_a_key * request_.variations.size(), least_points, most_points_drawn);
        std::vector<Id> field{start_};
        for (const Point& point : latin_hypercube(request_.variations, points, request_.seed)) {
            const Id id = ledger_.enter(point);
            if (std::find(field.begin(), field.end(), id) == field.end()) {
                field.push_back(id);
            }
        }
        std::size_t known = 0;
        for (std::size_t rung = first_rung; known < ladder_.size(); rung *= 2) {
            const Trials trials = Trials(ladder_).first(std::min(rung, ladder_.size()));
            if (!ledger_.learn(field, trials)) {
                break;
            }
            known = trials.size();
            std::stable_sort(field.begin(), field.end(), [&](Id left, Id right) {
                return is_better(ledger_.score(left, trials), ledger_.score(right, trials));
            });
            field.resize(std::min(field.size(), std::max(field.size() / 2, finalists)));
        }
        std::vector<Id> starts{field.front()};
        for (const Id id : field) {
            const double way =
                distance(request_.variations, ledger_.point(id), ledger_.point(starts.front()));
            if (starts.size() < 2 && way >= apart) {
                starts.push_back(id);
            }
        }
        return starts;
    }

    // From this one on by steps that get smaller, until none leads to anything better.
    Id descend(Id from, double step) {
        Id here = from;
        Id previous = from;
        if (!ledger_.learn(std::span(&here, 1), ladder_)) {
            return here;
        }
        while (step >= last_step && can_go_on()) {
            std::vector<Id> polled;
            for (const Point& point : neighbours(request_.variations, ledger_.point(here),
                                                 ledger_.point(previous), step, directions_)) {
                polled.push_back(ledger_.enter(point));
            }
            const std::optional<Id> winner = race(std::move(polled), ledger_.score(here, ladder_));
            if (winner) {
                previous = std::exchange(here, *winner);
            } else {
                previous = here;
                step /= 2;
            }
        }
        return here;
    }

    // The best of those that are better than the bar over the whole ladder. They get to know it in growing
    // parts; who is no better after one of them never will be.
    std::optional<Id> race(std::vector<Id> field, const Score& bar) {
        for (std::size_t rung = first_rung; !field.empty(); rung *= 2) {
            const Trials trials = Trials(ladder_).first(std::min(rung, ladder_.size()));
            if (!ledger_.learn(field, trials)) {
                return std::nullopt;
            }
            field.erase(std::remove_if(field.begin(), field.end(),
                                       [&](Id id) { return !is_better(ledger_.score(id, trials), bar); }),
                        field.end());
            if (trials.size() == ladder_.size()) {
                break;
            }
        }
        if (field.empty()) {
            return std::nullopt;
        }
        return *std::min_element(field.begin(), field.end(),
                                 [&](Id left, Id right) { return beats(left, right); });
    }

    // The start's value, or else a rounder one, key by key, where that costs nearly nothing.
    void simplify() {
        const Score reached = ledger_.score(best_, ladder_);
        if (!reached.is_feasible() || !ledger_.knows(best_, ladder_)) {
            return;
        }
        const Score bar{.violation = 0,
                        .goal = std::nextafter(reached.goal + cost_allowed * std::abs(reached.goal),
                                               std::numeric_limits<double>::infinity())};
        for (std::size_t key = 0; key < request_.variations.size(); ++key) {
            const Variation& variation = request_.variations[key];
            const Value now = ledger_.point(best_)[key];
            for (const Value& simpler : {request_.start[key], rounder(variation, now)}) {
                if (simpler == now || !is_within(variation, simpler)) {
                    continue;
                }
                const Point point = with(ledger_.point(best_), key, simpler);
                if (const auto found = race({ledger_.enter(point)}, bar)) {
                    best_ = *found;
                    break;
                }
            }
        }
    }

    // Fresh trials, and back to the search with those that failed.
    void confirm() {
        while (ledger_.score(best_, ladder_).is_feasible() && ledger_.knows(best_, ladder_)) {
            std::vector<std::size_t> failed = failed_fresh();
            stood_ = failed.empty() && !is_out_;
            if (failed.empty() || rounds_ == most_rounds || !can_go_on()) {
                return;
            }
            ++rounds_;
            ladder_.insert(ladder_.begin(), failed.begin(), failed.end());
            best_ = descend(second_best(), second_step);
            simplify();
        }
    }

    // Of a check: the trials that failed, the worst first.
    std::vector<std::size_t> failed_fresh() {
        std::vector<std::size_t> failed;
        for (std::size_t done = 0; done < request_.check && failed.empty(); done += check_part) {
            std::vector<std::size_t> fresh(std::min(check_part, request_.check - done));
            std::iota(fresh.begin(), fresh.end(), next_trial_);
            if (!ledger_.learn(std::span(&best_, 1), fresh)) {
                is_out_ = true;
                return {};
            }
            next_trial_ += fresh.size();
            std::copy_if(fresh.begin(), fresh.end(), std::back_inserter(failed),
                         [&](std::size_t trial) { return !ledger_.score(best_, trial)->is_feasible(); });
        }
        std::stable_sort(failed.begin(), failed.end(), [&](std::size_t left, std::size_t right) {
            return ledger_.score(best_, left)->violation > ledger_.score(best_, right)->violation;
        });
        failed.resize(std::min(failed.size(), most_joining));
        return failed;
    }

    // After the ladder has grown: the best of the old field in all of it. Only points that were not out
    // before are asked.
    Id second_best() {
        std::vector<Id> field;
        const Trials old = Trials(ladder_).last(request_.trials);
        for (Id id = 0; id < ledger_.size(); ++id) {
            if (ledger_.knows(id, old) && ledger_.score(id, old).is_feasible()) {
                field.push_back(id);
            }
        }
        std::stable_sort(field.begin(), field.end(), [&](Id left, Id right) {
            return is_better(ledger_.score(left, old), ledger_.score(right, old));
        });
        field.resize(std::min<std::size_t>(field.size(), 2 * most_joining));
        if (!ledger_.learn(std::span(&best_, 1), ladder_)) {
            return best_;
        }
        const auto winner = race(std::move(field), ledger_.score(best_, ladder_));
        return winner.value_or(best_);
    }

    [[nodiscard]] bool can_go_on() const {
        return !ledger_.is_interrupted() && ledger_.left() > 0;
    }
    // A second place gets what the first one has left of half of the budget.
    [[nodiscard]] bool is_worth_more() const {
        return can_go_on() && ledger_.asked() < request_.budget / 2;
    }

    // When the budget or somebody's patience has ended in the middle of a stage.
    void fall_back() {
        for (Id id = 0; id < ledger_.size() && !ledger_.knows(best_, ladder_); ++id) {
            best_ = ledger_.knows(id, ladder_) ? id : best_;
        }
        for (Id id = 0; id < ledger_.size(); ++id) {
            best_ = ledger_.knows(id, ladder_) && beats(id, best_) ? id : best_;
        }
    }

    SearchResult result() {
        if (!ledger_.knows(best_, ladder_)) {
            fall_back();
        }
        SearchResult result{.end = end(),
                            .best = ledger_.point(best_),
                            .score = ledger_.score(best_, ladder_),
                            .trials = ladder_,
                            .next_trial = next_trial_,
                            .asked = ledger_.asked(),
                            .points = ledger_.size(),
                            .rounds = rounds_};
        return result;
    }
    [[nodiscard]] SearchResult::End end() const {
        if (ledger_.is_interrupted()) {
            return SearchResult::End::interrupted;
        }
        if (ledger_.knows(best_, ladder_) && !ledger_.score(best_, ladder_).is_feasible()) {
            return SearchResult::End::infeasible;
        }
        return stood_ ? SearchResult::End::settled : SearchResult::End::unsettled;
    }

    const SearchRequest& request_;
    Ledger ledger_;
    Rng directions_;
    std::vector<std::size_t> ladder_;
    std::size_t next_trial_;
    Id start_ = 0;
    Id best_ = 0;
    std::size_t rounds_ = 0;
    bool stood_ = false;
    bool is_out_ = false;
};

}  // namespace

SearchResult search(const SearchRequest& request, const Objective& objective) {
    return Search(request, objective).run();
}

Effects effects_around(const Point& point,
                       const std::vector<Variation>& variations,
                       const std::vector<std::size_t>& trials,
                       const Objective& objective) {
    Ledger ledger(objective, SIZE_MAX);
    std::vector<Id> ids{ledger.enter(point)};
    for (std::size_t key = 0; key < variations.size(); ++key) {
        for (const Value& value : grid_of(variations[key])) {
            if (!(value == point[key])) {
                ids.push_back(ledger.enter(with(point, key, value)));
            }
        }
    }
    if (!ledger.learn(ids, trials)) {
        return {};
    }
    Effects effects{.here = ledger.score(ids.front(), trials), .keys = {}};
    for (std::size_t key = 0; key < variations.size(); ++key) {
        Effect& effect = effects.keys.emplace_back();
        for (const Value& value : grid_of(variations[key])) {
            if (!(value == point[key])) {
                const Id id = ledger.enter(with(point, key, value));
                effect.steps.push_back({.value = value, .score = ledger.score(id, trials)});
            }
        }
    }
    return effects;
}

}  // namespace fortify::tune
