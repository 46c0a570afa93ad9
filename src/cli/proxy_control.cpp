#include "cli/proxy_control.hpp"

#include "cli/version.hpp"
#include "fault/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

using scenario::ProxyBook;

net::ControlAnswer with_body(std::uint16_t status, std::string body) {
    return {.status = status, .body = std::move(body), .headers = {}};
}

net::ControlAnswer refusal(std::uint16_t status, std::string_view message) {
    return with_body(status, report::refusal_json(message, {}));
}

net::ControlAnswer wrong_method(std::string_view allowed) {
    net::ControlAnswer answer = refusal(405, fmt::format("this takes {}", allowed));
    answer.headers = fmt::format("Allow: {}\r\n", allowed);
    return answer;
}

std::uint16_t status_of(ProxyBook::Refusal::Why why) {
    switch (why) {
        case ProxyBook::Refusal::Why::malformed:
        case ProxyBook::Refusal::Why::unsound:
            return 400;
        case ProxyBook::Refusal::Why::unknown:
            return 404;
        case ProxyBook::Refusal::Why::exists:
            return 409;
    }
    return 400;
}

// Takes as long for a wrong text as for the right one, as far as lengths are equal.
bool same_secret(std::string_view left, std::string_view right) {
    bool differs = left.size() != right.size();
    for (std::size_t index = 0; index < std::min(left.size(), right.size()); ++index) {
        differs = (left[index] != right[index]) | differs;
    }
    return !differs;
}

std::string_view cut(std::string_view& rest) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    return part;
}

report::ProxyReport report_of(const ProxyBook& book,
                              std::size_t index,
                              const net::ProxyServer::Snapshot& snapshot) {
    const run::ProxyPlan& plan = book.plan().proxies[index];
    report::ProxyReport proxy{.name = plan.name,
                              .address = snapshot.address,
                              .upstream = plan.upstream,
                              .protocol = plan.protocol == run::ProxyPlan::Protocol::http ? "http" : "tcp",
                              .written = book.proxy_json(plan.name),
                              .open = snapshot.open,
                              .connections = snapshot.totals.connections,
                              .active = snapshot.totals.active,
                              .requests = snapshot.totals.requests,
                              .bytes_sent = snapshot.totals.bytes_sent,
                              .bytes_received = snapshot.totals.bytes_received,
                              .unreachable = snapshot.totals.unreachable,
                              .faults = {}};
    for (const fault::FaultConfig& fault : book.plan().faults) {
        if (fault.proxy == index) {
            const fault::Injector::Counts& counts = snapshot.faults[proxy.faults.size()];
            proxy.faults.push_back({.id = fault.id,
                                    .kind = std::string(fault::name_of(fault.kind)),
                                    .written = book.fault_json({plan.name, fault.id}),
                                    .eligible = counts.eligible,
                                    .fired = counts.fired,
                                    .capped = counts.capped});
        }
    }
    return proxy;
}

}  // namespace

report::ProxiesReport proxies_report(const ProxyBook& book, const net::ProxyServer& server) {
    report::ProxiesReport report{.version = std::string(version()),
                                 .seed = book.plan().seed,
                                 .seconds = to_seconds(server.turn() - run_start),
                                 .proxies = {}};
    const auto snapshots = server.snapshots();
    for (std::size_t index = 0; index < snapshots.size(); ++index) {
        report.proxies.push_back(report_of(book, index, snapshots[index]));
    }
    return report;
}

bool ProxyControl::is_authorized(const net::ControlRequest& request) const {
    constexpr std::string_view scheme = "Bearer ";
    if (!token_) {
        return true;
    }
    const std::string_view given = request.authorization.value_or("");
    return given.substr(0, scheme.size()) == scheme && same_secret(given.substr(scheme.size()), *token_);
}

net::ControlAnswer ProxyControl::answer(const net::ControlRequest& request) {
    if (!is_authorized(request)) {
        net::ControlAnswer answer = refusal(401, "the token is missing or wrong");
        answer.headers = "WWW-Authenticate: Bearer\r\n";
        return answer;
    }
    std::string_view rest = request.path;
    rest.remove_prefix(1);
    const std::string_view what = cut(rest);
    const std::string_view proxy = cut(rest);
    const std::string_view faults = cut(rest);
    const std::string_view fault = cut(rest);
    if (!rest.empty()) {
        return refusal(404, "there is nothing here");
    }
    if (what == "health" && proxy.empty()) {
        return request.method == "GET" ? with_body(200, report::health_json(proxies_report(book_, server_)))
                                       : wrong_method("GET");
    }
    if (what == "reset" && proxy.empty()) {
        if (request.method != "POST") {
            return wrong_method("POST");
        }
        ProxyBook before = book_;
        const ProxyBook::Change change = book_.reset();
        return refused(std::move(before), change).value_or(with_body(204, {}));
    }
    if (what != "proxies" || (!faults.empty() && faults != "faults")) {
        return refusal(404, "there is nothing here");
    }
    return proxy.empty()    ? answer_proxies(request)
           : faults.empty() ? answer_proxy(request, proxy)
           : fault.empty()  ? answer_faults(request, proxy)
                            : answer_fault(request, {.proxy = proxy, .fault = fault});
}

std::optional<net::ControlAnswer> ProxyControl::refused(ProxyBook before, const ProxyBook::Change& change) {
    if (!change) {
        const ProxyBook::Refusal& why = change.error();
        return with_body(status_of(why.why), report::refusal_json(why.message, why.diagnostics));
    }
    const auto applied = server_.apply(book_.plan());
    if (!applied) {
        book_ = std::move(before);
        return refusal(409, applied.error() + "; nothing was changed");
    }
    return std::nullopt;
}

net::ControlAnswer ProxyControl::show(std::uint16_t status, const Path& path) const {
    const report::ProxiesReport report = proxies_report(book_, server_);
    for (const report::ProxyReport& proxy : report.proxies) {
        if (proxy.name != path.proxy) {
            continue;
        }
        if (path.fault.empty()) {
            return with_body(status, report::proxy_json(proxy));
        }
        for (const report::ProxyFaultReport& fault : proxy.faults) {
            if (fault.id == path.fault) {
                return with_body(status, report::fault_json(fault));
            }
        }
        return refusal(404, fmt::format("proxy \"{}\" has no such fault", proxy.name));
    }
    return refusal(404, "there is no such proxy");
}

net::ControlAnswer ProxyControl::answer_proxies(const net::ControlRequest& request) {
    if (request.method == "GET") {
        return with_body(200, report::proxy_list_json(proxies_report(book_, server_).proxies));
    }
    if (request.method != "POST") {
        return wrong_method("GET, POST");
    }
    ProxyBook before = book_;
    const ProxyBook::Change change = book_.add_proxy(server_.turn(), request.body);
    if (const auto refusal = refused(std::move(before), change)) {
        return *refusal;
    }
    return show(201, {.proxy = book_.plan().proxies.back().name, .fault = {}});
}

net::ControlAnswer ProxyControl::answer_proxy(const net::ControlRequest& request, std::string_view name) {
    if (request.method == "GET") {
        return show(200, {.proxy = name, .fault = {}});
    }
    const bool removes = request.method == "DELETE";
    if (!removes && request.method != "PATCH") {
        return wrong_method("GET, PATCH, DELETE");
    }
    ProxyBook before = book_;
    const ProxyBook::Change change =
        removes ? book_.remove_proxy(name) : book_.change_proxy(name, request.body);
    if (const auto refusal = refused(std::move(before), change)) {
        return *refusal;
    }
    return removes ? with_body(204, {}) : show(200, {.proxy = name, .fault = {}});
}

net::ControlAnswer ProxyControl::answer_faults(const net::ControlRequest& request, std::string_view name) {
    if (request.method == "GET") {
        const auto all = proxies_report(book_, server_);
        for (const report::ProxyReport& proxy : all.proxies) {
            if (proxy.name == name) {
                return with_body(200, report::fault_list_json(proxy));
            }
        }
        return refusal(404, "there is no such proxy");
    }
    if (request.method != "POST") {
        return wrong_method("GET, POST");
    }
    ProxyBook before = book_;
    const ProxyBook::Change change = book_.add_fault(server_.turn(), name, request.body);
    if (const auto refusal = refused(std::move(before), change)) {
        return *refusal;
    }
    return show(201, {.proxy = name, .fault = book_.plan().faults.back().id});
}

net::ControlAnswer ProxyControl::answer_fault(const net::ControlRequest& request, const Path& path) {
    if (request.method == "GET") {
        return show(200, path);
    }
    const bool removes = request.method == "DELETE";
    if (!removes && request.method != "PUT" && request.method != "PATCH") {
        return wrong_method("GET, PUT, PATCH, DELETE");
    }
    const auto extent = request.method == "PUT" ? ProxyBook::Extent::whole : ProxyBook::Extent::parts;
    const ProxyBook::FaultName name{path.proxy, path.fault};
    ProxyBook before = book_;
    const ProxyBook::Change change =
        removes ? book_.remove_fault(name) : book_.change_fault(server_.turn(), name, request.body, extent);
    if (const auto refusal = refused(std::move(before), change)) {
        return *refusal;
    }
    return removes ? with_body(204, {}) : show(200, path);
}

}  // namespace fortify::cli
