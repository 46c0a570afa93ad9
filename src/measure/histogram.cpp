#include "measure/histogram.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::measure {

namespace {

// Solves P(|Z| <= z) = confidence for a standard normal Z; erf rises strictly, so halving finds it.
double two_sided_z(double confidence) {
    double low = 0;
    double high = 9;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (std::erf(middle / std::sqrt(2.0)) < confidence ? low : high) = middle;
    }
    return high;
}

// Nearest rank; the tiny factor keeps 0.07 * 100 = 7.000000000000001 at rank 7.
std::uint64_t rank_of(double probability, std::uint64_t count) {
    const double exact = probability * static_cast<double>(count);
    const double rank = std::ceil(exact * (1 - 1e-14));
    if (rank < 1) {
        return 1;
    }
    return std::min(static_cast<std::uint64_t>(rank), count);
}

}  // namespace

Histogram::Histogram(Precision precision)
    : bits_{precision == Precision::fine ? fine_scheme.bits : coarse_scheme.bits} {
}

Histogram::Precision Histogram::precision() const {
    return bits_ == fine_scheme.bits ? Precision::fine : Precision::coarse;
}

void Histogram::cover(std::uint32_t lowest, std::uint32_t highest) {
    const BucketScheme scheme{bits_};
    std::uint32_t first = lowest >> bits_;
    std::uint32_t last = highest >> bits_;
    if (!counts_.empty()) {
        first = std::min(first, base_ >> bits_);
        last = std::max(last, (base_ + static_cast<std::uint32_t>(counts_.size()) - 1) >> bits_);
    }
    const std::size_t size = std::size_t{last - first + 1} * scheme.per_octave();
    if (!counts_.empty()) {
        const std::uint32_t front = base_ - (first << bits_);
        counts_.insert(counts_.begin(), front, 0);
    }
    counts_.resize(size, 0);
    base_ = first << bits_;
}

std::int64_t Histogram::product(std::int64_t nanoseconds, std::uint64_t times) {
    std::int64_t result = 0;
    return __builtin_mul_overflow(nanoseconds, times, &result) ? INT64_MAX : result;
}

void Histogram::merge(const Histogram& other) {
    FORTIFY_ASSERT(bits_ == other.bits_);
    if (other.empty()) {
        return;
    }
    const auto size = static_cast<std::uint32_t>(other.counts_.size());
    cover(other.base_, other.base_ + size - 1);
    const std::uint32_t shift = other.base_ - base_;
    for (std::uint32_t i = 0; i < size; ++i) {
        counts_[i + shift] += other.counts_[i];
    }
    count_ += other.count_;
    sum_ = add_saturating(sum_, other.sum_);
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

void Histogram::clear() {
    counts_.clear();
    base_ = 0;
    count_ = 0;
    sum_ = 0;
    min_ = INT64_MAX;
    max_ = 0;
}

Duration Histogram::min() const {
    return Duration{empty() ? 0 : min_};
}

Duration Histogram::max() const {
    return Duration{max_};
}

Duration Histogram::mean() const {
    return empty() ? Duration::zero()
                   : Duration{static_cast<std::int64_t>(static_cast<std::uint64_t>(sum_) / count_)};
}

std::uint32_t Histogram::bucket_of_rank(std::uint64_t rank) const {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= rank) {
            return base_ + static_cast<std::uint32_t>(i);
        }
    }
    return BucketScheme{bits_}.index_of(max_);
}

Duration Histogram::edge_of_rank(std::uint64_t rank) const {
    if (rank >= count_) {
        return Duration{max_};
    }
    return Duration{std::min(BucketScheme{bits_}.upper(bucket_of_rank(rank)), max_)};
}

Duration Histogram::quantile(double probability) const {
    if (empty()) {
        return Duration::zero();
    }
    return probability <= 0 ? min() : edge_of_rank(rank_of(probability, count_));
}

std::uint64_t Histogram::count_at_or_below(Duration value) const {
    if (empty() || value.count() < min_) {
        return 0;
    }
    if (value.count() >= max_) {
        return count_;
    }
    const std::uint32_t last = BucketScheme{bits_}.index_of(value.count());
    std::uint64_t seen = 0;
    for (std::uint32_t i = base_; i <= last; ++i) {
        seen += counts_[i - base_];
    }
    return seen;
}

std::optional<Histogram::Bounds> Histogram::quantile_bounds(double probability, double confidence) const {
    FORTIFY_ASSERT(confidence > 0 && confidence < 1);
    const auto n = static_cast<double>(count_);
    const double spread = two_sided_z(confidence) * std::sqrt(n * probability * (1 - probability));
    const double low = std::floor(n * probability - spread);
    const double high = std::ceil(n * probability + spread) + 1;
    if (!(low >= 1) || !(high <= n)) {
        return std::nullopt;
    }
    const std::uint32_t bucket = bucket_of_rank(static_cast<std::uint64_t>(low));
    return Bounds{.low = Duration{std::max(BucketScheme{bits_}.lower(bucket), min_)},
                  .high = edge_of_rank(static_cast<std::uint64_t>(high))};
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
    std::vector<Bucket> result;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] != 0) {
            const std::int64_t upper = BucketScheme{bits_}.upper(base_ + static_cast<std::uint32_t>(i));
            result.push_back({Duration{upper}, counts_[i]});
        }
    }
    return result;
}

}  // namespace fortify::measure
