#include "tune/dial.hpp"

#include "core/quantity.hpp"
#include "fault/fault.hpp"
#include "scenario/removal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace fortify::tune {

namespace {

using scenario::find_entry;
using scenario::Node;

struct DialKind {
    std::string_view table;  // within the fault; empty: in itself
    std::string_view key;
    Kind kind{};
    double neutral = 0;
};

constexpr std::array dial_kinds{
    DialKind{"", "for", Kind::duration, 0},          DialKind{"", "delay", Kind::duration, 0},
    DialKind{"", "pause", Kind::duration, 0},        DialKind{"", "factor", Kind::number, 1},
    DialKind{"", "workers", Kind::count, 0},         DialKind{"", "probability", Kind::ratio, 0},
    DialKind{"when", "probability", Kind::ratio, 0}, DialKind{"when", "mean_rate", Kind::ratio, 0},
    DialKind{"when", "mean_burst", Kind::number, 1}, DialKind{"when", "mean_on", Kind::duration, 0},
};

std::string text_of(const Node& node) {
    if (const std::string* text = node.text()) {
        return *text;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
        return fmt::format("{}", *whole);
    }
    const auto* number = std::get_if<double>(&node.value);
    return number == nullptr ? std::string{} : format_number(*number);
}

const fault::FaultConfig* config_of(const run::Plan& plan, std::string_view id) {
    const auto found = std::find_if(plan.faults.begin(), plan.faults.end(),
                                    [&](const fault::FaultConfig& fault) { return fault.id == id; });
    return found == plan.faults.end() ? nullptr : &*found;
}

const service::ServiceConfig* service_of(const run::Plan& plan, const fault::FaultConfig& fault) {
    return fault.service ? &plan.services[*fault.service]
                         : run::service_behind(plan, plan.targets[fault.target]);
}

// Every attempt is hit unless the fault says otherwise: it could be fewer.
bool hits_all(const fault::FaultConfig& fault, const scenario::Table& table) {
    const bool can_choose = !fault::acts_on_service(fault.kind) ||
                            std::holds_alternative<fault::Slow>(fault.kind) ||
                            std::holds_alternative<fault::Errors>(fault.kind);
    return can_choose && find_entry(table, "when") == nullptr && find_entry(table, "ramp") == nullptr;
}

std::optional<double> number_in(const scenario::Table& fault, const DialKind& kind) {
    const scenario::Table* table = &fault;
    if (!kind.table.empty()) {
        const scenario::Entry* inner = find_entry(fault, kind.table);
        table = inner == nullptr ? nullptr : inner->node.table();
    }
    const scenario::Entry* entry = table == nullptr ? nullptr : find_entry(*table, kind.key);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const auto value = parse_value(text_of(entry->node), kind.kind);
    return value ? value->number : std::nullopt;
}

const scenario::Array* faults_in(const Node& root) {
    const scenario::Entry* entry = root.table() == nullptr ? nullptr : find_entry(*root.table(), "fault");
    return entry == nullptr ? nullptr : entry->node.array();
}

std::string id_of(const Node& fault) {
    const scenario::Entry* id = fault.table() == nullptr ? nullptr : find_entry(*fault.table(), "id");
    return id == nullptr ? std::string{} : text_of(id->node);
}

}  // namespace

std::vector<std::string> fault_ids(const Node& root) {
    std::vector<std::string> ids;
    if (const scenario::Array* faults = faults_in(root)) {
        std::transform(faults->begin(), faults->end(), std::back_inserter(ids), id_of);
    }
    return ids;
}

std::vector<std::string> removable_faults(const Specimen& specimen) {
    std::vector<std::string> ids = fault_ids(specimen.root());
    const auto is_pinned = [&](const std::string& id) {
        const auto text = scenario::without_entry(specimen.source(), "fault", id);
        return !text ||
               !scenario::load({.file = specimen.source().file, .text = *text}, specimen.options()).plan;
    };
    ids.erase(std::remove_if(ids.begin(), ids.end(), is_pinned), ids.end());
    return ids;
}

std::vector<Dial> dials_of(const Node& root, const run::Plan& plan) {
    std::vector<Dial> dials;
    const scenario::Array* faults = faults_in(root);
    for (std::size_t index = 0; faults != nullptr && index < faults->size(); ++index) {
        const Node& fault = (*faults)[index];
        const std::string id = id_of(fault);
        const fault::FaultConfig* config = config_of(plan, id);
        if (config == nullptr || config->proxy) {
            continue;
        }
        for (const DialKind& kind : dial_kinds) {
            auto number = number_in(*fault.table(), kind);
            if (!number && kind.table.empty() && kind.key == "probability" &&
                hits_all(*config, *fault.table())) {
                number = 1;
            }
            if (!number) {
                continue;
            }
            const service::ServiceConfig* service =
                kind.key == "workers" ? service_of(plan, *config) : nullptr;
            dials.push_back({.fault = id,
                             .path = fmt::format("fault.{}.{}{}{}", id, kind.table,
                                                 kind.table.empty() ? "" : ".", kind.key),
                             .kind = kind.kind,
                             .value = *number,
                             .neutral = service == nullptr ? kind.neutral : service->workers});
        }
    }
    return dials;
}

}  // namespace fortify::tune
