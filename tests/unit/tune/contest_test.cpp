// Goal: the errors that `compare` promises are the errors it makes. Method: 500 comparisons in virtual time
// of a scenario with itself under other seeds, and of one with a planted change of 5 %.
#include "tune/contest.hpp"

#include "tune/contest_text.hpp"
#include "tune/trial.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string_view>

namespace fortify::tune {

namespace {

// Some 50 calls that succeed, fail, retry and queue.
constexpr std::string_view tiny_scenario = R"toml(schema = 1
[target.api]
service = "api"
policy = "client"
[service.api]
workers = 4
service_time = "exponential(20ms)"
[load]
rate = "100/s"
[[phase]]
name = "steady"
duration = "500ms"
[policy.client.retry]
max_attempts = 2
initial_delay = "10ms"
[[fault]]
id = "errors"
kind = "status"
during = "steady"
probability = 0.2
)toml";

const std::vector<std::string> metric_names{"success_rate", "p50(response_time)", "p90(response_time)",
                                            "retry.amplification"};

Specimen tiny(const std::vector<scenario::Override>& overrides = {}) {
    auto specimen =
        Specimen::read({.file = "tiny.toml", .text = std::string(tiny_scenario)}, {.overrides = overrides});
    REQUIRE(specimen);
    return std::move(*specimen);
}

std::vector<slo::Measurement> metrics_for(const run::Plan& plan) {
    std::vector<slo::Measurement> metrics;
    for (const std::string& name : metric_names) {
        const auto metric = slo::parse_measurement(name, {}, vocabulary_of(plan));
        REQUIRE(metric);
        metrics.push_back(*metric);
    }
    return metrics;
}

constexpr std::size_t runs_a_side = 10;

// The values of so many trials, by seed from 1 on.
std::vector<Trial> trials_of(const run::Plan& plan, std::size_t count) {
    const Wanted wanted{.measurements = metrics_for(plan), .slot = {}};
    const auto done = map_pool<Trial>(
        count,
        [&](std::size_t job, const std::stop_token& stop) { return run_trial(plan, job + 1, wanted, stop); },
        {});
    std::vector<Trial> trials;
    for (const auto& trial : done) {
        trials.push_back(*trial);
    }
    return trials;
}

std::vector<Samples> samples_from(const std::vector<Trial>& trials,
                                  const std::vector<slo::Measurement>& metrics,
                                  std::size_t round) {
    std::vector<Samples> all;
    for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
        Samples samples = samples_of(metrics[metric]);
        for (std::size_t run = 0; run < runs_a_side; ++run) {
            const std::size_t first = (round * runs_a_side + run) * 2;
            samples.base.push_back(trials[first].values[metric]);
            samples.head.push_back(trials[first + 1].values[metric]);
        }
        all.push_back(std::move(samples));
    }
    return all;
}

Contest contest_of(const run::Plan& base, const run::Plan& head, std::uint64_t seed, std::size_t threads) {
    return simulate_pairs({.base = base,
                           .head = head,
                           .base_metrics = metrics_for(base),
                           .head_metrics = metrics_for(head),
                           .first_seed = seed,
                           .pairs = runs_a_side},
                          {}, {.threads = threads, .cancelled = {}, .progress = {}});
}

}  // namespace

TEST_SUITE("tune::contest") {
    TEST_CASE("of 500 comparisons of a thing with itself, no more than promised find a difference") {
        constexpr std::size_t rounds = 500;
        const run::Plan plan = tiny().plan();
        const auto metrics = metrics_for(plan);
        const std::vector<Trial> trials = trials_of(plan, rounds * runs_a_side * 2);
        // The binomial distribution of 500 comparisons with a chance of 5 % each exceeds 25 + 3.1 * sqrt(500
        // * 0.05 * 0.95) = 40 once in a thousand times; the seeds are fixed, so that it does so never or
        // always.
        constexpr std::size_t most = 40;
        for (const Rules& rules : {Rules{}, Rules{.pairing = Pairing::unpaired, .noise = Noise::drawn},
                                   Rules{.pairing = Pairing::unpaired, .noise = Noise::measured}}) {
            std::size_t alarms = 0;
            for (std::size_t round = 0; round < rounds; ++round) {
                const Comparison comparison = compare(samples_from(trials, metrics, round), rules);
                alarms +=
                    comparison.count(Judgement::better) + comparison.count(Judgement::worse) > 0 ? 1U : 0U;
            }
            MESSAGE("false alarms in 500 comparisons: " << alarms);
            CHECK(alarms <= most);
        }
    }
    TEST_CASE("a change of 5 % is found by pairs, and called nothing else") {
        const run::Plan base = tiny().plan();
        const run::Plan slower =
            tiny({{.path = "service.api.service_time", .value = "exponential(21ms)"}}).plan();
        std::map<Judgement, std::size_t> judged;
        constexpr std::size_t rounds = 50;
        for (std::size_t round = 0; round < rounds; ++round) {
            const Contest contest = contest_of(base, slower, 1 + round * runs_a_side, 0);
            ++judged[contest.comparison.findings[1].judgement];
        }
        MESSAGE("found " << judged[Judgement::worse] << " of 50");
        CHECK(judged[Judgement::worse] >= 45);
        CHECK(judged[Judgement::better] == 0);
    }
    TEST_CASE("pairs meet the same arrivals, and the same seeds give the same verdicts on any threads") {
        const run::Plan base = tiny().plan();
        const run::Plan eager = tiny({{.path = "policy.client.retry.max_attempts", .value = "4"}}).plan();
        const Contest alone = contest_of(base, eager, 7, 1);
        const Contest crowd = contest_of(base, eager, 7, 8);
        CHECK(alone.same_arrivals == runs_a_side);
        CHECK(render_json(alone, "1.0") == render_json(crowd, "1.0"));
        CHECK(alone.comparison.findings[0].judgement == Judgement::better);
        CHECK(alone.comparison.findings[3].judgement == Judgement::worse);
        CHECK(sentence_of(alone).find("retry.amplification by ") != std::string::npos);
    }
    TEST_CASE("a thing is the same as itself") {
        const run::Plan plan = tiny().plan();
        const Contest contest = contest_of(plan, plan, 1, 0);
        CHECK(contest.comparison.count(Judgement::same) == metric_names.size());
        CHECK(sentence_of(contest) == "No difference: all metrics are the same to within 2%.");
    }
    TEST_CASE("the table keeps to 80 columns whatever the names") {
        const run::Plan plan = tiny().plan();
        Contest contest = contest_of(plan, plan, 1, 0);
        contest.base.label = std::string(300, 'x');
        contest.comparison.findings[0].metric = std::string(200, 'y');
        const std::string text = render_text(contest, {.width = 80, .charset = report::Charset::ascii});
        for (std::size_t start = 0; start < text.size();) {
            const std::size_t end = text.find('\n', start);
            CHECK(end - start <= 80);
            start = end + 1;
        }
    }
}

}  // namespace fortify::tune
