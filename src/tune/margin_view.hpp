#pragma once

#include "report/text.hpp"
#include "slo/expectation.hpp"
#include "tune/margin.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

// A search, or one for each value of a second key.
struct MarginReport {
    enum class Mode : std::uint8_t { simulated, real };
    struct Row {
        std::optional<Value> beside;  // of the second key
        Margin margin;
    };
    struct Slo {
        std::string text;
        slo::Severity severity{};
    };
    // The flags that the one who reads it gives again.
    struct Commands {
        std::string trial;   // "fortify simulate shop.toml", or run; without values and seed
        std::string search;  // "fortify find shop.toml --confidence 0.99"; without keys
    };

    std::string name;  // of the scenario
    std::string file;
    Mode mode = Mode::simulated;
    MarginRequest::Wanted wanted{};
    std::string key;
    Kind kind{};
    Ends range;
    std::string promise;        // "all SLOs", or the expression
    std::vector<Slo> slos;      // what is to hold, as the trials number it
    std::optional<double> own;  // what the scenario has
    double confidence = 0.95;
    std::string beside_key;  // empty: one search
    Kind beside_kind{};
    std::uint64_t seed = 0;    // of the first trial of each value
    std::size_t searches = 1;  // that were to be made
    std::vector<Row> rows;     // those that were begun
    std::size_t trials = 0;
    Commands commands;

    // False: interrupted.
    [[nodiscard]] bool is_complete() const;
};

[[nodiscard]] std::string render_margin_text(const MarginReport& report, const report::TextOptions& options);
// docs/margin.schema.json.
[[nodiscard]] std::string render_margin_json(const MarginReport& report, std::string_view version);

// -- Shared by them
// "load.rate holds up to 1878/s and breaks at 1907/s."
[[nodiscard]] std::string sentence_of(const MarginReport& report, const Margin& margin);
// How many times the scenario's own value the one that still holds is; none: there is no telling.
[[nodiscard]] std::optional<double> times_own(const MarginReport& report, const Margin& margin);
// What trials of one value breached, the commonest first.
struct BreachCount {
    std::size_t slo = 0;  // of MarginReport::slos
    std::size_t trials = 0;
};
[[nodiscard]] std::vector<BreachCount> breaches_of(const Probe& probe);

}  // namespace fortify::tune
