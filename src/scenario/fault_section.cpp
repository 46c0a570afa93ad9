#include "core/quantity.hpp"
#include "scenario/draft.hpp"
#include "scenario/moment.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

#include <array>

namespace fortify::scenario {

namespace {

// Which keys a kind has beside those that all have.
struct KindKeys {
    std::string_view kind;
    std::string_view keys;  // separated by spaces, with a space at both ends
    std::string_view needs;
};
constexpr std::array<KindKeys, 9> kinds{{
    {"latency", " delay probability ", "delay"},
    {"status", " status retry_after probability ", ""},
    {"refuse", " probability ", ""},
    {"reset", " probability ", ""},
    {"black_hole", " probability ", ""},
    {"stall", " ", ""},
    {"slow", " factor ", ""},
    {"errors", " status probability ", ""},
    {"crash", " ", ""},
}};

void check_keys(const Section& section, const KindKeys& kind) {
    for (const std::string_view key : {"delay", "status", "retry_after", "factor", "probability"}) {
        if (!section.has(key) || kind.keys.find(fmt::format(" {} ", key)) != kind.keys.npos) {
            continue;
        }
        std::string having;
        for (const KindKeys& other : kinds) {
            if (other.keys.find(fmt::format(" {} ", key)) != other.keys.npos) {
                having += fmt::format("{}{}", having.empty() ? "" : ", ", other.kind);
            }
        }
        section.context().report(Code::fault_key_mismatch, section.key_span(key),
                                 fmt::format("a fault of kind {} has no {}", kind.kind, key),
                                 fmt::format("{} belongs to: {}", key, having));
    }
    if (!kind.needs.empty() && !section.has(kind.needs)) {
        section.context().report(Code::fault_key_mismatch, section.value_span("kind"),
                                 fmt::format("a fault of kind {} needs {}", kind.kind, kind.needs),
                                 "such as delay = \"constant(300ms)\"");
    }
}

std::uint16_t read_status(const Section& section, std::uint16_t otherwise) {
    return static_cast<std::uint16_t>(section.get<std::uint64_t>("status").value_or(otherwise));
}

fault::Kind read_kind(const Section& section, const KindKeys& kind) {
    if (kind.kind == "latency") {
        return fault::Latency{.delay = read_distribution(section, "delay")};
    }
    if (kind.kind == "status") {
        return fault::Status{.status = read_status(section, 503),
                             .retry_after = section.get<Duration>("retry_after")};
    }
    if (kind.kind == "refuse") {
        return fault::Refuse{};
    }
    if (kind.kind == "reset") {
        return fault::Reset{};
    }
    if (kind.kind == "black_hole") {
        return fault::BlackHole{};
    }
    if (kind.kind == "slow") {
        return fault::Slow{.factor = section.value<double>("factor")};
    }
    if (kind.kind == "errors") {
        return fault::Errors{.status = read_status(section, 500)};
    }
    return kind.kind == "crash" ? fault::Kind(fault::Crash{}) : fault::Kind(fault::Stall{});
}

std::optional<Interval> read_phase_window(const Section& section, Draft& draft) {
    for (const std::string_view key : {"at", "for"}) {
        if (section.has(key)) {
            section.context()
                .report(Code::fault_when_conflict, section.key_span(key),
                        fmt::format("{} has both during and {}", section.label(), key),
                        "keep during for a whole phase, or at and for")
                .notes.push_back({section.key_span("during"), "during is set here"});
        }
    }
    const auto phase = resolve(section, "during", draft.phases, Code::unknown_phase);
    return phase && draft.phases_sound ? std::optional(draft.plan.phases[*phase].when) : std::nullopt;
}

void read_window(const Section& section, Draft& draft, fault::FaultConfig& fault) {
    if (section.has("during")) {
        if (const auto window = read_phase_window(section, draft)) {
            fault.windows.push_back(*window);
        }
        return;
    }
    const auto start = read_moment(section, "at", draft);
    const auto length = section.get<Duration>("for");
    if (!start || !draft.phases_sound || (section.has("for") && !length)) {
        return;
    }
    const Instant run_end = draft.plan.end();
    const Instant end = length ? after(*start, *length) : run_end;
    const std::string start_text = format_duration(*start - run_start);
    if (*start >= run_end) {
        section.context().report(Code::fault_outside_run, section.value_span("at"),
                                 fmt::format("{} begins at {}, but the run ends at {}", section.label(),
                                             start_text, format_duration(run_end - run_start)),
                                 "let it begin earlier, or lengthen the phases");
        return;
    }
    if (end > run_end) {
        section.context().report(
            Code::fault_cut_short, section.value_span("for"),
            fmt::format("{} lasts from {} to {}, but the run ends at {}", section.label(), start_text,
                        format_duration(end - run_start), format_duration(run_end - run_start)),
            "nothing after the run can be judged; lengthen the last phase");
    }
    fault.windows.push_back({*start, end});
}

void read_target_of(const Section& section, Draft& draft, fault::FaultConfig& fault) {
    std::optional<std::size_t> target;
    if (section.has("target")) {
        target = resolve(section, "target", draft.targets, Code::unknown_target);
    } else if (draft.targets.size() == 1) {
        target = 0;
    } else if (draft.targets.size() > 1) {
        section.context().report(
            Code::missing_key, section.header(),
            fmt::format("{} is missing: there are several targets", section.name_of("target")),
            suggestion({}, names_of(draft.targets)));
    }
    if (!target) {
        return;
    }
    fault.target = static_cast<TargetIndex>(*target);
    const run::TargetPlan& plan = draft.plan.targets[*target];
    if (fault::acts_on_service(fault.kind) && draft.targets[*target].sound && !plan.service && !plan.model) {
        section.context()
            .report(
                Code::fault_without_service, section.value_span("kind"),
                fmt::format("a fault of kind {} acts inside a service, but target.{} has none",
                            fault::name_of(fault.kind), plan.name),
                "use a fault on the wire (latency, status, refuse, reset, black_hole), or a built-in service")
            .notes.push_back({draft.targets[*target].span, "the target is here"});
    }
}

void read_fault(const Section& section, Draft& draft, UniqueNames& names) {
    fault::FaultConfig fault;
    fault.id = section.value<std::string>("id");
    if (section.has("id") && !fault.id.empty()) {
        names.add(fault.id, section.value_span("id"));
    }
    const auto word = section.get<std::string>("kind");
    fault.probability = section.value<Ratio>("probability").value;
    for (const KindKeys& kind : kinds) {
        if (word && kind.kind == *word) {
            check_keys(section, kind);
            fault.kind = read_kind(section, kind);
            read_target_of(section, draft, fault);
        }
    }
    read_window(section, draft, fault);
    draft.faults.push_back({.name = fault.id, .span = section.value_span("id"), .used = true, .sound = true});
    draft.plan.faults.push_back(std::move(fault));
}

}  // namespace

void read_faults(const Section& root, Draft& draft) {
    Context& context = root.context();
    // Expectations name phases and faults alike, so one name cannot mean both.
    UniqueNames names(context, "phase or fault");
    for (const Draft::Place& phase : draft.phases) {
        if (!names.knows(phase.name)) {
            names.add(phase.name, phase.span);
        }
    }
    for (const auto& [node, header] : root.elements("fault")) {
        if (draft.phases.size() + draft.faults.size() == measure::scope_limit) {
            context.report(Code::too_many_scopes, header,
                           fmt::format("{} phases and more than {} faults: at most {} together",
                                       draft.phases.size(), draft.faults.size(), measure::scope_limit),
                           "merge some of them");
            return;
        }
        const Entry* id = node->table() == nullptr ? nullptr : find_entry(*node->table(), "id");
        const bool named = id != nullptr && id->node.text() != nullptr && is_name(*id->node.text());
        const Section section(context, "fault", named ? "fault." + *id->node.text() : "fault", *node, header);
        read_fault(section, draft, names);
    }
}

}  // namespace fortify::scenario
