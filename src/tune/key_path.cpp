#include "tune/key_path.hpp"

#include "scenario/override.hpp"
#include "tune/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

using scenario::KeyInfo;
using scenario::Node;
using scenario::Table;
using scenario::Type;

std::string inside(std::string_view section, std::string_view name) {
    return section.empty() ? std::string(name) : fmt::format("{}.{}", section, name);
}

std::vector<const KeyInfo*> keys_in(std::string_view section) {
    std::vector<const KeyInfo*> found;
    for (const KeyInfo& key : scenario::keys()) {
        if (key.section == section) {
            found.push_back(&key);
        }
    }
    return found;
}

const Node* child_of(const Node* node, std::string_view name) {
    const Table* table = node == nullptr ? nullptr : node->table();
    const scenario::Entry* entry = table == nullptr ? nullptr : scenario::find_entry(*table, name);
    return entry == nullptr ? nullptr : &entry->node;
}

std::vector<std::string> names_in(const Node* node) {
    std::vector<std::string> names;
    if (node != nullptr && node->table() != nullptr) {
        for (const scenario::Entry& entry : *node->table()) {
            names.push_back(entry.name);
        }
    } else if (node != nullptr && node->array() != nullptr) {
        for (const Node& element : *node->array()) {
            if (std::string name = scenario::name_of_element(element); !name.empty()) {
                names.push_back(std::move(name));
            }
        }
    }
    return names;
}

bool is_table(Type type) {
    return type == Type::table || type == Type::step_table || type == Type::named_tables ||
           type == Type::tables || type == Type::one_or_tables;
}

// A path on its way down the table of keys and the tree beside it.
class Descent {
public:
    Descent(std::string_view path, const FlagText& flag, const Node& root)
        : path_(path), flag_(flag), node_(&root) {
    }

    Result<KeyPath, Diagnostic> run() {
        while (!found_ && !wrong_) {
            step();
        }
        if (wrong_) {
            return Err{std::move(*wrong_)};
        }
        return KeyPath{.path = std::move(walked_), .key = found_};
    }

private:
    struct Word {
        std::string_view text;
        std::size_t offset = 0;
    };

    [[nodiscard]] bool at_end() const {
        return next_ > path_.size();
    }
    Word take() {
        Word word{.text = path_.substr(next_, path_.find('.', next_) - next_), .offset = next_};
        next_ += word.text.size() + 1;
        walked_ = inside(walked_, word.text);
        return word;
    }

    void step() {
        const Word word = take();
        const KeyInfo* key = scenario::find_key(section_, word.text);
        if (key == nullptr && at_end()) {
            key = deeper(word);
        }
        if (key == nullptr) {
            unknown_key(word);
        } else if (is_table(key->type)) {
            enter(*key, word);
        } else if (!at_end()) {
            complain(Code::unknown_key, word,
                     fmt::format("{} is {}, not a table", scenario::in_quotes(walked_),
                                 scenario::describe(key->type)));
        } else if (!kind_of(key->type)) {
            complain(Code::fixed_key, word,
                     fmt::format("{} holds {}", scenario::in_quotes(walked_), scenario::describe(key->type)),
                     "one number, word or distribution can be varied");
        } else {
            found_ = key;
        }
    }

    // The key of that name one table deeper, if there is one only.
    const KeyInfo* deeper(const Word& word) {
        const KeyInfo* found = nullptr;
        const KeyInfo* between = nullptr;
        for (const KeyInfo* key : keys_in(section_)) {
            const KeyInfo* inner = key->type != Type::table
                                       ? nullptr
                                       : scenario::find_key(inside(section_, key->key), word.text);
            if (inner != nullptr && found != nullptr) {
                return nullptr;
            }
            if (inner != nullptr) {
                found = inner;
                between = key;
            }
        }
        if (found != nullptr) {
            walked_.resize(walked_.size() - word.text.size());
            walked_ += fmt::format("{}.{}", between->key, word.text);
        }
        return found;
    }

    void enter(const KeyInfo& key, const Word& word) {
        node_ = child_of(node_, word.text);
        section_ = inside(section_, word.text);
        const bool is_list = node_ != nullptr && node_->array() != nullptr;
        if (key.type == Type::named_tables) {
            section_ += ".*";
        }
        if (key.type == Type::named_tables || key.type == Type::tables || is_list) {
            element(word);
        } else if (at_end()) {
            no_value(word);
        }
    }

    // One of several of a kind.
    void element(const Word& parent) {
        if (at_end()) {
            const std::vector<std::string> names = names_in(node_);
            complain(Code::fixed_key, parent, fmt::format("{} has several", scenario::in_quotes(walked_)),
                     names.empty() ? std::string{} : fmt::format("one of: {}", fmt::join(names, ", ")));
            return;
        }
        const Word word = take();
        const bool is_list = node_ != nullptr && node_->array() != nullptr;
        const Node* found =
            is_list ? scenario::find_element(*node_->array(), word.text) : child_of(node_, word.text);
        if (found == nullptr) {
            const std::vector<std::string> names = names_in(node_);
            complain(
                Code::unknown_key, word,
                fmt::format("the scenario has no {} called {}", parent.text, scenario::in_quotes(word.text)),
                scenario::suggestion(word.text, names));
            return;
        }
        node_ = found;
        if (at_end()) {
            no_value(word);
        }
    }

    void no_value(const Word& word) {
        std::vector<std::string_view> inner;
        for (const KeyInfo* key : keys_in(section_)) {
            if (kind_of(key->type)) {
                inner.push_back(key->key);
            }
        }
        complain(
            Code::fixed_key, word, fmt::format("{} is a table", scenario::in_quotes(walked_)),
            inner.empty() ? std::string{} : fmt::format("name one of its keys: {}", fmt::join(inner, ", ")));
    }

    void unknown_key(const Word& word) {
        std::vector<std::string> names;
        for (const KeyInfo* key : keys_in(section_)) {
            names.emplace_back(key->key);
        }
        complain(Code::unknown_key, word, fmt::format("there is no key {}", scenario::in_quotes(walked_)),
                 scenario::suggestion(word.text, names));
    }

    void complain(Code code, const Word& word, std::string message, std::string help = {}) {
        wrong_ =
            mistake(code, flag_.span(word.offset, word.text.size()), std::move(message), std::move(help));
    }

    std::string_view path_;
    const FlagText& flag_;
    const Node* node_;
    std::string section_;  // as the table of keys names it
    std::string walked_;
    std::size_t next_ = 0;
    const KeyInfo* found_ = nullptr;
    std::optional<Diagnostic> wrong_;
};

std::optional<std::string> text_of(const Node& node) {
    if (const auto* text = node.text()) {
        return node.secret ? std::nullopt : std::optional(*text);
    }
    if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
        return fmt::format("{}", *whole);
    }
    if (const auto* number = std::get_if<double>(&node.value)) {
        return fmt::format("{}", *number);
    }
    if (const auto* truth = std::get_if<bool>(&node.value)) {
        return *truth ? "true" : "false";
    }
    return std::nullopt;
}

// The keys of one section with numbers in them, and those of the tables within it; null: it is not there.
void add_keys(std::vector<KeyPath>& keys,
              std::string_view section,
              const std::string& path,
              const Node* node,
              Unset unset) {
    const bool is_policy = section == "policy.*";
    for (const KeyInfo* key : keys_in(section)) {
        const Node* child = child_of(node, key->key);
        const std::string longer = inside(path, key->key);
        if (key->type == Type::table) {
            if (child != nullptr || (unset == Unset::included && !is_policy)) {
                add_keys(keys, inside(section, key->key), longer, child, unset);
            }
            continue;
        }
        const auto kind = kind_of(key->type);
        const bool has_value = child != nullptr || !key->fallback.empty() || unset == Unset::included;
        if (kind && *kind != Kind::words && has_value) {
            keys.push_back({.path = longer, .key = key});
        }
    }
}

}  // namespace

Result<KeyPath, Diagnostic> find_key_path(std::string_view path, const FlagText& flag, const Node& root) {
    return Descent(path, flag, root).run();
}

std::optional<std::string> value_of(const KeyPath& key, const Node& root) {
    const Node* node = &root;
    for (std::size_t start = 0; node != nullptr && start <= key.path.size();) {
        const std::string_view word =
            std::string_view(key.path).substr(start, key.path.find('.', start) - start);
        node = node->array() != nullptr ? scenario::find_element(*node->array(), word) : child_of(node, word);
        start += word.size() + 1;
    }
    if (node != nullptr) {
        return text_of(*node);
    }
    return key.key->fallback.empty() ? std::nullopt : std::optional(std::string(key.key->fallback));
}

std::vector<KeyPath> policy_keys_of(const Node& root, Unset unset) {
    std::vector<KeyPath> keys;
    const Node* policies = child_of(&root, "policy");
    if (policies != nullptr && policies->table() != nullptr) {
        for (const scenario::Entry& policy : *policies->table()) {
            add_keys(keys, "policy.*", inside("policy", policy.name), &policy.node, unset);
        }
    }
    return keys;
}

}  // namespace fortify::tune
