#include "tune/ranks.hpp"

#include "core/assert.hpp"
#include "core/normal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace fortify::tune {

namespace {

using Chances = std::vector<double>;  // by sum of ranks

// Twice the rank of each value, so that ranks shared by ties are whole numbers, too.
std::vector<std::size_t> doubled_ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return values[left] < values[right]; });
    std::vector<std::size_t> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) {
            ++last;
        }
        for (std::size_t place = first; place <= last; ++place) {
            ranks[order[place]] = first + last + 2;
        }
        first = last + 1;
    }
    return ranks;
}

std::size_t sum_of(const std::vector<std::size_t>& ranks) {
    return std::accumulate(ranks.begin(), ranks.end(), std::size_t{0});
}

double up_to(const Chances& chances, std::size_t sum) {
    const auto end = chances.begin() + static_cast<std::ptrdiff_t>(std::min(sum + 1, chances.size()));
    return std::accumulate(chances.begin(), end, 0.0);
}

// Of the sum of those ranks whose coin shows heads.
Chances coin_sums(const std::vector<std::size_t>& ranks) {
    Chances chances(sum_of(ranks) + 1, 0.0);
    chances[0] = 1;
    std::size_t reached = 0;
    for (const std::size_t rank : ranks) {
        reached += rank;
        for (std::size_t sum = reached + 1; sum-- > 0;) {
            chances[sum] = 0.5 * (chances[sum] + (sum >= rank ? chances[sum - rank] : 0.0));
        }
    }
    return chances;
}

// Of the sum of so many of the ranks, drawn as lots.
Chances lot_sums(const std::vector<std::size_t>& ranks, std::size_t drawn) {
    std::vector<Chances> ways(drawn + 1, Chances(sum_of(ranks) + 1, 0.0));
    ways[0][0] = 1;
    for (const std::size_t rank : ranks) {
        for (std::size_t lots = drawn; lots > 0; --lots) {
            for (std::size_t sum = ways[lots].size(); sum-- > rank;) {
                ways[lots][sum] += ways[lots - 1][sum - rank];
            }
        }
    }
    Chances& chances = ways[drawn];
    const double all = std::accumulate(chances.begin(), chances.end(), 0.0);
    for (double& chance : chances) {
        chance /= all;
    }
    return std::move(chances);
}

double both_tails(double z) {
    return std::min(1.0, 2 * normal_share(-z));
}

// How many of the ordered values lie outside on each side of an interval of this confidence: the largest
// number k with P(statistic < k) <= miss / 2. `chances` are of doubled sums.
std::size_t outside_of(const Chances& chances, std::size_t least, double miss) {
    double below = 0;
    std::size_t outside = 0;
    for (std::size_t sum = least; sum < chances.size(); sum += 2) {
        below += chances[sum];
        if (below > miss / 2) {
            break;
        }
        ++outside;
    }
    return outside;
}

std::size_t outside_of(double mean, double variance, double miss) {
    const double edge = mean - normal_quantile(1 - miss / 2) * std::sqrt(variance) + 0.5;
    return edge < 1 ? 0 : static_cast<std::size_t>(edge);
}

std::vector<std::size_t> ranks_without_ties(std::size_t count) {
    std::vector<std::size_t> ranks(count);
    for (std::size_t index = 0; index < count; ++index) {
        ranks[index] = 2 * (index + 1);
    }
    return ranks;
}

Shift shift_of(std::vector<double> means, std::size_t outside) {
    std::sort(means.begin(), means.end());
    Shift shift{.estimate = median(means), .bounds = {}};
    if (outside > 0) {
        shift.bounds = Shift::Bounds{.low = means[outside - 1], .high = means[means.size() - outside]};
    }
    return shift;
}

}  // namespace

double median(std::span<const double> values) {
    FORTIFY_ASSERT(!values.empty());
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double signed_rank_p(std::span<const double> differences) {
    std::vector<double> sizes;
    for (const double difference : differences) {
        sizes.push_back(std::abs(difference));
    }
    const std::vector<std::size_t> all = doubled_ranks(sizes);
    std::vector<std::size_t> ranks;  // zeros have one, and no sign: they are left out now
    std::size_t above = 0;
    for (std::size_t index = 0; index < all.size(); ++index) {
        if (differences[index] != 0) {
            ranks.push_back(all[index]);
            above += differences[index] > 0 ? all[index] : 0;
        }
    }
    if (ranks.empty()) {
        return 1;
    }
    const std::size_t smaller = std::min(above, sum_of(ranks) - above);
    if (ranks.size() <= exact_pairs) {
        return std::min(1.0, 2 * up_to(coin_sums(ranks), smaller));
    }
    double squares = 0;
    for (const std::size_t rank : ranks) {
        squares += static_cast<double>(rank) * static_cast<double>(rank);
    }
    const double distance = static_cast<double>(sum_of(ranks)) / 2 - static_cast<double>(smaller) - 1;
    return both_tails(std::max(distance, 0.0) / std::sqrt(squares / 4));
}

Shift signed_rank_shift(std::span<const double> differences, double confidence) {
    FORTIFY_ASSERT(!differences.empty());
    const std::size_t count = differences.size();
    std::vector<double> means;
    means.reserve(count * (count + 1) / 2);
    for (std::size_t left = 0; left < count; ++left) {
        for (std::size_t right = left; right < count; ++right) {
            means.push_back((differences[left] + differences[right]) / 2);
        }
    }
    const double miss = 1 - confidence;
    if (count <= exact_pairs) {
        return shift_of(std::move(means), outside_of(coin_sums(ranks_without_ties(count)), 0, miss));
    }
    const auto n = static_cast<double>(count);
    return shift_of(std::move(means), outside_of(n * (n + 1) / 4, n * (n + 1) * (2 * n + 1) / 24, miss));
}

double rank_sum_p(std::span<const double> base, std::span<const double> head) {
    if (base.empty() || head.empty()) {
        return 1;
    }
    std::vector<double> all(base.begin(), base.end());
    all.insert(all.end(), head.begin(), head.end());
    const std::vector<std::size_t> ranks = doubled_ranks(all);
    const auto own_end = ranks.begin() + static_cast<std::ptrdiff_t>(base.size());
    const std::size_t own = std::accumulate(ranks.begin(), own_end, std::size_t{0});
    if (all.size() <= exact_values) {
        const Chances chances = lot_sums(ranks, base.size());
        const double below = up_to(chances, own);
        const double above = own == 0 ? 1 : 1 - up_to(chances, own - 1);
        return std::clamp(2 * std::min(below, above), 0.0, 1.0);
    }
    const auto n = static_cast<double>(all.size());
    const auto a = static_cast<double>(base.size());
    const double mean_rank = n + 1;  // doubled
    double squares = 0;
    for (const std::size_t rank : ranks) {
        squares += (static_cast<double>(rank) - mean_rank) * (static_cast<double>(rank) - mean_rank);
    }
    const double variance = a * (n - a) / (n * (n - 1)) * squares;
    const double distance = std::abs(static_cast<double>(own) - a * mean_rank) - 1;
    return variance > 0 ? both_tails(std::max(distance, 0.0) / std::sqrt(variance)) : 1;
}

Shift rank_sum_shift(std::span<const double> base, std::span<const double> head, double confidence) {
    FORTIFY_ASSERT(!base.empty() && !head.empty());
    std::vector<double> differences;
    differences.reserve(base.size() * head.size());
    for (const double after : head) {
        for (const double before : base) {
            differences.push_back(after - before);
        }
    }
    const std::size_t count = base.size() + head.size();
    const double miss = 1 - confidence;
    if (count <= exact_values) {
        const Chances chances = lot_sums(ranks_without_ties(count), base.size());
        return shift_of(std::move(differences), outside_of(chances, base.size() * (base.size() + 1), miss));
    }
    const auto a = static_cast<double>(base.size());
    const auto b = static_cast<double>(head.size());
    return shift_of(std::move(differences), outside_of(a * b / 2, a * b * (a + b + 1) / 12, miss));
}

double least_signed_rank_p(std::size_t pairs) {
    return std::min(1.0, std::pow(2.0, 1 - static_cast<double>(pairs)));
}

double least_rank_sum_p(std::size_t base, std::size_t head) {
    double ways = 1;
    for (std::size_t lot = 1; lot <= std::min(base, head); ++lot) {
        ways *= static_cast<double>(std::max(base, head) + lot) / static_cast<double>(lot);
    }
    return std::min(1.0, 2 / ways);
}

}  // namespace fortify::tune
