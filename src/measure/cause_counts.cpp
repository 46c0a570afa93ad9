#include "measure/cause_counts.hpp"

#include <algorithm>
#include <tuple>

namespace fortify::measure {

SubjectKind subject_of(Caused caused) {
    switch (caused) {
        case Caused::calls_failed:
        case Caused::attempts_failed:
            return SubjectKind::target;
        case Caused::retries:
            break;
    }
    return SubjectKind::policy;
}

void CauseCounts::add(Cause cause, std::uint16_t status, std::uint64_t times) {
    const std::uint16_t key = cause == Cause::status ? status : std::uint16_t{0};
    for (CauseCount& known : counts_) {
        if (known.cause == cause && known.status == key) {
            known.count += times;
            return;
        }
    }
    counts_.push_back({.cause = cause, .status = key, .count = times});
}

void CauseCounts::merge(const CauseCounts& other) {
    for (const CauseCount& one : other.counts_) {
        add(one.cause, one.status, one.count);
    }
}

std::vector<CauseCount> CauseCounts::ranking() const {
    std::vector<CauseCount> sorted = counts_;
    std::sort(sorted.begin(), sorted.end(), [](const CauseCount& left, const CauseCount& right) {
        return std::tie(right.count, left.cause, left.status) <
               std::tie(left.count, right.cause, right.status);
    });
    return sorted;
}

}  // namespace fortify::measure
