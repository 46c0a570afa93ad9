#include "net/clock.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <ctime>

namespace fortify::net {
namespace {

std::int64_t read_clock(clockid_t which) {
    timespec time{};
    FORTIFY_ASSERT(clock_gettime(which, &time) == 0);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Clock::Clock() : epoch_{read_clock(CLOCK_MONOTONIC)} {
}

Clock::Clock(Epoch epoch) : epoch_(epoch) {
}

Clock::Clock(Instant now) : epoch_{read_clock(CLOCK_MONOTONIC) - now.time_since_epoch().count()} {
}

Instant Clock::read() const {
    return at(Duration{read_clock(CLOCK_MONOTONIC) - epoch_.nanoseconds});
}

std::int64_t unix_seconds() {
    return read_clock(CLOCK_REALTIME) / 1'000'000'000;
}

std::string wall_clock_text() {
    const std::time_t seconds = unix_seconds();
    std::tm parts{};
    FORTIFY_ASSERT(gmtime_r(&seconds, &parts) != nullptr);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace fortify::net
