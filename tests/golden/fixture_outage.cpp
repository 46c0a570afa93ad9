#include "feeder.hpp"
#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace fortify::test {

using measure::Counter;
using measure::Gauge;
using policy::BreakerCause;
using policy::BreakerState;

namespace {

constexpr std::int64_t calls = 2400;

policy::ChainConfig client_policy() {
    policy::ChainConfig chain;
    chain.name = "client";
    chain.order = {policy::LayerKind::bulkhead, policy::LayerKind::timeout, policy::LayerKind::retry,
                   policy::LayerKind::circuit_breaker, policy::LayerKind::attempt_timeout};
    chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 50, .max_queue = 20, .queue_timeout = 500ms};
    chain.timeout = policy::TimeoutConfig{2s};
    chain.retry = policy::RetryConfig{};
    chain.circuit_breaker = policy::CircuitBreakerConfig{};
    chain.attempt_timeout = policy::TimeoutConfig{300ms};
    return chain;
}

// Good before and after; during the stall first slow failures, then quick rejections.
Story story_of(std::int64_t number) {
    Story story;
    story.intended = at(5ms * number + 2500us);
    const Duration since_stall = story.intended - at(6s);
    story.took = 8ms + 200us * (number * 7919 % 97) + (number % 100 == 0 ? 55ms : 0ms);
    if (since_stall >= 0s && since_stall < 420ms) {
        story.end = number % 8 == 7 ? Counter::rejected : Counter::failed;
        story.attempts = story.end == Counter::failed ? 2 : 0;
        story.took = story.end == Counter::failed ? 640ms : 0ms;
    } else if (since_stall >= 420ms && since_stall < 2750ms) {
        story.end = Counter::rejected;
        story.attempts = 0;
        story.took = 0ms;
    } else if (number % 150 == 0) {
        story.attempts = 2;
        story.took += 120ms;
    }
    return story;
}

void feed_policy(Feeder& feeder, const Story& story) {
    feeder.policy(story.attempts > 0 ? Counter::bulkhead_admitted : Counter::breaker_rejected,
                  story.intended);
    if (story.attempts == 2) {
        feeder.policy(Counter::retries, story.intended + 320ms);
        feeder.policy_time(measure::Timing::retry_delay, story.intended + 320ms, 20ms);
        feeder.policy(story.end == Counter::succeeded ? Counter::retry_successes : Counter::retry_exhausted,
                      story.intended + story.took);
    }
    if (story.end == Counter::failed) {
        feeder.policy(Counter::attempt_timeout_fired, story.intended + 300ms, 2);
    }
}

void feed_breaker(Feeder& feeder) {
    for (const Instant opened : {at(6420ms), at(7720ms)}) {
        feeder.policy(Counter::breaker_opens, opened);
        feeder.gauge(Gauge::breaker_open, opened, 1);
        feeder.gauge(Gauge::breaker_half_open, opened, 0);
        const Instant half_open = opened + 1s;
        feeder.policy(Counter::breaker_half_opens, half_open);
        feeder.gauge(Gauge::breaker_open, half_open, 0);
        feeder.gauge(Gauge::breaker_half_open, half_open, 1);
    }
    feeder.policy(Counter::breaker_closes, at(8750ms));
    feeder.gauge(Gauge::breaker_half_open, at(8750ms), 0);
    feeder.policy(Counter::breaker_late, at(6700ms), 31);
    feeder.gauge(Gauge::breaker_late_open, at(6s), 1);
    feeder.gauge(Gauge::breaker_late_open, at(6420ms), 0);
    feeder.policy_time(measure::Timing::breaker_time_to_open, at(6420ms), 420ms);
    feeder.policy_time(measure::Timing::breaker_time_to_close, at(7999ms), 750ms);
}

std::vector<run::TransitionSeen> transitions() {
    return {
        transition(at(6420ms), BreakerState::closed, BreakerState::open, BreakerCause::failure_rate,
                   {.calls = 24, .failures = 12, .slow = 0}),
        transition(at(7420ms), BreakerState::open, BreakerState::half_open, BreakerCause::open_for_elapsed),
        transition(at(7720ms), BreakerState::half_open, BreakerState::open, BreakerCause::probe_failed),
        transition(at(8720ms), BreakerState::open, BreakerState::half_open, BreakerCause::open_for_elapsed),
        transition(at(8750ms), BreakerState::half_open, BreakerState::closed,
                   BreakerCause::probes_succeeded)};
}

std::vector<slo::Verdict> verdicts() {
    slo::Verdict either;
    either.expectation.text = "breaker.opens between 1 and 3 during outage or error_rate < 1% during outage";
    either.judgement = slo::Judgement::passed;
    either.evidence = {{.condition = "breaker.opens between 1 and 3 during outage",
                        .judgement = slo::Judgement::passed,
                        .observed = 2,
                        .limit = 1,
                        .upper = 3,
                        .margin = 0.333,
                        .samples = 1,
                        .when = {at(6s), at(9s)},
                        .unit = measure::Unit::count},
                       {.condition = "error_rate < 1% during outage",
                        .judgement = slo::Judgement::breached,
                        .observed = 0.9183,
                        .limit = 0.01,
                        .margin = -90.83,
                        .samples = 600,
                        .when = {at(6s), at(9s)},
                        .detail = "551 of 600 calls",
                        .unit = measure::Unit::ratio}};
    return {verdict("success_rate >= 99.5% during steady", slo::Judgement::passed,
                    {.observed = 1.0,
                     .limit = 0.995,
                     .margin = 0.00503,
                     .samples = 800,
                     .when = {at(2s), at(6s)},
                     .unit = measure::Unit::ratio}),
            verdict("p95(response_time) < 50ms during recovery", slo::Judgement::passed,
                    {.observed = 0.02672,
                     .limit = 0.05,
                     .margin = 0.4656,
                     .samples = 600,
                     .when = {at(9s), at(12s)},
                     .unit = measure::Unit::duration}),
            verdict("goodput >= 95% of steady within 3s after stall.end", slo::Judgement::passed,
                    {.observed = 199.6,
                     .limit = 190,
                     .margin = 0.0505,
                     .samples = 11,
                     .when = {at(8s), at(11s)},
                     .recovered = at(8800ms),
                     .time_to_recover = 800ms,
                     .unit = measure::Unit::rate}),
            verdict("retry.amplification < 1.02 during outage", slo::Judgement::breached,
                    {.observed = 1.0234,
                     .limit = 1.02,
                     .margin = -0.00333,
                     .samples = 600,
                     .when = {at(6s), at(9s)},
                     .detail = "614 attempts for 600 calls",
                     .unit = measure::Unit::factor}),
            either,
            verdict("p99.9(response_time) < 80ms during steady", slo::Judgement::undecided,
                    {.observed = {},
                     .limit = 0.08,
                     .margin = {},
                     .samples = 800,
                     .when = {at(2s), at(6s)},
                     .detail = "needs 10,000 samples, has 800",
                     .unit = measure::Unit::duration},
                    slo::Severity::warn),
            verdict("bulkhead.rejected == 0", slo::Judgement::breached,
                    {.observed = 10,
                     .limit = 0,
                     .margin = {},
                     .samples = 10,
                     .when = {at(2s), at(12s)},
                     .detail = "10 of 2,000 calls",
                     .unit = measure::Unit::count},
                    slo::Severity::warn)};
}

std::vector<run::ProbeSeen> probes_seen() {
    const run::ProbeResult refused{.health = run::Health::unhealthy,
                                   .finding = run::Finding::no_answer,
                                   .cause = Cause::connect_timeout};
    run::ProbeSeen ready{.before = run::Health::healthy,
                         .now = run::Health::healthy,
                         .last = {.health = run::Health::healthy, .finding = run::Finding::fine},
                         .transitions_total = 2,
                         .transitions = {}};
    ready.transitions = {
        {.when = at(7s), .from = run::Health::healthy, .to = run::Health::unhealthy, .result = refused},
        {.when = at(8500ms),
         .from = run::Health::unhealthy,
         .to = run::Health::healthy,
         .result = ready.last}};
    return {ready};
}

void feed_probe(measure::Recorder& recorder) {
    recorder.count(Counter::probe_checks, 0, at(1s), recorder.scopes_at(at(1s)), 24);
    recorder.count(Counter::probe_failed, 0, at(7s), recorder.scopes_at(at(7s)), 4);
    recorder.gauge(Gauge::probe_known, 0, run_start, 1);
    recorder.gauge(Gauge::probe_healthy, 0, run_start, 1);
    recorder.gauge(Gauge::probe_healthy, 0, at(7s), 0);
    recorder.gauge(Gauge::probe_unhealthy, 0, at(7s), 1);
    recorder.gauge(Gauge::probe_unhealthy, 0, at(8500ms), 0);
    recorder.gauge(Gauge::probe_healthy, 0, at(8500ms), 1);
}

std::vector<run::ActionRecord> actions_done() {
    using End = run::CommandResult::End;
    return {{.action = 1,
             .stage = run::CommandId::Stage::act,
             .when = at(6500ms),
             .result = run::CommandResult{.end = End::exited},
             .took = 120ms},
            {.action = 0, .stage = run::CommandId::Stage::act, .when = at(8600ms), .result = {}},
            {.action = 1,
             .stage = run::CommandId::Stage::undo,
             .when = at(12s),
             .result = run::CommandResult{.end = End::exited},
             .took = 40ms}};
}

service::ServiceModel::Totals service_totals() {
    service::ServiceModel::Totals totals;
    totals.arrived = 1986;
    totals.answered = 1986;
    totals.abandoned = 147;
    totals.busy = 29s;
    totals.wasted = 1900ms;
    totals.queue_peak = 118;
    totals.fault_eligible = {157};
    totals.fault_hits = {157};
    return totals;
}

report::Report report_in(report::Mode mode) {
    const run::Plan plan = outage_plan();
    const std::vector<run::ProbeSeen> probed = probes_seen();
    const std::vector<run::ActionRecord> done = actions_done();
    measure::Recorder recorder(run::layout_of(plan));
    Feeder feeder(recorder);
    for (std::int64_t number = 0; number < calls; ++number) {
        const Story story = story_of(number);
        feeder.call(0, story);
        feed_policy(feeder, story);
    }
    feed_breaker(feeder);
    feeder.policy(Counter::bulkhead_rejected_full, at(6300ms), 10);
    feeder.policy(Counter::bulkhead_queued, at(6300ms), 18);
    for (int waiter = 1; waiter <= 18; ++waiter) {
        feeder.policy_time(measure::Timing::bulkhead_wait, at(6300ms), 7ms * waiter);
    }
    feeder.gauge(Gauge::bulkhead_concurrent, at(2500us), 4);
    feeder.gauge(Gauge::bulkhead_concurrent, at(6250ms), 50);
    feeder.gauge(Gauge::bulkhead_concurrent, at(7s), 3);
    feeder.gauge(Gauge::bulkhead_queue, at(6250ms), 18);
    feeder.gauge(Gauge::bulkhead_queue, at(7s), 0);
    feed_probe(recorder);
    feeder.finish(at(12s));
    const std::vector<run::TransitionSeen> seen = transitions();
    const std::vector<fault::Injector::Counts> counts{{}, {.eligible = 400, .fired = 4}};
    return report::build(
        {.plan = plan,
         .recorder = recorder,
         .ending = run::Ending::completed,
         .ended = at(12s),
         .transitions = seen,
         .transitions_total = seen.size(),
         .fault_counts = counts,
         .probes = probed,
         .actions = done,
         .services = {service_totals()},
         .verdicts = verdicts(),
         .stop = verdict("error_rate > 95% over 2s during recovery", slo::Judgement::breached,
                         {.observed = 0.0,
                          .limit = 0.95,
                          .margin = -1.0,
                          .samples = 600,
                          .when = {at(9s), at(12s)},
                          .unit = measure::Unit::ratio}),
         .mode = mode,
         .info = run_info(),
         .notes = {"The policy \"client\" has its breaker inside retry: it sees single attempts."}});
}

}  // namespace

run::Plan outage_plan() {
    run::Plan plan;
    plan.name = "quickstart";
    plan.description =
        "Checkout keeps 99.5 % while payments stalls for two seconds, and is back to its "
        "usual goodput three seconds later.";
    plan.seed = 42;
    plan.phases = {{.name = "warmup", .when = {at(0s), at(2s)}, .measured = false},
                   {.name = "steady", .when = {at(2s), at(6s)}},
                   {.name = "outage", .when = {at(6s), at(9s)}},
                   {.name = "recovery", .when = {at(9s), at(12s)}}};
    plan.services = {{.name = "payments",
                      .workers = 10,
                      .service_time = Distribution(Distribution::Exponential{10ms}),
                      .queue_limit = 200}};
    run::TargetPlan target;
    target.name = "payments";
    target.service = 0;
    target.policy = 0;
    target.requests = {{.name = "", .method = "POST", .path = "/charge"}};
    plan.targets = {target};
    plan.loads = {{.name = "load",
                   .target = 0,
                   .model = run::OpenLoad{.spacing = load::Spacing::constant,
                                          .segments = {{{at(0s), at(12s)}, Rate{200}, Rate{200}}}}}};
    plan.policies = {client_policy()};
    plan.faults = {{.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(6s), at(8s)}}},
                   {.id = "burst",
                    .kind = fault::Status{},
                    .target = 0,
                    .windows = {{at(3s), at(4s)}, {at(10s), at(11s)}},
                    .probability = 0.01}};
    plan.probes = {
        {.id = "ready", .check = run::ServiceCheck{.service = 0}, .target = TargetIndex{0}, .every = 500ms}};
    plan.actions = {{.id = "close",
                     .text = "force_close circuit_breaker client",
                     .at = at(8600ms),
                     .what = run::TurnBreaker{.hand = run::TurnBreaker::Hand::force_close}},
                    {.id = "page",
                     .text = "notify --on payments",
                     .at = at(6500ms),
                     .what = run::Execute{
                         .act = {.words = {"notify"}, .written = "notify --on payments"},
                         .undo = run::CommandLine{.words = {"notify"}, .written = "notify --off payments"}}}};
    plan.slos = {{.text = "success_rate >= 99.5% during steady", .expression = {}},
                 {.text = "bulkhead.rejected == 0", .expression = {}, .severity = slo::Severity::warn}};
    plan.stop = slo::Expectation{.text = "error_rate > 95% over 2s during recovery", .expression = {}};
    return plan;
}

report::Report outage_report() {
    return report_in(report::Mode::real);
}

report::Report simulated_report() {
    return report_in(report::Mode::simulated);
}

}  // namespace fortify::test
