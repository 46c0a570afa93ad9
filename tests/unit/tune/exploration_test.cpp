// Goal: drawn scenarios are whole, follow from their seed alone, and fail again from their text; shrinking
// finds exactly the fault that was planted. Method: a small scenario, and one with many harmless faults
// around one that is not.
#include "tune/exploration.hpp"

#include "fixture.hpp"
#include "tune/exploration_view.hpp"
#include "tune/shrink.hpp"
#include "tune/shrink_view.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

PoolOptions pool_of(std::size_t threads) {
    return {.threads = threads, .cancelled = {}, .progress = {}};
}

Swarm swarm_around(const Specimen& specimen, const SwarmLimits& limits = {}) {
    auto swarm = Swarm::around(specimen, limits);
    REQUIRE(swarm);
    return std::move(*swarm);
}

Specimen specimen_of(std::string text) {
    auto specimen = Specimen::read({.file = "planted.toml", .text = std::move(text)}, {});
    REQUIRE(specimen);
    return std::move(*specimen);
}

// Nine faults that 70 calls a second do not feel, and a crash of two seconds, which they do.
std::string planted() {
    std::string text(small_scenario.substr(0, small_scenario.find("[[fault]]")));
    for (int index = 1; index <= 9; ++index) {
        const std::string number = std::to_string(index);
        text += "# harmless " + number + "\n[[fault]]\nid = \"harmless_" + number +
                "\"\nkind = \"latency\"\ntarget = \"api\"\ndelay = \"1ms\"\nat = \"" + number +
                "s\"\nfor = \"500ms\"\n";
        if (index == 5) {
            text +=
                "\n# to blame\n[[fault]]\nid = \"culprit\"\nkind = \"crash\"  # for long\n"
                "target = \"api\"\nat = \"6s\"\nfor = \"2s\"\n\n";
        }
    }
    return text + "[[slo]]\nexpect = \"success_rate >= 90% during outage\"\n";
}

}  // namespace

TEST_SUITE("tune::exploration") {
    TEST_CASE("a seed draws the same scenario wherever it is drawn, and another seed another one") {
        const Swarm swarm = swarm_around(small_specimen());
        const auto one = swarm.draw(7);
        const auto again = swarm_around(small_specimen()).draw(7);
        const auto other = swarm.draw(8);
        REQUIRE(one);
        REQUIRE(again);
        REQUIRE(other);
        CHECK(one->text == again->text);
        CHECK(one->text != other->text);
    }
    TEST_CASE("what was drawn is within its limits, and its text alone is the scenario") {
        const Swarm swarm =
            swarm_around(small_specimen({{.path = "policy.client.retry.max_attempts", .value = "4"}}),
                         {.most_added = 2, .least_load = 0.8, .most_load = 1.25});
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto drawn = swarm.draw(seed);
            REQUIRE(drawn);
            CHECK(drawn->faults.size() <= 3);
            CHECK(drawn->load >= 0.8);
            CHECK(drawn->load <= 1.25);
            const auto read = scenario::load({.file = "drawn.toml", .text = drawn->text}, {});
            REQUIRE(read.plan);
            CHECK(read.plan->seed == seed);
            CHECK(read.plan->faults.size() == drawn->faults.size());
            CHECK(drawn->text.find("max_attempts = 4") != std::string::npos);
        }
    }
    TEST_CASE("the result does not depend on the number of threads") {
        const Swarm swarm = swarm_around(small_specimen());
        const Exploration one = explore(swarm, 1, 12, pool_of(1));
        const Exploration many = explore(swarm, 1, 12, pool_of(5));
        CHECK(one.seeds.size() == 12);
        CHECK(render_exploration_json(one, "1.0") == render_exploration_json(many, "1.0"));
    }
    TEST_CASE("a seed that fails does so again when its text is simulated") {
        const Swarm swarm = swarm_around(small_specimen());
        const Exploration exploration = explore(swarm, 1, 30, pool_of(0));
        REQUIRE(exploration.failed() > 0);
        const Explored& failed = *group_failures(exploration).front().seeds.front();
        const auto read = scenario::load({.file = "drawn.toml", .text = swarm.draw(failed.seed)->text}, {});
        REQUIRE(read.plan);
        const auto trial = run_trial(*read.plan, read.plan->seed, {});
        REQUIRE(trial);
        CHECK(trial->conclusion == report::Conclusion::breached);
        CHECK(trial->worst_margin() == failed.margin);
    }
    TEST_CASE("what is done stays when it is cancelled") {
        PoolOptions pool = pool_of(2);
        pool.cancelled = [] {
            return true;
        };
        CHECK(explore(swarm_around(small_specimen()), 1, 100'000, pool).seeds.size() < 100'000);
    }
    TEST_CASE("failures are told apart by what failed, the worst seed first") {
        Exploration exploration;
        const auto add = [&](std::uint64_t seed, std::vector<std::size_t> breached, double margin,
                             std::vector<std::string> faults) {
            Explored one;
            one.seed = seed;
            one.state = breached.empty() ? Explored::State::held : Explored::State::breached;
            one.breached = std::move(breached);
            one.margin = margin;
            one.faults = std::move(faults);
            exploration.seeds.push_back(std::move(one));
        };
        add(1, {0}, -0.1, {"always", "crash"});
        add(2, {0}, -0.5, {"always", "crash"});
        add(3, {}, 0.5, {"always"});
        add(4, {1}, -0.9, {"always"});
        const auto groups = group_failures(exploration);
        REQUIRE(groups.size() == 2);
        CHECK(groups[0].seeds.front()->seed == 2);
        REQUIRE(groups[0].suspects.size() == 1);
        CHECK(groups[0].suspects[0].fault == "crash");
        CHECK(groups[1].breached == std::vector<std::size_t>{1});
    }
}

TEST_SUITE("tune::shrink") {
    TEST_CASE("of ten faults the one that was planted is left, as small as it goes, its comments with it") {
        const Specimen specimen = specimen_of(planted());
        const auto shrunk = shrink(specimen, 1, pool_of(2));
        REQUIRE(shrunk);
        CHECK(shrunk->end == Shrunk::End::smallest);
        CHECK(shrunk->kept == std::vector<std::string>{"culprit"});
        CHECK(shrunk->removed.size() == 9);
        CHECK(shrunk->text.find("# to blame\n[[fault]]\nid = \"culprit\"\nkind = \"crash\"  # for long\n") !=
              std::string::npos);
        CHECK(shrunk->text.find("harmless") == std::string::npos);
        REQUIRE(shrunk->turns.size() == 1);
        CHECK(shrunk->turns[0].now < 2);
        // It fails as it stands, and would not if it were shorter by a fifth.
        const Specimen small = specimen_of(shrunk->text);
        CHECK(run_trial(small.plan(), small.plan().seed, {})->conclusion == report::Conclusion::breached);
        const auto shorter =
            small.plan_with({{.path = "fault.culprit.for",
                              .value = make_value(shrunk->turns[0].now * 0.8, Kind::duration).text}});
        REQUIRE(shorter);
        CHECK(run_trial(*shorter, shorter->seed, {})->conclusion == report::Conclusion::passed);
    }
    TEST_CASE("the result does not depend on the number of threads") {
        const Specimen specimen = specimen_of(planted());
        CHECK(render_shrunk_json(*shrink(specimen, 2, pool_of(1)), {}) ==
              render_shrunk_json(*shrink(specimen, 2, pool_of(5)), {}));
    }
    TEST_CASE("two faults that fail only together are both left") {
        // A tenth of the outage is half a second; retries come too soon to help.
        const auto refusal = [](const std::string& id, const std::string& at) {
            return "[[fault]]\nid = \"" + id + "\"\nkind = \"refuse\"\ntarget = \"api\"\nat = \"" + at +
                   "\"\nfor = \"400ms\"\n";
        };
        const Specimen specimen = specimen_of(
            std::string(small_scenario.substr(0, small_scenario.find("[[fault]]"))) +
            refusal("before", "1s") + refusal("first", "6s") + refusal("between", "3s") +
            refusal("second", "8s") + "[[slo]]\nexpect = \"success_rate >= 90% during outage\"\n");
        const auto shrunk = shrink(specimen, 1, pool_of(2));
        REQUIRE(shrunk);
        CHECK(shrunk->end == Shrunk::End::smallest);
        CHECK(shrunk->kept == std::vector<std::string>{"first", "second"});
    }
    TEST_CASE("what holds is not shrunk") {
        const Specimen calm = small_specimen({{.path = "fault.burst.when.mean_rate", .value = "0.01"}});
        CHECK(shrink(calm, 1, pool_of(1))->end == Shrunk::End::holds);
    }
    TEST_CASE("a load that is too much needs no fault") {
        const Specimen specimen = small_specimen({{.path = "load.rate", .value = "200/s"}});
        const auto shrunk = shrink(specimen, 1, pool_of(2));
        REQUIRE(shrunk);
        CHECK(shrunk->kept.empty());
        CHECK(shrunk->text.find("200/s") != std::string::npos);
    }
}

}  // namespace fortify::tune
