#pragma once

#include "scenario/context.hpp"
#include "scenario/keys.hpp"
#include "scenario/node.hpp"
#include "scenario/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

// One table of the file, read through the table of keys: what a key may hold and what it is without being
// given is never said twice. Making one reports its unknown keys; reading a key reports what is wrong with
// its value, once.
class Section {
public:
    // `pattern` is the section of the table of keys; `label` what messages call it: "phase.steady", "retry".
    // Without an entry all keys have their defaults.
    Section(Context& context, std::string_view pattern, std::string label, const Entry* entry);
    Section(Context& context,
            std::string_view pattern,
            std::string label,
            const Node& node,
            const SourceSpan& header);

    [[nodiscard]] Context& context() const {
        return *context_;
    }
    [[nodiscard]] const std::string& label() const {
        return label_;
    }
    [[nodiscard]] bool present() const {
        return table_ != nullptr;
    }
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] const Entry* find(std::string_view key) const;

    // Where the section, a key or its value stands; the section itself when the key is not given.
    [[nodiscard]] const SourceSpan& header() const {
        return header_;
    }
    [[nodiscard]] SourceSpan key_span(std::string_view key) const;
    [[nodiscard]] SourceSpan value_span(std::string_view key) const;
    // "retry.max_delay".
    [[nodiscard]] std::string name_of(std::string_view key) const;

    // The value; nothing when the key is not given (reported if required) or its value does not fit.
    template <class T>
    [[nodiscard]] std::optional<T> get(std::string_view key) const {
        const Entry* entry = find_or_miss(key);
        if (entry == nullptr) {
            return std::nullopt;
        }
        const Result<T, Misfit> value = convert<T>(entry->node, key_info(key));
        if (!value) {
            misfit(*entry, value.error());
            return std::nullopt;
        }
        return *value;
    }
    // The value, or the default of the key, or (of a required key that is missing) an empty value.
    template <class T>
    [[nodiscard]] T value(std::string_view key) const {
        if (const auto given = get<T>(key)) {
            return *given;
        }
        const KeyInfo& about = key_info(key);
        return about.fallback.empty() ? T{} : *convert<T>(default_node(about), about);
    }
    // The given texts, or those of the default, with their places.
    [[nodiscard]] std::vector<Node> texts(std::string_view key) const;

    // The section within, present or not. Its label is the key.
    [[nodiscard]] Section inner(std::string_view key) const;
    // Of [[key]] (or [key], where the key allows both): its entries, each with its place.
    struct Element {
        const Node* node;
        SourceSpan header;
    };
    [[nodiscard]] std::vector<Element> elements(std::string_view key) const;
    // Of [key.NAME]: the tables by name; names that are none are reported and left out.
    [[nodiscard]] std::vector<const Entry*> named(std::string_view key) const;

    // "policy.*.retry" + "budget".
    [[nodiscard]] std::string pattern_of(std::string_view key) const;

private:
    [[nodiscard]] const KeyInfo& key_info(std::string_view key) const;
    [[nodiscard]] const Entry* find_or_miss(std::string_view key) const;
    void misfit(const Entry& entry, const Misfit& why) const;
    void wrong_type(const Entry& entry, std::string_view help) const;
    void report_unknown_keys() const;

    Context* context_;
    std::string pattern_;
    std::string label_;
    const Table* table_ = nullptr;
    SourceSpan header_;
};

// Names of things that are given twice are reported, with a note where the first is.
class UniqueNames {
public:
    UniqueNames(Context& context, std::string what) : context_(context), what_(std::move(what)) {
    }
    void add(const std::string& name, const SourceSpan& span);
    [[nodiscard]] bool knows(const std::string& name) const;

private:
    Context& context_;
    std::string what_;
    std::vector<std::pair<std::string, SourceSpan>> seen_;
};

}  // namespace fortify::scenario
