#include "measure/histogram.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace fortify::measure {

namespace {

// Reads the text from left to right; only the way `encode` writes numbers is taken.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_{text} {
    }

    [[nodiscard]] bool at_end() const {
        return rest_.empty();
    }
    [[nodiscard]] bool take(char expected) {
        if (rest_.empty() || rest_.front() != expected) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        const auto length = static_cast<std::size_t>(end - rest_.data());
        if (error != std::errc{} || length == 0 || (rest_.front() == '0' && length > 1)) {
            return std::nullopt;
        }
        rest_.remove_prefix(length);
        return value;
    }
    [[nodiscard]] std::optional<std::int64_t> duration() {
        const auto value = number();
        if (!value || *value > static_cast<std::uint64_t>(INT64_MAX)) {
            return std::nullopt;
        }
        return static_cast<std::int64_t>(*value);
    }

private:
    std::string_view rest_;
};

Err<std::string> malformed(const char* what) {
    return Err{std::string{what}};
}

}  // namespace

std::string Histogram::encode() const {
    std::string text = precision() == Precision::fine ? "v1:f" : "v1:c";
    if (empty()) {
        return text;
    }
    fmt::format_to(std::back_inserter(text), ":{}:{}:{}:", min_, max_, sum_);
    std::int64_t before = -1;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) {
            continue;
        }
        const std::int64_t index = std::int64_t{base_} + static_cast<std::int64_t>(i);
        fmt::format_to(std::back_inserter(text), "{}{}", before < 0 ? "" : ",", index - before);
        if (counts_[i] != 1) {
            fmt::format_to(std::back_inserter(text), "x{}", counts_[i]);
        }
        before = index;
    }
    return text;
}

Result<Histogram, std::string> Histogram::decode(std::string_view text) {
    if (!text.starts_with("v1:")) {
        return malformed("not a histogram of version 1");
    }
    if (text.size() < 4 || (text[3] != 'f' && text[3] != 'c')) {
        return malformed("unknown precision of a histogram");
    }
    Histogram result{text[3] == 'f' ? Precision::fine : Precision::coarse};
    Reader reader{text.substr(4)};
    if (reader.at_end()) {
        return result;
    }
    const auto next = [&reader] {
        return reader.take(':') ? reader.duration() : std::nullopt;
    };
    const auto min = next();
    const auto max = next();
    const auto sum = next();
    if (!min || !max || !sum || *min > *max || !reader.take(':')) {
        return malformed("malformed minimum, maximum or sum of a histogram");
    }
    const BucketScheme scheme{result.bits_};
    std::int64_t index = -1;
    do {
        const auto gap = reader.number();
        const bool repeated = reader.take('x');
        const auto count = repeated ? reader.number() : std::optional<std::uint64_t>{1};
        if (!gap || *gap == 0 || *gap > scheme.size() || !count || *count < (repeated ? 2U : 1U)) {
            return malformed("malformed bucket of a histogram");
        }
        index += static_cast<std::int64_t>(*gap);
        if (index >= scheme.size() || *count > UINT64_MAX - result.count_) {
            return malformed("bucket of a histogram out of range");
        }
        const auto bucket = static_cast<std::uint32_t>(index);
        if (result.empty() && bucket != scheme.index_of(*min)) {
            return malformed("minimum of a histogram outside its first bucket");
        }
        result.cover(bucket, bucket);
        result.counts_[bucket - result.base_] = *count;
        result.count_ += *count;
    } while (reader.take(','));
    if (!reader.at_end()) {
        return malformed("text after the end of a histogram");
    }
    if (static_cast<std::uint32_t>(index) != scheme.index_of(*max)) {
        return malformed("maximum of a histogram outside its last bucket");
    }
    if (*sum < product(*min, result.count_) || *sum > product(*max, result.count_)) {
        return malformed("sum of a histogram that its samples cannot have");
    }
    result.min_ = *min;
    result.max_ = *max;
    result.sum_ = *sum;
    return result;
}

}  // namespace fortify::measure
