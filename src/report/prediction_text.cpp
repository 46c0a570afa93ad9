#include "report/prediction_text.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::report {
namespace {

using predict::Stability;

constexpr std::string_view not_computed = "not computed";

struct PredictionSheet : Sheet {
    const predict::Prediction& prediction;

    [[nodiscard]] std::string facts(std::string_view label, const std::vector<std::string>& facts) const {
        return entry(label, style.flow(facts, room()));
    }
    [[nodiscard]] std::string sentence(std::string_view label, std::string_view text) const {
        return entry(label, style.lines(text, room()));
    }
};

Tone tone_of(Stability stability) {
    switch (stability) {
        case Stability::not_computed:
            return Tone::quiet;
        case Stability::stable:
            return Tone::good;
        case Stability::vulnerable:
            return Tone::warning;
        case Stability::unstable:
            return Tone::bad;
    }
    return Tone::normal;
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return result;
}

std::string headline(const PredictionSheet& sheet) {
    const Style& style = sheet.style;
    const Stability stability = sheet.prediction.stability;
    const std::string word = upper(predict::name_of(stability));
    std::string text =
        style.paint(tone_of(stability), word) + "  " +
        style.paint(Tone::title, style.fit(sheet.name(sheet.plan.name), style.width() - word.size() - 2)) +
        "\n";
    for (const std::string& line : style.lines(sheet.name(sheet.prediction.sentence), style.width())) {
        text += line + "\n";
    }
    return text + "\n" + sheet.about({"computed from the scenario: nothing was sent"});
}

std::string phase_row(std::string_view name,
                      Interval when,
                      const predict::CallsForecast& calls,
                      const PredictionSheet& sheet) {
    const Style& style = sheet.style;
    return "  " + style.left(name, Sheet::label_width) + style.right(clock_text(when.start - run_start), 10) +
           style.right(clock_text(when.length()), 11) +
           style.right(range_text(calls.calls, calls.basis), 22) +
           style.right(per_second_text(calls.peak), 14) + "\n";
}

std::string phases(const PredictionSheet& sheet) {
    std::string text =
        sheet.heading("Calls", "                  from        for              expected          peak");
    for (const predict::PhaseForecast& phase : sheet.prediction.phases) {
        const std::string name = sheet.style.fit(sheet.name(phase.name), Sheet::label_width - 1);
        text += phase_row(name + (phase.measured ? "" : "*"), phase.when, phase.calls, sheet);
    }
    text += phase_row("in total", {run_start, run_start + sheet.prediction.length}, sheet.prediction.calls,
                      sheet);
    return text + "  " +
           sheet.style.paint(Tone::quiet, "95 of 100 runs lie in the interval; * not measured") + "\n";
}

std::string closed_loads(const PredictionSheet& sheet) {
    std::string text;
    for (const predict::LoadForecast& load : sheet.prediction.loads) {
        if (!load.closed) {
            continue;
        }
        const predict::Closed& closed = *load.closed;
        text += sheet.facts(
            sheet.style.fit(sheet.name(load.name), Sheet::label_width),
            {fmt::format("{} users", number_text(closed.users)),
             "at most " + per_second_text(predict::throughput_bound(closed)),
             "response time at least " + human_duration(from_seconds(predict::response_floor(closed))),
             fmt::format("saturates at {} users", number_text(predict::saturating_users(closed)))});
    }
    return text.empty() ? "" : sheet.heading("Closed loads", "  by the interactive response time law") + text;
}

std::string place_of(const predict::FaultForecast& fault, const PredictionSheet& sheet) {
    if (fault.proxy) {
        return " at proxy " + sheet.name(sheet.plan.proxies[*fault.proxy].name);
    }
    return " on " + sheet.name(fault.service ? sheet.plan.services[*fault.service].name
                                             : sheet.plan.targets[fault.target].name);
}

std::vector<std::string> fault_facts(const predict::FaultForecast& fault, const PredictionSheet& sheet) {
    std::vector<std::string> facts{fault.kind + place_of(fault, sheet)};
    if (fault.basis == predict::Basis::unknown) {
        facts.emplace_back("how often it fires depends on the run: not computed");
    } else {
        facts.push_back((fault.may_be_kept_away && fault.basis == predict::Basis::expected ? "up to " : "") +
                        range_text(*fault.eligible, fault.basis) + " attempts in its windows");
        if (fault.fired) {
            facts.push_back("fires " + range_text(*fault.fired, fault.basis) + " times");
        }
    }
    const std::string whom = fault.basis == predict::Basis::unknown ? " of the attempts there" : " of them";
    facts.push_back(fault.failure ? percent_text(*fault.failure) + whom + " fail by it"
                                  : "its effect: " + std::string(not_computed));
    return facts;
}

std::string faults(const PredictionSheet& sheet) {
    if (sheet.prediction.faults.empty()) {
        return "";
    }
    std::string text = sheet.heading("Faults", "");
    for (const predict::FaultForecast& fault : sheet.prediction.faults) {
        text +=
            sheet.facts(sheet.style.fit(sheet.name(fault.id), Sheet::label_width), fault_facts(fault, sheet));
    }
    return text;
}

std::string optional_number(const std::optional<double>& number) {
    return number ? number_text(*number) : std::string(not_computed);
}

std::vector<std::string> target_facts(const predict::TargetForecast& target) {
    std::vector<std::string> facts{per_second_text(target.peak) + " at the peak",
                                   "without faults " + optional_number(target.without_faults),
                                   "with them " + optional_number(target.with_faults),
                                   "at worst " + number_text(target.worst)};
    if (target.budget) {
        facts.push_back(
            fmt::format("{} but for the budget of {}", target.most_attempts, percent_text(*target.budget)));
    }
    facts.push_back("calls inside as usual " + optional_number(target.inside_usual));
    facts.push_back("when all time out " + optional_number(target.inside_worst));
    if (target.places) {
        facts.push_back("the bulkhead has " + counted_text(*target.places, "place", "places"));
    }
    return facts;
}

std::string targets(const PredictionSheet& sheet) {
    std::string text = sheet.heading("Targets", "  attempts a call, and calls inside by Little's law");
    for (const predict::TargetForecast& target : sheet.prediction.targets) {
        text +=
            sheet.facts(sheet.style.fit(sheet.name(target.name), Sheet::label_width), target_facts(target));
    }
    return text;
}

std::vector<std::string> service_facts(const predict::ServiceForecast& service) {
    const std::string bound = service.is_bound ? "at most " : "";
    std::vector<std::string> facts{"mu = " + per_second_text(service.capacity),
                                   "lambda = " + bound + per_second_text(service.arrivals),
                                   "rho = " + bound + number_text(service.load),
                                   "rho (1 + retries) = " + number_text(service.load_retries)};
    if (service.load_budget < service.load_retries) {
        facts.push_back("rho (1 + budget) = " + number_text(service.load_budget));
    }
    if (service.depth_factor > 1) {
        facts.push_back(fmt::format("multiplied by {} at worst", number_text(service.depth_factor)));
    }
    facts.push_back(fmt::format("needs {} of {}", number_text(service.workers_needed),
                                counted_text(service.workers, "worker", "workers")));
    if (service.wait_seconds) {
        facts.push_back("mean wait " + human_duration(from_seconds(*service.wait_seconds)));
    }
    if (service.queue_bound) {
        facts.push_back("T mu = " + number_text(*service.queue_bound));
    }
    facts.push_back(service.queue_limit ? "queue of " + count_text(*service.queue_limit)
                                        : std::string("unbounded queue"));
    return facts;
}

std::string services(const PredictionSheet& sheet) {
    if (sheet.prediction.services.empty()) {
        return "";
    }
    std::string text = sheet.heading("Services", "  at the peak");
    for (const predict::ServiceForecast& service : sheet.prediction.services) {
        text += sheet.facts(sheet.style.fit(sheet.name(service.name), Sheet::label_width),
                            service_facts(service));
        const std::string verdict =
            std::string(predict::name_of(service.stability)) + ": " + sheet.name(service.sentence);
        for (const std::string& line : sheet.style.lines(verdict, sheet.room())) {
            text += std::string(Sheet::label_width + 3, ' ') +
                    sheet.style.paint(tone_of(service.stability), line) + "\n";
        }
        for (const std::string& advice : service.advice) {
            text += sheet.sentence("", (&advice == &service.advice.front() ? "change: " : "or: ") + advice);
        }
    }
    return text;
}

Tone tone_of(predict::Decidable decidable) {
    switch (decidable) {
        case predict::Decidable::yes:
            return Tone::good;
        case predict::Decidable::no:
            return Tone::bad;
        case predict::Decidable::depends:
            return Tone::warning;
    }
    return Tone::normal;
}

std::string slos(const PredictionSheet& sheet) {
    if (sheet.prediction.slos.empty()) {
        return "";
    }
    std::string text = sheet.heading("SLOs", "  whether the run can decide them");
    for (const predict::SloForecast& slo : sheet.prediction.slos) {
        const std::string word = slo.decidable == predict::Decidable::yes  ? "decidable"
                                 : slo.decidable == predict::Decidable::no ? "UNDECIDABLE"
                                                                           : "depends";
        const std::vector<std::string> lines = sheet.style.lines(sheet.name(slo.text), sheet.room());
        for (const std::string& line : lines) {
            const std::string label =
                sheet.style.left(&line == &lines.front() ? word : "", Sheet::label_width);
            text += "  " + sheet.style.paint(tone_of(slo.decidable), label) + " " + line + "\n";
        }
        for (const std::string& reason : slo.reasons) {
            for (const std::string& line : sheet.style.lines(sheet.name(reason), sheet.room() - 2)) {
                text +=
                    std::string(Sheet::label_width + 5, ' ') + sheet.style.paint(Tone::quiet, line) + "\n";
            }
        }
    }
    return text;
}

std::string notes(const PredictionSheet& sheet) {
    if (sheet.prediction.notes.empty()) {
        return "";
    }
    std::string text = sheet.heading("Notes", "");
    for (const std::string& note : sheet.prediction.notes) {
        for (const std::string& line : sheet.style.lines(sheet.name(note), sheet.style.width() - 2)) {
            text += "  " + line + "\n";
        }
    }
    return text;
}

}  // namespace

std::string range_text(const predict::Range& range, predict::Basis basis) {
    const auto whole = [](double value) {
        return count_text(static_cast<std::uint64_t>(std::llround(std::clamp(value, 0.0, 1e18))), 9);
    };
    switch (basis) {
        case predict::Basis::expected:
            if (range.low == range.high) {
                return whole(range.expected);
            }
            return whole(range.low) + " to " + whole(range.high);
        case predict::Basis::at_most:
            return "at most " + whole(range.high);
        case predict::Basis::unknown:
            return std::string(not_computed);
    }
    return "";
}

std::string render_prediction_text(const run::Plan& plan,
                                   const predict::Prediction& prediction,
                                   const TextOptions& options) {
    const Style style(options);
    const PredictionSheet sheet{{plan, style}, prediction};
    return headline(sheet) + phases(sheet) + closed_loads(sheet) + faults(sheet) + targets(sheet) +
           services(sheet) + slos(sheet) + notes(sheet);
}

}  // namespace fortify::report
