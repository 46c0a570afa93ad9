#pragma once

#include "core/outcome.hpp"
#include "measure/counter.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fortify::measure {

// What is counted by its cause.
enum class Caused : std::uint8_t {
    calls_failed,     // of a target: calls that failed or were rejected
    attempts_failed,  // of a target
    retries,          // of a policy: by what made another attempt necessary
};
inline constexpr std::size_t caused_count = static_cast<std::size_t>(Caused::retries) + 1;

[[nodiscard]] SubjectKind subject_of(Caused caused);

struct CauseCount {
    Cause cause{};
    std::uint16_t status = 0;  // of Cause::status, else 0
    std::uint64_t count = 0;

    friend bool operator==(const CauseCount&, const CauseCount&) = default;
};

// How often each cause occurred; answers count apart by their status. Looks through the few causes that there
// were: a table of all of them would be larger than anything else that is recorded.
class CauseCounts {
public:
    void add(Cause cause, std::uint16_t status, std::uint64_t times = 1);
    void merge(const CauseCounts& other);
    // The most frequent first; equal ones by cause and status.
    [[nodiscard]] std::vector<CauseCount> ranking() const;

private:
    std::vector<CauseCount> counts_;
};

}  // namespace fortify::measure
