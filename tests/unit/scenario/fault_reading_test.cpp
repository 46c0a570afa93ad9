// Goal: faults act when, where and how the file says. Method: windows worked out by hand, every kind with its
// keys, and the mistakes that concern several keys.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::testing;

namespace {

fault::FaultConfig fault_of(const std::string& keys) {
    return plan_of(sample_with("[[fault]]\nid = \"f\"\n" + keys)).faults.at(0);
}

// The sample's "steady" lasts from 5 s to 15 s, "outage" from 15 s to 25 s.
Interval window_of(const std::string& keys) {
    const auto fault = fault_of("kind = \"refuse\"\n" + keys);
    REQUIRE(fault.windows.size() == 1);
    return fault.windows[0];
}

}  // namespace

TEST_SUITE("scenario: faults") {
    TEST_CASE("windows are a phase and an offset, a time, a phase, or the whole run") {
        CHECK(window_of("at = \"outage + 2s\"\nfor = \"5s\"\n") == Interval{at(17s), at(22s)});
        CHECK(window_of("at = \"outage+2s\"\nfor = \"5s\"\n") == Interval{at(17s), at(22s)});
        CHECK(window_of("at = \"outage\"\nfor = \"5s\"\n") == Interval{at(15s), at(20s)});
        CHECK(window_of("at = \"12s\"\nfor = \"500ms\"\n") == Interval{at(12s), at(12500ms)});
        CHECK(window_of("at = \"steady + 1s\"\n") == Interval{at(6s), at(25s)});
        CHECK(window_of("for = \"3s\"\n") == Interval{at(0s), at(3s)});
        CHECK(window_of("during = \"steady\"\n") == Interval{at(5s), at(15s)});
        CHECK(window_of("") == Interval{at(0s), at(25s)});
    }

    TEST_CASE("each kind has its keys") {
        CHECK(std::get<fault::Latency>(fault_of("kind = \"latency\"\ndelay = \"constant(30ms)\"\n").kind)
                  .delay.mean() == 30ms);
        const auto status =
            fault_of("kind = \"status\"\nstatus = 429\nretry_after = \"2s\"\nprobability = \"25%\"\n");
        CHECK(std::get<fault::Status>(status.kind).status == 429);
        CHECK(std::get<fault::Status>(status.kind).retry_after == 2s);
        CHECK(status.probability == doctest::Approx(0.25));
        CHECK(std::get<fault::Status>(fault_of("kind = \"status\"\n").kind).status == 503);
        CHECK(std::get<fault::Errors>(fault_of("kind = \"errors\"\n").kind).status == 500);
        CHECK(std::get<fault::Slow>(fault_of("kind = \"slow\"\nfactor = 3.5\n").kind).factor == 3.5);
        for (const char* kind : {"refuse", "reset", "black_hole", "stall", "crash"}) {
            CHECK(fault::name_of(fault_of(std::string("kind = \"") + kind + "\"\n").kind) == kind);
        }
    }

    TEST_CASE("at a proxy latency and bandwidth may hold back requests") {
        const auto read = [](const std::string& keys) {
            const scenario::Source source{
                .file = "p.toml",
                .text =
                    "schema = 1\n[[proxy]]\nname = \"p\"\nlisten = \"127.0.0.1:1\"\nupstream = "
                    "\"127.0.0.1:2\"\n[[fault]]\nid = \"f\"\n" +
                    keys};
            scenario::Options options;
            options.purpose = scenario::Purpose::proxy;
            const auto loaded = scenario::load(source, options);
            REQUIRE(loaded.plan);
            return loaded.plan->faults.front().kind;
        };
        CHECK(std::get<fault::Latency>(
                  read("kind = \"latency\"\ndelay = \"constant(10ms)\"\nof = \"request\"\n"))
                  .of == fault::Part::request);
        CHECK(std::get<fault::Latency>(read("kind = \"latency\"\ndelay = \"constant(10ms)\"\n")).of ==
              fault::Part::answer);
        CHECK(std::get<fault::Bandwidth>(read("kind = \"bandwidth\"\nrate = \"1KiB/s\"\nof = \"request\"\n"))
                  .of == fault::Part::request);
    }

    TEST_CASE("each kind on the wire has its keys") {
        using namespace fault;
        const auto read = [](const std::string& keys) {
            return fault_of(keys).kind;
        };
        const Kind slow_name = read("kind = \"dns\"\nproblem = \"slow\"\ndelay = \"2s\"\n");
        CHECK(std::get<Dns>(slow_name).problem == Dns::Problem::slow);
        CHECK(std::get<Dns>(slow_name).delay.mean() == 2s);
        CHECK(std::get<Dns>(read("kind = \"dns\"\n")).problem == Dns::Problem::unknown);
        CHECK(std::get<SlowConnect>(read("kind = \"slow_connect\"\ndelay = \"1s\"\n")).delay.mean() == 1s);
        const Kind reset = read("kind = \"reset\"\nafter = \"1KiB\"\n");
        CHECK(std::get<Reset>(reset).on == Reset::On::answer);
        CHECK(std::get<Reset>(reset).after == Bytes{1024});
        CHECK(std::get<Reset>(read("kind = \"reset\"\non = \"connect\"\n")).on == Reset::On::connect);
        CHECK(std::get<HalfOpen>(read("kind = \"half_open\"\n")).after == Bytes{0});
        CHECK(std::get<Truncate>(read("kind = \"truncate\"\nafter = 200\n")).after == Bytes{200});
        CHECK(std::get<Corrupt>(read("kind = \"corrupt\"\nwhere = \"body\"\n")).where ==
              Corrupt::Where::body);
        const Kind slices = read("kind = \"slow_body\"\nslice = \"64B\"\n");
        CHECK(std::get<SlowBody>(slices).slice == Bytes{64});
        CHECK(std::get<SlowBody>(slices).pause == 100ms);
        CHECK(std::get<Bandwidth>(read("kind = \"bandwidth\"\nrate = \"10KiB/s\"\n")).per_second ==
              Bytes{10240});
        const Kind rewrite =
            read("kind = \"rewrite\"\nof = \"request\"\nset = { x-a = \"1\" }\nremove = [\"accept\"]\n");
        CHECK(std::get<Rewrite>(rewrite).of == Rewrite::Of::request);
        CHECK(std::get<Rewrite>(rewrite).set == Headers{{"x-a", "1"}});
        CHECK(std::get<Rewrite>(rewrite).remove == std::vector<std::string>{"accept"});
        for (const char* kind : {"connect_timeout", "duplicate"}) {
            CHECK(name_of(read(std::string("kind = \"") + kind + "\"\n")) == kind);
        }
    }

    TEST_CASE("one of several ways chooses among the attempts") {
        using namespace fault;
        const auto read = [](const std::string& when) {
            return fault_of("kind = \"refuse\"\nwhen = { " + when + " }\n").choice;
        };
        CHECK(fault_of("kind = \"refuse\"\nwhen = { probability = 0.25 }\n").probability == 0.25);
        CHECK(std::get<Every>(read("every = 10")).number == 10);
        CHECK(std::get<First>(read("first = 2")).number == 2);
        CHECK(std::get<Listed>(read("calls = [7, 3]")).calls == std::vector<std::uint64_t>{3, 7});
        CHECK(std::get<BurstByCall>(read("mean_rate = \"20%\", mean_burst = 50")).mean_burst == 50);
        CHECK(std::get<BurstByTime>(read("mean_on = \"1s\", mean_off = \"9s\"")).mean_off == 9s);
        CHECK(std::holds_alternative<ByChance>(read("attempt = 2")));
    }

    TEST_CASE("conditions, matches, caps, cycles and ramps") {
        using namespace fault;
        const FaultConfig it = fault_of(
            "kind = \"latency\"\ndelay = \"1s\"\nmax_active = 3\nmax_total = 100\n"
            "during = \"outage\"\n"
            "when = { attempt = 2 }\n"
            "match = { method = \"GET\", path = \"/*\", client = 0 }\n"
            "duty = { on = \"1s\", period = \"4s\" }\n"
            "ramp = { of = \"delay\", from = 0.1, to = 2, over = \"10s\", shape = \"exponential\" }\n");
        CHECK(it.max_active == 3);
        CHECK(it.max_total == 100);
        CHECK(it.condition.attempt == 2);
        CHECK(it.match.method == "GET");
        CHECK(it.match.path == "/*");
        CHECK(it.match.client == 0);
        REQUIRE(it.duty.has_value());
        CHECK(stretches(it).size() == 3);
        REQUIRE(it.ramp.has_value());
        CHECK(it.ramp->shape == Ramp::Shape::exponential);
        CHECK(it.ramp->to == 2);
        CHECK(it.place == Place::below);
        CHECK(fault_of("kind = \"status\"\ninject = \"above\"\n").place == Place::above);
    }

    TEST_CASE("mistakes of several keys are told") {
        const auto wrong = [](const std::string& keys) {
            return findings(sample_with("[[fault]]\nid = \"f\"\n" + keys)).substr(0, 5);
        };
        const std::string refuse = "kind = \"refuse\"\n";
        CHECK(wrong(refuse + "probability = 0.5\nwhen = { every = 2 }\n") == "F0405");
        CHECK(wrong(refuse + "when = { first = 2, mean_rate = 0.5, mean_burst = 3 }\n") == "F0405");
        CHECK(wrong(refuse + "when = { mean_rate = 0.5 }\n") == "F0109");
        CHECK(wrong(refuse + "when = { mean_off = \"1s\" }\n") == "F0109");
        CHECK(wrong(refuse + "when = { mean_rate = 1, mean_burst = 3 }\n") == "F0411");
        CHECK(wrong(refuse + "when = { probability = 1.5 }\n") == "F0111");
        CHECK(wrong(refuse + "when = { breaker = \"ajar\" }\n") == "F0112");
        CHECK(wrong(refuse + "when = { bulkhead = \"80%\" }\n") == "F0110");
        CHECK(wrong(refuse + "when = { bulkhead = \"> 180%\" }\n") == "F0110");
        CHECK(wrong(refuse + "when = { every = 0 }\n") == "F0111");
        CHECK(wrong(refuse + "when = { sometimes = 1 }\n") == "F0107");
        CHECK(wrong(refuse + "duty = { on = \"1s\", period = \"0s\" }\n") == "F0111");
        CHECK(wrong(refuse + "duty = { on = \"1ns\", period = \"2ns\" }\n") == "F0412");
        CHECK(wrong(refuse + "ramp = { to = 1, over = \"0s\" }\n") == "F0111");
        CHECK(wrong(refuse + "ramp = { from = 0.5, to = 0.5, over = \"1s\" }\n") == "F0216");
        CHECK(wrong(refuse + "ramp = { to = 1, over = \"1s\", shape = \"exponential\" }\n") == "F0413");
        CHECK(wrong(refuse + "ramp = { to = 2, over = \"1s\" }\n") == "F0413");
        CHECK(wrong(refuse + "ramp = { to = 1, over = \"1s\" }\nwhen = { every = 2 }\n") == "F0413");
        CHECK(wrong(refuse + "match = { client = 1 }\n") == "F0416");
        CHECK(wrong("kind = \"reset\"\non = \"connect\"\nafter = 5\n") == "F0406");
        CHECK(wrong("kind = \"tls\"\nproblem = \"unknown\"\n") == "F0112");
        CHECK(wrong("kind = \"dns\"\nproblem = \"slow\"\n") == "F0406");
        CHECK(wrong("kind = \"rewrite\"\n") == "F0406");
        CHECK(wrong("kind = \"bandwidth\"\nrate = \"10KiB\"\n") == "F0110");
        CHECK(wrong("kind = \"reset\"\ninject = \"above\"\n") == "F0406");
        CHECK(wrong("kind = \"stall\"\nwhen = { every = 2 }\n") == "F0406");
        CHECK(wrong("kind = \"status\"\ninject = \"above\"\nwhen = { attempt = 1 }\n") == "F0406");
    }

    TEST_CASE("the one target is meant when none is named") {
        CHECK(fault_of("kind = \"stall\"\n").target == 0);
    }

    TEST_CASE("a phase that is called like a time is a phase") {
        std::string text = sample_with("name = \"outage\"", "name = \"2s\"");
        text += "[[fault]]\nid = \"f\"\nkind = \"refuse\"\nat = \"2s\"\nfor = \"1s\"\n";
        CHECK(plan_of(text).faults[0].windows[0].start == at(15s));
    }

    TEST_CASE("offsets and lengths beyond the run are told apart") {
        const auto codes = [](const std::string& keys) {
            std::vector<std::string> result;
            for (const auto& one :
                 reading_of(sample_with("[[fault]]\nid = \"f\"\nkind = \"refuse\"\n" + keys)).diagnostics) {
                result.push_back(one.code);
            }
            return result;
        };
        using Codes = std::vector<std::string>;
        CHECK(codes("at = \"outage + 10s\"\n") == Codes{"F0403"});
        CHECK(codes("at = \"outage + 9s\"\nfor = \"1s\"\n").empty());
        CHECK(codes("at = \"outage + 9s\"\nfor = \"2s\"\n") == Codes{"F0404"});
        CHECK(codes("at = \"outage - 2s\"\n") == Codes{"F0402"});
        CHECK(codes("at = \"outage + soon\"\n") == Codes{"F0110"});
        CHECK(codes("at = \"+ 2s\"\n") == Codes{"F0402"});
        CHECK(codes("at = \"12\"\n") == Codes{"F0110"});
        CHECK(codes("at = \"24h\"\nfor = \"24h\"\n") == Codes{"F0403"});
    }

    TEST_CASE("a fault cannot be called like a phase") {
        CHECK(reading_of(sample_with("[[fault]]\nid = \"outage\"\nkind = \"refuse\"\n"))
                  .diagnostics.at(0)
                  .code == "F0115");
    }

    TEST_CASE("expectations know all names, and keep their text and severity") {
        const auto plan = plan_of(
            sample_with("[[fault]]\nid = \"f\"\nkind = \"stall\"\n"
                        "[[slo]]\nexpect = \"success_rate of api >= 99% during f\"\nseverity = \"warn\"\n"
                        "[stop]\nwhen = \"error_rate > 80% over 2s\"\n"));
        REQUIRE(plan.slos.size() == 1);
        CHECK(plan.slos[0].text == "success_rate of api >= 99% during f");
        CHECK(plan.slos[0].severity == slo::Severity::warn);
        REQUIRE(plan.stop.has_value());
        CHECK(plan.stop->text == "error_rate > 80% over 2s");
    }
}
