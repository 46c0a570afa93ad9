#include "tune/stored_report.hpp"

#include "measure/histogram.hpp"
#include "measure/metric.hpp"
#include "report/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace fortify::tune {

namespace {

using Document = nlohmann::json;
using measure::Metric;
using Number = Result<std::optional<double>, std::string>;

const Document* find(const Document& json, std::initializer_list<const char*> path) {
    const Document* place = &json;
    for (const char* const key : path) {
        if (!place->is_object()) {
            return nullptr;
        }
        const auto found = place->find(key);
        if (found == place->end()) {
            return nullptr;
        }
        place = &*found;
    }
    return place;
}

std::optional<std::string> text_at(const Document& json, std::initializer_list<const char*> path) {
    const Document* const found = find(json, path);
    return found != nullptr && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

// A number or null; anything else is no report of ours.
Number number_at(const Document& json, std::initializer_list<const char*> path) {
    const Document* const found = find(json, path);
    if (found != nullptr && found->is_number()) {
        return std::optional(found->get<double>());
    }
    if (found != nullptr && found->is_null()) {
        return std::optional<double>{};
    }
    std::string name;
    for (const char* const key : path) {
        name += (name.empty() ? "" : ".") + std::string(key);
    }
    return Err{fmt::format("its {} is no number", name)};
}

Number sum_at(const Document& calls, const char* group, std::initializer_list<const char*> keys) {
    double sum = 0;
    for (const char* const key : keys) {
        Number part = number_at(calls, {group, key});
        if (!part || !*part) {
            return part;
        }
        sum += **part;
    }
    return std::optional(sum);
}

Number quotient(const Number& part, const Number& whole) {
    if (!part || !whole) {
        return part ? whole : part;
    }
    return *part && *whole && **whole > 0 ? std::optional(**part / **whole) : std::optional<double>{};
}

const char* key_of_timing(Metric metric) {
    if (metric == Metric::service_time) {
        return "service_time";
    }
    return metric == Metric::schedule_lag ? "schedule_lag" : "response_time";
}

Number timing(const Document& calls, const slo::Measurement& measurement) {
    const char* const key = key_of_timing(measurement.metric);
    const auto text = text_at(calls, {key, "histogram"});
    const auto histogram = text ? measure::Histogram::decode(*text)
                                : Result<measure::Histogram, std::string>(Err{std::string("is missing")});
    if (!histogram) {
        return Err{fmt::format("its {}.histogram {}", key, histogram.error())};
    }
    if (histogram->empty()) {
        return std::optional<double>{};
    }
    switch (measurement.aggregate.kind) {
        case slo::Aggregate::Kind::percentile:
            return std::optional(to_seconds(histogram->quantile(measurement.aggregate.percentile / 100)));
        case slo::Aggregate::Kind::max:
            return std::optional(to_seconds(histogram->max()));
        case slo::Aggregate::Kind::min:
            return std::optional(to_seconds(histogram->min()));
        case slo::Aggregate::Kind::mean:
        case slo::Aggregate::Kind::none:
            return std::optional(to_seconds(histogram->mean()));
    }
    return std::optional<double>{};
}

// Metrics that are one number of the counts.
struct CountRow {
    Metric metric;
    const char* key;
};
constexpr std::array counts{CountRow{Metric::load_unsent, "unsent"},
                            CountRow{Metric::load_unfinished, "unfinished"},
                            CountRow{Metric::retry_attempts, "attempts"}, CountRow{Metric::wasted, "wasted"}};

const char* count_key(Metric metric) {
    for (const CountRow& row : counts) {
        if (row.metric == metric) {
            return row.key;
        }
    }
    return nullptr;
}

// `seconds`: how long the stretch lasted.
Number value_in(const Document& calls, const Number& seconds, const slo::Measurement& measurement) {
    const Metric metric = measurement.metric;
    if (const char* const key = count_key(metric)) {
        return number_at(calls, {"counts", key});
    }
    if (metric == Metric::success_rate) {
        return number_at(calls, {"shares", "succeeded"});
    }
    if (metric == Metric::error_rate) {
        return sum_at(calls, "shares", {"failed", "rejected"});
    }
    if (metric == Metric::availability) {
        return sum_at(calls, "shares", {"succeeded", "degraded"});
    }
    if (metric == Metric::goodput) {
        return number_at(calls, {"goodput_per_second"});
    }
    if (metric == Metric::offered) {
        return quotient(number_at(calls, {"counts", "offered"}), seconds);
    }
    if (metric == Metric::throughput) {
        return quotient(number_at(calls, {"counts", "settled"}), seconds);
    }
    if (metric == Metric::retry_amplification) {
        return quotient(number_at(calls, {"counts", "attempts"}), number_at(calls, {"counts", "begun"}));
    }
    return timing(calls, measurement);
}

std::vector<std::string> names_in(const Document& json, const char* list, const char* key) {
    std::vector<std::string> names;
    const Document* const entries = find(json, {list});
    if (entries != nullptr && entries->is_array()) {
        for (const Document& entry : *entries) {
            if (auto name = text_at(entry, {key})) {
                names.push_back(std::move(*name));
            }
        }
    }
    return names;
}

// The one entry of a list that has this name; null: none or several.
const Document* entry_of(const Document& json, const char* list, const std::string& name) {
    const Document* found = nullptr;
    const Document* const entries = find(json, {list});
    if (entries == nullptr || !entries->is_array()) {
        return nullptr;
    }
    for (const Document& entry : *entries) {
        if (text_at(entry, {"name"}) == name) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &entry;
        }
    }
    return found;
}

Number in_seconds(const Number& nanoseconds) {
    return quotient(nanoseconds, Number(std::optional(1e9)));
}

}  // namespace

struct StoredReport::Tree {
    Document json;
};

Result<StoredReport, std::string> StoredReport::parse(std::string file, std::string_view text) {
    auto tree = std::make_shared<Tree>();
    tree->json = Document::parse(text, nullptr, false);
    const Document& json = tree->json;
    if (json.is_discarded()) {
        return Err{std::string("it is no JSON")};
    }
    const Document* const version = find(json, {"schema_version"});
    if (text_at(json, {"tool", "name"}) != "fortify" || version == nullptr) {
        return Err{std::string("it is no report of fortify")};
    }
    if (*version != report::schema_version) {
        return Err{fmt::format("it is a report of version {}, this fortify reads version {}",
                               version->dump(-1, ' ', false, Document::error_handler_t::replace),
                               report::schema_version)};
    }
    const auto mode = text_at(json, {"run", "mode"});
    const auto conclusion = text_at(json, {"overall", "conclusion"});
    const auto scenario = text_at(json, {"scenario", "name"});
    const Document* const seed = find(json, {"run", "seed"});
    const Document* const offered = find(json, {"calls", "measured", "counts", "offered"});
    if (!mode || !conclusion || !scenario || seed == nullptr || !seed->is_number_unsigned() ||
        offered == nullptr || !offered->is_number_unsigned()) {
        return Err{std::string("it is a report with parts missing")};
    }
    StoredReport report;
    report.file_ = std::move(file);
    report.scenario_ = *scenario;
    report.conclusion_ = *conclusion;
    report.seed_ = seed->get<std::uint64_t>();
    report.offered_ = offered->get<std::uint64_t>();
    report.mode_ = *mode == "simulated" ? report::Mode::simulated : report::Mode::real;
    report.tree_ = std::move(tree);
    return report;
}

std::string StoredReport::blemish() const {
    return conclusion_ == "passed" || conclusion_ == "breached" ? std::string{} : conclusion_;
}

bool StoredReport::has_retries() const {
    const Number attempts = number_at(tree_->json, {"calls", "measured", "counts", "attempts"});
    const Number begun = number_at(tree_->json, {"calls", "measured", "counts", "begun"});
    return attempts && begun && *attempts && *begun && **attempts > **begun;
}

slo::Vocabulary StoredReport::vocabulary() const {
    slo::Vocabulary vocabulary;
    vocabulary.phases = names_in(tree_->json, "scopes", "name");
    vocabulary.targets = names_in(tree_->json, "targets", "name");
    vocabulary.policies = names_in(tree_->json, "policies", "name");
    vocabulary.faults = names_in(tree_->json, "faults", "id");
    return vocabulary;
}

bool StoredReport::holds(Metric metric) {
    constexpr std::array held{
        Metric::success_rate, Metric::error_rate,         Metric::availability,  Metric::goodput,
        Metric::offered,      Metric::throughput,         Metric::response_time, Metric::service_time,
        Metric::schedule_lag, Metric::retry_amplification};
    return count_key(metric) != nullptr || std::find(held.begin(), held.end(), metric) != held.end();
}

Result<std::optional<double>, std::string> StoredReport::value(const slo::Measurement& measurement) const {
    const Document& json = tree_->json;
    if (measurement.during && measurement.of) {
        return Err{std::string("it holds no target by phase: leave out 'of' or 'during'")};
    }
    if (!measurement.during && !measurement.of) {
        return value_in(*find(json, {"calls", "measured"}),
                        in_seconds(number_at(json, {"run", "measured_ns"})), measurement);
    }
    const std::string& name = measurement.during ? *measurement.during : *measurement.of;
    const Document* const entry = entry_of(json, measurement.during ? "scopes" : "targets", name);
    const Document* const calls = entry == nullptr ? nullptr : find(*entry, {"calls"});
    if (calls == nullptr) {
        return Err{fmt::format("it holds '{}' not at all, or several times", name)};
    }
    const Number nanoseconds =
        measurement.during ? number_at(*entry, {"lasted_ns"}) : number_at(json, {"run", "measured_ns"});
    return value_in(*calls, in_seconds(nanoseconds), measurement);
}

}  // namespace fortify::tune
