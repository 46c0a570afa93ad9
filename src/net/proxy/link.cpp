#include "net/proxy/link.hpp"

#include "net/proxy/http_session.hpp"

namespace fortify::net {
namespace {

using Answer = fault::Treatment::Answer;

FlowRules::End end_of(Answer answer) {
    switch (answer) {
        case Answer::whole:
        case Answer::lost:  // decided by what goes out, not by what comes back
            return FlowRules::End::open;
        case Answer::none:
        case Answer::silent:
            return FlowRules::End::silent;
        case Answer::reset:
            return FlowRules::End::reset;
        case Answer::truncated:
            return FlowRules::End::closed;
    }
    return FlowRules::End::open;
}

}  // namespace

Link::Link(const SocketAddress& to) : upstream(to) {
}

Link::~Link() = default;

bool holds_everything(const fault::Treatment& treatment) {
    return treatment.answer == Answer::none || treatment.connect == fault::Treatment::Connect::lost ||
           treatment.tls == fault::Treatment::Tls::stalled;
}

bool is_stuck(const fault::Treatment& treatment) {
    return holds_everything(treatment) || treatment.answer == Answer::silent;
}

bool never_there(const fault::Treatment& treatment) {
    using Connect = fault::Treatment::Connect;
    return treatment.connect == Connect::refused || treatment.connect == Connect::reset ||
           treatment.name == fault::Treatment::Name::unknown ||
           treatment.name == fault::Treatment::Name::wrong;
}

DirectionRules rules_of(const Verdict& verdict) {
    const fault::Treatment& treatment = verdict.treatment;
    DirectionRules rules;
    if (holds_everything(treatment)) {
        rules.request.end = FlowRules::End::silent;
        rules.answer.end = FlowRules::End::silent;
        return rules;
    }
    rules.request.latency = treatment.request_delay;
    rules.request.per_second = treatment.request_per_second;
    rules.answer.latency = verdict.delay;
    rules.answer.first_byte_delay = treatment.first_byte_delay;
    rules.answer.per_second = treatment.per_second;
    rules.answer.slice = treatment.slice;
    rules.answer.slice_pause = treatment.slice_pause;
    rules.answer.end = end_of(treatment.answer);
    rules.answer.damage = treatment.damage;
    if (rules.answer.end != FlowRules::End::open) {
        rules.answer.pass = treatment.answer_bytes;
    }
    return rules;
}

}  // namespace fortify::net
