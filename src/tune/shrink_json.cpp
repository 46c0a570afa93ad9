#include "report/json_value.hpp"
#include "tune/shrink_view.hpp"

#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;

constexpr int schema_version = 1;

Json json_of(const Shrunk::Turn& turn) {
    return {{"key", turn.dial.path},
            {"fault", turn.dial.fault},
            {"unit", unit_of(turn.dial.kind)},
            {"before", make_value(turn.dial.value, turn.dial.kind).text},
            {"now", make_value(turn.now, turn.dial.kind).text},
            {"smaller", std::abs(turn.now - turn.dial.value) > 0}};
}

}  // namespace

std::string render_shrunk_json(const Shrunk& shrunk, const ShrunkOrigin& origin) {
    Json turns = Json::array();
    for (const Shrunk::Turn& turn : shrunk.turns) {
        turns.push_back(json_of(turn));
    }
    const Json json{{"schema_version", schema_version},
                    {"tool", {{"name", "fortify"}, {"version", origin.version}}},
                    {"scenario", shrunk.name},
                    {"file", shrunk.file},
                    {"complete", shrunk.end == Shrunk::End::smallest},
                    {"slo", shrunk.slo},
                    {"seed", shrunk.seed},
                    {"seeds", shrunk.seeds},
                    {"margin_before", json_or_null(shrunk.first_margin)},
                    {"margin_now", json_or_null(shrunk.margin)},
                    {"faults_left", shrunk.kept},
                    {"faults_removed", shrunk.removed},
                    {"faults_needed", shrunk.needed},
                    {"values", std::move(turns)},
                    {"trials", shrunk.trials},
                    {"calls", shrunk.calls},
                    {"replay_command", origin.replay},
                    {"scenario_text", shrunk.text}};
    return report::write(json);
}

}  // namespace fortify::tune
