#include "core/quantity.hpp"
#include "scenario/draft.hpp"
#include "scenario/key_row.hpp"
#include "scenario/moment.hpp"
#include "scenario/service_fault.hpp"
#include "scenario/wire_fault.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

namespace fortify::scenario {

namespace {

bool is_on_wire(std::string_view kind) {
    return std::any_of(wire_fault_kinds.begin(), wire_fault_kinds.end(),
                       [&](const KindKeys& one) { return one.kind == kind; });
}

std::vector<KindKeys> all_kinds() {
    std::vector<KindKeys> kinds(wire_fault_kinds.begin(), wire_fault_kinds.end());
    kinds.insert(kinds.end(), service_fault_kinds.begin(), service_fault_kinds.end());
    return kinds;
}

bool has_key(const KindKeys& kind, std::string_view key) {
    const std::string word = fmt::format(" {} ", key);
    return kind.keys.find(word) != kind.keys.npos ||
           (is_on_wire(kind.kind) && wire_fault_keys.find(word) != wire_fault_keys.npos);
}

std::string_view example_of(std::string_view key) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> examples{
        {{"delay", "such as delay = \"constant(300ms)\""},
         {"after", "such as after = 200"},
         {"slice", "such as slice = \"1KiB\""},
         {"rate", "such as rate = \"64KiB/s\""},
         {"workers", "such as workers = 2"},
         {"period", "such as period = \"5s\""}}};
    const auto* const found =
        std::find_if(examples.begin(), examples.end(), [&](const auto& one) { return one.first == key; });
    return found == examples.end() ? std::string_view{} : found->second;
}

// Nothing when the key is not of certain kinds.
std::string kinds_with(std::string_view key) {
    const bool is_of_wire = wire_fault_keys.find(fmt::format(" {} ", key)) != wire_fault_keys.npos;
    std::string list = is_of_wire ? "all kinds on the wire" : "";
    for (const KindKeys& kind : all_kinds()) {
        if (has_key(kind, key) && !(is_of_wire && is_on_wire(kind.kind))) {
            list += fmt::format("{}{}", list.empty() ? "" : ", ", kind.kind);
        }
    }
    return list;
}

void check_keys(const Section& section, const KindKeys& kind) {
    for (const KeyInfo& key : fault_keys()) {
        if (key.section != "fault" || !section.has(key.key) || has_key(kind, key.key)) {
            continue;
        }
        const std::string having = kinds_with(key.key);
        if (having.empty()) {
            continue;
        }
        section.context().report(Code::fault_key_mismatch, section.key_span(key.key),
                                 fmt::format("a fault of kind {} has no {}", kind.kind, key.key),
                                 fmt::format("{} belongs to: {}", key.key, having));
    }
    if (!kind.needs.empty() && !section.has(kind.needs)) {
        section.context().report(Code::fault_key_mismatch, section.value_span("kind"),
                                 fmt::format("a fault of kind {} needs {}", kind.kind, kind.needs),
                                 std::string(example_of(kind.needs)));
    }
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

// Whether there is one that can be looked at.
bool read_target_of(const Section& section, Draft& draft, fault::FaultConfig& fault) {
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
        return false;
    }
    fault.target = static_cast<TargetIndex>(*target);
    const run::TargetPlan& plan = draft.plan.targets[*target];
    if (fault::acts_on_service(fault.kind) && draft.targets[*target].sound && !plan.service && !plan.model) {
        section.context()
            .report(Code::fault_without_service, section.value_span("kind"),
                    fmt::format("a fault of kind {} acts inside a service, but target.{} has none",
                                fault::name_of(fault.kind), plan.name),
                    "use a fault on the wire (such as latency, status, refuse), or a built-in service")
            .notes.push_back({draft.targets[*target].span, "the target is here"});
    }
    return draft.targets[*target].sound;
}

void read_what(const Section& section, Draft& draft, std::string_view kind, fault::FaultConfig& fault) {
    if (!is_on_wire(kind)) {
        read_service_fault(section, kind, fault);
        if (section.has("service")) {
            read_service_of(section, draft, fault);
        } else if (!read_proxy_of(section, draft, fault) && read_target_of(section, draft, fault)) {
            const service::ServiceConfig* const service =
                run::service_behind(draft.plan, draft.plan.targets[fault.target]);
            if (service != nullptr) {
                check_service_fault(section, *service, fault);
            }
        }
        return;
    }
    const Soundness sound(section.context());
    const TriggerSections inner(section);
    read_wire_fault(section, kind, fault);
    read_trigger(section, inner, fault);
    if (!read_proxy_of(section, draft, fault) && read_target_of(section, draft, fault) && sound) {
        check_wire_fault(section, inner, draft, fault);
    }
}

void read_fault(const Section& section, Draft& draft, UniqueNames& names) {
    fault::FaultConfig fault;
    fault.id = section.value<std::string>("id");
    if (section.has("id") && !fault.id.empty()) {
        names.add(fault.id, section.value_span("id"));
    }
    const auto word = section.get<std::string>("kind");
    for (const KindKeys& kind : all_kinds()) {
        if (word && kind.kind == *word) {
            check_keys(section, kind);
            read_what(section, draft, kind.kind, fault);
        }
    }
    read_window(section, draft, fault);
    read_duty(section, fault);
    check_at_proxy(section, draft, fault);
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
    check_faults_together(context, draft);
}

}  // namespace fortify::scenario
