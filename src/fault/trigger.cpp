#include "fault/trigger.hpp"

#include "core/assert.hpp"

namespace fortify::fault {
namespace {

bool holds(const BulkheadLevel& level, double share) {
    if (share < 0) {
        return false;
    }
    switch (level.than) {
        case BulkheadLevel::Than::above:
            return share > level.share;
        case BulkheadLevel::Than::at_least:
            return share >= level.share;
        case BulkheadLevel::Than::below:
            return share < level.share;
        case BulkheadLevel::Than::at_most:
            return share <= level.share;
    }
    FORTIFY_ASSERT(false && "a comparison outside its enumeration");
}

}  // namespace

bool holds(const Condition& condition, std::uint32_t attempt, const PolicyFacts& facts) {
    return (!condition.attempt || *condition.attempt == attempt) &&
           (!condition.breaker || *condition.breaker == facts.breaker) &&
           (!condition.bulkhead || holds(*condition.bulkhead, facts.bulkhead));
}

}  // namespace fortify::fault
