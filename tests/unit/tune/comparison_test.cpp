// Goal: verdicts follow from values as the header says. Method: small tables of values, each made for one
// verdict.
#include "tune/comparison.hpp"

#include "core/normal.hpp"
#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::tune {

namespace {

using Values = std::vector<double>;

Samples samples(std::string metric, const Values& base, const Values& head) {
    Samples made;
    made.metric = std::move(metric);
    made.unit = measure::Unit::duration;
    made.better = slo::Better::smaller;
    made.base.assign(base.begin(), base.end());
    made.head.assign(head.begin(), head.end());
    return made;
}

Values around(double centre, double spread, std::size_t count, std::uint64_t seed) {
    Rng rng(seed);
    Values values;
    for (std::size_t index = 0; index < count; ++index) {
        values.push_back(centre + spread * normal_quantile(rng.uniform()));
    }
    return values;
}

Values times(Values values, double factor) {
    for (double& value : values) {
        value *= factor;
    }
    return values;
}

Finding only(const Samples& one, const Rules& rules = {}) {
    return compare(std::vector<Samples>{one}, rules).findings.front();
}

constexpr Rules stored{.level = 0.95, .band = 0.02, .pairing = Pairing::unpaired, .noise = Noise::measured};

}  // namespace

TEST_SUITE("tune::comparison") {
    TEST_CASE("equal runs are the same, and differ by nothing") {
        const Values base = around(1, 0.2, 10, 1);
        const Finding finding = only(samples("time", base, base));
        CHECK(finding.judgement == Judgement::same);
        CHECK(finding.shift->estimate == 0);
        CHECK(finding.p == 1);
    }
    TEST_CASE("pairs show a change that is far smaller than the spread") {
        const Values base = around(1, 0.2, 10, 1);
        const Finding slower = only(samples("time", base, times(base, 1.05)));
        CHECK(slower.judgement == Judgement::worse);
        CHECK(slower.shift->estimate == doctest::Approx(0.05).epsilon(0.2));
        CHECK(only(samples("time", base, times(base, 0.95))).judgement == Judgement::better);
        Samples rate = samples("goodput", base, times(base, 1.05));
        rate.better = slo::Better::larger;
        CHECK(only(rate).judgement == Judgement::better);
    }
    TEST_CASE("a change within the band is none, however sure") {
        const Values base = around(1, 0.01, 10, 1);
        const Finding finding = only(samples("time", base, times(base, 1.01)));
        CHECK(finding.p < 0.01);
        CHECK(finding.judgement == Judgement::same);
        CHECK(only(samples("time", base, times(base, 1.01)), {.band = 0.005}).judgement == Judgement::worse);
    }
    TEST_CASE("the band of a share is a part of what is missing of it") {
        Samples share = samples("success_rate", Values(10, 0.999), Values(10, 0.998));
        share.unit = measure::Unit::ratio;
        share.better = slo::Better::larger;
        const Finding finding = only(share);
        CHECK(finding.band == doctest::Approx(0.00002));
        CHECK(finding.judgement == Judgement::worse);
    }
    TEST_CASE("noise that leaves room for both is undecided") {
        const Finding finding = only(samples("time", around(1, 0.2, 10, 1), around(1, 0.2, 10, 2)));
        CHECK(finding.judgement == Judgement::undecided);
        CHECK(finding.doubt == Doubt::wide);
    }
    TEST_CASE("few runs decide nothing, and how many would is told") {
        const Comparison comparison =
            compare(std::vector<Samples>{samples("time", {1, 1.1, 1.2}, {2, 2.1, 2.2})}, {});
        CHECK(comparison.findings[0].doubt == Doubt::too_few);
        CHECK(comparison.needed == 6);
        CHECK(only(samples("time", {1}, {1})).doubt == Doubt::too_few);
    }
    TEST_CASE("alike in the middle is not the same where a few runs are far off") {
        Values head(20, 1.0);
        head[3] = 5;
        const Finding finding = only(samples("time", Values(20, 1.0), head));
        CHECK(finding.judgement == Judgement::undecided);
        CHECK(finding.doubt == Doubt::uneven);
    }
    TEST_CASE("a metric without values on a side is not judged") {
        Samples one = samples("time", {1, 1, 1}, {1, 1, 1});
        one.head.assign(3, std::nullopt);
        CHECK(only(one).doubt == Doubt::unmeasured);
        CHECK(only(one, stored).doubt == Doubt::unmeasured);
    }
    TEST_CASE("pairs with one value are left out") {
        Samples one = samples("time", around(1, 0.2, 12, 1), times(around(1, 0.2, 12, 1), 1.1));
        one.base[4] = std::nullopt;
        one.head[7] = std::nullopt;
        const Finding finding = only(one);
        CHECK(finding.base_runs == 10);
        CHECK(finding.judgement == Judgement::worse);
    }
    TEST_CASE("the more metrics, the clearer each must be") {
        // Six pairs: p is at least 1/32, enough for one metric at 95 % and too much for two.
        const Samples clear = samples("clear", {1, 2, 3, 4, 5, 6}, {1.1, 2.2, 3.3, 4.4, 5.5, 6.6});
        const Samples same = samples("same", {1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1});
        const Samples noisy = samples("noisy", {1, 1, 1, 1, 1, 1}, {2, 0, 2, 0, 2, 0});
        CHECK(compare(std::vector<Samples>{clear}, {}).findings[0].judgement == Judgement::worse);
        const Comparison two = compare(std::vector<Samples>{clear, noisy}, {});
        CHECK(two.findings[0].doubt == Doubt::too_few);
        CHECK(two.needed == 7);
        // One that differs nowhere could never be called worse, and costs nothing.
        const Comparison free = compare(std::vector<Samples>{clear, same}, {});
        CHECK(free.counted == 1);
        CHECK(free.findings[0].judgement == Judgement::worse);
    }
    TEST_CASE("each step of Holm's procedure is less strict than the one before") {
        const Values base = around(1, 0.1, 7, 1);  // p is at least 1/64
        const std::vector<Samples> three{samples("a", base, times(base, 1.3)),
                                         samples("b", base, times(base, 1.3)),
                                         samples("c", base, times(base, 1.3))};
        // 0.05 / 3 = 0.0167 is above 1/64, so all three fall one after the other.
        const Comparison comparison = compare(three, {});
        CHECK(comparison.count(Judgement::worse) == 3);
        CHECK(comparison.findings[0].confidence == doctest::Approx(1 - 0.05 / 3));
        CHECK(comparison.findings[2].confidence == doctest::Approx(0.95));
    }
    TEST_CASE("a difference within what two runs differ by is no regression") {
        const Values base = around(1, 0.1, 40, 1);
        const Finding small = only(samples("time", base, times(around(1, 0.1, 40, 2), 1.09)), stored);
        CHECK(small.p < 0.05);
        REQUIRE(small.noise);
        CHECK(small.noise == doctest::Approx(0.1).epsilon(0.3));  // 0.95 of the deviation
        CHECK(small.doubt == Doubt::within_noise);
        CHECK(only(samples("time", base, times(around(1, 0.1, 40, 2), 1.3)), stored).judgement ==
              Judgement::worse);
    }
    TEST_CASE("one report a side tells nothing") {
        const Finding finding = only(samples("time", {1}, {2}), stored);
        CHECK(finding.judgement == Judgement::undecided);
        CHECK(finding.doubt == Doubt::too_few);
    }
}

}  // namespace fortify::tune
