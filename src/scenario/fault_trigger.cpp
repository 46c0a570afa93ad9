// Which of the attempts a fault hits: `when`, `match`, `ramp`, `duty` and the caps.

#include "core/quantity.hpp"
#include "fault/burst.hpp"
#include "scenario/headers.hpp"
#include "scenario/wire_fault.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

using Than = fault::BulkheadLevel::Than;

void lacks(const Section& section, std::string_view key, std::string_view beside) {
    section.context().report(Code::missing_key, section.key_span(beside),
                             fmt::format("{} is missing beside {}", section.name_of(key), beside),
                             "a burst has a mean rate and a mean length, or mean times on and off");
}

// The keys that say how many of the attempts are hit; there is one way at a time.
struct Way {
    std::string_view key;
    std::string_view partner;  // belongs to it, and must be given with it
};
constexpr std::array<Way, 6> ways{{{"probability", ""},
                                   {"every", ""},
                                   {"first", ""},
                                   {"calls", ""},
                                   {"mean_rate", "mean_burst"},
                                   {"mean_on", "mean_off"}}};

// The way that is given; several are reported.
std::string_view way_of(const Section& section, const Section& when) {
    std::string_view given;
    SourceSpan first;
    const auto take = [&](const Section& in, const Way& way) {
        for (const auto& [key, partner] :
             {std::pair(way.key, way.partner), std::pair(way.partner, way.key)}) {
            if (key.empty() || !in.has(key)) {
                continue;
            }
            if (!partner.empty() && !in.has(partner)) {
                lacks(in, partner, key);
            }
            if (!given.empty() && (given != way.key || way.partner.empty())) {
                in.context()
                    .report(Code::fault_when_conflict, in.key_span(key),
                            fmt::format("{} says twice which attempts are hit: {} and {}", section.label(),
                                        given, key),
                            "keep one of them; attempt, breaker and bulkhead go with any")
                    .notes.push_back({first, fmt::format("{} is set here", given)});
                continue;
            }
            given = way.key;
            first = first.line == 0 ? in.key_span(key) : first;
        }
    };
    take(section, ways.front());
    for (const Way& way : ways) {
        take(when, way);
    }
    return given;
}

void read_burst(const Section& when, fault::FaultConfig& fault) {
    const auto rate = when.get<Ratio>("mean_rate");
    const auto length = when.get<double>("mean_burst");
    if (!rate || !length) {
        return;
    }
    const fault::BurstByCall burst{.mean_rate = rate->value, .mean_burst = *length};
    if (fault::CallBursts::create(burst, 0)) {
        fault.choice = burst;
        return;
    }
    const double shortest = std::max(1.0, burst.mean_rate / (1 - burst.mean_rate));
    when.context()
        .report(Code::impossible_burst, when.value_span("mean_burst"),
                burst.mean_rate <= 0 || burst.mean_rate >= 1
                    ? fmt::format("no bursts have a mean rate of {}", format_ratio(*rate))
                    : fmt::format("bursts of {:.4g} calls cannot make up {} of all calls", burst.mean_burst,
                                  format_ratio(*rate)),
                burst.mean_rate <= 0 || burst.mean_rate >= 1
                    ? "between 0% and 100%, both excluded; for all calls leave `when` out"
                    : fmt::format("mean_burst must be above {:.4g}, and no more than 1000000", shortest))
        .notes.push_back({when.value_span("mean_rate"), "mean_rate is set here"});
}

void read_choice(const Section& section, const Section& when, fault::FaultConfig& fault) {
    fault.probability = section.value<Ratio>("probability").value;
    const std::string_view way = way_of(section, when);
    if (way == "probability" && when.has("probability")) {
        fault.probability = when.value<Ratio>("probability").value;
    } else if (way == "every") {
        fault.choice = fault::Every{when.value<std::uint64_t>("every")};
    } else if (way == "first") {
        fault.choice = fault::First{when.value<std::uint64_t>("first")};
    } else if (way == "calls") {
        auto calls = when.value<std::vector<std::uint64_t>>("calls");
        std::sort(calls.begin(), calls.end());
        fault.choice = fault::Listed{std::move(calls)};
    } else if (way == "mean_rate") {
        read_burst(when, fault);
    } else if (way == "mean_on") {
        const auto on = when.get<Duration>("mean_on");
        const auto off = when.get<Duration>("mean_off");
        if (on && off) {
            fault.choice = fault::BurstByTime{.mean_on = *on, .mean_off = *off};
        }
    }
}

// "> 80%"
void read_bulkhead(const Section& when, fault::Condition& condition) {
    const auto text = when.get<std::string>("bulkhead");
    if (!text) {
        return;
    }
    static constexpr std::array<std::pair<std::string_view, Than>, 4> signs{
        {{">=", Than::at_least}, {"<=", Than::at_most}, {">", Than::above}, {"<", Than::below}}};
    for (const auto& [sign, than] : signs) {
        if (text->compare(0, sign.size(), sign) != 0) {
            continue;
        }
        const auto number = text->find_first_not_of(' ', sign.size());
        const auto share = parse_ratio(number == text->npos ? "" : text->substr(number));
        if (share && share->value <= 1) {
            condition.bulkhead = fault::BulkheadLevel{.than = than, .share = share->value};
            return;
        }
        break;
    }
    const Node& node = when.find("bulkhead")->node;
    when.context().report(
        Code::unreadable_value, node.span,
        fmt::format("{} is not a level of a bulkhead: {}", when.name_of("bulkhead"), in_quotes(node.written)),
        "a comparison with a share of its places, such as \"> 80%\" or \"<= 0.5\"");
}

void read_condition(const Section& when, fault::Condition& condition) {
    if (const auto attempt = when.get<std::uint64_t>("attempt")) {
        condition.attempt = static_cast<std::uint32_t>(*attempt);
    }
    if (const auto breaker = when.get<std::string>("breaker")) {
        condition.breaker = *breaker == "closed"      ? fault::BreakerPhase::closed
                            : *breaker == "half_open" ? fault::BreakerPhase::half_open
                                                      : fault::BreakerPhase::open;
    }
    read_bulkhead(when, condition);
}

void read_match(const Section& inner, fault::Match& match) {
    match.method = inner.value<std::string>("method");
    match.path = inner.value<std::string>("path");
    read_headers(inner, "headers", match.headers);
    match.request = inner.value<std::string>("request");
    if (const auto client = inner.get<std::uint64_t>("client")) {
        match.client = static_cast<InstanceIndex>(*client);
    }
}

void bad_ramp(const Section& ramp, std::string_view key, std::string message, std::string help) {
    ramp.context().report(Code::bad_ramp, ramp.value_span(key), std::move(message), std::move(help));
}

void check_ramp(const Section& section, const Section& ramp, const fault::FaultConfig& fault) {
    const fault::Ramp& it = *fault.ramp;
    using Of = fault::Ramp::Of;
    if (it.from == it.to) {
        ramp.context().report(Code::no_effect, ramp.value_span("to"),
                              "the ramp has no effect: from and to are the same");
    }
    if (it.shape == fault::Ramp::Shape::exponential && (it.from <= 0 || it.to <= 0)) {
        bad_ramp(ramp, it.from <= 0 ? "from" : "to", "an exponential ramp cannot begin or end at 0",
                 "begin at a small share such as 0.1%, or use shape = \"linear\"");
    }
    if (it.of == Of::probability) {
        if (it.from > 1 || it.to > 1) {
            bad_ramp(ramp, it.from > 1 ? "from" : "to", "a probability above 1", "for percent write \"20%\"");
        }
        const auto* burst = std::get_if<fault::BurstByCall>(&fault.choice);
        const bool moves = std::holds_alternative<fault::ByChance>(fault.choice) ||
                           std::holds_alternative<fault::BurstByTime>(fault.choice) ||
                           (burst != nullptr && fault::CallBursts::create(*burst, 0)->can_ramp());
        if (!moves) {
            bad_ramp(ramp, "to",
                     burst == nullptr ? "a ramp of the probability, but every, first or calls decides"
                                      : "bursts this short have no ramp",
                     burst == nullptr ? "use probability or bursts, or a ramp of the delay"
                                      : "lengthen mean_burst, or use probability");
        } else if (section.has("probability")) {
            section.context()
                .report(Code::no_effect, section.key_span("probability"),
                        "probability has no effect beside a ramp of it")
                .notes.push_back({ramp.header(), "the ramp is here"});
        }
    } else if (it.of == Of::delay && fault::delay_of(fault.kind) == nullptr) {
        bad_ramp(ramp, "of", fmt::format("a fault of kind {} has no delay", fault::name_of(fault.kind)),
                 "delays belong to latency, dns, slow_connect and slow_first_byte");
    } else if (it.of == Of::rate && !std::holds_alternative<fault::Bandwidth>(fault.kind)) {
        bad_ramp(ramp, "of", fmt::format("a fault of kind {} has no rate", fault::name_of(fault.kind)),
                 "rates belong to bandwidth");
    }
}

void read_ramp(const Section& section, const Section& ramp, fault::FaultConfig& fault) {
    if (!ramp.present()) {
        return;
    }
    const Soundness sound(section.context());
    using Shape = fault::Ramp::Shape;
    using Of = fault::Ramp::Of;
    const std::string of = ramp.value<std::string>("of");
    const std::string shape = ramp.value<std::string>("shape");
    fault.ramp = fault::Ramp{.of = of == "delay"  ? Of::delay
                                   : of == "rate" ? Of::rate
                                                  : Of::probability,
                             .shape = shape == "step"          ? Shape::step
                                      : shape == "exponential" ? Shape::exponential
                                                               : Shape::linear,
                             .from = ramp.value<Ratio>("from").value,
                             .to = ramp.value<Ratio>("to").value,
                             .over = ramp.value<Duration>("over"),
                             .steps = static_cast<std::uint32_t>(ramp.value<std::uint64_t>("steps"))};
    if (fault.ramp->shape != Shape::step && ramp.has("steps")) {
        ramp.context().report(Code::no_effect, ramp.key_span("steps"),
                              fmt::format("steps has no effect on a ramp of shape {}", shape),
                              "set shape = \"step\"");
    }
    if (sound) {
        check_ramp(section, ramp, fault);
    }
}

}  // namespace

void read_trigger(const Section& section, const TriggerSections& inner, fault::FaultConfig& fault) {
    read_choice(section, inner.when, fault);
    read_condition(inner.when, fault.condition);
    read_match(inner.match, fault.match);
    fault.max_active = section.get<std::uint64_t>("max_active");
    fault.max_total = section.get<std::uint64_t>("max_total");
    read_ramp(section, inner.ramp, fault);
}

void read_duty(const Section& section, fault::FaultConfig& fault) {
    const Section duty = section.inner("duty");
    const auto on = duty.present() ? duty.get<Duration>("on") : std::nullopt;
    const auto period = duty.present() ? duty.get<Duration>("period") : std::nullopt;
    if (!on || !period) {
        return;
    }
    Context& context = section.context();
    if (*on > *period) {
        context
            .report(Code::bad_duty, duty.value_span("on"),
                    fmt::format("the fault is on for {} of every {}", format_duration(*on),
                                format_duration(*period)),
                    "on must be shorter than period")
            .notes.push_back({duty.value_span("period"), "period is set here"});
        return;
    }
    if (*on == *period) {
        context.report(Code::no_effect, duty.header(), "the duty cycle has no effect: it is always on",
                       "on shorter than period leaves pauses");
    }
    constexpr std::int64_t most_cycles = 100'000;
    for (const Interval& window : fault.windows) {
        if (window.length() / *period >= most_cycles) {
            context.report(
                Code::bad_duty, duty.value_span("period"),
                fmt::format("more than {} cycles in {}", most_cycles, format_duration(window.length())),
                "lengthen the period; for what comes and goes this fast use a probability");
            return;
        }
    }
    fault.duty = fault::Duty{.on = *on, .period = *period};
}

}  // namespace fortify::scenario
