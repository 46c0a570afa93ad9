#include "core/quantity.hpp"
#include "scenario/command_value.hpp"
#include "scenario/draft.hpp"
#include "scenario/moment.hpp"
#include "scenario/policy_change.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fortify::scenario {

namespace {

using Hand = run::TurnBreaker::Hand;

constexpr std::array<std::pair<std::string_view, Hand>, 5> hands{{
    {"force_open", Hand::force_open},
    {"force_close", Hand::force_close},
    {"reset", Hand::reset},
    {"disable", Hand::disable},
    {"metrics_only", Hand::metrics_only},
}};

constexpr std::string_view forms =
    "\"force_open circuit_breaker client\" (or force_close, reset, disable, metrics_only), \"bypass "
    "client\", "
    "\"restore client\", or \"set policy.client.retry.max_attempts = 1\"";

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        const auto begin = text.find_first_not_of(" \t");
        if (begin == text.npos) {
            return words;
        }
        const auto end = std::min(text.find_first_of(" \t", begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
}

// One action while it is read, and what to say about it.
class Reading {
public:
    Reading(const Section& section, Draft& draft, PolicyChanges& changes)
        : section_(section), draft_(draft), changes_(changes) {
    }

    // What `do` says; nothing when that is reported.
    bool read(run::ActionPlan& action) {
        const auto text = section_.get<std::string>("do");
        if (!text) {
            return false;
        }
        action.text = node().written;
        const std::vector<std::string> words = words_of(*text);
        if (words.empty()) {
            return refuse("it is empty");
        }
        if (words.front() == "set") {
            return changes_.read(section_, draft_, action);
        }
        if (words.front() == "bypass" || words.front() == "restore") {
            return read_bypass(words, action);
        }
        for (const auto& [word, hand] : hands) {
            if (word == words.front()) {
                return turn(words, hand, action);
            }
        }
        std::vector<std::string> known{"bypass", "restore", "set"};
        for (const auto& [word, hand] : hands) {
            known.emplace_back(word);
        }
        const std::string help = node().secret ? std::string() : suggestion(words.front(), known);
        return refuse(fmt::format("there is no action {}", quoted(words.front())), help);
    }

private:
    bool turn(const std::vector<std::string>& words, Hand hand, run::ActionPlan& action) {
        if (words.size() != 3 || words[1] != "circuit_breaker") {
            return refuse(fmt::format("{} needs circuit_breaker and the name of a policy", words.front()));
        }
        const auto policy = find(words[2]);
        if (!policy) {
            return false;
        }
        if (!draft_.plan.policies[*policy].circuit_breaker && draft_.policies[*policy].sound) {
            return refuse(fmt::format("policy {} has no circuit_breaker", words[2]), "name one that has it");
        }
        action.what = run::TurnBreaker{.hand = hand, .policy = *policy};
        return true;
    }

    bool read_bypass(const std::vector<std::string>& words, run::ActionPlan& action) {
        if (words.size() != 2) {
            return refuse(fmt::format("{} needs the name of a policy, or all", words.front()));
        }
        run::Bypass bypass{
            .edge = words.front() == "bypass" ? run::Bypass::Edge::begin : run::Bypass::Edge::end,
            .policy = {}};
        if (words[1] != "all") {
            bypass.policy = find(words[1]);
            if (!bypass.policy) {
                return false;
            }
        }
        action.what = bypass;
        return true;
    }

    std::optional<PolicyIndex> find(const std::string& name) {
        for (std::size_t index = 0; index < draft_.policies.size(); ++index) {
            if (draft_.policies[index].name == name) {
                return static_cast<PolicyIndex>(index);
            }
        }
        section_.context().report(
            Code::unknown_policy, node().span, fmt::format("there is no policy called {}", quoted(name)),
            node().secret ? std::string() : suggestion(name, names_of(draft_.policies)));
        return std::nullopt;
    }

    bool refuse(const std::string& why, const std::string& help = {}) {
        section_.context().report(Code::bad_action, node().span,
                                  fmt::format("{} does not read: {}", section_.name_of("do"), why),
                                  help.empty() ? std::string(forms) : help);
        return false;
    }

    [[nodiscard]] const Node& node() const {
        return section_.find("do")->node;
    }
    [[nodiscard]] std::string quoted(const std::string& word) const {
        return in_quotes(node().secret ? node().written : word);
    }

    const Section& section_;
    Draft& draft_;
    PolicyChanges& changes_;
};

void check_keys(const Section& section) {
    Context& context = section.context();
    if (section.has("do") == section.has("exec")) {
        context.report(Code::action_choice, section.has("do") ? section.key_span("exec") : section.header(),
                       section.has("do") ? fmt::format("{} has both do and exec", section.label())
                                         : fmt::format("{} says neither do nor exec", section.label()),
                       section.has("do") ? std::string("make two actions of it") : std::string(forms));
    }
    for (const std::string_view key : {"undo", "timeout", "for"}) {
        const std::string_view owner = key == "for" ? "undo" : "exec";
        if (section.has(key) && !section.has(owner)) {
            context.report(Code::action_key_mismatch, section.key_span(key),
                           fmt::format("{} has {}, but no {}", section.label(), key, owner),
                           fmt::format("{} says something about {} only", key, owner));
        }
    }
}

void read_when(const Section& section, const Draft& draft, run::ActionPlan& action) {
    static_cast<void>(section.get<std::string>("at"));  // required
    const auto start = read_moment(section, "at", draft);
    if (!start || !draft.phases_sound || !section.has("at")) {
        return;
    }
    action.at = *start;
    if (*start >= draft.plan.end()) {
        section.context().report(
            Code::action_outside_run, section.value_span("at"),
            fmt::format("{} is due at {}, but the run ends at {}", section.label(),
                        format_duration(*start - run_start), format_duration(draft.plan.end() - run_start)),
            "let it happen earlier, or lengthen the phases");
    }
}

std::optional<PolicyIndex> policy_of(const run::ActionPlan& action) {
    if (const auto* turn = std::get_if<run::TurnBreaker>(&action.what)) {
        return turn->policy;
    }
    if (const auto* bypass = std::get_if<run::Bypass>(&action.what)) {
        return bypass->policy;
    }
    const auto* settings = std::get_if<run::Reconfigure>(&action.what);
    return settings != nullptr ? std::optional(settings->policy) : std::nullopt;
}

void check_reach(const Section& section, const Draft& draft, const run::ActionPlan& action) {
    const std::vector<run::TargetPlan>& targets = draft.plan.targets;
    const std::optional<PolicyIndex> policy = policy_of(action);
    if (policy && std::none_of(targets.begin(), targets.end(),
                               [&](const run::TargetPlan& target) { return target.policy == policy; })) {
        section.context().report(
            Code::action_out_of_reach, section.value_span("do"),
            fmt::format("no target uses the policy {}: actions reach the policies of the client only",
                        in_quotes(draft.policies[*policy].name)),
            "policies between services stay as they are during a run");
    }
}

// "set policy.client.retry.max_attempts"
std::string_view key_part(std::string_view text) {
    text = text.substr(0, text.find('='));
    const std::size_t last = text.find_last_not_of(' ');
    return last == std::string_view::npos ? text : text.substr(0, last + 1);
}

// Of one instant: what the one does the other undoes.
bool contradict(const run::ActionPlan& one, const run::ActionPlan& other) {
    if (const auto* turn = std::get_if<run::TurnBreaker>(&one.what),
        *back = std::get_if<run::TurnBreaker>(&other.what);
        turn != nullptr && back != nullptr) {
        return turn->policy == back->policy && turn->hand != back->hand;
    }
    if (const auto* bypass = std::get_if<run::Bypass>(&one.what),
        *restore = std::get_if<run::Bypass>(&other.what);
        bypass != nullptr && restore != nullptr) {
        return bypass->edge != restore->edge &&
               (!bypass->policy || !restore->policy || bypass->policy == restore->policy);
    }
    return std::holds_alternative<run::Reconfigure>(one.what) &&
           std::holds_alternative<run::Reconfigure>(other.what) &&
           key_part(one.text) == key_part(other.text) && one.text != other.text;
}

// The actions so far, and where each says what it does.
class Earlier {
public:
    void add(const Section& section, const run::ActionPlan& action) {
        const SourceSpan span = section.has("do") ? section.value_span("do") : section.header();
        for (const auto& [before, place] : actions_) {
            if (before.at == action.at && contradict(before, action)) {
                section.context()
                    .report(Code::actions_contradict, span,
                            fmt::format("{} is due at the same instant as {}, and does the contrary",
                                        section.label(), before.id),
                            "the one that stands later in the file has its way; let them be apart, or "
                            "remove one")
                    .notes.push_back({place, "the other one"});
            }
        }
        actions_.emplace_back(action, span);
    }

private:
    std::vector<std::pair<run::ActionPlan, SourceSpan>> actions_;
};

}  // namespace

void read_actions(const Section& root, Draft& draft) {
    UniqueNames names(root.context(), "action");
    PolicyChanges changes(root);
    Earlier earlier;
    for (const auto& [node, header] : root.elements("action")) {
        const std::size_t number = draft.plan.actions.size() + 1;
        const Section section(root.context(), "action", fmt::format("action[{}]", number), *node, header);
        run::ActionPlan action;
        action.id = section.get<std::string>("id").value_or(fmt::format("action[{}]", number));
        if (section.has("id")) {
            names.add(action.id, section.value_span("id"));
        }
        check_keys(section);
        read_when(section, draft, action);
        if (section.has("exec")) {
            run::Execute execute;
            execute.act = read_command(section, "exec").value_or(run::CommandLine{});
            execute.undo = read_command(section, "undo");
            execute.timeout = section.value<Duration>("timeout");
            execute.lasts = section.get<Duration>("for");
            action.text = execute.act.written;
            action.what = std::move(execute);
        } else if (section.has("do")) {
            if (Reading(section, draft, changes).read(action) && draft.phases_sound) {
                check_reach(section, draft, action);
                earlier.add(section, action);
            }
        }
        draft.plan.actions.push_back(std::move(action));
    }
    changes.apply(draft);
}

}  // namespace fortify::scenario
