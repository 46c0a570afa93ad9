#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measure/bucket_scheme.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::measure {

// A log-linear histogram of durations from 1 us to over an hour, in buckets at most 1/`precision`
// wide relative to their value (the scheme of HdrHistogram, Tene). Recording is an index computation
// and an increment; histograms of equal precision merge exactly. Quantiles are right to within one
// bucket; minimum, maximum, count and sum are exact (the sum stops at 292 years).
class Histogram {
public:
    enum class Precision : std::uint8_t {
        coarse,  // ~3 %: for one slot of a time series
        fine,    // ~0.1 %: three significant digits
    };

    explicit Histogram(Precision precision = Precision::fine);

    // Negative durations count as zero; above the range they count in the last bucket.
    void record(Duration value, std::uint64_t times = 1) {
        if (times == 0) {
            return;
        }
        const std::int64_t nanoseconds = value.count() < 0 ? 0 : value.count();
        const std::uint32_t index = BucketScheme{bits_}.index_of(nanoseconds);
        // One comparison for both ends: below `base_` the difference wraps round.
        if (index - base_ >= counts_.size()) {
            cover(index, index);
        }
        counts_[index - base_] += times;
        note(nanoseconds, times);
    }
    // Of equal precision.
    void merge(const Histogram& other);
    void clear();

    [[nodiscard]] Precision precision() const;
    [[nodiscard]] std::uint64_t count() const {
        return count_;
    }
    [[nodiscard]] Duration sum() const {
        return Duration{sum_};
    }
    [[nodiscard]] bool empty() const {
        return count() == 0;
    }
    [[nodiscard]] Duration min() const;   // zero when empty
    [[nodiscard]] Duration max() const;   // zero when empty
    [[nodiscard]] Duration mean() const;  // zero when empty
    // The smallest value such that at least this share of the samples is not above it (nearest rank,
    // the upper edge of the bucket, never above max()). 0 <= probability <= 1; zero when empty.
    [[nodiscard]] Duration quantile(double probability) const;
    // Samples at or below the value, to within one bucket.
    [[nodiscard]] std::uint64_t count_at_or_below(Duration value) const;

    // A confidence interval for the quantile from order statistics (binomial, normal approximation), without
    // assumptions about the distribution; none when the samples are too few to bound it on both sides.
    struct Bounds {
        Duration low;
        Duration high;
    };
    [[nodiscard]] std::optional<Bounds> quantile_bounds(double probability, double confidence = 0.95) const;

    // Non-empty buckets, ascending: upper edge and count.
    struct Bucket {
        Duration upper;
        std::uint64_t count;
    };
    [[nodiscard]] std::vector<Bucket> buckets() const;

    // Compact text for reports, and back, so that stored reports merge exactly:
    //   v1:<f|c>:<min>:<max>:<sum>:<gap>x<count>,<gap>x<count>,…     durations in nanoseconds
    // where <gap> is the distance to the bucket before (to -1 for the first) and "x1" is left out; a
    // histogram without samples is "v1:f". Equal histograms have equal texts. `decode` takes hostile input.
    [[nodiscard]] std::string encode() const;
    [[nodiscard]] static Result<Histogram, std::string> decode(std::string_view text);

    friend bool operator==(const Histogram&, const Histogram&) = default;

private:
    friend class TimingSeries;

    // Makes `counts_` span the octaves of both buckets. It spans from the octave of the lowest sample to that
    // of the highest and no further, so that equal contents compare equal.
    void cover(std::uint32_t lowest, std::uint32_t highest);
    void note(std::int64_t nanoseconds, std::uint64_t times) {
        count_ += times;
        min_ = nanoseconds < min_ ? nanoseconds : min_;
        max_ = nanoseconds > max_ ? nanoseconds : max_;
        sum_ = add_saturating(sum_, times == 1 ? nanoseconds : product(nanoseconds, times));
    }
    [[nodiscard]] static std::int64_t product(std::int64_t nanoseconds, std::uint64_t times);
    // The bucket that holds the sample of this rank, 1 <= rank <= count().
    [[nodiscard]] std::uint32_t bucket_of_rank(std::uint64_t rank) const;
    [[nodiscard]] Duration edge_of_rank(std::uint64_t rank) const;

    unsigned bits_;
    std::uint32_t base_ = 0;  // bucket of counts_[0]; first of its octave
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    std::int64_t sum_ = 0;
    std::int64_t min_ = INT64_MAX;
    std::int64_t max_ = 0;
};

}  // namespace fortify::measure
