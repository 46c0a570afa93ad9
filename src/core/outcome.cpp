#include "core/outcome.hpp"

#include "core/assert.hpp"

namespace fortify {

OutcomeClass class_of(Cause cause) {
    switch (cause) {
        case Cause::none:
            return OutcomeClass::success;
        case Cause::status:
        case Cause::connect_error:
        case Cause::connect_timeout:
        case Cause::reset:
        case Cause::dns_error:
        case Cause::tls_error:
        case Cause::protocol_error:
        case Cause::attempt_timeout:
        case Cause::call_timeout:
            return OutcomeClass::failure;
        case Cause::breaker_open:
        case Cause::bulkhead_full:
        case Cause::bulkhead_timeout:
        case Cause::rate_limited:
        case Cause::forbidden:
            return OutcomeClass::rejected;
        case Cause::cancelled:
        case Cause::unfinished:
            return OutcomeClass::cancelled;
    }
    FORTIFY_ASSERT(false && "a cause outside its enumeration");
}

std::string_view name_of(Cause cause) {
    static constexpr std::array<std::string_view, cause_count> names{
        "success",      "status",        "connect_error",    "connect_timeout", "reset",
        "dns_error",    "tls_error",     "protocol_error",   "attempt_timeout", "call_timeout",
        "breaker_open", "bulkhead_full", "bulkhead_timeout", "rate_limited",    "forbidden",
        "cancelled",    "unfinished"};
    const auto index = static_cast<std::size_t>(cause);
    FORTIFY_ASSERT(index < names.size());
    return names[index];
}

}  // namespace fortify
