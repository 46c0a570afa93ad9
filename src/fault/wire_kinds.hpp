#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/treatment.hpp"

#include <cstdint>
#include <optional>

namespace fortify::fault {

// What a fault does to an attempt on its way to the target, in the order in which the attempt meets it.
// A `Rewrite` (treatment.hpp) is one, too.
struct Latency {
    Distribution delay;      // the result is held back this long, whatever it is
    Part of = Part::answer;  // only a proxy can hold back the request, too
};
struct Status {
    std::uint16_t status = 503;  // answered in place of the target, which is not asked
    std::optional<Duration> retry_after;
};
struct Dns {
    enum class Problem : std::uint8_t { unknown, wrong, slow } problem = Problem::unknown;
    Distribution delay;  // until the resolver says so
};
struct SlowConnect {
    Distribution delay;
};
struct Refuse {};
struct ConnectTimeout {};  // the SYN is lost, and so are all that follow
struct Tls {
    enum class Problem : std::uint8_t {
        expired,
        wrong_host,
        unknown_issuer,
        stalled  // the handshake never ends
    } problem = Problem::expired;
};
struct BlackHole {};  // nothing reaches the target, nothing comes back
struct Duplicate {};  // the request is delivered twice
struct Reset {
    enum class On : std::uint8_t { connect, request, answer } on = On::answer;
    Bytes after{0};  // of the answer, which pass before
};
struct SlowFirstByte {
    Distribution delay;
};
struct HalfOpen {  // the target works, but of its answer only so much arrives, and then silence
    Bytes after{0};
};
struct Truncate {  // the answer ends early, as if it were complete
    Bytes after{0};
};
struct Corrupt {
    enum class Where : std::uint8_t { head, body } where = Where::head;
};
struct SlowBody {  // in slices, with pauses between them
    Bytes slice{0};
    Duration pause{0};
};
struct Bandwidth {
    Bytes per_second{0};
    Part of = Part::answer;  // as of latency
};

}  // namespace fortify::fault
