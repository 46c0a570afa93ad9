#include "core/text.hpp"
#include "report/json_value.hpp"
#include "slo/verdict.hpp"
#include "tune/margin_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;
using Row = MarginReport::Row;

constexpr int schema_version = 1;

std::string_view name_of(Margin::End end) {
    switch (end) {
        case Margin::End::found:
            return "found";
        case Margin::End::never_holds:
            return "never_holds";
        case Margin::End::never_breaks:
            return "never_breaks";
        case Margin::End::no_answer:
            return "no_answer";
        case Margin::End::cut_short:
            return "interrupted";
    }
    return "";
}

std::string_view verdict_of(const Probe& probe) {
    switch (probe.state) {
        case Probe::State::decided:
        case Probe::State::leaning:
            return probe.decision == Decision::holds ? "holds" : "breaks";
        case Probe::State::no_answer:
            return "undecided";
        case Probe::State::cut_short:
            return "interrupted";
    }
    return "";
}

std::string_view outcome_of(const ProbeTrial& trial) {
    return !trial.decision ? "undecided" : *trial.decision == Decision::holds ? "held" : "broke";
}

Json json_of(const Value& value) {
    return {{"text", value.text}, {"number", json_or_null(value.number)}};
}

Json value_of(const std::optional<Probe>& probe) {
    return probe ? json_of(probe->value) : Json();
}

std::string set_flag(const std::string& key, const std::string& value) {
    return " --set " + shell_word(key + "=" + value);
}

// What all commands of a row have beside the values that were tried.
std::string beside_flag(const MarginReport& report, const Row& row) {
    return row.beside ? set_flag(report.beside_key, row.beside->text) : std::string{};
}

// One trial that came to what was found.
Json trial_command(const MarginReport& report, const Row& row, const Probe& probe) {
    const bool is_found = probe.state == Probe::State::decided || probe.state == Probe::State::leaning;
    const auto trial = std::find_if(probe.trials.begin(), probe.trials.end(), [&](const ProbeTrial& one) {
        return is_found && one.decision == probe.decision;
    });
    return trial == probe.trials.end()
               ? Json()
               : Json(report.commands.trial + beside_flag(report, row) +
                      set_flag(report.key, probe.value.text) + fmt::format(" --seed {}", trial->seed));
}

// Both sides of the edge again, judged by the same trials.
Json edge_command(const MarginReport& report, const Row& row) {
    if (!row.margin.holds || !row.margin.breaks) {
        return {};
    }
    const auto [low, high] =
        std::minmax(row.margin.holds->value, row.margin.breaks->value,
                    [](const Value& left, const Value& right) { return *left.number < *right.number; });
    return report.commands.search + beside_flag(report, row) +
           (report.wanted == MarginRequest::Wanted::largest ? " --max " : " --min ") +
           shell_word(fmt::format("{}={}..{}", report.key, low.text, high.text));
}

Json trials_json(const MarginReport& report, const Probe& probe) {
    Json trials = Json::array();
    for (const ProbeTrial& trial : probe.trials) {
        Json breached = Json::array();
        for (const std::size_t slo : trial.breached) {
            breached.push_back(report.slos[slo].text);
        }
        trials.push_back({{"seed", trial.seed},
                          {"outcome", outcome_of(trial)},
                          {"stopped", trial.is_stopped},
                          {"breached", std::move(breached)}});
    }
    return trials;
}

Json json_of(const MarginReport& report, const Row& row, const Probe& probe) {
    const bool is_sure = probe.state == Probe::State::decided && report.mode == MarginReport::Mode::simulated;
    Json json{{"text", probe.value.text},
              {"number", *probe.value.number},
              {"verdict", verdict_of(probe)},
              {"likely", probe.state == Probe::State::leaning},
              {"confidence", is_sure ? Json(1 - error_of_one(report.confidence)) : Json()},
              {"why", probe.state == Probe::State::no_answer ? Json(probe.why) : Json()},
              {"held", probe.held},
              {"broke", probe.broke},
              {"undecided", probe.undecided},
              {"breached", Json::array()},
              {"trials", trials_json(report, probe)},
              {"command", trial_command(report, row, probe)}};
    for (const BreachCount& breach : breaches_of(probe)) {
        json["breached"].push_back({{"expect", report.slos[breach.slo].text}, {"trials", breach.trials}});
    }
    return json;
}

Json json_of(const MarginReport& report, const Row& row) {
    const auto times = times_own(report, row.margin);
    Json json{{"beside", row.beside ? json_of(*row.beside) : Json()},
              {"end", name_of(row.margin.end)},
              {"sentence", sentence_of(report, row.margin)},
              {"holds", value_of(row.margin.holds)},
              {"breaks", value_of(row.margin.breaks)},
              {"times_own", json_or_null(times)},
              {"command", edge_command(report, row)},
              {"values", Json::array()}};
    for (const Probe& probe : row.margin.probes) {
        json["values"].push_back(json_of(report, row, probe));
    }
    return json;
}

}  // namespace

std::string render_margin_json(const MarginReport& report, std::string_view version) {
    const bool is_real = report.mode == MarginReport::Mode::real;
    Json json{{"schema_version", schema_version},
              {"tool", {{"name", "fortify"}, {"version", version}}},
              {"scenario", report.name},
              {"file", report.file},
              {"mode", is_real ? "real" : "simulated"},
              {"goal", report.wanted == MarginRequest::Wanted::largest ? "max" : "min"},
              {"key", report.key},
              {"unit", unit_of(report.kind)},
              {"range",
               {{"low", json_of(exact_value(report.range.low, report.kind))},
                {"high", json_of(exact_value(report.range.high, report.kind))}}},
              {"own", report.own ? json_of(exact_value(*report.own, report.kind)) : Json()},
              {"promise", report.promise},
              {"slos", Json::array()},
              {"confidence", is_real ? Json() : Json(report.confidence)},
              {"seed", report.seed},
              {"beside", nullptr},
              {"complete", report.is_complete()},
              {"trials", report.trials},
              {"searches", Json::array()}};
    for (const MarginReport::Slo& slo : report.slos) {
        json["slos"].push_back({{"expect", slo.text}, {"severity", slo::name_of(slo.severity)}});
    }
    if (!report.beside_key.empty()) {
        json["beside"] = {
            {"key", report.beside_key}, {"unit", unit_of(report.beside_kind)}, {"values", report.searches}};
    }
    for (const Row& row : report.rows) {
        json["searches"].push_back(json_of(report, row));
    }
    return report::write(json);
}

}  // namespace fortify::tune
