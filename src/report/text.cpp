#include "report/text.hpp"

#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <array>

namespace fortify::report {
namespace {

Tone tone_of(Conclusion conclusion) {
    switch (conclusion) {
        case Conclusion::passed:
            return Tone::good;
        case Conclusion::breached:
        case Conclusion::stopped:
            return Tone::bad;
        case Conclusion::inconclusive:
        case Conclusion::interrupted:
            return Tone::warning;
    }
    return Tone::normal;
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& letter : result) {
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return result;
}

std::string indented(const std::vector<std::string>& lines, Tone tone, const Style& style) {
    std::string text;
    for (const std::string& line : lines) {
        text += "  " + style.paint(tone, line) + "\n";
    }
    return text;
}

std::vector<std::string> facts_of(const Report& report, const Style& style) {
    const std::string ran = clock_text(report.ended - run_start);
    std::vector<std::string> facts{
        fmt::format("seed {}", report.info.seed), report.mode == Mode::real ? "real time" : "simulated",
        report.ended < report.planned_end
            ? fmt::format("{} of {}", ran, clock_text(report.planned_end - run_start))
            : ran};
    if (report.client_instances > 1) {
        facts.push_back(fmt::format("{} client instances", count_text(report.client_instances)));
    }
    for (const TargetReport& target : report.targets) {
        if (report.targets.size() > 1) {
            break;
        }
        const std::string where = target.service.empty() ? target.url : "built-in service " + target.service;
        facts.push_back(style.safe(target.name + " at " + where));
    }
    if (!report.info.scenario_file.empty()) {
        facts.push_back(style.safe(report.info.scenario_file));
    }
    if (!report.info.scenario_sha256.empty()) {
        facts.push_back("sha256 " + style.safe(report.info.scenario_sha256.substr(0, 12)));
    }
    facts.push_back("fortify " + style.safe(report.info.version));
    return facts;
}

std::string bulleted(const std::vector<std::string>& sentences, const Style& style) {
    std::string text;
    for (const std::string& sentence : sentences) {
        std::string_view lead = "- ";
        for (const std::string& line : style.lines(style.safe(sentence), style.width() - 4)) {
            text += "  " + std::string(lead) + line + "\n";
            lead = "  ";
        }
    }
    return text;
}

}  // namespace

std::string headline_section(const Report& report, const Style& style) {
    const std::string verdict = upper(name_of(report.overall.conclusion));
    const std::string name = style.fit(style.safe(report.name), style.width() - verdict.size() - 2);
    std::string text = style.paint(tone_of(report.overall.conclusion), verdict) + "  " +
                       style.paint(Tone::title, name) + "\n";
    for (const std::string& line : style.lines(style.safe(report.overall.sentence), style.width())) {
        text += line + "\n";
    }
    if (report.overall.conclusion == Conclusion::inconclusive && report.overall.reasons.size() > 1) {
        text += bulleted(report.overall.reasons, style);
    }
    text += "\n";
    if (!report.description.empty()) {
        text += indented(style.lines(style.safe(report.description), style.width() - 2), Tone::normal, style);
    }
    return text + indented(style.flow(facts_of(report, style), style.width() - 2), Tone::quiet, style);
}

std::string notes_section(const Report& report, const Style& style) {
    std::vector<std::string> notes = report.overall.cautions;
    notes.insert(notes.end(), report.notes.begin(), report.notes.end());
    return notes.empty() ? "" : style.paint(Tone::title, "Notes") + "\n" + bulleted(notes, style);
}

std::string render_text(const Report& report, const TextOptions& options) {
    const Style style(options);
    const std::array sections{headline_section,   verdicts_section, load_section,     latency_section,
                              phases_section,     targets_section,  timeline_section, policies_section,
                              faults_section,     probes_section,   actions_section,  services_section,
                              prediction_section, notes_section};
    std::string text;
    for (const auto& section : sections) {
        const std::string part = section(report, style);
        text += text.empty() || part.empty() ? "" : "\n";
        text += part;
    }
    return text;
}

}  // namespace fortify::report
