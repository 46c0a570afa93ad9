#include "core/binomial.hpp"
#include "report/json_value.hpp"
#include "tune/optimisation_view.hpp"

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;

constexpr int schema_version = 1;
constexpr double confidence = 0.95;

std::string_view name_of(SearchResult::End end) {
    switch (end) {
        case SearchResult::End::settled:
            return "settled";
        case SearchResult::End::unsettled:
            return "unsettled";
        case SearchResult::End::infeasible:
            return "infeasible";
        case SearchResult::End::interrupted:
            return "interrupted";
    }
    return "";
}

Json json_of(const std::optional<Standing>& standing) {
    if (!standing) {
        return nullptr;
    }
    Json json{
        {"seeds", standing->seeds},
        {"held", standing->held},
        {"at_least", least_share(standing->held, standing->seeds, confidence)},
        {"margins", Json::array()},
        {"goal", {{"median", json_or_null(standing->median)}, {"worst", json_or_null(standing->worst)}}}};
    for (const auto& margin : standing->margins) {
        json["margins"].push_back(json_or_null(margin));
    }
    return json;
}

Json keys_json(const Optimisation& optimisation) {
    Json keys = Json::array();
    const std::vector<Role> roles = roles_of(optimisation);
    for (std::size_t key = 0; key < optimisation.before.size(); ++key) {
        const std::string& before = optimisation.before[key].text;
        Json json{{"key", optimisation.request.variations[key].key.path},
                  {"before", before.empty() ? Json(nullptr) : Json(before)},
                  {"after", optimisation.search.best[key].text},
                  {"role", nullptr},
                  {"steps", Json::array()}};
        if (!roles.empty()) {
            json["role"] = name_of(roles[key].kind);
            for (const Effect::Step& step : optimisation.effects.keys[key].steps) {
                const bool holds = step.score.is_feasible();
                json["steps"].push_back({{"value", step.value.text},
                                         {"holds", holds},
                                         {"goal", Json(optimisation.request.goal.as_cost(step.score.goal))}});
            }
        }
        keys.push_back(std::move(json));
    }
    return keys;
}

Json slos_json(const Optimisation& optimisation) {
    Json slos = Json::array();
    for (std::size_t slo = 0; slo < optimisation.request.slos.size(); ++slo) {
        Json json{{"expect", optimisation.request.slos[slo].text},
                  {"severity", slo::name_of(optimisation.request.slos[slo].severity)},
                  {"met_alone", nullptr},
                  {"best_margin_alone", nullptr}};
        if (optimisation.conflict) {
            json["met_alone"] = optimisation.conflict->slos[slo].was_met;
            json["best_margin_alone"] = json_or_null(optimisation.conflict->slos[slo].best_margin);
        }
        slos.push_back(std::move(json));
    }
    return slos;
}

}  // namespace

std::string render_optimisation_json(const Optimisation& optimisation, std::string_view version) {
    Json json{{"schema_version", schema_version},
              {"tool", {{"name", "fortify"}, {"version", version}}},
              {"scenario", optimisation.name},
              {"goal", optimisation.request.goal.text},
              {"seed", optimisation.seed},
              {"intensities", optimisation.request.intensities},
              {"end", name_of(optimisation.search.end)},
              {"sentence", sentence_of(optimisation)},
              {"confirmed", optimisation.is_confirmed},
              {"first_fresh_seed", nullptr},
              {"confidence", confidence},
              {"points", optimisation.search.points},
              {"trials", optimisation.trials},
              {"rounds", optimisation.search.rounds},
              {"keys", keys_json(optimisation)},
              {"slos", slos_json(optimisation)},
              {"before", json_of(optimisation.was)},
              {"after", json_of(optimisation.is)},
              {"conflicts", Json::array()},
              {"settings", Json::array()}};
    if (optimisation.is_confirmed) {
        json["first_fresh_seed"] = optimisation.first_fresh_seed;
    }
    if (optimisation.conflict) {
        for (const auto& [one, other] : optimisation.conflict->apart) {
            json["conflicts"].push_back(
                {optimisation.request.slos[one].text, optimisation.request.slos[other].text});
        }
    }
    for (const scenario::Override& change : optimisation.changes()) {
        json["settings"].push_back(change.path + "=" + change.value);
    }
    return report::write(json);
}

}  // namespace fortify::tune
