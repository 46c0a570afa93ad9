#include "run/probes.hpp"

#include "core/assert.hpp"

namespace fortify::run {

using measure::Counter;
using measure::Gauge;

Probes::Probes(const Plan& plan, Outside outside, std::uint32_t first_timer)
    : plan_(plan), outside_(outside), first_timer_(first_timer), seen_(plan.probes.size()) {
    for (const ProbePlan& probe : plan.probes) {
        probes_.push_back({.state = ProbeState(probe)});
    }
}

void Probes::open(Instant now) {
    for (ProbeIndex probe = 0; probe < count(); ++probe) {
        if (plan_.probes[probe].demand != ProbePlan::Demand::none) {
            ask(now, probe);
        }
    }
}

void Probes::pause(Instant now) {
    for (ProbeIndex probe = 0; probe < count(); ++probe) {
        drop(now, probe);
        outside_.disarm(due_timer(probe));
    }
}

void Probes::begin(Instant now) {
    is_recording_ = true;
    for (ProbeIndex probe = 0; probe < count(); ++probe) {
        seen_[probe].before = seen_[probe].now;
        if (seen_[probe].is_mute) {
            continue;
        }
        if (seen_[probe].now == Health::unknown) {
            ask(now, probe);
        } else {
            record(now, probe);
            outside_.arm(due_timer(probe), after(now, plan_.probes[probe].every));
        }
    }
}

void Probes::stop(Instant now) {
    is_recording_ = false;
    pause(now);
}

void Probes::on_timer(Instant now, std::uint32_t timer) {
    const auto probe = static_cast<ProbeIndex>(timer / 2);
    if (timer % 2 == 0) {
        ask(now, probe);
        return;
    }
    outside_.drop(now, probe);
    settle(now, probe, {.health = Health::unhealthy, .finding = Finding::timed_out});
}

void Probes::on_done(Instant now, const ProbeDone& done) {
    FORTIFY_ASSERT(done.probe < probes_.size() && probes_[done.probe].is_under_way);
    outside_.disarm(limit_timer(done.probe));
    settle(now, done.probe, done.result);
}

void Probes::ask(Instant now, ProbeIndex probe) {
    probes_[probe].asked = now;
    probes_[probe].is_under_way = true;
    outside_.ask(now, probe);
    outside_.arm(limit_timer(probe), after(now, plan_.probes[probe].timeout));
}

void Probes::drop(Instant now, ProbeIndex probe) {
    if (probes_[probe].is_under_way) {
        probes_[probe].is_under_way = false;
        outside_.drop(now, probe);
        outside_.disarm(limit_timer(probe));
    }
}

void Probes::settle(Instant now, ProbeIndex probe, const ProbeResult& result) {
    One& one = probes_[probe];
    ProbeSeen& seen = seen_[probe];
    one.is_under_way = false;
    seen.last = result;
    if (result.health == Health::unknown) {
        seen.is_mute = true;
        return;
    }
    if (is_recording_) {
        const measure::ScopeMask scopes = outside_.recorder.scopes_at(now);
        outside_.recorder.count(Counter::probe_checks, probe, now, scopes);
        if (result.health == Health::unhealthy) {
            outside_.recorder.count(Counter::probe_failed, probe, now, scopes);
        }
    }
    const auto transition = one.state.settle(now, result, now - one.asked);
    seen.now = one.state.health();
    seen.last = one.state.last();
    if (transition) {
        outside_.probe_changed(probe, *transition);
        record(now, probe);
        if (is_recording_ && transition->from != Health::unknown) {
            outside_.recorder.count(Counter::probe_transitions, probe, now, outside_.recorder.scopes_at(now));
        }
        if (now >= run_start) {
            ++seen.transitions_total;
            if (seen.transitions.size() < probe_transitions_kept) {
                seen.transitions.push_back(*transition);
            }
        }
    }
    // A check that takes longer than `every` leaves out those that were due meanwhile.
    const Duration every = plan_.probes[probe].every;
    outside_.arm(due_timer(probe), after(one.asked, every * ((now - one.asked) / every + 1)));
}

void Probes::record(Instant now, ProbeIndex probe) const {
    if (is_recording_) {
        const Health health = seen_[probe].now;
        outside_.recorder.gauge(Gauge::probe_known, probe, now, health == Health::unknown ? 0 : 1);
        outside_.recorder.gauge(Gauge::probe_healthy, probe, now, health == Health::healthy ? 1 : 0);
        outside_.recorder.gauge(Gauge::probe_unhealthy, probe, now, health == Health::unhealthy ? 1 : 0);
    }
}

std::optional<ProbeIndex> Probes::unmet() const {
    for (ProbeIndex probe = 0; probe < count(); ++probe) {
        if (!seen_[probe].is_mute && !satisfies(plan_.probes[probe].demand, seen_[probe].now)) {
            return probe;
        }
    }
    return std::nullopt;
}

TimerId Probes::due_timer(ProbeIndex probe) const {
    return TimerId{first_timer_ + 2U * probe};
}

TimerId Probes::limit_timer(ProbeIndex probe) const {
    return TimerId{first_timer_ + 2U * probe + 1};
}

}  // namespace fortify::run
