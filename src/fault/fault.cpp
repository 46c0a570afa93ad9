#include "fault/fault.hpp"

#include "core/overloaded.hpp"
#include "core/rng.hpp"

namespace fortify::fault {

std::string_view name_of(const Kind& kind) {
    return std::visit(
        Overloaded{[](const Latency&) { return "latency"; }, [](const Status&) { return "status"; },
                   [](const Refuse&) { return "refuse"; }, [](const Reset&) { return "reset"; },
                   [](const BlackHole&) { return "black_hole"; }, [](const Stall&) { return "stall"; },
                   [](const Slow&) { return "slow"; }, [](const Errors&) { return "errors"; },
                   [](const Crash&) { return "crash"; }, [](const Capacity&) { return "capacity"; },
                   [](const Pause&) { return "pause"; }, [](const CacheFlush&) { return "cache_flush"; },
                   [](const PoolLeak&) {
                       return "pool_leak";
                   }},
        kind);
}

bool acts_on_service(const Kind& kind) {
    return std::holds_alternative<Stall>(kind) || std::holds_alternative<Slow>(kind) ||
           std::holds_alternative<Errors>(kind) || std::holds_alternative<Crash>(kind) ||
           std::holds_alternative<Capacity>(kind) || std::holds_alternative<Pause>(kind) ||
           std::holds_alternative<CacheFlush>(kind) || std::holds_alternative<PoolLeak>(kind);
}

std::uint64_t decision_seed(std::uint64_t run_seed, std::string_view fault_id) {
    return fork_seed(run_seed, "fault/" + std::string(fault_id));
}

}  // namespace fortify::fault
