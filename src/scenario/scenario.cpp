#include "scenario/scenario.hpp"

#include "scenario/document.hpp"
#include "scenario/draft.hpp"
#include "scenario/environment.hpp"
#include "scenario/override.hpp"
#include "scenario/text_file.hpp"
#include "scenario/tree.hpp"

#include <fmt/core.h>

#include <array>
#include <filesystem>

namespace fortify::scenario {

namespace {

constexpr std::int64_t schema_version = 1;
constexpr std::size_t most_of_a_kind = 100;

// False when the file speaks another version, so that reading on would only mislead.
bool knows_schema(Context& context, const Table& root) {
    const Entry* schema = find_entry(root, "schema");
    const auto* version = schema == nullptr ? nullptr : std::get_if<std::int64_t>(&schema->node.value);
    if (version == nullptr || *version == schema_version) {
        return true;
    }
    context.report(Code::unsupported_schema, schema->node.span,
                   fmt::format("schema {} is not known", *version),
                   fmt::format("this version reads schema = {}", schema_version));
    return false;
}

bool has_section(const Section& root, std::string_view key, std::string_view example) {
    const Entry* entry = root.find(key);
    const bool empty = entry == nullptr || (entry->node.table() != nullptr && entry->node.table()->empty()) ||
                       (entry->node.array() != nullptr && entry->node.array()->empty());
    if (empty) {
        root.context().report(Code::missing_section, entry == nullptr ? root.header() : entry->key,
                              fmt::format("the scenario has no {}", key), std::string(example));
    }
    return !empty;
}

bool is_about_proxies_alone(const Section& root) {
    switch (root.context().options().purpose) {
        case Purpose::run:
            return false;
        case Purpose::proxy:
            return !root.has("load");
        case Purpose::either:
            return !root.has("load") && root.has("proxy");
    }
    return false;
}

// Whether to read it: it is there, or has to be.
bool wants_section(const Section& root, std::string_view key, std::string_view example) {
    const bool may_lack = is_about_proxies_alone(root) && !root.has(key);
    return !may_lack && has_section(root, key, example);
}

// Nobody means more than this, and everything after it may take its time over each of them.
bool count_is_sane(const Section& root) {
    const Soundness sound(root.context());
    for (const std::string_view key :
         {"target", "service", "policy", "load", "slo", "proxy", "probe", "action"}) {
        const Entry* entry = root.find(key);
        const Table* table = entry == nullptr ? nullptr : entry->node.table();
        const Array* array = entry == nullptr ? nullptr : entry->node.array();
        const std::size_t count = table != nullptr ? table->size() : array != nullptr ? array->size() : 0;
        if (count > most_of_a_kind) {
            root.context().report(
                Code::out_of_range, entry->key,
                fmt::format("{} has {} entries; at most {} are allowed", key, count, most_of_a_kind));
        }
    }
    return static_cast<bool>(sound);
}

void read_scenario(const Section& root, Draft& draft) {
    Context& context = root.context();
    static_cast<void>(root.get<std::uint64_t>("schema"));  // required, and a whole number
    const std::string stem = std::filesystem::path(context.source().file).stem().string();
    draft.plan.name = root.get<std::string>("name").value_or(stem.empty() ? "scenario" : stem);
    draft.plan.description = root.value<std::string>("description");
    draft.plan.seed = root.value<std::uint64_t>("seed");
    draft.plan.seed = context.options().seed.value_or(draft.plan.seed);
    draft.plan.client_instances =
        static_cast<std::uint16_t>(root.inner("client").value<std::uint64_t>("instances"));
    if (!count_is_sane(root)) {
        return;
    }
    read_policies(root, draft);
    read_services(root, draft);
    if (wants_section(root, "target", "add [target.NAME] with a service or a url")) {
        read_targets(root, draft);
    }
    if (wants_section(root, "load", "add [load] with a rate, such as rate = \"70/s\"")) {
        read_loads(root, draft);
    }
    if (wants_section(root, "phase", "add [[phase]] with a name and a duration")) {
        read_phases(root, draft);
    }
    read_proxies(root, draft);
    read_faults(root, draft);
    read_probes(root, draft);
    read_actions(root, draft);
    read_safety(root, draft);
    if (!is_about_proxies_alone(root)) {
        read_expectations(root, draft);
        check_scenario(context, draft);
        if (context.errors() == 0) {
            check_expectations(context, draft.plan);
        }
    }
}

// The text as a tree, overrides and environment filled in.
std::optional<Node> prepare(Context& context) {
    if (auto binary = find_binary(context.source())) {
        context.adopt(std::move(*binary));
        return std::nullopt;
    }
    auto document = parse_document(context.source());
    if (!document) {
        context.adopt(document.error());
        return std::nullopt;
    }
    apply_overrides(context, *document);
    fill_in_environment(context, *document);
    return std::move(*document);
}

void read_root(Context& context, const Node& root, Loaded& loaded) {
    if (root.table()->empty()) {
        context.report(Code::empty_scenario, context.whole_file(), "the scenario is empty",
                       "begin with schema = 1; fortify-scenario(5) has an example");
    } else if (knows_schema(context, *root.table())) {
        Draft draft;
        read_scenario(Section(context, "", "", root, context.whole_file()), draft);
        if (context.errors() == 0) {
            draft.plan.secrets = context.secrets();
            loaded.plan = std::move(draft.plan);
        }
    }
}

}  // namespace

TreeRead read_tree(const Source& source, const Options& options) {
    Context context(source, options);
    TreeRead read;
    read.root = prepare(context);
    read.secrets = context.secrets();
    read.diagnostics = context.take();
    return read;
}

Loaded load_tree(const Node& root, const Source& source, const Options& options) {
    Context context(source, options);
    Loaded loaded;
    read_root(context, root, loaded);
    loaded.diagnostics = context.take();
    return loaded;
}

Loaded load(const Source& source, const Options& options) {
    Context context(source, options);
    Loaded loaded;
    if (const auto tree = prepare(context)) {
        read_root(context, *tree, loaded);
    }
    loaded.diagnostics = context.take();
    return loaded;
}

}  // namespace fortify::scenario
