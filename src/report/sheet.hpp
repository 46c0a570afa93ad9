#pragma once

#include "core/quantity.hpp"
#include "report/numbers.hpp"
#include "report/redact.hpp"
#include "report/style.hpp"
#include "run/plan.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace fortify::report {

// What the sections of a text about a plan have in common: labels in a column of their own.
struct Sheet {
    const run::Plan& plan;
    const Style& style;

    static constexpr std::size_t label_width = 15;

    [[nodiscard]] std::string name(std::string_view text) const {
        return style.safe(redact(text, plan.secrets));
    }
    [[nodiscard]] std::string heading(std::string_view title, std::string_view columns) const {
        return "\n" + style.paint(Tone::title, title) + style.paint(Tone::quiet, columns) + "\n";
    }
    // Text that may take several lines beside its label.
    [[nodiscard]] std::string entry(std::string_view label, const std::vector<std::string>& lines) const {
        std::string text;
        for (const std::string& line : lines) {
            text += "  " + style.left(text.empty() ? label : "", label_width) + " " + line + "\n";
        }
        return text;
    }
    [[nodiscard]] std::size_t room() const {
        return style.width() - label_width - 3;
    }
    // Under the headline: what every plan has.
    [[nodiscard]] std::string about(std::vector<std::string> facts) const {
        facts.push_back(fmt::format("seed {}", plan.seed));
        facts.push_back("lasts " + format_duration(plan.end() - run_start));
        facts.push_back(counted_text(plan.client_instances, "client instance", "client instances"));
        std::string text;
        for (const std::string& line : style.flow(facts, style.width() - 2)) {
            text += "  " + style.paint(Tone::quiet, line) + "\n";
        }
        return text;
    }
};

}  // namespace fortify::report
