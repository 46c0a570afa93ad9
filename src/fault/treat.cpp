#include "fault/treat.hpp"

#include "core/assert.hpp"
#include "core/overloaded.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::fault {
namespace {

void treat_name(const Dns& dns, Duration delay, Treatment& treatment) {
    treatment.name_delay = sum_of(treatment.name_delay, delay);
    switch (dns.problem) {
        case Dns::Problem::unknown:
            treatment.name = Treatment::Name::unknown;
            return;
        case Dns::Problem::wrong:
            treatment.name = Treatment::Name::wrong;
            return;
        case Dns::Problem::slow:
            return;
    }
}

Treatment::Tls tls_of(Tls::Problem problem) {
    switch (problem) {
        case Tls::Problem::expired:
            return Treatment::Tls::expired;
        case Tls::Problem::wrong_host:
            return Treatment::Tls::wrong_host;
        case Tls::Problem::unknown_issuer:
            return Treatment::Tls::unknown_issuer;
        case Tls::Problem::stalled:
            return Treatment::Tls::stalled;
    }
    FORTIFY_ASSERT(false && "a problem outside its enumeration");
}

void treat_reset(const Reset& reset, Treatment& treatment) {
    switch (reset.on) {
        case Reset::On::connect:
            treatment.connect = Treatment::Connect::reset;
            return;
        case Reset::On::request:
            treatment.answer = Treatment::Answer::lost;
            return;
        case Reset::On::answer:
            treatment.answer = Treatment::Answer::reset;
            treatment.answer_bytes = reset.after;
            return;
    }
}

// The lower of two, of which 0 means none.
Bytes lower(Bytes left, Bytes right) {
    return left.count == 0 || right.count < left.count ? right : left;
}

void treat_rate(const Bandwidth& bandwidth, double factor, Treatment& treatment) {
    const double scaled = std::round(static_cast<double>(bandwidth.per_second.count) * factor);
    Bytes& per_second = bandwidth.of == Part::request ? treatment.request_per_second : treatment.per_second;
    per_second = lower(per_second, Bytes{static_cast<std::uint64_t>(std::max(1.0, scaled))});
}

void treat_slices(const SlowBody& body, Treatment& treatment) {
    treatment.slice = lower(treatment.slice, body.slice);
    treatment.slice_pause = sum_of(treatment.slice_pause, body.pause);
}

}  // namespace

void treat(const Kind& kind, Duration delay, double rate, Treatment& treatment) {
    std::visit(Overloaded{[&](const Dns& dns) { treat_name(dns, delay, treatment); },
                          [&](const Latency&) {  // of requests; that of answers is no part of a treatment
                              treatment.request_delay = sum_of(treatment.request_delay, delay);
                          },
                          [&](const SlowConnect&) {
                              treatment.connect_delay = sum_of(treatment.connect_delay, delay);
                          },
                          [&](const Refuse&) { treatment.connect = Treatment::Connect::refused; },
                          [&](const ConnectTimeout&) { treatment.connect = Treatment::Connect::lost; },
                          [&](const Tls& tls) { treatment.tls = tls_of(tls.problem); },
                          [&](const BlackHole&) { treatment.answer = Treatment::Answer::none; },
                          [&](const Duplicate&) { treatment.duplicate = true; },
                          [&](const Reset& reset) { treat_reset(reset, treatment); },
                          [&](const SlowFirstByte&) {
                              treatment.first_byte_delay = sum_of(treatment.first_byte_delay, delay);
                          },
                          [&](const HalfOpen& half) {
                              treatment.answer = Treatment::Answer::silent;
                              treatment.answer_bytes = half.after;
                          },
                          [&](const Truncate& truncate) {
                              treatment.answer = Treatment::Answer::truncated;
                              treatment.answer_bytes = truncate.after;
                          },
                          [&](const Corrupt& corrupt) {
                              treatment.damage = corrupt.where == Corrupt::Where::head
                                                     ? Treatment::Damage::head
                                                     : Treatment::Damage::body;
                          },
                          [&](const Rewrite& rewrite) { treatment.rewrites.add(rewrite); },
                          [&](const SlowBody& body) { treat_slices(body, treatment); },
                          [&](const Bandwidth& bandwidth) { treat_rate(bandwidth, rate, treatment); },
                          [](const auto&) {
                          }},
               kind);
}

Outcome answer_of(const Kind& kind) {
    if (const auto* status = std::get_if<Status>(&kind)) {
        // Which statuses are failures is the target's business; this is the usual answer, for whoever
        // does not ask again.
        return {.cause = status->status < 400 ? Cause::none : Cause::status,
                .status = status->status,
                .retry_after = status->retry_after.value_or(Duration{-1})};
    }
    return {.cause = Cause::connect_error};
}

}  // namespace fortify::fault
