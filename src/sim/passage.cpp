#include "sim/passage.hpp"

#include "core/assert.hpp"
#include "core/distribution.hpp"
#include "run/ports.hpp"

#include <algorithm>

namespace fortify::sim {
namespace {

using fault::Treatment;

constexpr End silence{.after = Duration::max(), .cause = std::nullopt};

End connect_timeout() {
    return {.after = run::connect_limit, .cause = Cause::connect_timeout};
}

// Until the last of the first `count` bytes has passed.
Duration time_for(const Treatment& treatment, std::uint64_t count) {
    double seconds = 0;
    if (treatment.per_second.count > 0) {
        seconds += static_cast<double>(count) / static_cast<double>(treatment.per_second.count);
    }
    if (treatment.slice.count > 0 && count > 0) {
        const std::uint64_t pauses = (count - 1) / treatment.slice.count;
        seconds += static_cast<double>(pauses) * to_seconds(treatment.slice_pause);
    }
    return std::min(from_seconds(seconds), Distribution::longest_sample);
}

}  // namespace

std::optional<End> end_on_the_way(const Treatment& treatment) {
    if (treatment.name_delay >= run::connect_limit) {
        return End{.after = run::connect_limit, .cause = Cause::dns_error};
    }
    switch (treatment.name) {
        case Treatment::Name::resolved:
            break;
        case Treatment::Name::unknown:
            return End{.after = treatment.name_delay, .cause = Cause::dns_error};
        case Treatment::Name::wrong:
            return End{.after = treatment.name_delay, .cause = Cause::connect_error};
    }
    if (treatment.until_asked() >= run::connect_limit) {
        return connect_timeout();
    }
    switch (treatment.connect) {
        case Treatment::Connect::accepted:
            break;
        case Treatment::Connect::refused:
            return End{.after = treatment.until_asked(), .cause = Cause::connect_error};
        case Treatment::Connect::lost:
            return connect_timeout();
        case Treatment::Connect::reset:
            return End{.after = treatment.until_asked(), .cause = Cause::reset};
    }
    switch (treatment.tls) {
        case Treatment::Tls::genuine:
            break;
        case Treatment::Tls::expired:
        case Treatment::Tls::wrong_host:
        case Treatment::Tls::unknown_issuer:
            return End{.after = treatment.until_asked(), .cause = Cause::tls_error};
        case Treatment::Tls::stalled:
            return connect_timeout();
    }
    return treatment.answer == Treatment::Answer::none ? std::optional(silence) : std::nullopt;
}

End end_of_answer(const Treatment& treatment, Bytes size) {
    const Duration first = treatment.first_byte_delay;
    const auto ends_after = [&](std::uint64_t bytes, std::optional<Cause> cause) {
        return End{.after = first + time_for(treatment, bytes), .cause = cause};
    };
    if (treatment.damage == Treatment::Damage::head) {
        return ends_after(1, Cause::protocol_error);
    }
    const std::uint64_t some = treatment.answer_bytes.count;
    if (treatment.answer == Treatment::Answer::whole || some >= size.count) {
        return ends_after(size.count, std::nullopt);
    }
    switch (treatment.answer) {
        case Treatment::Answer::reset:
            return ends_after(some, Cause::reset);
        case Treatment::Answer::silent:
            return silence;
        case Treatment::Answer::truncated:  // an end before the first byte is no answer at all
            return ends_after(some, some == 0 ? Cause::reset : Cause::protocol_error);
        case Treatment::Answer::whole:
        case Treatment::Answer::none:
        case Treatment::Answer::lost:
            break;
    }
    FORTIFY_ASSERT(false && "an answer that never comes");
}

}  // namespace fortify::sim
