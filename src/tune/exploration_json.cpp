#include "report/json_value.hpp"
#include "tune/exploration_view.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;

constexpr int schema_version = 1;

std::string_view name_of(Explored::State state) {
    switch (state) {
        case Explored::State::held:
            return "held";
        case Explored::State::breached:
            return "breached";
        case Explored::State::stopped:
            return "stopped";
        case Explored::State::undecided:
            return "undecided";
        case Explored::State::unusable:
            return "unusable";
    }
    return "";
}

Json texts_of(const Exploration& exploration, const std::vector<std::size_t>& slos) {
    Json texts = Json::array();
    for (const std::size_t slo : slos) {
        texts.push_back(exploration.slos[slo]);
    }
    return texts;
}

Json json_of(const Exploration& exploration, const Explored& explored) {
    Json json{{"seed", explored.seed},
              {"outcome", name_of(explored.state)},
              {"breached", texts_of(exploration, explored.breached)},
              {"worst_margin", json_or_null(explored.margin)},
              {"load_factor", explored.load},
              {"faults", explored.faults},
              {"calls", explored.calls}};
    if (explored.failed()) {
        const std::string write = exploration.write_command(explored.seed);
        json["scenario_command"] = write;
        json["replay_command"] = fmt::format("{} && fortify simulate {}", write, drawn_file);
        json["minimise_command"] = fmt::format("{} && fortify minimise {}", write, drawn_file);
    }
    return json;
}

Json json_of(const Exploration& exploration, const FailureGroup& group) {
    Json json{{"breached", texts_of(exploration, group.breached)},
              {"seeds", Json::array()},
              {"suspects", Json::array()}};
    for (const Explored* explored : group.seeds) {
        json["seeds"].push_back(explored->seed);
    }
    for (const FailureGroup::Suspect& suspect : group.suspects) {
        json["suspects"].push_back({{"fault", suspect.fault}, {"seeds", suspect.times}});
    }
    return json;
}

}  // namespace

std::string render_exploration_json(const Exploration& exploration, std::string_view version) {
    Json json{{"schema_version", schema_version},
              {"tool", {{"name", "fortify"}, {"version", version}}},
              {"scenario", exploration.name},
              {"file", exploration.file},
              {"complete", exploration.is_complete()},
              {"first_seed", exploration.first},
              {"last_seed", exploration.last},
              {"most_added_faults", exploration.limits.most_added},
              {"load_factor", {exploration.limits.least_load, exploration.limits.most_load}},
              {"slos", exploration.slos},
              {"held", exploration.count(Explored::State::held)},
              {"failed", exploration.failed()},
              {"undecided", exploration.count(Explored::State::undecided)},
              {"unusable", exploration.count(Explored::State::unusable)},
              {"calls", exploration.calls},
              {"groups", Json::array()},
              {"seeds", Json::array()}};
    for (const FailureGroup& group : group_failures(exploration)) {
        json["groups"].push_back(json_of(exploration, group));
    }
    for (const Explored& explored : exploration.seeds) {
        json["seeds"].push_back(json_of(exploration, explored));
    }
    return report::write(json);
}

}  // namespace fortify::tune
