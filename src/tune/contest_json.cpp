#include "report/json_value.hpp"
#include "tune/contest_text.hpp"

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;

constexpr int comparison_version = 1;

Json values_json(const std::vector<std::optional<double>>& values) {
    Json list = Json::array();
    for (const std::optional<double>& value : values) {
        list.push_back(json_or_null(value));
    }
    return list;
}

std::string_view unit_name(measure::Unit unit) {
    switch (unit) {
        case measure::Unit::ratio:
            return "ratio";
        case measure::Unit::factor:
            return "factor";
        case measure::Unit::count:
            return "count";
        case measure::Unit::rate:
            return "per_second";
        case measure::Unit::duration:
            return "seconds";
    }
    return "";
}

Json finding_json(const Finding& finding, const Samples& samples) {
    Json json{{"metric", finding.metric},
              {"unit", unit_name(finding.unit)},
              {"better_when", finding.better == slo::Better::larger ? "larger" : "smaller"},
              {"verdict", name_of(finding.judgement)},
              {"doubt", finding.doubt == Doubt::none ? Json(nullptr) : Json(name_of(finding.doubt))},
              {"a", json_or_null(finding.base)},
              {"b", json_or_null(finding.head)},
              {"a_runs", finding.base_runs},
              {"b_runs", finding.head_runs}};
    const bool bounded = finding.shift && finding.shift->bounds;
    json["difference"] = finding.shift ? Json(finding.shift->estimate) : Json(nullptr);
    json["low"] = bounded ? Json(finding.shift->bounds->low) : Json(nullptr);
    json["high"] = bounded ? Json(finding.shift->bounds->high) : Json(nullptr);
    json["confidence"] = finding.confidence;
    json["p"] = finding.p;
    json["band"] = finding.band;
    json["noise"] = json_or_null(finding.noise);
    json["values"] = {{"a", values_json(samples.base)}, {"b", values_json(samples.head)}};
    return json;
}

Json contestant_json(const Contestant& contestant) {
    return {{"label", contestant.label}, {"runs", contestant.runs}, {"passed", contestant.passed}};
}

}  // namespace

std::string_view name_of(Origin origin) {
    switch (origin) {
        case Origin::simulated:
            return "simulated";
        case Origin::repeated:
            return "repeated";
        case Origin::stored:
            return "stored";
    }
    return "";
}

std::string_view name_of(Doubt doubt) {
    switch (doubt) {
        case Doubt::none:
            return "none";
        case Doubt::unmeasured:
            return "unmeasured";
        case Doubt::too_few:
            return "too_few";
        case Doubt::wide:
            return "wide";
        case Doubt::within_noise:
            return "within_noise";
        case Doubt::uneven:
            return "uneven";
    }
    return "";
}

std::string render_json(const Contest& contest, std::string_view version) {
    const Rules& rules = contest.comparison.rules;
    Json metrics = Json::array();
    for (std::size_t index = 0; index < contest.samples.size(); ++index) {
        metrics.push_back(finding_json(contest.comparison.findings[index], contest.samples[index]));
    }
    const bool paired = rules.pairing == Pairing::paired;
    Json json{{"schema_version", comparison_version},
              {"tool", {{"name", "fortify"}, {"version", version}}},
              {"origin", name_of(contest.origin)},
              {"a", contestant_json(contest.base)},
              {"b", contestant_json(contest.head)},
              {"paired", paired},
              {"first_seed", json_or_null(contest.first_seed)},
              {"same_arrivals", json_or_null(contest.same_arrivals)},
              {"level", rules.level},
              {"band", rules.band},
              {"noise_floor", rules.noise == Noise::measured},
              {"sentence", sentence_of(contest)},
              {"notes", contest.notes},
              {"metrics", metrics}};
    return report::write(json);
}

}  // namespace fortify::tune
