#include "core/quantity.hpp"
#include "report/json_value.hpp"
#include "tune/sweep_view.hpp"

#include <fmt/format.h>

namespace fortify::tune {

namespace {

using report::Json;
using report::json_or_null;

constexpr int schema_version = 1;

// RFC 4180.
std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return quoted + "\"";
}

std::string csv_number(const std::optional<double>& number) {
    return number ? fmt::format("{}", *number) : std::string{};
}

std::string_view name_of(measure::Unit unit) {
    switch (unit) {
        case measure::Unit::ratio:
            return "ratio";
        case measure::Unit::factor:
            return "factor";
        case measure::Unit::count:
            return "count";
        case measure::Unit::rate:
            return "per second";
        case measure::Unit::duration:
            return "seconds";
    }
    return "";
}

std::string_view name_of(slo::Better better) {
    return better == slo::Better::smaller ? "minimise" : "maximise";
}

Json json_of(const Column& column) {
    Json json{{"metric", column.measurement.text},
              {"unit", name_of(measure::info(column.measurement.metric).unit)},
              {"goal", nullptr}};
    if (column.goal) {
        json["goal"] = name_of(*column.goal);
    }
    return json;
}

Json json_of(const Trial& trial) {
    Json json{{"seed", trial.seed},
              {"conclusion", report::name_of(trial.conclusion)},
              {"worst_margin", json_or_null(trial.worst_margin())},
              {"calls", trial.calls},
              {"succeeded", trial.succeeded},
              {"attempts", trial.attempts},
              {"values", Json::array()}};
    for (const auto& value : trial.values) {
        json["values"].push_back(json_or_null(value));
    }
    return json;
}

Json json_of(const Sweep& sweep, const SweepPoint& point) {
    Json json{{"values", Json::object()},
              {"unusable", nullptr},
              {"passed", point.summary.passed},
              {"breached", point.summary.breached},
              {"undecided", point.summary.undecided},
              {"worst_margin", json_or_null(point.summary.worst_margin)},
              {"measured", Json::array()},
              {"on_front", point.on_front},
              {"trials", Json::array()}};
    for (std::size_t key = 0; key < point.values.size(); ++key) {
        json["values"][sweep.request.variations[key].key.path] = point.values[key].text;
    }
    if (!point.unusable.empty()) {
        json["unusable"] = reason_of(point);
    }
    for (const std::optional<Spread>& spread : point.summary.measured) {
        json["measured"].push_back(
            spread ? Json{{"mean", spread->mean}, {"low", spread->low}, {"high", spread->high}} : Json());
    }
    for (const Trial& trial : point.trials) {
        json["trials"].push_back(json_of(trial));
    }
    return json;
}

}  // namespace

std::string render_sweep_csv(const Sweep& sweep) {
    std::vector<std::string> cells;
    for (const Variation& variation : sweep.request.variations) {
        cells.push_back(csv_cell(variation.key.path));
    }
    cells.insert(cells.end(), {"passed", "breached", "undecided", "worst_margin"});
    for (const Column& column : sweep.request.columns) {
        for (const std::string_view part : {"", " low", " high"}) {
            cells.push_back(csv_cell(column.measurement.text + std::string(part)));
        }
    }
    cells.insert(cells.end(), {"on_front", "unusable"});
    std::string text = fmt::format("{}\n", fmt::join(cells, ","));
    for (const SweepPoint& point : sweep.points) {
        const Summary& summary = point.summary;
        cells.clear();
        for (const Value& value : point.values) {
            cells.push_back(csv_cell(value.text));
        }
        for (const std::size_t count : {summary.passed, summary.breached, summary.undecided}) {
            cells.push_back(fmt::format("{}", count));
        }
        cells.push_back(csv_number(summary.worst_margin));
        for (const std::optional<Spread>& spread : summary.measured) {
            cells.push_back(csv_number(spread ? std::optional(spread->mean) : std::nullopt));
            cells.push_back(csv_number(spread ? std::optional(spread->low) : std::nullopt));
            cells.push_back(csv_number(spread ? std::optional(spread->high) : std::nullopt));
        }
        cells.emplace_back(point.on_front ? "1" : "0");
        cells.push_back(csv_cell(reason_of(point)));
        text += fmt::format("{}\n", fmt::join(cells, ","));
    }
    return text;
}

std::string render_sweep_json(const Sweep& sweep) {
    const bool is_grid = sweep.request.design == SweepRequest::Design::grid;
    Json json{{"schema_version", schema_version},
              {"scenario", sweep.name},
              {"design", is_grid ? "grid" : "latin"},
              {"seed", sweep.seed},
              {"seeds", sweep.request.seeds},
              {"complete", sweep.is_complete()},
              {"keys", Json::array()},
              {"columns", Json::array()},
              {"points", Json::array()}};
    for (const Variation& variation : sweep.request.variations) {
        json["keys"].push_back(variation.key.path);
    }
    for (const Column& column : sweep.request.columns) {
        json["columns"].push_back(json_of(column));
    }
    for (const SweepPoint& point : sweep.points) {
        json["points"].push_back(json_of(sweep, point));
    }
    return report::write(json);
}

}  // namespace fortify::tune
