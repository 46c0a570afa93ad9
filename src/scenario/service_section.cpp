#include "scenario/draft.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

service::ServiceConfig read_service(const Section& section, std::string name) {
    service::ServiceConfig config;
    config.name = std::move(name);
    config.workers = static_cast<std::uint32_t>(section.value<std::uint64_t>("workers"));
    config.service_time = read_distribution(section, "service_time");
    config.instances = static_cast<std::uint32_t>(section.value<std::uint64_t>("instances"));
    config.answer_size = section.value<Bytes>("answer_size");
    const Section queue = section.inner("queue");
    if (const auto limit = queue.get<std::uint64_t>("limit")) {
        config.queue_limit = static_cast<std::uint32_t>(*limit);
    }
    config.queue_order =
        queue.value<std::string>("order") == "lifo" ? service::QueueOrder::lifo : service::QueueOrder::fifo;
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
