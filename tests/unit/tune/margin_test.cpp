// Goal: the search finds limits that are known, and says when there is none. Method: questions with a known
// answer, noisy ones drawn from seeds, and two queues whose limits are worked out by hand.
#include "tune/margin.hpp"

#include "core/rng.hpp"
#include "fixture.hpp"
#include "tune/margin_trials.hpp"
#include "tune/margin_view.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace fortify::tune {

namespace {

using Opening = MarginRequest::Opening;

// Holds up to the limit, for certain.
std::function<Probe(const Value&)> up_to(double limit) {
    return [limit](const Value& value) {
        Probe probe;
        probe.value = value;
        probe.decision = *value.number <= limit ? Decision::holds : Decision::breaks;
        return probe;
    };
}

MarginRequest rates(double low, double high) {
    return {.kind = Kind::rate, .low = low, .high = high, .start = low};
}

}  // namespace

TEST_SUITE("tune::sequential_test") {
    TEST_CASE("it is seldom wrong where it must be right, and soon done") {
        constexpr int times = 2000;
        for (const double share : {0.5, 0.9}) {
            int wrong = 0;
            double trials = 0;
            for (int run = 0; run < times; ++run) {
                Rng rng = Rng(7).fork(static_cast<std::uint64_t>(run));
                SequentialTest test({.error = 0.05});
                while (!test.decision()) {
                    test.add(rng.chance(share) ? Decision::holds : Decision::breaks);
                    ++trials;
                }
                wrong += *test.decision() == (share > 0.7 ? Decision::breaks : Decision::holds) ? 1 : 0;
            }
            // Five standard errors above the promise.
            CHECK(wrong < times * (0.05 + 5 * std::sqrt(0.05 * 0.95 / times)));
            CHECK(trials / times < 20);
        }
    }
    TEST_CASE("without any doubt a few trials are enough") {
        SequentialTest test({.error = 0.05 / 32});
        for (int trial = 0; trial < 3; ++trial) {
            test.add(Decision::breaks);
        }
        CHECK_FALSE(test.decision());
        CHECK(test.leaning() == Decision::breaks);
        test.add(Decision::breaks);
        test.add(Decision::breaks);
        CHECK(test.decision() == Decision::breaks);
    }
}

TEST_SUITE("tune::margin") {
    TEST_CASE("the limit lies in the bracket, as narrow as was asked for") {
        for (const double limit : {1.5, 37.2, 99.0, 873.0}) {
            for (const Opening opening : {Opening::ends, Opening::outwards}) {
                MarginRequest request = rates(1, 1000);
                request.opening = opening;
                const Margin margin = find_margin(request, up_to(limit));
                REQUIRE(margin.end == Margin::End::found);
                CHECK(*margin.holds->value.number <= limit);
                CHECK(*margin.breaks->value.number > limit);
                CHECK(*margin.breaks->value.number <= *margin.holds->value.number * 1.03);
                CHECK(margin.probes.size() <= most_probes);
            }
        }
    }
    TEST_CASE("the smallest value is sought from the other side") {
        MarginRequest request{
            .wanted = MarginRequest::Wanted::smallest, .kind = Kind::count, .low = 1, .high = 50};
        const Margin margin = find_margin(request, [](const Value& value) {
            Probe probe = up_to(6)(value);
            probe.decision = probe.decision == Decision::holds ? Decision::breaks : Decision::holds;
            return probe;
        });
        CHECK(margin.holds->value.text == "7");
        CHECK(margin.breaks->value.text == "6");
    }
    TEST_CASE("steps from the safe side never go far beyond the limit") {
        MarginRequest request = rates(10, 10'000);
        request.opening = Opening::outwards;
        const Margin margin = find_margin(request, up_to(11));
        for (const Probe& probe : margin.probes) {
            CHECK(*probe.value.number <= 11 * 1.25);
        }
    }
    TEST_CASE("from a start that breaks it goes back") {
        MarginRequest request = rates(1, 1000);
        request.opening = Opening::outwards;
        request.start = 500;
        const Margin margin = find_margin(request, up_to(40));
        CHECK(margin.end == Margin::End::found);
        CHECK(*margin.holds->value.number == doctest::Approx(40).epsilon(0.03));
    }
    TEST_CASE("where there is no limit it says so") {
        CHECK(find_margin(rates(1, 10), up_to(100)).end == Margin::End::never_breaks);
        CHECK(find_margin(rates(1, 10), up_to(0.5)).end == Margin::End::never_holds);
        MarginRequest request = rates(1, 10);
        request.opening = Opening::outwards;
        CHECK(find_margin(request, up_to(100)).end == Margin::End::never_breaks);
        CHECK(find_margin(request, up_to(0.5)).end == Margin::End::never_holds);
    }
    TEST_CASE("what cannot be answered ends it with what is known") {
        const Margin margin = find_margin(rates(1, 1000), [](const Value& value) {
            Probe probe = up_to(40)(value);
            if (*value.number > 10 && *value.number < 100) {
                probe.state = Probe::State::no_answer;
            }
            return probe;
        });
        CHECK(margin.end == Margin::End::no_answer);
        CHECK(margin.holds->value.text == "1/s");
    }
    TEST_CASE("the usual range of a key is around its value and within its bounds") {
        const scenario::KeyInfo* rate = scenario::find_key("fault.when", "mean_rate");
        REQUIRE(rate != nullptr);
        CHECK(usual_range(*rate, Kind::ratio, 0.2).high == 1);
        const scenario::KeyInfo* attempts = scenario::find_key("policy.*.retry", "max_attempts");
        REQUIRE(attempts != nullptr);
        CHECK(usual_range(*attempts, Kind::count, 3).low == 1);
        CHECK(usual_range(*attempts, Kind::count, 3).high == 100);
    }
}

TEST_SUITE("tune::margin_trials") {
    TEST_CASE("calls that were held back are no evidence that the load is borne") {
        Trial trial;
        trial.conclusion = report::Conclusion::passed;
        trial.slos = {{.judgement = slo::Judgement::passed, .severity = {}, .margin = {}}};
        CHECK(decision_of(trial) == Decision::holds);
        trial.unsent = 1;
        CHECK_FALSE(decision_of(trial));
        trial.slos.front().judgement = slo::Judgement::breached;
        CHECK(decision_of(trial) == Decision::breaks);
    }
    TEST_CASE("the answer does not depend on the number of threads") {
        const Specimen specimen = small_specimen();
        const auto key = find_key_path("fault.burst.mean_rate",
                                       {.flag = "--max", .text = "fault.burst.mean_rate"}, specimen.root());
        const auto search = [&](std::size_t threads) {
            TrialJudge judge(specimen, *key, {}, {}, {.most_trials = 16});
            const MarginRequest request{.kind = Kind::ratio, .low = 0.05, .high = 0.9, .tolerance = 0.3};
            MarginReport report{.key = key->path, .kind = Kind::ratio, .promise = "all SLOs"};
            report.rows.push_back(
                {.beside = {}, .margin = find_margin(request, [&](const Value& value) {
                                   return judge.ask(value,
                                                    {.threads = threads, .cancelled = {}, .progress = {}});
                               })});
            report.trials = judge.trials();
            return render_margin_text(report, {});
        };
        CHECK(search(1) == search(5));
    }
}

}  // namespace fortify::tune
