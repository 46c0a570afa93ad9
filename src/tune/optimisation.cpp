#include "tune/optimisation.hpp"

#include "report/redact.hpp"
#include "tune/optimisation_trials.hpp"
#include "tune/ranks.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace fortify::tune {

namespace {

constexpr std::size_t search_seeds = 8;
constexpr std::size_t effect_seeds = 2;
constexpr std::size_t least_fresh_seeds = 8;
// The search checks its result on more seeds than judge it in the end: at the edge of an SLO the next seed
// fails with a chance of one in as many as have held.
constexpr std::size_t check_factor = 3;

// How the trials are shared out.
struct Shares {
    std::size_t search = 0;
    std::size_t effects = 0;  // trials of each point
    std::size_t check = 0;
    std::size_t fresh_seeds = 0;
};

Shares share_out(const OptimiseRequest& request) {
    const std::size_t each = request.intensities.size();
    // Of the judgement: the values before and after on each seed; at most a quarter of all.
    const std::size_t fresh =
        std::clamp(request.trials / 4 / (2 * each), least_fresh_seeds, request.fresh_seeds);
    const std::size_t points = 1 + request.variations.size() * usual_points;
    const std::size_t effects = std::clamp(request.trials / 8 / points, each, effect_seeds * each);
    const std::size_t taken = 2 * each * fresh + effects * points;
    const std::size_t search = request.trials - std::min(request.trials, taken);
    return {.search = search,
            .effects = effects,
            .check = std::clamp(search / 3 / each, std::size_t{1}, check_factor * fresh) * each,
            .fresh_seeds = fresh};
}

Variation as_searched(const Variation& variation) {
    Variation searched = variation;
    if (variation.range && (variation.range->step || variation.range->points)) {
        searched.list = grid_of(variation);
        searched.range.reset();
    }
    return searched;
}

Point point_before(const std::vector<Variation>& variations, const scenario::Node& root) {
    Point point;
    for (const Variation& variation : variations) {
        const auto text = value_of(variation.key, root);
        const auto value =
            text ? parse_value(*text, variation.kind) : Result<Value, std::string>(Err{std::string{}});
        point.push_back(value ? *value : Value{});
    }
    return point;
}

bool counts(const slo::Expectation& slo) {
    return slo.severity != slo::Severity::warn;
}

Standing standing_of(const std::vector<const Trial*>& trials, const OptimiseRequest& request) {
    const std::size_t each = request.intensities.size();
    Standing standing{.seeds = trials.size() / each,
                      .held = 0,
                      .margins = std::vector<std::optional<double>>(request.slos.size()),
                      .slos_held = std::vector<bool>(request.slos.size(), true),
                      .median = {},
                      .worst = {}};
    std::vector<double> costs;
    for (std::size_t index = 0; index < trials.size(); ++index) {
        const Trial& trial = *trials[index];
        for (std::size_t slo = 0; slo < trial.slos.size(); ++slo) {
            const SloFigure& figure = trial.slos[slo];
            if (figure.margin) {
                standing.margins[slo] =
                    std::min(standing.margins[slo].value_or(*figure.margin), *figure.margin);
            }
            standing.slos_held[slo] = standing.slos_held[slo] && figure.judgement == slo::Judgement::passed;
        }
        if (trial.values.front()) {
            costs.push_back(request.goal.as_cost(*trial.values.front()));
        }
    }
    for (std::size_t seed = 0; seed < standing.seeds; ++seed) {
        const auto first = trials.begin() + static_cast<std::ptrdiff_t>(seed * each);
        const bool held = std::all_of(first, first + static_cast<std::ptrdiff_t>(each),
                                      [&](const Trial* trial) { return violation_of(*trial) <= 0; });
        standing.held += held ? 1U : 0U;
    }
    if (!costs.empty()) {
        standing.median = request.goal.as_cost(median(costs));
        standing.worst = request.goal.as_cost(*std::max_element(costs.begin(), costs.end()));
    }
    return standing;
}

// Over everything that was tried.
Conflict conflict_of(const TrialBook& book, const OptimiseRequest& request) {
    Conflict conflict{.slos = std::vector<Conflict::Alone>(request.slos.size()), .apart = {}};
    const std::size_t slos = request.slos.size();
    std::vector<std::vector<bool>> together(slos, std::vector<bool>(slos, false));
    for (const Standing& standing : book.each<Standing>(
             [&](const std::vector<const Trial*>& trials) { return standing_of(trials, request); })) {
        for (std::size_t slo = 0; slo < slos; ++slo) {
            Conflict::Alone& alone = conflict.slos[slo];
            alone.was_met = alone.was_met || standing.slos_held[slo];
            if (const auto margin = standing.margins[slo]) {
                alone.best_margin = std::max(alone.best_margin.value_or(*margin), *margin);
            }
            for (std::size_t other = 0; other < slos; ++other) {
                together[slo][other] =
                    together[slo][other] || (standing.slos_held[slo] && standing.slos_held[other]);
            }
        }
    }
    for (std::size_t slo = 0; slo < slos; ++slo) {
        for (std::size_t other = slo + 1; other < slos; ++other) {
            const bool both_count = counts(request.slos[slo]) && counts(request.slos[other]);
            const bool is_torn = conflict.slos[slo].was_met && conflict.slos[other].was_met;
            if (both_count && is_torn && !together[slo][other]) {
                conflict.apart.emplace_back(slo, other);
            }
        }
    }
    return conflict;
}

// The values before and after, on the same trials.
void compare_standings(Optimisation& result, TrialBook& book, const std::vector<std::size_t>& trials) {
    const auto was = book.of_scenario(trials);
    const auto is = book.of(result.search.best, trials);
    if (!was || !is) {
        return;
    }
    result.was = standing_of(*was, result.request);
    result.is = standing_of(*is, result.request);
}

std::vector<std::size_t> numbers_from(std::size_t first, std::size_t count) {
    std::vector<std::size_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

}  // namespace

Setting Optimisation::changes() const {
    Setting changed;
    for (std::size_t key = 0; key < before.size(); ++key) {
        if (!(before[key] == search.best[key])) {
            changed.push_back({.path = request.variations[key].key.path, .value = search.best[key].text});
        }
    }
    return changed;
}

std::size_t least_trials(const OptimiseRequest& request) {
    const std::size_t each = request.intensities.size();
    const std::size_t points = 1 + request.variations.size() * usual_points;
    return 2 * each * least_fresh_seeds + each * points + 4 * search_seeds * each;
}

Optimisation optimise(const Specimen& specimen, const OptimiseRequest& request, const PoolOptions& pool) {
    const Shares shares = share_out(request);
    const std::size_t each = request.intensities.size();
    Optimisation result{.name = report::redact(specimen.plan().name, specimen.plan().secrets),
                        .seed = specimen.plan().seed,
                        .request = request,
                        .given = specimen.options().overrides,
                        .given_seed = specimen.options().seed,
                        .before = point_before(request.variations, specimen.root()),
                        .search = {},
                        .effects = {}};
    std::vector<Variation> variations;
    std::transform(request.variations.begin(), request.variations.end(), std::back_inserter(variations),
                   as_searched);
    TrialBook book(specimen, request, pool);
    const Objective objective = [&](const std::vector<Question>& questions) {
        return book.answer(questions);
    };
    result.search = search({.variations = variations,
                            .start = result.before,
                            .seed = result.seed,
                            .trials = search_seeds * each,
                            .check = shares.check,
                            .budget = shares.search},
                           objective);
    const SearchResult& found = result.search;
    const std::size_t first_fresh = (found.next_trial + each - 1) / each;
    if (found.end == SearchResult::End::infeasible) {
        result.conflict = conflict_of(book, request);
    }
    if (found.score.is_feasible() && !result.is_interrupted()) {
        compare_standings(result, book, numbers_from(first_fresh * each, shares.fresh_seeds * each));
        result.is_confirmed = result.is.has_value();
        result.first_fresh_seed = result.seed + first_fresh;
        const auto hardest = std::min(shares.effects, found.trials.size());
        result.effects = effects_around(
            found.best, variations,
            {found.trials.begin(), found.trials.begin() + static_cast<std::ptrdiff_t>(hardest)}, objective);
        if (book.is_interrupted()) {
            result.search.end = SearchResult::End::interrupted;
        }
    } else if (found.end == SearchResult::End::infeasible) {
        compare_standings(result, book, numbers_from(0, search_seeds * each));
    }
    result.trials = book.trials();
    result.calls = book.calls();
    return result;
}

}  // namespace fortify::tune
