#include "feeder.hpp"
#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace fortify::test {
namespace {

run::Plan one_second() {
    run::Plan plan;
    plan.name = "small";
    plan.phases = {{.name = "only", .when = {at(0s), at(1s)}}};
    run::TargetPlan target;
    target.name = "api";
    target.url = "http://user:hunter2@127.0.0.1:8080/ping?token=abc";
    plan.targets = {target};
    return plan;
}

}  // namespace

report::Report empty_report() {
    const run::Plan plan = one_second();
    measure::Recorder recorder(run::layout_of(plan));
    recorder.finish(run_start);
    return report::build({.plan = plan, .recorder = recorder, .info = {.version = "0.1.0"}});
}

report::Report single_call_report() {
    const run::Plan plan = one_second();
    measure::Recorder recorder(run::layout_of(plan));
    Feeder feeder(recorder);
    feeder.call(0, {.intended = at(300ms), .took = 12'345'678ns});
    feeder.finish(at(1s));
    return report::build({.plan = plan,
                          .recorder = recorder,
                          .ending = run::Ending::completed,
                          .ended = at(1s),
                          .verdicts = {verdict("p99(response_time) < 1s", slo::Judgement::undecided,
                                               {.observed = {},
                                                .limit = 1,
                                                .margin = {},
                                                .samples = 1,
                                                .when = {at(0s), at(1s)},
                                                .detail = "needs 1,000 samples, has 1",
                                                .unit = measure::Unit::duration})},
                          .mode = report::Mode::simulated,
                          .info = run_info()});
}

}  // namespace fortify::test
