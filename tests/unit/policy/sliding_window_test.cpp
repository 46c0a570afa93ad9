// Goal: the window's running sums are those of the results that it should hold. Method: compare it on
// seeded streams with a plain list of everything that ever happened; single cases for far instants.
#include "policy/sliding_window.hpp"

#include "property/generator.hpp"

#include <vector>

using namespace fortify;
using namespace fortify::policy;

namespace {

struct Event {
    Instant when;
    SlidingWindow::Sample sample;
};

// Whether the list's element `index` is still in the window at `now`.
bool holds(const WindowConfig& config, const std::vector<Event>& events, std::size_t index, Instant now) {
    if (const auto* count = std::get_if<SlidingCount>(&config)) {
        return events.size() - index <= count->calls;
    }
    const auto* time = std::get_if<SlidingTime>(&config);
    const Duration width = time != nullptr ? time->last / time->buckets : std::get<FixedTime>(config).every;
    const std::int64_t buckets = time != nullptr ? time->buckets : 1;
    return now.time_since_epoch() / width - events[index].when.time_since_epoch() / width < buckets;
}

WindowCounts count_all(const WindowConfig& config, const std::vector<Event>& events, Instant now) {
    WindowCounts counts;
    for (std::size_t index = 0; index < events.size(); ++index) {
        if (holds(config, events, index, now)) {
            counts.calls += 1;
            counts.failures += events[index].sample.failed ? 1U : 0U;
            counts.slow += events[index].sample.slow ? 1U : 0U;
        }
    }
    return counts;
}

WindowConfig draw_config(Generator& draw) {
    const Duration width{static_cast<std::int64_t>(draw.between(std::uint64_t{1}, 1'000'000'000))};
    switch (draw.between(std::uint64_t{0}, 2)) {
        case 0:
            return SlidingCount{static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 20))};
        case 1:
            return FixedTime{width};
        default: {
            const auto buckets = static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 12));
            return SlidingTime{.last = width * buckets, .buckets = buckets};
        }
    }
}

}  // namespace

TEST_SUITE("policy::SlidingWindow") {
    TEST_CASE("law: it counts what a plain list of all results counts") {
        for_all(300, [](Generator& draw) {
            const WindowConfig config = draw_config(draw);
            SlidingWindow window(config);
            std::vector<Event> events;
            Instant now = run_start;
            for (int step = 0; step < 100; ++step) {
                now += draw.duration(draw.rng().chance(0.05) ? Duration{1h} : Duration{1s});
                if (draw.rng().chance(0.8)) {
                    events.push_back(
                        {now, {.failed = draw.rng().chance(0.5), .slow = draw.rng().chance(0.3)}});
                    window.record(now, events.back().sample);
                    REQUIRE(window.counts() == count_all(config, events, now));
                }
                REQUIRE(window.counts(now) == count_all(config, events, now));
            }
        });
    }

    TEST_CASE("CB-15: the rate over ten seconds as old buckets leave") {
        struct Step {
            Duration when;
            bool fails;
            std::uint32_t calls;
            double rate;
        };
        SlidingWindow window(SlidingTime{.last = 10s, .buckets = 10});
        for (const Step& step : {Step{0s, true, 2, 0.5}, Step{2s, true, 4, 0.5}, Step{4s, false, 6, 1.0 / 3},
                                 Step{6s, false, 8, 0.25}, Step{8s, false, 10, 0.2},
                                 Step{10s, false, 10, 0.1}, Step{12s, false, 10, 0.0}}) {
            window.record(at(step.when), {.failed = step.fails});
            window.record(at(step.when), {});
            CHECK(window.counts().calls == step.calls);
            CHECK(window.counts().failure_rate() == step.rate);
        }
    }

    TEST_CASE("a fixed window says when it started afresh") {
        SlidingWindow window(FixedTime{1s});
        CHECK_FALSE(window.record(at(500ms), {.failed = true}));
        CHECK_FALSE(window.record(at(999ms), {.failed = true}));
        CHECK(window.record(at(1s), {}));
        CHECK(window.counts() == WindowCounts{.calls = 1});
    }

    TEST_CASE("an earlier instant counts with the latest one") {
        SlidingWindow window(SlidingTime{.last = 10s, .buckets = 10});
        window.record(at(1h), {});
        window.record(at(1s), {.failed = true});
        CHECK(window.counts(at(1h)) == WindowCounts{.calls = 2, .failures = 1});
        CHECK(window.counts(at(2h)) == WindowCounts{});
    }

    TEST_CASE("the last instants there are do not overflow it") {
        SlidingWindow narrow(SlidingTime{.last = 5ns, .buckets = 10});
        narrow.record(never - 2ns, {});
        narrow.record(never - 1ns, {});
        narrow.record(never, {.failed = true});
        CHECK(narrow.counts() == WindowCounts{.calls = 3, .failures = 1});
        SlidingWindow wide(SlidingTime{.last = Duration::max(), .buckets = 10});
        wide.record(run_start, {});
        CHECK(wide.counts(at(Duration::max() / 2)).calls == 1);
        CHECK(wide.counts(never).calls == 0);
    }

    TEST_CASE("five nanoseconds in ten buckets are five nanoseconds") {
        SlidingWindow window(SlidingTime{.last = 5ns, .buckets = 10});
        window.record(at(100ns), {});
        CHECK(window.counts(at(104ns)).calls == 1);
        CHECK(window.counts(at(105ns)).calls == 0);
    }
}
