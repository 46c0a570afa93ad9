#include "core/quantity.hpp"
#include "scenario/draft.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

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
    for (const Entry* entry : root.named("service")) {
        const Soundness sound(root.context());
        const Section section(root.context(), "service.*", fmt::format("service.{}", entry->name), entry);
        draft.plan.services.push_back(read_service(section, entry->name));
        draft.services.push_back(
            {.name = entry->name, .span = entry->key, .used = false, .sound = static_cast<bool>(sound)});
    }
}

}  // namespace fortify::scenario
