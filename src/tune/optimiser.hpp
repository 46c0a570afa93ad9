#pragma once

#include "tune/optimiser_ledger.hpp"
#include "tune/variation.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fortify::tune {

struct SearchRequest {
    std::vector<Variation> variations;
    Point start;              // as it stands; need not lie within the variations
    std::uint64_t seed = 0;   // of what the search draws
    std::size_t trials = 16;  // that it begins with: 0, 1, …
    std::size_t check = 128;  // fresh ones that a result has to stand
    std::size_t budget = 1500;
};

struct SearchResult {
    enum class End : std::uint8_t {
        settled,      // nothing better near it, and it stood its check
        unsettled,    // the budget was gone, or it kept failing in fresh trials
        infeasible,   // no point met all constraints
        interrupted,  // the best until then
    };
    End end = End::interrupted;
    Point best;
    Score score;                      // of the best in the trials of the search
    std::vector<std::size_t> trials;  // of the search in the end: the hardest first
    std::size_t next_trial = 0;       // from here on none was used
    std::size_t asked = 0;
    std::size_t points = 0;
    std::size_t rounds = 0;  // of looking again after a check that failed
};

// Searches the point that meets all constraints in every trial and has the smallest worst goal. The trials
// stay the same for all points, so what is noisy becomes a plain function (sample average approximation,
// Kleywegt, Shapiro and Homem-de-Mello, SIAM Journal on Optimization 12, 2002), here of the worst case. It is
// searched in these stages:
//   a Latin hypercube (McKay, Beckman and Conover 1979), thinned by successive halving (Jamieson and
//   Talwalkar, AISTATS 2016): half of the points go on to twice as many trials;
//   pattern search from the best of them (Hooke and Jeeves, Journal of the ACM 8, 1961) with drawn directions
//   beside those of the axes (Audet and Dennis, SIAM Journal on Optimization 17, 2006), since along the edge
//   of what is feasible the axes lead nowhere. Steps race against the incumbent (Maron and Moore 1994): who
//   is behind after some trials is out. As the worst case only gets worse with more trials, no winner is lost
//   by that;
//   a return to the start's values, or rounder ones, where they cost nothing;
//   a check in trials that were never used. Those that fail join the trials of the search, which goes on from
//   there (cutting planes in the sense of Kelley 1960).
// The result is a function of the request and of the answers.
[[nodiscard]] SearchResult search(const SearchRequest& request, const Objective& objective);

// What moving one key alone does, everything else held at the point (one factor at a time, as the elementary
// effects of Morris, Technometrics 33, 1991).
struct Effect {
    struct Step {
        Value value;
        Score score;
    };
    std::vector<Step> steps;  // over the variation's range in order; the point's own value is not among them
};
// By variation; `here`: the point's score in these trials. Empty when interrupted.
struct Effects {
    Score here;
    std::vector<Effect> keys;
};
[[nodiscard]] Effects effects_around(const Point& point,
                                     const std::vector<Variation>& variations,
                                     const std::vector<std::size_t>& trials,
                                     const Objective& objective);

}  // namespace fortify::tune
