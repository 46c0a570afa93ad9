#include "scenario/draft.hpp"
#include "scenario/headers.hpp"
#include "scenario/http_text.hpp"
#include "scenario/referenced_file.hpp"
#include "scenario/vocabulary.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

void report_bad_text(const Section& section, std::string_view key, std::string_view what, std::string help) {
    const Node& node = section.find(key)->node;
    section.context().report(
        Code::bad_header, node.span,
        fmt::format("{} is not {}: {}", section.name_of(key), what, in_quotes(node.written)),
        std::move(help));
}

// The keys that the target and each request of its mix have alike, over what `request` holds already.
void read_request(const Section& section, run::RequestTemplate& request) {
    if (const auto method = section.get<std::string>("method")) {
        request.method = *method;
        if (!is_token(*method)) {
            report_bad_text(section, "method", "a method", "such as \"GET\" or \"POST\"");
        }
    }
    if (const auto path = section.get<std::string>("path")) {
        request.path = *path;
        if (!is_path(*path)) {
            report_bad_text(section, "path", "a path",
                            "it begins with a slash; spaces and other characters are written as %20");
        }
    }
    read_headers(section, "headers", request.headers);
    if (section.has("body") && section.has("body_file")) {
        section.context()
            .report(Code::request_conflict, section.key_span("body_file"),
                    fmt::format("{} has both body and body_file", section.label()), "keep one of them")
            .notes.push_back({section.key_span("body"), "body is set here"});
    }
    if (const auto body = section.get<std::string>("body")) {
        request.body = *body;
    }
    if (auto body = read_named_file(section, "body_file")) {
        request.body = std::move(*body);
    }
}

void read_requests(const Section& section, run::TargetPlan& target) {
    run::RequestTemplate base;
    read_request(section, base);
    if (!section.has("requests")) {
        target.requests.push_back(std::move(base));
        return;
    }
    UniqueNames names(section.context(), "request");
    const auto elements = section.elements("requests");
    if (too_many(section, "requests", elements.size())) {
        return;
    }
    for (const auto& [node, header] : elements) {
        const Section one(section.context(), "target.*.requests", section.name_of("requests"), *node, header);
        run::RequestTemplate request = base;
        if (const auto name = one.get<std::string>("name")) {
            request.name = *name;
            names.add(*name, one.value_span("name"));
        }
        read_request(one, request);
        request.weight = one.value<double>("weight");
        target.requests.push_back(std::move(request));
    }
    if (target.requests.empty()) {
        section.context().report(Code::missing_key, section.value_span("requests"),
                                 fmt::format("{} is empty", section.name_of("requests")),
                                 "leave it out for one request of the target's own method, path and body");
    }
}

void read_success(const Section& section, run::TargetPlan& target) {
    const Section success = section.inner("success");
    for (const Node& text : success.texts("status")) {
        if (const auto statuses = parse_statuses(*text.text())) {
            target.success |= *statuses;
            continue;
        }
        section.context().report(Code::unknown_word, text.span,
                                 fmt::format("{} is not a status", in_quotes(text.written)),
                                 "such as \"404\", or \"2xx\" for all from 200 to 299");
    }
}

// Where the target is: a URL, a socket, or a service of ours.
void read_place(const Section& section, run::TargetPlan& target, Draft& draft) {
    Context& context = section.context();
    if (const auto service = resolve(section, "service", draft.services, Code::unknown_service)) {
        target.service = static_cast<ServiceIndex>(*service);
    }
    const auto url = section.get<std::string>("url");
    const auto socket = section.get<std::string>("unix_socket");
    const bool elsewhere = section.has("url") || section.has("unix_socket");
    if (section.has("service") && elsewhere) {
        const std::string_view other = section.has("url") ? "url" : "unix_socket";
        context
            .report(Code::target_choice, section.key_span(other),
                    fmt::format("{} has both service and {}", section.label(), other), "keep one of them")
            .notes.push_back({section.key_span("service"), "service is set here"});
    } else if (section.present() && !section.has("service") && !elsewhere) {
        context.report(Code::target_choice, section.header(),
                       fmt::format("{} says neither service nor url", section.label()),
                       "name a built-in service, or the URL to call");
    }
    if (url) {
        target.url = *url;
        const std::string_view why = why_no_url(*url);
        const Node& node = section.find("url")->node;
        if (!why.empty()) {
            context.report(Code::bad_url, node.span,
                           fmt::format("{} is not a URL to call: {}", in_quotes(node.written), why),
                           "such as \"http://127.0.0.1:8080/path\"");
        }
    } else if (socket) {
        target.url = "http://localhost";
    }
    if (socket) {
        constexpr std::size_t longest = 107;  // sun_path of Linux, without the terminating NUL
        target.unix_socket = *socket;
        if (socket->empty() || socket->size() > longest) {
            context.report(Code::out_of_range, section.value_span("unix_socket"),
                           fmt::format("{} must have 1 to {} bytes, but has {}",
                                       section.name_of("unix_socket"), longest, socket->size()));
        }
    }
}

run::TargetPlan read_target(const Section& section, const std::string& name, Draft& draft) {
    run::TargetPlan target;
    target.name = name;
    read_place(section, target, draft);
    read_requests(section, target);
    read_success(section, target);
    if (const auto policy = resolve(section, "policy", draft.policies, Code::unknown_policy)) {
        target.policy = static_cast<PolicyIndex>(*policy);
    }
    if (const Section model = section.inner("model"); model.present()) {
        target.model = read_service(model, name);
        if (section.has("service")) {
            section.context().report(Code::no_effect, section.key_span("model"),
                                     fmt::format("{} has no effect beside service", section.name_of("model")),
                                     "the service itself is simulated; remove the model");
        }
    }
    target.verify_tls = section.value<bool>("verify_tls");
    target.http2 = section.value<bool>("http2");
    return target;
}

}  // namespace

void read_targets(const Section& root, Draft& draft) {
    for (const Entry* entry : root.named("target")) {
        const Soundness sound(root.context());
        const Section section(root.context(), "target.*", fmt::format("target.{}", entry->name), entry);
        draft.plan.targets.push_back(read_target(section, entry->name, draft));
        Draft::Target place;
        place.name = entry->name;
        place.span = entry->key;
        place.sound = static_cast<bool>(sound);
        place.method = section.value_span("method");
        draft.targets.push_back(std::move(place));
    }
}

}  // namespace fortify::scenario
