#include "fault/fault.hpp"

#include "core/assert.hpp"
#include "core/overloaded.hpp"
#include "core/rng.hpp"

#include <array>

namespace fortify::fault {
namespace {

// In the order of `Kind`.
constexpr std::array<std::string_view, std::variant_size_v<Kind>> names{
    "latency",    "status",    "dns",         "slow_connect",    "refuse",    "connect_timeout", "tls",
    "black_hole", "duplicate", "reset",       "slow_first_byte", "half_open", "truncate",        "corrupt",
    "rewrite",    "slow_body", "bandwidth",   "stall",           "slow",      "errors",          "crash",
    "capacity",   "pause",     "cache_flush", "pool_leak"};

using Stage = Nature::Stage;

Nature nature_of_dns(const Dns& dns) {
    return {.stage = Stage::name, .ends = dns.problem != Dns::Problem::slow};
}

Nature nature_of_reset(const Reset& reset) {
    switch (reset.on) {
        case Reset::On::connect:
            return {.stage = Stage::connect, .ends = true};
        case Reset::On::request:
            return {.stage = Stage::request, .ends = true};
        case Reset::On::answer:
            return {.stage = Stage::body, .ends = true};
    }
    FORTIFY_ASSERT(false && "a place outside its enumeration");
}

}  // namespace

std::string_view name_of(const Kind& kind) {
    return names[kind.index()];
}

bool acts_on_service(const Kind& kind) {
    return std::visit(Overloaded{[](const Stall&) { return true; }, [](const Slow&) { return true; },
                                 [](const Errors&) { return true; }, [](const Crash&) { return true; },
                                 [](const Capacity&) { return true; }, [](const Pause&) { return true; },
                                 [](const CacheFlush&) { return true; }, [](const PoolLeak&) { return true; },
                                 [](const auto&) {
                                     return false;
                                 }},
                      kind);
}

Nature nature_of(const Kind& kind) {
    return std::visit(
        Overloaded{
            [](const Status&) {
                return Nature{Stage::call, true};
            },
            [](const Dns& dns) { return nature_of_dns(dns); },
            [](const SlowConnect&) {
                return Nature{Stage::connect, false};
            },
            [](const Refuse&) {
                return Nature{Stage::connect, true};
            },
            [](const ConnectTimeout&) {
                return Nature{Stage::connect, true};
            },
            [](const Tls&) {
                return Nature{Stage::tls, true};
            },
            [](const BlackHole&) {
                return Nature{Stage::hole, true};
            },
            [](const Duplicate&) {
                return Nature{Stage::request, false};
            },
            [](const Reset& reset) { return nature_of_reset(reset); },
            [](const SlowFirstByte&) {
                return Nature{Stage::answer, false};
            },
            [](const HalfOpen&) {
                return Nature{Stage::body, true};
            },
            [](const Truncate&) {
                return Nature{Stage::body, true};
            },
            [](const Corrupt& corrupt) {
                return Nature{Stage::body, corrupt.where == Corrupt::Where::head};
            },
            [](const Rewrite& rewrite) {
                return Nature{rewrite.of == Rewrite::Of::request ? Stage::request : Stage::answer, false};
            },
            [](const SlowBody&) {
                return Nature{Stage::body, false};
            },
            [](const Bandwidth&) {
                return Nature{Stage::body, false};
            },
            [](const auto&) {  // latency, and what acts inside a service
                return Nature{Stage::call, false};
            }},
        kind);
}

const Distribution* delay_of(const Kind& kind) {
    return std::visit(
        Overloaded{[](const Latency& it) { return &it.delay; }, [](const Dns& it) { return &it.delay; },
                   [](const SlowConnect& it) { return &it.delay; },
                   [](const SlowFirstByte& it) { return &it.delay; },
                   [](const auto&) {
                       return static_cast<const Distribution*>(nullptr);
                   }},
        kind);
}

std::uint64_t decision_seed(std::uint64_t run_seed, std::string_view fault_id) {
    return fork_seed(run_seed, "fault/" + std::string(fault_id));
}

}  // namespace fortify::fault
