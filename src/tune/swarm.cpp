#include "tune/swarm.hpp"

#include "core/quantity.hpp"
#include "scenario/removal.hpp"
#include "scenario/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>
#include <utility>

namespace fortify::tune {

namespace {

constexpr std::uint64_t most_drafts = 8;
constexpr double farthest = 2;  // times or by which a fault of the scenario changes
constexpr std::array wire_kinds{"latency",      "status", "refuse",     "connect_timeout",
                                "slow_connect", "reset",  "black_hole", "half_open"};
constexpr std::array service_kinds{"stall", "slow", "errors", "crash", "capacity", "pause"};

// Spread evenly over the ratios.
double between(Rng rng, double low, double high) {
    return low * std::pow(high / low, rng.uniform());
}

std::string time_text(double seconds) {
    return fmt::format("\"{}\"",
                       format_duration(std::chrono::round<std::chrono::milliseconds>(from_seconds(seconds))));
}

// Beside a value, on the side that the bounds leave.
double moved(const Dial& dial, double factor) {
    const double number = dial.neutral + (dial.value - dial.neutral) * factor;
    const double least = dial.kind == Kind::number ? 1 : 0;
    return dial.kind == Kind::ratio ? std::clamp(number, 0.0, 1.0) : std::max(number, least);
}

void collect_rates(const scenario::Node& node,
                   const std::string& path,
                   const std::function<void(std::string, const scenario::Node&)>& take) {
    for (const std::string_view key : {"rate", "ramp_to", "users"}) {
        const scenario::Entry* entry =
            node.table() == nullptr ? nullptr : scenario::find_entry(*node.table(), key);
        if (entry != nullptr) {
            take(fmt::format("{}.{}", path, key), entry->node);
        }
    }
}

}  // namespace

Result<Swarm, Diagnostics> Swarm::around(const Specimen& specimen, const SwarmLimits& limits) {
    auto settled = written_out(specimen);
    if (!settled) {
        return Err{settled.error()};
    }
    return Swarm(std::move(*settled), limits);
}

Swarm::Swarm(Specimen specimen, const SwarmLimits& limits)
    : specimen_(std::move(specimen)),
      limits_(limits),
      faults_(fault_ids(specimen_.root())),
      removable_(removable_faults(specimen_)),
      dials_(dials_of(specimen_.root(), specimen_.plan())) {
    find_offers();
    find_load();
}

void Swarm::find_offers() {
    const run::Plan& plan = specimen_.plan();
    std::vector<std::string_view> reached;
    for (const run::TargetPlan& target : plan.targets) {
        const service::ServiceConfig* service = run::service_behind(plan, target);
        const std::string place = fmt::format("target = \"{}\"", target.name);
        for (const char* const kind : wire_kinds) {
            offers_.push_back({kind, place, fmt::format("{} at {}", kind, target.name)});
        }
        // Nothing can be done to the inside of a service elsewhere, but in virtual time.
        if (service == nullptr || !target.service ||
            std::find(reached.begin(), reached.end(), service->name) != reached.end()) {
            continue;
        }
        reached.push_back(service->name);
        for (const char* const kind : service_kinds) {
            offers_.push_back({kind, place, fmt::format("{} at {}", kind, target.name), service->workers});
        }
    }
    for (const service::ServiceConfig& service : plan.services) {
        if (std::find(reached.begin(), reached.end(), service.name) == reached.end()) {
            for (const char* const kind : service_kinds) {
                offers_.push_back({kind, fmt::format("service = \"{}\"", service.name),
                                   fmt::format("{} in {}", kind, service.name), service.workers});
            }
        }
    }
    // There are no fewer workers than one.
    offers_.erase(
        std::remove_if(offers_.begin(), offers_.end(),
                       [](const Offer& offer) { return offer.kind == "capacity" && offer.workers < 2; }),
        offers_.end());
}

void Swarm::find_load() {
    const auto take = [&](std::string path, const scenario::Node& node) {
        if (const std::string* text = node.text()) {
            const auto value = parse_value(*text, Kind::rate);
            if (value && value->number) {
                load_.push_back({.path = std::move(path), .kind = Kind::rate, .value = *value->number});
            }
        } else if (const auto* users = std::get_if<std::int64_t>(&node.value)) {
            load_.push_back(
                {.path = std::move(path), .kind = Kind::count, .value = static_cast<double>(*users)});
        }
    };
    for (const std::string_view section : {"load", "phase"}) {
        const scenario::Entry* entry = scenario::find_entry(*specimen_.root().table(), section);
        if (entry == nullptr) {
            continue;
        }
        const scenario::Array* list = entry->node.array();
        if (list == nullptr) {
            collect_rates(entry->node, std::string(section), take);
            continue;
        }
        for (std::size_t index = 0; index < list->size(); ++index) {
            collect_rates((*list)[index], fmt::format("{}.{}", section, index + 1), take);
        }
    }
}

std::vector<std::string> Swarm::keys_of(const Offer& offer, std::string id, Rng rng) const {
    const double whole = to_seconds(specimen_.plan().end() - run_start);
    const double begin = whole * (0.1 + 0.7 * rng.fork("begin").uniform());
    const double length = std::min(whole * between(rng.fork("length"), 0.02, 0.25), whole * 0.95 - begin);
    std::vector<std::string> keys{fmt::format("id = \"{}\"", id), fmt::format("kind = \"{}\"", offer.kind),
                                  offer.place, "at = " + time_text(begin), "for = " + time_text(length)};
    const Rng strength = rng.fork("strength");
    if (offer.kind == "latency" || offer.kind == "slow_connect") {
        keys.push_back("delay = " + time_text(between(strength, 0.02, 5)));
    } else if (offer.kind == "slow") {
        keys.push_back(fmt::format("factor = {:.2f}", between(strength, 1.5, 10)));
    } else if (offer.kind == "capacity") {
        Rng draw = strength;
        keys.push_back(fmt::format("workers = {}", 1 + draw.below(offer.workers - 1)));
    } else if (offer.kind == "pause") {
        const double pause = between(strength, 0.05, 1);
        keys.push_back("pause = " + time_text(pause));
        keys.push_back("period = " + time_text(pause * between(rng.fork("period"), 2, 20)));
    }
    const bool hits_some = offer.kind == "slow" || offer.kind == "errors" ||
                           std::find(wire_kinds.begin(), wire_kinds.end(), offer.kind) != wire_kinds.end();
    if (hits_some) {
        keys.push_back(fmt::format("probability = {:.3f}", between(rng.fork("share"), 0.05, 1)));
    }
    return keys;
}

Result<Drawn, Diagnostics> Swarm::draft(std::uint64_t seed, std::uint64_t number) const {
    const Rng rng = Rng(seed).fork("explore").fork(number);
    Drawn drawn{.seed = seed, .text = specimen_.source().text, .plan = {}, .load = 1, .faults = {}};
    const auto source = [&] {
        return scenario::Source{.file = specimen_.source().file, .text = drawn.text};
    };
    Setting changes{{.path = "seed", .value = fmt::format("{}", seed)}};
    if (!load_.empty()) {
        drawn.load = between(rng.fork("load"), limits_.least_load, limits_.most_load);
    }
    for (const LoadKey& key : load_) {
        changes.push_back({.path = key.path, .value = make_value(key.value * drawn.load, key.kind).text});
    }
    for (const std::string& fault : faults_) {
        const Rng own = rng.fork("fault/" + fault);
        const bool may_go = std::find(removable_.begin(), removable_.end(), fault) != removable_.end();
        if (may_go && own.fork("stays").chance(0.5)) {
            drawn.text = scenario::without_entry(source(), "fault", fault).value_or(drawn.text);
            continue;
        }
        drawn.faults.push_back(fault);
        for (const Dial& dial : dials_) {
            if (dial.fault == fault) {
                const double factor = between(own.fork(dial.path), 1 / farthest, farthest);
                changes.push_back(
                    {.path = dial.path, .value = make_value(moved(dial, factor), dial.kind).text});
            }
        }
    }
    auto text = scenario::rewrite(source(), changes);
    if (!text) {
        return Err{text.error()};
    }
    drawn.text = std::move(*text);
    std::vector<const Offer*> menu;
    for (const Offer& offer : offers_) {
        if (rng.fork("menu/" + offer.label).chance(0.5)) {
            menu.push_back(&offer);
        }
    }
    const std::uint64_t added = menu.empty() ? 0 : rng.fork("added").below(limits_.most_added + 1);
    for (std::uint64_t index = 0; index < added; ++index) {
        const Rng own = rng.fork("added").fork(index);
        const Offer& offer = *menu[own.fork("kind").below(menu.size())];
        std::string id = fmt::format("drawn_{}", index + 1);
        while (std::find(faults_.begin(), faults_.end(), id) != faults_.end()) {
            id += '_';
        }
        drawn.text = scenario::with_entry(source(), "fault", keys_of(offer, std::move(id), own));
        drawn.faults.push_back(offer.label);
    }
    auto loaded = scenario::load(source(), specimen_.options());
    if (!loaded.plan) {
        return Err{std::move(loaded.diagnostics)};
    }
    drawn.plan = std::move(*loaded.plan);
    return drawn;
}

Result<Drawn, Diagnostics> Swarm::draw(std::uint64_t seed) const {
    auto drawn = draft(seed, 0);
    // Faults that contradict each other, a window beyond the end: another draft.
    for (std::uint64_t number = 1; !drawn && number < most_drafts; ++number) {
        drawn = draft(seed, number);
    }
    return drawn;
}

}  // namespace fortify::tune
