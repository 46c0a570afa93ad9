#include "tune/exploration.hpp"

#include "report/redact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace fortify::tune {

namespace {

Explored::State state_of(report::Conclusion conclusion) {
    switch (conclusion) {
        case report::Conclusion::passed:
            return Explored::State::held;
        case report::Conclusion::breached:
            return Explored::State::breached;
        case report::Conclusion::stopped:
            return Explored::State::stopped;
        case report::Conclusion::inconclusive:
        case report::Conclusion::interrupted:
            break;
    }
    return Explored::State::undecided;
}

std::optional<Explored> explore_seed(const Swarm& swarm, std::uint64_t seed, const std::stop_token& stop) {
    Explored explored;
    explored.seed = seed;
    const auto drawn = swarm.draw(seed);
    if (!drawn) {
        return explored;
    }
    explored.load = drawn->load;
    explored.faults = drawn->faults;
    const auto trial = run_trial(drawn->plan, seed, {}, stop);
    if (!trial) {
        return std::nullopt;
    }
    explored.state = state_of(trial->conclusion);
    explored.calls = trial->calls;
    explored.margin = trial->worst_margin();
    for (std::size_t index = 0; index < trial->slos.size(); ++index) {
        if (is_breach(trial->slos[index])) {
            explored.breached.push_back(index);
        }
    }
    return explored;
}

bool is_worse(const Explored* left, const Explored* right) {
    // Where nothing could be measured the worst is assumed.
    constexpr double bottomless = -1e300;
    const double one = left->margin.value_or(bottomless);
    const double other = right->margin.value_or(bottomless);
    return one < other || (one <= other && left->seed < right->seed);
}

// In how many of the seeds each fault is.
std::map<std::string, std::size_t> times_of(const std::vector<const Explored*>& seeds) {
    std::map<std::string, std::size_t> times;
    for (const Explored* explored : seeds) {
        for (const std::string& fault :
             std::set<std::string>(explored->faults.begin(), explored->faults.end())) {
            ++times[fault];
        }
    }
    return times;
}

std::vector<FailureGroup::Suspect> suspects_of(const std::vector<const Explored*>& seeds,
                                               const std::vector<const Explored*>& all) {
    const auto usual = times_of(all);
    std::vector<FailureGroup::Suspect> suspects;
    for (const auto& [fault, count] : times_of(seeds)) {
        if (2 * count > seeds.size() && count * all.size() > usual.at(fault) * seeds.size()) {
            suspects.push_back({.fault = fault, .times = count});
        }
    }
    std::stable_sort(suspects.begin(), suspects.end(),
                     [](const auto& left, const auto& right) { return left.times > right.times; });
    return suspects;
}

}  // namespace

std::size_t Exploration::count(Explored::State state) const {
    return static_cast<std::size_t>(std::count_if(
        seeds.begin(), seeds.end(), [&](const Explored& explored) { return explored.state == state; }));
}

std::size_t Exploration::failed() const {
    return count(Explored::State::breached) + count(Explored::State::stopped);
}

bool Exploration::is_complete() const {
    return seeds.size() == last - first + 1;
}

std::string Exploration::write_command(std::uint64_t seed) const {
    return fmt::format("{} --seeds {} --write {}", command, seed, drawn_file);
}

Exploration explore(const Swarm& swarm, std::uint64_t first, std::uint64_t last, const PoolOptions& pool) {
    const run::Plan& plan = swarm.specimen().plan();
    Exploration exploration{.name = report::redact(plan.name, plan.secrets),
                            .file = swarm.specimen().source().file,
                            .command = {},
                            .limits = swarm.limits(),
                            .first = first,
                            .last = last,
                            .slos = {},
                            .seeds = {},
                            .calls = 0};
    for (const slo::Expectation& slo : plan.slos) {
        exploration.slos.push_back(report::redact(slo.text, plan.secrets));
    }
    auto explored = map_pool<Explored>(
        static_cast<std::size_t>(last - first + 1),
        [&](std::size_t job, const std::stop_token& stop) { return explore_seed(swarm, first + job, stop); },
        pool);
    for (auto& one : explored) {
        if (one) {
            exploration.calls += one->calls;
            exploration.seeds.push_back(std::move(*one));
        }
    }
    return exploration;
}

std::vector<FailureGroup> group_failures(const Exploration& exploration) {
    std::map<std::vector<std::size_t>, std::vector<const Explored*>> by_slos;
    std::vector<const Explored*> all;
    for (const Explored& explored : exploration.seeds) {
        all.push_back(&explored);
        if (explored.failed()) {
            by_slos[explored.breached].push_back(&explored);
        }
    }
    std::vector<FailureGroup> groups;
    for (auto& [breached, seeds] : by_slos) {
        std::sort(seeds.begin(), seeds.end(), is_worse);
        groups.push_back({.breached = breached, .seeds = seeds, .suspects = suspects_of(seeds, all)});
    }
    std::stable_sort(groups.begin(), groups.end(), [](const FailureGroup& left, const FailureGroup& right) {
        return left.seeds.size() > right.seeds.size();
    });
    return groups;
}

}  // namespace fortify::tune
