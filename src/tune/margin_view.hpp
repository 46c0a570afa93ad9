#pragma once

#include "report/text.hpp"
#include "tune/margin.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// A search, or one for each value of a second key, for people.
struct MarginReport {
    enum class Mode : std::uint8_t { simulated, real };
    struct Row {
        std::optional<Value> beside;  // of the second key
        Margin margin;
    };

    std::string name;  // of the scenario
    Mode mode = Mode::simulated;
    MarginRequest::Wanted wanted{};
    std::string key;
    Kind kind{};
    std::string promise;        // "all SLOs", or the expression
    std::optional<double> own;  // what the scenario has
    double confidence = 0.95;
    std::string beside_key;  // empty: one search
    Kind beside_kind{};
    std::vector<Row> rows;
    std::size_t trials = 0;
};

[[nodiscard]] std::string render_margin_text(const MarginReport& report, const report::TextOptions& options);

}  // namespace fortify::tune
