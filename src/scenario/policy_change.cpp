#include "scenario/policy_change.hpp"

#include "scenario/document.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

namespace fortify::scenario {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    while (true) {
        const auto dot = std::min(path.find('.'), path.size());
        parts.emplace_back(path.substr(0, dot));
        if (dot == path.size()) {
            return parts;
        }
        path.remove_prefix(dot + 1);
    }
}

bool can_change(Type type) {
    switch (type) {
        case Type::integer:
        case Type::number:
        case Type::ratio:
        case Type::rate:
        case Type::duration:
            return true;
        case Type::text:
        case Type::name:
        case Type::boolean:
        case Type::rates:
        case Type::distribution:
        case Type::choice:
        case Type::texts:
        case Type::texts_by_name:
        case Type::command:
        case Type::integers:
        case Type::bytes:
        case Type::bandwidth:
        case Type::table:
        case Type::step_table:
        case Type::named_tables:
        case Type::tables:
        case Type::one_or_tables:
            return false;
    }
    return false;
}

// The keys of the policies' sections that can be set, below "policy.*.".
std::vector<std::string> changeable_keys() {
    constexpr std::string_view prefix = "policy.*.";
    std::vector<std::string> paths;
    for (const KeyInfo& key : keys()) {
        if (key.section.substr(0, prefix.size()) == prefix && can_change(key.type)) {
            paths.push_back(fmt::format("{}.{}", key.section.substr(prefix.size()), key.key));
        }
    }
    return paths;
}

std::string join(const std::vector<std::string>& parts) {
    std::string path;
    for (const std::string& part : parts) {
        path += (path.empty() ? "" : ".") + part;
    }
    return path;
}

// Puts the value at its place in the policy, making tables on the way.
void put(Node& settings, const std::vector<std::string>& path, const Node& value) {
    Node* node = &settings;
    for (const std::string& name : path) {
        if (node->table() == nullptr) {
            return;  // reported when the policy was read
        }
        Entry* entry = find_entry(*node->table(), name);
        if (entry == nullptr) {
            Node made;
            made.value = Table{};
            made.span = value.span;
            node->table()->push_back({.name = name, .key = value.span, .node = std::move(made)});
            entry = &node->table()->back();
        }
        node = &entry->node;
    }
    *node = value;
}

bool touches(const Diagnostic& diagnostic, const SourceSpan& place) {
    const auto same = [&](const SourceSpan& span) {
        return span.file == place.file && span.line == place.line && span.column >= place.column;
    };
    return same(diagnostic.span) ||
           std::any_of(diagnostic.notes.begin(), diagnostic.notes.end(),
                       [&](const Diagnostic::Note& note) { return same(note.span); });
}

}  // namespace

bool PolicyChanges::read(const Section& section, const Draft& draft, run::ActionPlan& action) {
    const Node& node = section.find("do")->node;
    const std::string_view text = *node.text();
    Context& context = section.context();
    const auto refuse = [&](Code code, const std::string& why, const std::string& help) {
        context.report(code, node.span, fmt::format("{}: {}", section.name_of("do"), why), help);
        return false;
    };
    const auto equals = text.find('=');
    const std::string_view path = trimmed(
        text.substr(text.find("set") + 3).substr(0, equals == text.npos ? 0 : equals - text.find("set") - 3));
    const std::vector<std::string> parts = split(path);
    if (equals == text.npos || parts.size() < 3 || parts[0] != "policy") {
        return refuse(Code::bad_action, "set needs a key of a policy and a value",
                      "such as \"set policy.client.retry.max_attempts = 1\"");
    }
    const auto named = std::find_if(draft.policies.begin(), draft.policies.end(),
                                    [&](const Draft::Policy& policy) { return policy.name == parts[1]; });
    if (named == draft.policies.end()) {
        return refuse(Code::unknown_policy, fmt::format("there is no policy called {}", in_quotes(parts[1])),
                      suggestion(node.secret ? std::string_view{} : parts[1], names_of(draft.policies)));
    }
    Change change{.action = draft.plan.actions.size(),
                  .policy = static_cast<PolicyIndex>(named - draft.policies.begin()),
                  .path = {parts.begin() + 2, parts.end()},
                  .value = {},
                  .span = node.span};
    const std::vector<std::string> known = changeable_keys();
    if (std::find(known.begin(), known.end(), join(change.path)) == known.end()) {
        return refuse(Code::fixed_key,
                      fmt::format("{} is no key of a policy that can be set during a run",
                                  in_quotes(join(change.path))),
                      node.secret ? std::string() : suggestion(join(change.path), known));
    }
    const Entry* settings = find_entry(*root_.find("policy")->node.table(), parts[1]);
    if (settings->node.table() == nullptr || find_entry(*settings->node.table(), change.path[0]) == nullptr) {
        return refuse(Code::fixed_key, fmt::format("policy {} has no {}", parts[1], change.path[0]),
                      "layers cannot be added during a run; give it the layer from the start");
    }
    auto value = parse_value(trimmed(text.substr(equals + 1)), node.span);
    if (!value) {
        return refuse(Code::bad_action, "the value does not read", "such as 3, 0.5, 250ms, '10%' or '100/s'");
    }
    change.value = std::move(*value);
    change.value.span = node.span;  // where it stands, for what is said about it
    change.value.secret = node.secret;
    if (node.secret) {
        change.value.written = node.written;
    }
    action.what = run::Reconfigure{.policy = change.policy, .config = {}};
    changes_.push_back(std::move(change));
    return true;
}

void PolicyChanges::apply(Draft& draft) {
    std::stable_sort(changes_.begin(), changes_.end(), [&](const Change& left, const Change& right) {
        return draft.plan.actions[left.action].at < draft.plan.actions[right.action].at;
    });
    std::map<PolicyIndex, Node> settings;
    for (Change& change : changes_) {
        if (!draft.policies[change.policy].sound) {
            continue;
        }
        if (settings.count(change.policy) == 0) {
            settings[change.policy] =
                find_entry(*root_.find("policy")->node.table(), draft.policies[change.policy].name)->node;
        }
        read_again(change, settings[change.policy], draft);
    }
}

void PolicyChanges::read_again(Change& change, Node& settings, Draft& draft) const {
    put(settings, change.path, change.value);
    Context& context = root_.context();
    Context apart(context.source(), context.options());
    const std::string& name = draft.policies[change.policy].name;
    const Section section(apart, "policy.*", "policy." + name, settings, draft.policies[change.policy].span);
    auto config = read_policy(section, name);
    // What was wrong without this change has been said, and to turn a layer off is a reason to change it.
    for (Diagnostic& diagnostic : apart.take()) {
        if (touches(diagnostic, change.span) && diagnostic.code != info(Code::no_effect).code) {
            context.adopt(std::move(diagnostic));
        }
    }
    std::get<run::Reconfigure>(draft.plan.actions[change.action].what).config = std::move(config);
}

}  // namespace fortify::scenario
