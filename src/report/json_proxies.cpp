#include "report/json_parts.hpp"
#include "report/proxy_report.hpp"

namespace fortify::report {
namespace {

// What the user wrote comes first; it was made by us, so that it reads.
Json as_written(const std::string& text) {
    Json json = parsed(text);
    return json.is_object() ? json : Json::object();
}

Json fault_of(const ProxyFaultReport& fault) {
    Json json = as_written(fault.written);
    json["counters"] = {{"eligible", fault.eligible}, {"fired", fault.fired}, {"capped", fault.capped}};
    return json;
}

Json faults_of(const ProxyReport& proxy) {
    Json list = Json::array();
    for (const ProxyFaultReport& fault : proxy.faults) {
        list.push_back(fault_of(fault));
    }
    return list;
}

Json proxy_of(const ProxyReport& proxy) {
    Json json = as_written(proxy.written);
    json["protocol"] = proxy.protocol;
    json["address"] = proxy.address;
    json["enabled"] = proxy.open;
    json["counters"] = {{"connections", proxy.connections},
                        {"active", proxy.active},
                        {"requests", proxy.requests},
                        {"bytes_sent", proxy.bytes_sent},
                        {"bytes_received", proxy.bytes_received},
                        {"unreachable", proxy.unreachable}};
    json["faults"] = faults_of(proxy);
    return json;
}

Json proxies_of(const std::vector<ProxyReport>& proxies) {
    Json list = Json::array();
    for (const ProxyReport& proxy : proxies) {
        list.push_back(proxy_of(proxy));
    }
    return list;
}

Json place_of(const SourceSpan& span) {
    return span.line == 0
               ? Json(span.file)
               : Json(span.file + ":" + std::to_string(span.line) + ":" + std::to_string(span.column));
}

}  // namespace

std::string render_proxies_json(const ProxiesReport& report) {
    Json json;
    json["schema"] = 1;
    json["fortify"] = report.version;
    json["seed"] = report.seed;
    json["seconds"] = report.seconds;
    json["proxies"] = proxies_of(report.proxies);
    return write(json);
}

std::string proxy_list_json(const std::vector<ProxyReport>& proxies) {
    Json json;
    json["proxies"] = proxies_of(proxies);
    return write(json);
}

std::string proxy_json(const ProxyReport& proxy) {
    return write(proxy_of(proxy));
}

std::string fault_list_json(const ProxyReport& proxy) {
    Json json;
    json["faults"] = faults_of(proxy);
    return write(json);
}

std::string fault_json(const ProxyFaultReport& fault) {
    return write(fault_of(fault));
}

std::string health_json(const ProxiesReport& report) {
    Json json;
    json["status"] = "healthy";
    json["fortify"] = report.version;
    json["seed"] = report.seed;
    json["seconds"] = report.seconds;
    json["proxies"] = report.proxies.size();
    return write(json);
}

std::string refusal_json(std::string_view message, const Diagnostics& diagnostics) {
    Json json;
    json["error"] = message;
    if (!diagnostics.empty()) {
        Json list = Json::array();
        for (const Diagnostic& diagnostic : diagnostics) {
            Json one;
            one["code"] = diagnostic.code;
            one["severity"] = diagnostic.severity == Severity::error     ? "error"
                              : diagnostic.severity == Severity::warning ? "warning"
                                                                         : "note";
            one["place"] = place_of(diagnostic.span);
            one["message"] = diagnostic.message;
            one["help"] = diagnostic.help;
            list.push_back(std::move(one));
        }
        json["diagnostics"] = std::move(list);
    }
    return write(json);
}

}  // namespace fortify::report
