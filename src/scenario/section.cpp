#include "scenario/section.hpp"

#include "core/assert.hpp"
#include "core/text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

Section::Section(Context& context, std::string_view pattern, std::string label, const Entry* entry)
    : context_(&context), pattern_(pattern), label_(std::move(label)), header_(context.whole_file()) {
    if (entry == nullptr) {
        return;
    }
    header_ = entry->key;
    table_ = entry->node.table();
    if (table_ == nullptr) {
        wrong_type(*entry, fmt::format("write it as a section: [{}]", label_));
        return;
    }
    report_unknown_keys();
}

Section::Section(
    Context& context, std::string_view pattern, std::string label, const Node& node, const SourceSpan& header)
    : context_(&context), pattern_(pattern), label_(std::move(label)), table_(node.table()), header_(header) {
    if (table_ == nullptr) {
        context_->report(Code::wrong_type, node.span,
                         fmt::format("{} must be a table, but is {}", label_, kind_of(node)));
        return;
    }
    report_unknown_keys();
}

void Section::report_unknown_keys() const {
    for (const Entry& entry : *table_) {
        if (find_key(pattern_, entry.name) != nullptr) {
            continue;
        }
        std::vector<std::string> candidates;
        for (const KeyInfo& key : keys()) {
            if (key.section == pattern_ && !context_->full()) {
                candidates.emplace_back(key.key);
            }
        }
        const std::string where = label_.empty() ? std::string("a scenario") : label_;
        context_->report(Code::unknown_key, entry.key,
                         fmt::format("{} has no key {}", where, in_quotes(entry.name)),
                         suggestion(entry.name, candidates));
    }
}

const KeyInfo& Section::key_info(std::string_view key) const {
    const KeyInfo* about = find_key(pattern_, key);
    FORTIFY_ASSERT(about != nullptr);
    return *about;
}

const Entry* Section::find(std::string_view key) const {
    return table_ == nullptr ? nullptr : find_entry(*table_, key);
}

bool Section::has(std::string_view key) const {
    return find(key) != nullptr;
}

const Entry* Section::find_or_miss(std::string_view key) const {
    const Entry* entry = find(key);
    if (entry == nullptr && table_ != nullptr && key_info(key).presence == Presence::required) {
        context_->report(Code::missing_key, header_, fmt::format("{} is missing", name_of(key)),
                         fmt::format("{}: {}", key, key_info(key).help));
    }
    return entry;
}

SourceSpan Section::key_span(std::string_view key) const {
    const Entry* entry = find(key);
    return entry == nullptr ? header_ : entry->key;
}

SourceSpan Section::value_span(std::string_view key) const {
    const Entry* entry = find(key);
    return entry == nullptr ? header_ : entry->node.span;
}

std::string Section::name_of(std::string_view key) const {
    return label_.empty() ? std::string(key) : fmt::format("{}.{}", label_, key);
}

std::string Section::pattern_of(std::string_view key) const {
    return pattern_.empty() ? std::string(key) : fmt::format("{}.{}", pattern_, key);
}

void Section::misfit(const Entry& entry, const Misfit& why) const {
    if (entry.node.secret) {
        context_->report(Code::variable_misfit, entry.node.span,
                         fmt::format("{}: the value of {} is not {}", name_of(entry.name),
                                     in_quotes(entry.node.written), describe(key_info(entry.name).type)));
        return;
    }
    context_->report(why.code, entry.node.span, fmt::format("{} {}", name_of(entry.name), why.message),
                     why.help);
}

void Section::wrong_type(const Entry& entry, std::string_view help) const {
    const std::string parent =
        pattern_.substr(0, pattern_.rfind('.') == pattern_.npos ? 0 : pattern_.rfind('.'));
    const KeyInfo* about = find_key(parent, entry.name);
    const Type type = about == nullptr ? Type::table : about->type;
    context_->report(Code::wrong_type, entry.node.span,
                     fmt::format("{} must be {}, but is {}", label_, describe(type), kind_of(entry.node)),
                     std::string(help));
}

std::vector<Node> Section::texts(std::string_view key) const {
    const Entry* entry = find_or_miss(key);
    const KeyInfo& about = key_info(key);
    if (entry == nullptr) {
        return about.fallback.empty() ? std::vector<Node>{} : *default_node(about).array();
    }
    const Array* elements = entry->node.array();
    if (elements == nullptr) {
        misfit(*entry, {Code::wrong_type,
                        fmt::format("must be {}, but is {}", describe(about.type), kind_of(entry->node)),
                        entry->node.text() == nullptr ? std::string{} : "put it in brackets"});
        return {};
    }
    std::vector<Node> texts;
    for (const Node& element : *elements) {
        if (element.text() != nullptr) {
            texts.push_back(element);
            continue;
        }
        context_->report(Code::wrong_type, element.span,
                         fmt::format("{} holds texts, but this is {}", name_of(key), kind_of(element)),
                         "put it in quotes");
    }
    return texts;
}

Section Section::inner(std::string_view key) const {
    return {*context_, pattern_of(key), std::string(key), find_or_miss(key)};
}

std::vector<Section::Element> Section::elements(std::string_view key) const {
    const Entry* entry = find_or_miss(key);
    if (entry == nullptr) {
        return {};
    }
    const Type type = key_info(key).type;
    if (entry->node.table() != nullptr && type == Type::one_or_tables) {
        return {{&entry->node, entry->key}};
    }
    const Array* array = entry->node.array();
    if (array == nullptr) {
        misfit(*entry,
               {Code::wrong_type, fmt::format("must be {}, but is {}", describe(type), kind_of(entry->node)),
                entry->node.table() == nullptr ? std::string{} : fmt::format("write [[{}]]", key)});
        return {};
    }
    std::vector<Element> elements;
    for (const Node& node : *array) {
        elements.push_back({&node, node.span});
    }
    return elements;
}

std::vector<const Entry*> Section::named(std::string_view key) const {
    const Entry* entry = find_or_miss(key);
    if (entry == nullptr) {
        return {};
    }
    const Table* table = entry->node.table();
    if (table == nullptr) {
        const bool list = entry->node.array() != nullptr;
        misfit(*entry,
               {Code::wrong_type,
                fmt::format("must be {}, but is {}", describe(key_info(key).type), kind_of(entry->node)),
                list ? fmt::format("write [{}.NAME] with single brackets", key)
                     : fmt::format("write a section [{}.NAME]", key)});
        return {};
    }
    std::vector<const Entry*> result;
    for (const Entry& element : *table) {
        if (!is_name(element.name)) {
            context_->report(Code::bad_name, element.key,
                             fmt::format("a {} cannot be called {}", key, in_quotes(element.name)),
                             "names have 1 to 64 of the characters A-Z a-z 0-9 _ -");
        } else if (element.node.table() == nullptr &&
                   find_key(pattern_of(key) + ".*", element.name) != nullptr) {
            context_->report(Code::wrong_type, element.key,
                             fmt::format("{}.{} stands where the {}'s name belongs", key, element.name, key),
                             fmt::format("give it a name: [{}.NAME]", key));
        } else {
            result.push_back(&element);
        }
    }
    return result;
}

bool UniqueNames::knows(const std::string& name) const {
    return std::any_of(seen_.begin(), seen_.end(), [&](const auto& one) { return one.first == name; });
}

void UniqueNames::add(const std::string& name, const SourceSpan& span) {
    const auto first =
        std::find_if(seen_.begin(), seen_.end(), [&](const auto& one) { return one.first == name; });
    if (first == seen_.end()) {
        seen_.emplace_back(name, span);
        return;
    }
    context_
        .report(Code::duplicate_name, span,
                fmt::format("there are two {}s called {}", what_, in_quotes(name)))
        .notes.push_back({first->second, "the first is here"});
}

}  // namespace fortify::scenario
