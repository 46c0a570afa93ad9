#include "core/address_text.hpp"
#include "scenario/draft.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

namespace {

void read_address(const Section& section, std::string_view key, std::string& place) {
    const auto text = section.get<std::string>(key);
    if (!text) {
        return;
    }
    place = *text;
    const auto address = parse_address(*text);
    const bool listens = key == "listen";
    if (!address || (listens && !address->path.empty())) {
        const Node& node = section.find(key)->node;
        section.context().report(
            Code::bad_address, node.span,
            fmt::format("{} is not an address to {}", in_quotes(node.written),
                        listens ? "listen on" : "connect to"),
            listens ? "such as \"127.0.0.1:9001\" or \"[::1]:9001\""
                    : "such as \"127.0.0.1:9000\", \"db.internal:5432\" or \"unix:/run/redis.sock\"");
    }
}

run::ProxyPlan read_proxy(const Section& section) {
    run::ProxyPlan proxy;
    proxy.name = section.value<std::string>("name");
    read_address(section, "listen", proxy.listen);
    read_address(section, "upstream", proxy.upstream);
    proxy.protocol = section.value<std::string>("protocol") == "http" ? run::ProxyPlan::Protocol::http
                                                                      : run::ProxyPlan::Protocol::tcp;
    proxy.connect_timeout = section.value<Duration>("connect_timeout");
    proxy.enabled = section.value<bool>("enabled");
    return proxy;
}

}  // namespace

void read_proxies(const Section& root, Draft& draft) {
    UniqueNames names(root.context(), "proxy");
    for (const auto& [node, header] : root.elements("proxy")) {
        const Soundness sound(root.context());
        const Section section(root.context(), "proxy", "proxy", *node, header);
        run::ProxyPlan proxy = read_proxy(section);
        if (!proxy.name.empty()) {
            names.add(proxy.name, section.value_span("name"));
        }
        draft.proxies.push_back({.name = proxy.name,
                                 .span = section.value_span("name"),
                                 .used = true,
                                 .sound = static_cast<bool>(sound)});
        draft.plan.proxies.push_back(std::move(proxy));
    }
}

bool read_proxy_of(const Section& section, Draft& draft, fault::FaultConfig& fault) {
    Context& context = section.context();
    if (!section.has("proxy")) {
        const bool is_meant = !section.has("target") && draft.targets.empty() && !draft.proxies.empty();
        if (is_meant && draft.proxies.size() > 1) {
            context.report(Code::missing_key, section.header(),
                           fmt::format("{} is missing: there are several proxies", section.name_of("proxy")),
                           suggestion({}, names_of(draft.proxies)));
        } else if (is_meant) {
            fault.proxy = ProxyIndex{0};
        }
        return is_meant;
    }
    if (section.has("target")) {
        context
            .report(Code::fault_place_conflict, section.key_span("target"),
                    fmt::format("{} has both proxy and target", section.label()),
                    "keep the one at which it is to act")
            .notes.push_back({section.key_span("proxy"), "proxy is set here"});
    }
    if (const auto proxy = resolve(section, "proxy", draft.proxies, Code::unknown_proxy)) {
        fault.proxy = static_cast<ProxyIndex>(*proxy);
    }
    return true;
}

void check_at_proxy(const Section& section, const Draft& draft, const fault::FaultConfig& fault) {
    if (!fault.proxy) {
        return;
    }
    const bool http = draft.plan.proxies[*fault.proxy].protocol == run::ProxyPlan::Protocol::http;
    const auto reject = [&](std::string_view key, std::string_view help) {
        if (section.has(key)) {
            section.context().report(Code::fault_not_at_proxy, section.value_span(key),
                                     fmt::format("{} has no meaning at {} proxy", section.name_of(key),
                                                 http ? "an http" : "a tcp"),
                                     std::string(help));
        }
    };
    const std::string_view kind = fault::name_of(fault.kind);
    const bool needs_http = kind == "status" || kind == "rewrite" || kind == "duplicate";
    if (fault::acts_on_service(fault.kind) || kind == "dns" || kind == "tls") {
        reject("kind", "a proxy passes bytes on: it can delay, cut, damage, lose or refuse them");
    } else if (needs_http && !http) {
        reject("kind", "give the proxy protocol = \"http\"");
    }
    if (!http) {
        reject("match", "a tcp proxy sees bytes, not requests: give it protocol = \"http\", or leave it out");
    }
    if (fault.match.client || !fault.match.request.empty()) {
        reject("match", "clients and named requests are those of a run: match by method, path or headers");
    }
    if (fault.condition.attempt || fault::asks_for_policy(fault.condition)) {
        reject("when",
               "a proxy sees neither attempts nor policies: choose by probability, every, first, calls or "
               "bursts");
    }
    reject("inject", "there are no policies at a proxy");
}

}  // namespace fortify::scenario
