// Goal: probes and actions are what the file says, and a setting changed during the run is checked as if the
// file said so. Method: plans read from text, and the mistakes that concern several keys by code and place.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::testing;

namespace {

const std::string layers =
    "[policy.client.retry]\nmax_attempts = 3\n"
    "[policy.client.circuit_breaker]\nfailure_rate = 0.5\n"
    "[policy.client.attempt_timeout]\nlimit = \"400ms\"\n";

run::ProbePlan probe_of(const std::string& keys) {
    return plan_of(sample_with("[[probe]]\nid = \"p\"\n" + keys)).probes.at(0);
}

run::ActionPlan action_of(const std::string& keys) {
    return plan_of(sample_with(layers + "[[action]]\nat = \"steady + 1s\"\n" + keys)).actions.at(0);
}

// The codes of a scenario with this at its end, without places.
std::string codes_of(const std::string& addition) {
    std::string codes;
    for (const Diagnostic& diagnostic : reading_of(sample_with(addition)).diagnostics) {
        codes += (codes.empty() ? "" : " ") + diagnostic.code;
    }
    return codes;
}

std::string probe_codes(const std::string& keys) {
    return codes_of("[[probe]]\nid = \"p\"\n" + keys);
}

std::string action_codes(const std::string& keys) {
    return codes_of(layers + "[[action]]\nat = \"steady + 1s\"\n" + keys);
}

}  // namespace

TEST_SUITE("scenario: probes") {
    TEST_CASE("each kind has its keys, and the rest has defaults") {
        const auto http = std::get<run::HttpCheck>(
            probe_of("http = \"http://127.0.0.1:1/\"\njson = \"/a\"\nequals = \"ok\"\ndegraded = [\"w\"]\n")
                .check);
        CHECK(http.pointer == "/a");
        CHECK(http.healthy == std::vector<std::string>{"ok"});
        CHECK(http.degraded == std::vector<std::string>{"w"});
        CHECK(http.status.test(204));
        CHECK_FALSE(http.status.test(301));

        const auto tcp = std::get<run::TcpCheck>(probe_of("tcp = \"[::1]:5432\"\n").check);
        CHECK(tcp.host == "[::1]");
        CHECK(tcp.port == 5432);

        const auto listed =
            std::get<run::ExecCheck>(probe_of("exec = [\"a\", \"b c\"]\ndegraded_exit = 3\n").check);
        CHECK(listed.command.words == std::vector<std::string>{"a", "b c"});
        CHECK(listed.command.written == "a 'b c'");
        CHECK(listed.degraded_exit == 3);
        const auto text = std::get<run::ExecCheck>(probe_of("exec = \"a | b\"\n").check);
        CHECK(text.command.words == std::vector<std::string>{"/bin/sh", "-c", "a | b"});

        const run::ProbePlan plain = probe_of("tcp = \"h:1\"\n");
        CHECK(plain.every == 1s);
        CHECK(plain.timeout == 1s);
        CHECK(plain.healthy_after == 1);
        CHECK(plain.unhealthy_after == 3);
        CHECK(plain.ready_within == 10s);
        CHECK(plain.demand == run::ProbePlan::Demand::degraded);
        CHECK_FALSE(plain.degraded_above.has_value());
        CHECK_FALSE(plain.target.has_value());
    }

    TEST_CASE("a probe asks in one way") {
        CHECK(probe_codes("") == "F0801");
        CHECK(probe_codes("tcp = \"h:1\"\nexec = \"x\"\n") == "F0801");
    }

    TEST_CASE("keys of another kind are mistakes") {
        CHECK(probe_codes("tcp = \"h:1\"\nstatus = [\"200\"]\n") == "F0802");
        CHECK(probe_codes("tcp = \"h:1\"\ndegraded_exit = 1\n") == "F0802");
        CHECK(probe_codes("http = \"http://h/\"\nequals = \"x\"\n") == "F0802");
        CHECK(probe_codes("http = \"http://h/\"\njson = \"/x\"\n") == "F0802");
    }

    TEST_CASE("a host and a port are both there, and nothing else") {
        for (const char* bad :
             {"h", ":1", "h:", "h:0", "h:65536", "h:1x", "http://h:1", "a b:1", "::1:5432", "[]:1"}) {
            CAPTURE(bad);
            CHECK(probe_codes(std::string("tcp = \"") + bad + "\"\n") == "F0803");
        }
    }

    TEST_CASE("a command names a program") {
        CHECK(probe_codes("exec = \"\"\n") == "F0804");
        CHECK(probe_codes("exec = []\n") == "F0804");
        CHECK(probe_codes("exec = [\"\"]\n") == "F0804");
        CHECK(probe_codes("exec = [\"a\\u0000b\"]\n") == "F0804");
        CHECK(probe_codes("exec = 3\n") == "F0108");
    }

    TEST_CASE("bounds, names and pointers are checked") {
        CHECK(probe_codes("tcp = \"h:1\"\nevery = \"1ms\"\n") == "F0111");
        CHECK(probe_codes("tcp = \"h:1\"\nunhealthy_after = 0\n") == "F0111");
        CHECK(probe_codes("tcp = \"h:1\"\ntarget = \"nobody\"\n") == "F0302");
        CHECK(probe_codes("service = \"nobody\"\n") == "F0303");
        CHECK(probe_codes("http = \"ftp://h/\"\n") == "F0305");
        CHECK(probe_codes("http = \"http://h/\"\njson = \"a\"\nequals = \"x\"\n") == "F0110");
        CHECK(probe_codes("tcp = \"h:1\"\n[[probe]]\nid = \"p\"\ntcp = \"h:1\"\n") == "F0115");
        CHECK(probe_codes("tcp = \"h:1\"\ndegraded_above = \"2s\"\n") == "F0216");
    }

    TEST_CASE("expectations know probes by name, and only for what belongs to a probe") {
        const std::string probe = "[[probe]]\nid = \"p\"\ntcp = \"h:1\"\n[[slo]]\nexpect = ";
        CHECK(codes_of(probe + "\"probe.healthy of p >= 99%\"\n").empty());
        CHECK(codes_of(probe + "\"probe.healthy of q >= 99%\"\n") == "F0610");
        CHECK(codes_of(probe + "\"success_rate of p >= 99%\"\n") == "F0611");
    }

    TEST_CASE("a secret in a command is filled in, and never in what may be shown") {
        const auto plan = plan_of(sample_with("[[probe]]\nid = \"p\"\nexec = [\"curl\", \"${TOKEN}\"]\n"),
                                  {.environment = environment_of({{"TOKEN", "hunter2"}})});
        const auto& command = std::get<run::ExecCheck>(plan.probes[0].check).command;
        CHECK(command.words[1] == "hunter2");
        CHECK(command.written.find("hunter2") == std::string::npos);
    }
}

TEST_SUITE("scenario: actions") {
    TEST_CASE("breakers are turned, policies bypassed and restored") {
        using Hand = run::TurnBreaker::Hand;
        CHECK(
            std::get<run::TurnBreaker>(action_of("do = \"force_open circuit_breaker client\"\n").what).hand ==
            Hand::force_open);
        CHECK(std::get<run::TurnBreaker>(action_of("do = \" metrics_only   circuit_breaker client \"\n").what)
                  .hand == Hand::metrics_only);
        const auto all = std::get<run::Bypass>(action_of("do = \"bypass all\"\n").what);
        CHECK(all.edge == run::Bypass::Edge::begin);
        CHECK_FALSE(all.policy.has_value());
        CHECK(std::get<run::Bypass>(action_of("do = \"restore client\"\n").what).policy == PolicyIndex{0});
        CHECK(action_of("do = \"bypass all\"\n").at == at(6s));
        CHECK(action_of("do = \"bypass all\"\n").id == "action[1]");
    }

    TEST_CASE("a setting holds with those that were set before it in time, not in the file") {
        const auto plan =
            plan_of(sample_with(layers + "[[action]]\nat = \"10s\"\n"
                                         "do = \"set policy.client.retry.max_attempts = 1\"\n"
                                         "[[action]]\nat = \"8s\"\n"
                                         "do = \"set policy.client.retry.initial_delay = 250ms\"\n"
                                         "[[action]]\nat = \"9s\"\n"
                                         "do = \"set policy.client.retry.budget.ratio = '20%'\"\n"));
        const auto config = [&](std::size_t action) {
            return *std::get<run::Reconfigure>(plan.actions[action].what).config.retry;
        };
        const auto& original = *plan.policies[0].retry;
        CHECK(config(1).backoff.initial_delay == 250ms);
        CHECK(config(1).max_attempts == original.max_attempts);
        CHECK(config(2).backoff.initial_delay == 250ms);
        CHECK(config(2).budget->ratio.value == doctest::Approx(0.2));
        CHECK(config(0).max_attempts == 1);
        CHECK(config(0).backoff.initial_delay == 250ms);
        CHECK(config(0).budget.has_value());
        CHECK(std::get<run::Reconfigure>(plan.actions[0].what).config.order == plan.policies[0].order);
    }

    TEST_CASE("what is wrong with a setting is what would be wrong with it in the file") {
        const auto set = [](const std::string& text) {
            return action_codes("do = \"set policy.client." + text + "\"\n");
        };
        CHECK(set("retry.max_attempts = 0") == "F0111");
        CHECK(set("retry.max_attempts = many") == "F0108");
        CHECK(set("retry.initial_delay = 5") == "F0108");
        CHECK(set("retry.initial_delay = 5h2") == "F0110");
        CHECK(set("attempt_timeout.limit = 1h") == "F0205");
        CHECK(set("retry.max_attempts") == "F0806");
        CHECK(set("retry.jitter = full") == "F0807");
        CHECK(set("retry.max_atempts = 1") == "F0807");
        CHECK(set("chain = 1") == "F0807");
        CHECK(set("fallback.status = 200") == "F0807");
        CHECK(action_codes("do = \"set policy.nobody.retry.max_attempts = 1\"\n") == "F0213");
        CHECK(action_codes("do = \"set retry = 1\"\n") == "F0806");
        CHECK(action_codes("do = \"set\"\n") == "F0806");
        CHECK(action_codes("do = \"set = = =\"\n") == "F0806");
    }

    TEST_CASE("what does not read is refused") {
        for (const char* bad :
             {"", "   ", "open circuit_breaker client", "force_open client", "force_open retry client",
              "force_open circuit_breaker client now", "bypass", "bypass client retry", "reset"}) {
            CAPTURE(bad);
            CHECK(action_codes(std::string("do = \"") + bad + "\"\n") == "F0806");
        }
        CHECK(action_codes("do = \"bypass nobody\"\n") == "F0213");
        CHECK(action_codes("") == "F0805");
        CHECK(action_codes("do = \"bypass all\"\nexec = \"x\"\n") == "F0805");
        CHECK(action_codes("exec = \"x\"\nfor = \"1s\"\n") == "F0809");
        CHECK(action_codes("do = \"bypass all\"\ntimeout = \"1s\"\n") == "F0809");
    }

    TEST_CASE("when is a place in the run") {
        CHECK(codes_of("[[action]]\ndo = \"bypass all\"\n") == "F0109");
        CHECK(codes_of("[[action]]\nat = \"nowhere + 1s\"\ndo = \"bypass all\"\n") == "F0402");
        CHECK(codes_of("[[action]]\nat = \"25s\"\ndo = \"bypass all\"\n") == "F0808");
    }

    TEST_CASE("a command may have an undo, a time to last, and a limit") {
        const run::ActionPlan action =
            action_of("id = \"x\"\nexec = [\"a\"]\nundo = \"b\"\nfor = \"3s\"\ntimeout = \"5s\"\n");
        const auto& execute = std::get<run::Execute>(action.what);
        CHECK(action.id == "x");
        CHECK(action.text == "a");
        REQUIRE(execute.undo.has_value());
        CHECK(execute.undo->words.back() == "b");
        CHECK(execute.lasts == 3s);
        CHECK(execute.timeout == 5s);
    }

    TEST_CASE("commands need leave, by the file or by the option") {
        const std::string text = sample_with("[[action]]\nat = \"1s\"\nexec = \"x\"\n");
        CHECK_FALSE(plan_of(text).safety.allow_exec);
        CHECK(plan_of(text, {.exec = scenario::Exec::allowed}).safety.allow_exec);
        CHECK(plan_of(sample_with("[safety]\nallow_exec = true\n")).safety.allow_exec);
    }
}
