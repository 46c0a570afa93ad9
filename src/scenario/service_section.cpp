#include "core/quantity.hpp"
#include "scenario/draft.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace fortify::scenario {

namespace {

service::Balance balance_of(std::string_view word) {
    if (word == "random") {
        return service::Balance::random;
    }
    return word == "least_busy" ? service::Balance::least_busy : service::Balance::round_robin;
}

service::CacheConfig read_cache(const Section& section) {
    return {.hit_ratio = section.value<Ratio>("hit_ratio").value,
            .hit_time = read_distribution(section, "hit_time"),
            .keys = static_cast<std::uint32_t>(section.value<std::uint64_t>("keys")),
            .zipf = section.value<double>("zipf"),
            .misses = section.value<bool>("coalesce") ? service::CacheConfig::Misses::coalesced
                                                      : service::CacheConfig::Misses::separate};
}

service::PoolConfig read_pool(const Section& section) {
    service::PoolConfig pool;
    pool.size = static_cast<std::uint32_t>(section.value<std::uint64_t>("size"));
    pool.acquire_timeout = section.value<Duration>("acquire_timeout");
    if (section.has("hold")) {
        pool.hold = read_distribution(section, "hold");
    }
    pool.leak = section.value<Ratio>("leak").value;
    return pool;
}

void read_inner(const Section& section, service::ServiceConfig& config) {
    if (const Section cache = section.inner("cache"); cache.present()) {
        config.cache = read_cache(cache);
    }
    if (const Section pool = section.inner("pool"); pool.present()) {
        config.pool = read_pool(pool);
    }
    if (const Section pauses = section.inner("pauses"); pauses.present()) {
        if (const auto stops = read_pauses(pauses)) {
            config.pauses = *stops;
        }
    }
}

void read_calls(const Section& section, Draft& draft, std::size_t index) {
    for (const auto& [node, header] : section.elements("calls")) {
        const Section call(section.context(), "service.*.calls", section.label() + ".calls", *node, header);
        service::Dependency dependency;
        if (const auto callee = resolve(call, "service", draft.services, Code::unknown_service)) {
            dependency.service = static_cast<ServiceIndex>(*callee);
        }
        if (const auto policy = resolve(call, "policy", draft.policies, Code::unknown_policy)) {
            dependency.policy = static_cast<PolicyIndex>(*policy);
        }
        dependency.times = static_cast<std::uint32_t>(call.value<std::uint64_t>("times"));
        dependency.need = call.value<bool>("optional") ? service::Dependency::Need::optional
                                                       : service::Dependency::Need::needed;
        draft.plan.services[index].calls.push_back(dependency);
    }
}

// Follows calls from the end of the path; true once they lead back to its beginning.
bool leads_back(const Draft& draft, std::vector<std::size_t>& path, std::vector<bool>& seen) {
    for (const service::Dependency& dependency : draft.plan.services[path.back()].calls) {
        if (dependency.service == path.front()) {
            return true;
        }
        if (!seen[dependency.service]) {
            seen[dependency.service] = true;
            path.push_back(dependency.service);
            if (leads_back(draft, path, seen)) {
                return true;
            }
            path.pop_back();
        }
    }
    return false;
}

void check_circles(const std::vector<Section>& sections, const Draft& draft) {
    for (std::size_t index = 0; index < sections.size(); ++index) {
        std::vector<std::size_t> circle{index};
        std::vector<bool> seen(sections.size());
        if (!leads_back(draft, circle, seen)) {
            continue;
        }
        std::string text;
        for (const std::size_t service : circle) {
            text += draft.services[service].name + " -> ";
        }
        sections[index].context().report(
            Code::call_cycle, sections[index].key_span("calls"),
            fmt::format("services call each other in a circle: {}{}", text, draft.services[index].name),
            "a call would never end; leave one of these calls out");
        return;
    }
}

}  // namespace

std::optional<service::PauseConfig> read_pauses(const Section& section) {
    const auto every = section.get<Duration>("every");
    const auto length = section.get<Duration>("for");
    if (!every || !length) {
        return std::nullopt;
    }
    if (*length >= *every) {
        section.context().report(
            Code::endless_pause, section.value_span("for"),
            fmt::format("{} ({}) is not below {} ({}): it would never work", section.name_of("for"),
                        format_duration(*length), section.name_of("every"), format_duration(*every)),
            "let it stop for a part of each period, or use a fault of kind stall");
        return std::nullopt;
    }
    return service::PauseConfig{.every = *every, .length = *length};
}

service::ServiceConfig read_service(const Section& section, std::string name) {
    service::ServiceConfig config;
    config.name = std::move(name);
    config.workers = static_cast<std::uint32_t>(section.value<std::uint64_t>("workers"));
    config.service_time = read_distribution(section, "service_time");
    config.instances = static_cast<std::uint32_t>(section.value<std::uint64_t>("instances"));
    config.answer_size = section.value<Bytes>("answer_size");
    config.balance = balance_of(section.value<std::string>("balance"));
    config.deadlines =
        section.value<bool>("deadline_aware") ? service::Deadlines::respected : service::Deadlines::ignored;
    const Section queue = section.inner("queue");
    if (const auto limit = queue.get<std::uint64_t>("limit")) {
        config.queue_limit = static_cast<std::uint32_t>(*limit);
    }
    config.queue_order =
        queue.value<std::string>("order") == "lifo" ? service::QueueOrder::lifo : service::QueueOrder::fifo;
    read_inner(section, config);
    return config;
}

void read_services(const Section& root, Draft& draft) {
    std::vector<Section> sections;
    for (const Entry* entry : root.named("service")) {
        const Soundness sound(root.context());
        sections.emplace_back(root.context(), "service.*", fmt::format("service.{}", entry->name), entry);
        draft.plan.services.push_back(read_service(sections.back(), entry->name));
        draft.services.push_back(
            {.name = entry->name, .span = entry->key, .used = false, .sound = static_cast<bool>(sound)});
    }
    // All names are known now.
    for (std::size_t index = 0; index < sections.size(); ++index) {
        const Soundness sound(root.context());
        read_calls(sections[index], draft, index);
        draft.services[index].sound = draft.services[index].sound && sound;
    }
    check_circles(sections, draft);
}

}  // namespace fortify::scenario
