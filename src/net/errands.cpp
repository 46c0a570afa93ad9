#include "net/errands.hpp"

#include "core/assert.hpp"
#include "net/health_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::net {
namespace {

constexpr Bytes longest_body{64 * 1024};

// What the built-in service answers on /health/ready.
const run::HttpCheck& service_check() {
    static const run::HttpCheck check{
        .url = {}, .status = {}, .pointer = "/status", .healthy = {"healthy"}, .degraded = {"degraded"}};
    return check;
}

Endpoint endpoint_of(const run::ProbePlan& probe, const std::vector<std::string>& service_urls) {
    Endpoint endpoint{.name = probe.id,
                      .base_url = "http://127.0.0.1/",  // of a command, which sends nothing
                      .unix_socket = {},
                      .requests = {run::RequestTemplate{}},
                      .connections = Connections::fresh};
    if (const auto* http = std::get_if<run::HttpCheck>(&probe.check)) {
        endpoint.base_url = http->url;
    } else if (const auto* tcp = std::get_if<run::TcpCheck>(&probe.check)) {
        endpoint.base_url = fmt::format("http://{}:{}/", tcp->host, tcp->port);
        endpoint.purpose = Purpose::connection;
    } else if (const auto* service = std::get_if<run::ServiceCheck>(&probe.check)) {
        endpoint.base_url = service_urls[service->service] + "/health/ready";
    }
    return endpoint;
}

run::ProbeResult judge_exit(const run::ExecCheck& check, const run::CommandResult& result) {
    using End = run::CommandResult::End;
    if (result.end == End::killed) {
        return {.health = run::Health::unhealthy, .finding = run::Finding::killed, .code = result.code};
    }
    if (result.end != End::exited) {
        return {.health = run::Health::unhealthy, .finding = run::Finding::not_started, .code = result.code};
    }
    if (result.code == 0) {
        return {.health = run::Health::healthy, .finding = run::Finding::fine};
    }
    return {.health = check.degraded_exit == result.code ? run::Health::degraded : run::Health::unhealthy,
            .finding = run::Finding::exit_status,
            .code = result.code};
}

}  // namespace

Errands::Errands(Loop& loop, const run::Plan& plan, std::unique_ptr<CurlWire> wire)
    : plan_(plan), wire_(std::move(wire)), commands_(loop) {
}

Result<std::unique_ptr<Errands>, std::string> Errands::create(Loop& loop,
                                                              const run::Plan& plan,
                                                              const std::vector<std::string>& service_urls) {
    std::vector<Endpoint> endpoints;
    for (const run::ProbePlan& probe : plan.probes) {
        endpoints.push_back(endpoint_of(probe, service_urls));
    }
    auto wire = CurlWire::create(loop, {.endpoints = std::move(endpoints),
                                        .allow = plan.safety.allow,
                                        .body_limit = longest_body,
                                        .bodies = CurlWire::Options::Bodies::kept});
    if (!wire) {
        return Err{"probe: " + wire.error()};
    }
    return std::unique_ptr<Errands>(new Errands(loop, plan, std::move(*wire)));
}

void Errands::ask(Instant now, run::ProbeIndex probe) {
    if (const auto* exec = std::get_if<run::ExecCheck>(&plan_.probes[probe].check)) {
        commands_.start(probe, exec->command, Commands::Parting::kill);
        return;
    }
    wire_->start(now, {.id = {.call = CallId{asked_++}, .number = 1}, .slot = probe, .target = probe});
}

void Errands::drop(Instant now, run::ProbeIndex probe) {
    if (std::holds_alternative<run::ExecCheck>(plan_.probes[probe].check)) {
        commands_.kill(probe);
    } else {
        wire_->cancel(now, probe);
    }
}

void Errands::execute(Instant /*now*/, run::CommandId command) {
    const auto& execute = std::get<run::Execute>(plan_.actions[command.action].what);
    if (command.stage == run::CommandId::Stage::act) {
        commands_.start(ticket_of(command), execute.act, Commands::Parting::kill);
    } else {
        commands_.start(ticket_of(command), *execute.undo, Commands::Parting::leave);
    }
}

void Errands::kill(Instant /*now*/, run::CommandId command) {
    commands_.kill(ticket_of(command));
}

bool Errands::watches(int fd) const {
    return wire_->watches(fd) || commands_.watches(fd);
}

void Errands::on_ready(Instant now, const Ready& ready) {
    if (wire_->watches(ready.fd)) {
        wire_->on_ready(now, ready);
    } else {
        commands_.on_ready(ready);
    }
}

std::optional<run::Event> Errands::next_answer() {
    if (const auto done = wire_->next_result()) {
        const auto probe = static_cast<run::ProbeIndex>(done->slot);
        return run::ProbeDone{.probe = probe, .result = judge(probe, done->result)};
    }
    if (const auto ended = commands_.next_ended()) {
        return answer_of(*ended);
    }
    return std::nullopt;
}

void Errands::flush(Instant now) {
    wire_->flush(now);
    commands_.look();
}

Instant Errands::next_wakeup(Instant now) const {
    const Instant commands = commands_.has_ended() ? now : commands_.next_look(now);
    return std::min(wire_->next_wakeup(), commands);
}

std::string Errands::said(run::CommandId command) const {
    return commands_.said(ticket_of(command));
}

std::uint32_t Errands::ticket_of(run::CommandId command) const {
    const bool is_undo = command.stage == run::CommandId::Stage::undo;
    return static_cast<std::uint32_t>(plan_.probes.size()) + 2U * command.action + (is_undo ? 1 : 0);
}

run::Event Errands::answer_of(const Commands::Ended& ended) const {
    const auto probes = static_cast<std::uint32_t>(plan_.probes.size());
    if (ended.ticket < probes) {
        const auto& check = std::get<run::ExecCheck>(plan_.probes[ended.ticket].check);
        return run::ProbeDone{.probe = static_cast<run::ProbeIndex>(ended.ticket),
                              .result = judge_exit(check, ended.result)};
    }
    const std::uint32_t number = ended.ticket - probes;
    return run::CommandDone{
        .command = {static_cast<run::ActionIndex>(number / 2),
                    number % 2 == 1 ? run::CommandId::Stage::undo : run::CommandId::Stage::act},
        .result = ended.result};
}

run::ProbeResult Errands::judge(run::ProbeIndex probe, const run::AttemptResult& result) const {
    constexpr run::ProbeResult fine{.health = run::Health::healthy, .finding = run::Finding::fine};
    if (result.cause != Cause::none) {
        return {.health = run::Health::unhealthy, .finding = run::Finding::no_answer, .cause = result.cause};
    }
    const auto& check = plan_.probes[probe].check;
    if (std::holds_alternative<run::TcpCheck>(check)) {
        return fine;
    }
    if (std::holds_alternative<run::ServiceCheck>(check)) {  // its body says more than its status
        return read_health(service_check(), wire_->body(probe));
    }
    const auto& http = std::get<run::HttpCheck>(check);
    if (!http.status.test(result.status)) {
        return {.health = run::Health::unhealthy, .finding = run::Finding::status, .code = result.status};
    }
    return http.pointer.empty() ? fine : read_health(http, wire_->body(probe));
}

}  // namespace fortify::net
