#include "scenario/proxy_book.hpp"

#include "scenario/json_nodes.hpp"
#include "scenario/tree.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace fortify::scenario {

namespace {

using Why = ProxyBook::Refusal::Why;

constexpr const char* request_name = "request";

Err<ProxyBook::Refusal> refuse(Why why, std::string message) {
    return Err{ProxyBook::Refusal{.why = why, .message = std::move(message), .diagnostics = {}}};
}

Err<ProxyBook::Refusal> no_proxy(std::string_view name) {
    return refuse(Why::unknown, fmt::format("there is no proxy called {}", in_quotes(name)));
}

Err<ProxyBook::Refusal> no_fault(const ProxyBook::FaultName& name) {
    return refuse(Why::unknown,
                  fmt::format("proxy {} has no fault called {}", in_quotes(name.proxy), in_quotes(name.id)));
}

Node text_node(std::string_view text) {
    Node node;
    node.value = std::string(text);
    node.written = text;
    node.span = {.file = request_name};
    return node;
}

void put(Table& table, std::string_view key, Node value) {
    if (Entry* const entry = find_entry(table, key)) {
        entry->node = std::move(value);
        return;
    }
    const SourceSpan span = value.span;
    table.push_back({.name = std::string(key), .key = span, .node = std::move(value)});
}

void erase_key(Table& table, std::string_view key) {
    table.erase(
        std::remove_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.name == key; }),
        table.end());
}

// The list of [[key]], made when there is none.
Array& list_of(Node& root, std::string_view key) {
    Table& table = *root.table();
    if (find_entry(table, key) == nullptr) {
        Node list;
        list.value = Array{};
        list.span = {.file = request_name};
        put(table, key, std::move(list));
    }
    return *find_entry(table, key)->node.array();
}

std::string_view text_of(const Node& node, std::string_view key) {
    const Table* const table = node.table();
    const Entry* const entry = table == nullptr ? nullptr : find_entry(*table, key);
    return entry == nullptr || entry->node.text() == nullptr ? std::string_view{} : *entry->node.text();
}

Node* find_proxy(Node& root, std::string_view name) {
    Array& proxies = list_of(root, "proxy");
    const auto found = std::find_if(proxies.begin(), proxies.end(),
                                    [&](const Node& proxy) { return text_of(proxy, "name") == name; });
    return found == proxies.end() ? nullptr : &*found;
}

Node* find_fault(Node& root, const ProxyBook::FaultName& name) {
    Array& faults = list_of(root, "fault");
    const auto found = std::find_if(faults.begin(), faults.end(), [&](const Node& fault) {
        return text_of(fault, "proxy") == name.proxy && text_of(fault, "id") == name.id;
    });
    return found == faults.end() ? nullptr : &*found;
}

Result<Node, ProxyBook::Refusal> object_of(std::string_view body) {
    auto node = parse_json(body, request_name);
    if (!node) {
        return refuse(Why::malformed, node.error());
    }
    if (node->table() == nullptr) {
        return refuse(Why::malformed, "the body must be a JSON object");
    }
    return std::move(*node);
}

void remove_faults_of(Node& root, std::string_view proxy) {
    Array& faults = list_of(root, "fault");
    faults.erase(std::remove_if(faults.begin(), faults.end(),
                                [&](const Node& fault) { return text_of(fault, "proxy") == proxy; }),
                 faults.end());
}

}  // namespace

std::optional<ProxyBook> ProxyBook::open(const std::optional<Source>& source,
                                         const Options& options,
                                         Diagnostics& diagnostics) {
    Options own = options;
    own.purpose = Purpose::proxy;
    ProxyBook book(source.value_or(Source{.file = request_name, .text = "schema = 1\n"}), std::move(own));
    TreeRead tree = read_tree(book.source_, book.options_);
    diagnostics = std::move(tree.diagnostics);
    if (!tree.root) {
        return std::nullopt;
    }
    Loaded loaded = load_tree(*tree.root, book.source_, book.options_);
    diagnostics.insert(diagnostics.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
    if (!loaded.plan || has_errors(diagnostics)) {
        return std::nullopt;
    }
    book.root_ = std::move(*tree.root);
    book.secrets_ = std::move(tree.secrets);
    // Written out, so that it stays right when a second proxy comes.
    for (Node& fault : list_of(book.root_, "fault")) {
        const bool silent = text_of(fault, "proxy").empty() && text_of(fault, "target").empty();
        if (silent && loaded.plan->targets.empty() && loaded.plan->proxies.size() == 1) {
            put(*fault.table(), "proxy", text_node(loaded.plan->proxies.front().name));
        }
    }
    book.opened_ = book.root_;
    book.plan_ = std::move(*loaded.plan);
    book.plan_.secrets = book.secrets_;
    return book;
}

ProxyBook::Change ProxyBook::adopt(Node next, const std::unordered_map<std::string, Instant>& added) {
    auto loaded = load_tree(next, source_, options_);
    if (!loaded.plan) {
        return Err{Refusal{.why = Why::unsound,
                           .message = "the request is not sound",
                           .diagnostics = std::move(loaded.diagnostics)}};
    }
    for (fault::FaultConfig& fault : loaded.plan->faults) {
        if (const auto found = added.find(fault.id); found != added.end()) {
            for (Interval& window : fault.windows) {
                window.start = after(window.start, found->second - run_start);
                window.end = after(window.end, found->second - run_start);
            }
        }
    }
    root_ = std::move(next);
    added_ = added;
    plan_ = std::move(*loaded.plan);
    plan_.secrets = secrets_;
    return Done{};
}

ProxyBook::Change ProxyBook::add_proxy(Instant now, std::string_view body) {
    auto proxy = object_of(body);
    if (!proxy) {
        return Err{proxy.error()};
    }
    const std::string name(text_of(*proxy, "name"));
    Node next = root_;
    if (!name.empty() && find_proxy(next, name) != nullptr) {
        return refuse(Why::exists, fmt::format("there is a proxy called {} already", in_quotes(name)));
    }
    auto added = added_;
    if (Entry* const faults = find_entry(*proxy->table(), "faults")) {
        if (faults->node.array() == nullptr) {
            return refuse(Why::malformed, "\"faults\" must be a list of objects");
        }
        for (Node& fault : *faults->node.array()) {
            if (fault.table() == nullptr) {
                return refuse(Why::malformed, "\"faults\" must be a list of objects");
            }
            put(*fault.table(), "proxy", text_node(name));
            added[std::string(text_of(fault, "id"))] = now;
            list_of(next, "fault").push_back(std::move(fault));
        }
        erase_key(*proxy->table(), "faults");
    }
    list_of(next, "proxy").push_back(std::move(*proxy));
    return adopt(std::move(next), added);
}

ProxyBook::Change ProxyBook::change_proxy(std::string_view name, std::string_view body) {
    auto changes = object_of(body);
    if (!changes) {
        return Err{changes.error()};
    }
    Node next = root_;
    Node* const proxy = find_proxy(next, name);
    if (proxy == nullptr) {
        return no_proxy(name);
    }
    for (Entry& entry : *changes->table()) {
        if (entry.name == "name" && text_of(*changes, "name") != name) {
            return refuse(Why::malformed, "the name of a proxy cannot be changed");
        }
        put(*proxy->table(), entry.name, std::move(entry.node));
    }
    return adopt(std::move(next), added_);
}

ProxyBook::Change ProxyBook::remove_proxy(std::string_view name) {
    Node next = root_;
    if (find_proxy(next, name) == nullptr) {
        return no_proxy(name);
    }
    Array& proxies = list_of(next, "proxy");
    proxies.erase(std::remove_if(proxies.begin(), proxies.end(),
                                 [&](const Node& proxy) { return text_of(proxy, "name") == name; }),
                  proxies.end());
    remove_faults_of(next, name);
    return adopt(std::move(next), added_);
}

ProxyBook::Change ProxyBook::add_fault(Instant now, std::string_view proxy, std::string_view body) {
    auto fault = object_of(body);
    if (!fault) {
        return Err{fault.error()};
    }
    Node next = root_;
    if (find_proxy(next, proxy) == nullptr) {
        return no_proxy(proxy);
    }
    const std::string id(text_of(*fault, "id"));
    Array& faults = list_of(next, "fault");
    if (!id.empty() && std::any_of(faults.begin(), faults.end(),
                                   [&](const Node& other) { return text_of(other, "id") == id; })) {
        return refuse(Why::exists, fmt::format("there is a fault called {} already", in_quotes(id)));
    }
    put(*fault->table(), "proxy", text_node(proxy));
    faults.push_back(std::move(*fault));
    auto added = added_;
    added[id] = now;
    return adopt(std::move(next), added);
}

ProxyBook::Change ProxyBook::change_fault(Instant now,
                                          const FaultName& name,
                                          std::string_view body,
                                          Extent extent) {
    auto changes = object_of(body);
    if (!changes) {
        return Err{changes.error()};
    }
    Node next = root_;
    Node* const fault = find_fault(next, name);
    if (fault == nullptr) {
        return no_fault(name);
    }
    if (const std::string_view id = text_of(*changes, "id"); !id.empty() && id != name.id) {
        return refuse(Why::malformed, "the id of a fault cannot be changed");
    }
    if (extent == Extent::whole) {
        fault->table()->clear();
    }
    for (Entry& entry : *changes->table()) {
        put(*fault->table(), entry.name, std::move(entry.node));
    }
    put(*fault->table(), "id", text_node(name.id));
    put(*fault->table(), "proxy", text_node(name.proxy));
    auto added = added_;
    if (extent == Extent::whole) {
        added[std::string(name.id)] = now;
    }
    return adopt(std::move(next), added);
}

ProxyBook::Change ProxyBook::remove_fault(const FaultName& name) {
    Node next = root_;
    const Node* const fault = find_fault(next, name);
    if (fault == nullptr) {
        return no_fault(name);
    }
    Array& faults = list_of(next, "fault");
    faults.erase(faults.begin() + (fault - faults.data()));
    auto added = added_;
    added.erase(std::string(name.id));
    return adopt(std::move(next), added);
}

ProxyBook::Change ProxyBook::reset() {
    Node next = root_;
    Array faults;
    for (const Node& fault : list_of(opened_, "fault")) {
        const std::string_view proxy = text_of(fault, "proxy");
        if (proxy.empty() || find_proxy(next, proxy) != nullptr) {
            faults.push_back(fault);
        }
    }
    list_of(next, "fault") = std::move(faults);
    for (Node& proxy : list_of(next, "proxy")) {
        erase_key(*proxy.table(), "enabled");
        const Node* const before = find_proxy(opened_, text_of(proxy, "name"));
        if (before != nullptr) {
            if (const Entry* const enabled = find_entry(*before->table(), "enabled")) {
                put(*proxy.table(), "enabled", enabled->node);
            }
        }
    }
    return adopt(std::move(next), {});
}

std::string ProxyBook::proxy_json(std::string_view proxy) const {
    Node root = root_;
    const Node* const found = find_proxy(root, proxy);
    return found == nullptr ? std::string{} : json_text(*found);
}

std::string ProxyBook::fault_json(const FaultName& name) const {
    Node root = root_;
    const Node* const found = find_fault(root, name);
    return found == nullptr ? std::string{} : json_text(*found);
}

}  // namespace fortify::scenario
