#include "scenario/service_fault.hpp"

#include "core/quantity.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

namespace {

fault::Kind read_pause(const Section& section) {
    const auto every = section.get<Duration>("period");
    const Duration length = section.value<Duration>("pause");
    if (every && length >= *every) {
        section.context().report(
            Code::endless_pause, section.value_span(section.has("pause") ? "pause" : "period"),
            fmt::format("{} ({}) is not below {} ({}): it would never work", section.name_of("pause"),
                        format_duration(length), section.name_of("period"), format_duration(*every)),
            "let it stop for a part of each period, or use a fault of kind stall");
    }
    return fault::Pause{.every = every.value_or(Duration::zero()), .length = length};
}

fault::Kind read_kind(const Section& section, std::string_view kind) {
    if (kind == "slow") {
        return fault::Slow{.factor = section.value<double>("factor")};
    }
    if (kind == "errors") {
        return fault::Errors{
            .status = static_cast<std::uint16_t>(section.get<std::uint64_t>("status").value_or(500))};
    }
    if (kind == "capacity") {
        return fault::Capacity{
            .workers = static_cast<std::uint32_t>(section.get<std::uint64_t>("workers").value_or(0))};
    }
    if (kind == "pause") {
        return read_pause(section);
    }
    if (kind == "cache_flush") {
        return fault::CacheFlush{};
    }
    if (kind == "pool_leak") {
        return fault::PoolLeak{};
    }
    return kind == "crash" ? fault::Kind(fault::Crash{}) : fault::Kind(fault::Stall{});
}

void report_missing_part(const Section& section, std::string_view kind, std::string_view part) {
    section.context().report(
        Code::fault_without_part, section.value_span("kind"),
        fmt::format("a fault of kind {} is about the {} of a service, which has none", kind, part),
        fmt::format("give the service a {} = {{ ... }}", part));
}

}  // namespace

void read_service_fault(const Section& section, std::string_view kind, fault::FaultConfig& fault) {
    fault.kind = read_kind(section, kind);
    fault.probability = section.value<Ratio>("probability").value;
    if (const auto instance = section.get<std::uint64_t>("instance")) {
        fault.backend_instance = static_cast<std::uint32_t>(*instance);
    }
}

void read_service_of(const Section& section, Draft& draft, fault::FaultConfig& fault) {
    if (section.has("target")) {
        section.context()
            .report(Code::fault_where_conflict, section.key_span("target"),
                    fmt::format("{} has both service and target", section.label()), "keep one of them")
            .notes.push_back({section.key_span("service"), "service is set here"});
    }
    const auto service = resolve(section, "service", draft.services, Code::unknown_service);
    if (service) {
        fault.service = static_cast<ServiceIndex>(*service);
        check_service_fault(section, draft.plan.services[*service], fault);
    }
}

void check_service_fault(const Section& section,
                         const service::ServiceConfig& service,
                         const fault::FaultConfig& fault) {
    if (fault.backend_instance && *fault.backend_instance >= service.instances) {
        section.context().report(
            Code::fault_without_instance, section.value_span("instance"),
            fmt::format("there is no instance {} of {}: it has {}, counted from 0", *fault.backend_instance,
                        in_quotes(service.name), service.instances));
    }
    if (std::holds_alternative<fault::CacheFlush>(fault.kind) && !service.cache) {
        report_missing_part(section, "cache_flush", "cache");
    }
    if (std::holds_alternative<fault::PoolLeak>(fault.kind) && !service.pool) {
        report_missing_part(section, "pool_leak", "pool");
    }
    const auto* const capacity = std::get_if<fault::Capacity>(&fault.kind);
    if (capacity != nullptr && section.has("workers") && capacity->workers >= service.workers) {
        section.context().report(
            Code::no_effect, section.value_span("workers"),
            fmt::format("{} has no effect: an instance of {} has {} workers", section.name_of("workers"),
                        in_quotes(service.name), service.workers),
            "let the fault leave fewer of them");
    }
}

}  // namespace fortify::scenario
