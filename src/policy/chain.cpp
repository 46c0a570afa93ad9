#include "policy/chain.hpp"

#include "core/assert.hpp"

namespace fortify::policy {

std::string_view name_of(LayerKind kind) {
    switch (kind) {
        case LayerKind::fallback:
            return "fallback";
        case LayerKind::bulkhead:
            return "bulkhead";
        case LayerKind::rate_limit:
            return "rate_limit";
        case LayerKind::timeout:
            return "timeout";
        case LayerKind::retry:
            return "retry";
        case LayerKind::circuit_breaker:
            return "circuit_breaker";
        case LayerKind::attempt_timeout:
            return "attempt_timeout";
    }
    FORTIFY_ASSERT(false && "a layer outside its enumeration");
}

}  // namespace fortify::policy
