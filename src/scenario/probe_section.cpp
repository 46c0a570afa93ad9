#include "scenario/command_value.hpp"
#include "scenario/draft.hpp"
#include "scenario/http_text.hpp"
#include "scenario/vocabulary.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fortify::scenario {

namespace {

constexpr std::array<std::string_view, 4> kinds{"http", "tcp", "exec", "service"};

// The one way that the probe asks; empty when there is none or several, which is reported.
std::string_view kind_of(const Section& section) {
    std::string_view kind;
    for (const std::string_view one : kinds) {
        if (!section.has(one)) {
            continue;
        }
        if (!kind.empty()) {
            section.context()
                .report(Code::probe_choice, section.key_span(one),
                        fmt::format("{} has both {} and {}", section.label(), kind, one), "keep one of them")
                .notes.push_back({section.key_span(kind), fmt::format("{} is set here", kind)});
            return {};
        }
        kind = one;
    }
    if (kind.empty()) {
        section.context().report(Code::probe_choice, section.header(),
                                 fmt::format("{} does not say how to ask", section.label()),
                                 "give it one of: http, tcp, exec, service");
    }
    return kind;
}

void check_keys(const Section& section, std::string_view kind) {
    struct Owned {
        std::string_view key;
        std::string_view owner;
    };
    constexpr std::array<Owned, 6> owned{{{"status", "http"},
                                          {"json", "http"},
                                          {"equals", "json"},
                                          {"healthy", "json"},
                                          {"degraded", "json"},
                                          {"degraded_exit", "exec"}}};
    for (const auto& [key, owner] : owned) {
        if (section.has(key) && owner != kind && !section.has(owner)) {
            section.context().report(Code::probe_key_mismatch, section.key_span(key),
                                     fmt::format("{} has {}, but no {}", section.label(), key, owner),
                                     fmt::format("{} says something about {} only", key, owner));
        }
    }
    if (section.has("equals") && section.has("healthy")) {
        section.context()
            .report(Code::probe_key_mismatch, section.key_span("healthy"),
                    fmt::format("{} has both equals and healthy", section.label()),
                    "keep healthy, a list of values")
            .notes.push_back({section.key_span("equals"), "equals is set here"});
    }
    if (section.has("json") && !section.has("equals") && !section.has("healthy")) {
        section.context().report(Code::probe_key_mismatch, section.key_span("json"),
                                 fmt::format("{} does not say which value is healthy", section.label()),
                                 "add equals = \"ok\", or healthy = [\"ok\", \"up\"]");
    }
}

std::vector<std::string> plain_texts(const Section& section, std::string_view key) {
    std::vector<std::string> texts;
    for (const Node& text : section.texts(key)) {
        texts.push_back(*text.text());
    }
    return texts;
}

run::HttpCheck read_http(const Section& section) {
    run::HttpCheck check;
    check.url = section.value<std::string>("http");
    const std::string_view why = why_no_url(check.url);
    if (section.get<std::string>("http") && !why.empty()) {
        const Node& node = section.find("http")->node;
        section.context().report(Code::bad_url, node.span,
                                 fmt::format("{} is not a URL to call: {}", in_quotes(node.written), why),
                                 "such as \"http://127.0.0.1:8080/health\"");
    }
    for (const Node& text : section.texts("status")) {
        if (const auto statuses = parse_statuses(*text.text())) {
            check.status |= *statuses;
            continue;
        }
        section.context().report(Code::unknown_word, text.span,
                                 fmt::format("{} is not a status", in_quotes(text.written)),
                                 "such as \"204\", or \"2xx\" for all from 200 to 299");
    }
    if (const auto pointer = section.get<std::string>("json")) {
        check.pointer = *pointer;
        if (pointer->empty() || pointer->front() != '/') {
            section.context().report(
                Code::unreadable_value, section.value_span("json"),
                fmt::format("{} does not read: a JSON pointer begins with a slash", section.name_of("json")),
                "such as \"/status\", or \"/checks/0/state\"");
        }
    }
    if (const auto value = section.get<std::string>("equals")) {
        check.healthy = {*value};
    } else {
        check.healthy = plain_texts(section, "healthy");
    }
    check.degraded = plain_texts(section, "degraded");
    return check;
}

// "127.0.0.1:5432", "[::1]:5432", "db:5432".
run::TcpCheck read_tcp(const Section& section) {
    run::TcpCheck check;
    const auto text = section.get<std::string>("tcp");
    if (!text) {
        return check;
    }
    const auto colon = text->rfind(':');
    const std::string host = text->substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const bool sane = bracketed || (!host.empty() && host.find_first_of(":[]/@ \t") == std::string::npos);
    const char* const end = text->data() + text->size();
    const char* const digits = colon == text->npos ? end : text->data() + colon + 1;
    const auto parsed = std::from_chars(digits, end, check.port);
    if (colon == text->npos || !sane || parsed.ec != std::errc{} || parsed.ptr != end || check.port == 0) {
        const Node& node = section.find("tcp")->node;
        section.context().report(Code::bad_endpoint, node.span,
                                 fmt::format("{} is not a host and a port", in_quotes(node.written)),
                                 "such as \"127.0.0.1:5432\" or \"[::1]:5432\"");
    }
    check.host = host;
    return check;
}

void read_check(const Section& section, std::string_view kind, Draft& draft, run::ProbePlan& probe) {
    if (kind == "http") {
        probe.check = read_http(section);
    } else if (kind == "tcp") {
        probe.check = read_tcp(section);
    } else if (kind == "exec") {
        run::ExecCheck check;
        check.command = read_command(section, "exec").value_or(run::CommandLine{});
        if (const auto exit = section.get<std::uint64_t>("degraded_exit")) {
            check.degraded_exit = static_cast<std::uint16_t>(*exit);
        }
        probe.check = std::move(check);
    } else if (const auto service = resolve(section, "service", draft.services, Code::unknown_service)) {
        probe.check = run::ServiceCheck{.service = static_cast<ServiceIndex>(*service)};
    }
}

run::ProbePlan::Demand demand_of(std::string_view word) {
    if (word == "healthy") {
        return run::ProbePlan::Demand::healthy;
    }
    return word == "any" ? run::ProbePlan::Demand::none : run::ProbePlan::Demand::degraded;
}

run::ProbePlan read_probe(const Section& section, Draft& draft) {
    run::ProbePlan probe;
    probe.id = section.value<std::string>("id");
    if (const std::string_view kind = kind_of(section); !kind.empty()) {
        check_keys(section, kind);
        read_check(section, kind, draft, probe);
    }
    if (const auto target = resolve(section, "target", draft.targets, Code::unknown_target)) {
        probe.target = static_cast<TargetIndex>(*target);
    }
    probe.every = section.value<Duration>("every");
    probe.timeout = section.value<Duration>("timeout");
    probe.degraded_above = section.get<Duration>("degraded_above");
    if (probe.degraded_above && *probe.degraded_above >= probe.timeout) {
        section.context().report(
            Code::no_effect, section.key_span("degraded_above"),
            fmt::format("{} has no effect: no answer takes that long", section.name_of("degraded_above")),
            "set it below timeout");
    }
    probe.healthy_after = static_cast<std::uint32_t>(section.value<std::uint64_t>("healthy_after"));
    probe.unhealthy_after = static_cast<std::uint32_t>(section.value<std::uint64_t>("unhealthy_after"));
    probe.demand = demand_of(section.value<std::string>("must_be"));
    probe.ready_within = section.value<Duration>("ready_within");
    return probe;
}

}  // namespace

void read_probes(const Section& root, Draft& draft) {
    UniqueNames names(root.context(), "probe");
    for (const auto& [node, header] : root.elements("probe")) {
        const Entry* id = node->table() == nullptr ? nullptr : find_entry(*node->table(), "id");
        const bool named = id != nullptr && id->node.text() != nullptr && is_name(*id->node.text());
        const Section section(root.context(), "probe", named ? "probe." + *id->node.text() : "probe", *node,
                              header);
        draft.plan.probes.push_back(read_probe(section, draft));
        if (named) {
            names.add(draft.plan.probes.back().id, section.value_span("id"));
        }
    }
}

}  // namespace fortify::scenario
