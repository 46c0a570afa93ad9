// Goal: probes and commands in real time: every answer that a probe can have, commands that end, hang, talk
// and fork. Method: servers of this process, the built-in service, and small shell commands; waiting ends as
// soon as what is waited for is there.
#include "net/errands.hpp"

#include "integration/support/client.hpp"
#include "integration/support/process.hpp"
#include "integration/support/rogue_server.hpp"
#include "net/server/service_host.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace fortify::test {
namespace {

namespace fs = std::filesystem;
using run::CommandResult;
using run::Finding;
using run::Health;
using Stage = run::CommandId::Stage;

// The plan's probes and actions with the smallest driver there is.
class Errander {
public:
    explicit Errander(run::Plan plan, const std::vector<std::string>& services = {})
        : plan_(std::move(plan)), loop_(made_loop()) {
        auto errands = net::Errands::create(loop_, plan_, services);
        REQUIRE_MESSAGE(errands.has_value(), errands.error());
        errands_ = std::move(errands).value();
    }

    run::ProbeResult ask(run::ProbeIndex probe = 0) {
        errands_->ask(clock_.read(), probe);
        const auto event = next_event();
        REQUIRE(event.has_value());
        return std::get<run::ProbeDone>(*event).result;
    }
    CommandResult execute(Stage stage = Stage::act) {
        errands_->execute(clock_.read(), {0, stage});
        const auto event = next_event();
        REQUIRE(event.has_value());
        CHECK(std::get<run::CommandDone>(*event).command == run::CommandId{0, stage});
        return std::get<run::CommandDone>(*event).result;
    }
    std::optional<run::Event> next_event() {
        const Instant end = clock_.read() + patience;
        for (Instant now = clock_.read(); now < end;) {
            errands_->flush(now);
            now = loop_.wait(clock_, std::min(errands_->next_wakeup(now), now + 1s));
            while (const auto ready = loop_.next_ready()) {
                REQUIRE(errands_->watches(ready->fd));
                errands_->on_ready(now, *ready);
            }
            if (auto answer = errands_->next_answer()) {
                return answer;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] net::Errands& errands() {
        return *errands_;
    }
    [[nodiscard]] Instant now() const {
        return clock_.read();
    }

private:
    static net::Loop made_loop() {
        auto loop = net::Loop::create();
        REQUIRE(loop.has_value());
        return std::move(loop).value();
    }

    run::Plan plan_;
    net::Clock clock_;
    net::Loop loop_;
    std::unique_ptr<net::Errands> errands_;
};

run::Plan probing(decltype(run::ProbePlan::check) check) {
    run::Plan plan = small_plan({});
    run::ProbePlan probe;
    probe.id = "ready";
    probe.check = std::move(check);
    plan.probes = {probe};
    return plan;
}

run::HttpCheck http(const std::string& url, const std::string& pointer = "") {
    run::HttpCheck check{
        .url = url, .status = {}, .pointer = pointer, .healthy = {"ok"}, .degraded = {"warn"}};
    for (std::size_t status = 200; status < 300; ++status) {
        check.status.set(status);
    }
    return check;
}

std::string answer(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

run::CommandLine shell(const std::string& text) {
    return {.words = {"/bin/sh", "-c", text}, .written = text};
}

run::Plan acting(run::CommandLine act) {
    run::Plan plan = small_plan({});
    run::ActionPlan action;
    action.id = "act";
    action.what = run::Execute{.act = std::move(act), .undo = shell("exit 3")};
    plan.actions = {action};
    return plan;
}

}  // namespace

TEST_SUITE("net::Errands: probes") {
    TEST_CASE("an HTTP probe judges the status, then what the body says") {
        struct Case {
            std::string answer;
            std::string pointer;
            Health health;
            Finding finding;
        };
        for (const Case& one : std::vector<Case>{
                 {answer("200 OK", "hi"), "", Health::healthy, Finding::fine},
                 {answer("503 No", "hi"), "", Health::unhealthy, Finding::status},
                 {answer("200 OK", R"({"s":"ok"})"), "/s", Health::healthy, Finding::fine},
                 {answer("200 OK", R"({"s":"warn"})"), "/s", Health::degraded, Finding::said_so},
                 {answer("200 OK", R"({"s":"bad"})"), "/s", Health::unhealthy, Finding::said_so},
                 {answer("200 OK", "ok"), "/s", Health::unhealthy, Finding::body},
                 {answer("500 No", R"({"s":"ok"})"), "/s", Health::unhealthy, Finding::status}}) {
            CAPTURE(one.answer);
            const RogueServer server({.answer = one.answer});
            Errander errander(probing(http(server.url(), one.pointer)));
            const run::ProbeResult result = errander.ask();
            CHECK(result.health == one.health);
            CHECK(result.finding == one.finding);
        }
    }

    TEST_CASE("each check has a connection of its own, so that a dead listener shows") {
        const RogueServer server({.answer = good_answer, .end = Script::End::keep});
        Errander errander(probing(http(server.url())));
        for (int check = 0; check < 3; ++check) {
            CHECK(errander.ask().health == Health::healthy);
        }
        CHECK(server.connections() == 3);
    }

    TEST_CASE("an endless body ends, and is no answer") {
        const RogueServer server({.answer = "HTTP/1.1 200 OK\r\n\r\n", .endless = std::string(4096, 'x')});
        Errander errander(probing(http(server.url())));
        CHECK(errander.ask().health == Health::unhealthy);
    }

    TEST_CASE("nobody there: unhealthy by HTTP and by TCP, with the cause") {
        const ClosedPort closed;
        Errander by_http(probing(http(closed.url())));
        CHECK(by_http.ask().cause == Cause::connect_error);
        const auto port =
            static_cast<std::uint16_t>(std::stoi(closed.url().substr(closed.url().rfind(':') + 1)));
        Errander by_tcp(probing(run::TcpCheck{.host = "127.0.0.1", .port = port}));
        const run::ProbeResult result = by_tcp.ask();
        CHECK(result.health == Health::unhealthy);
        CHECK(result.finding == Finding::no_answer);
        CHECK(result.cause == Cause::connect_error);
    }

    TEST_CASE("a TCP probe is content with a connection, again and again, and sends nothing") {
        const RogueServer server({.answer = good_answer, .end = Script::End::keep});
        const auto port =
            static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
        Errander errander(probing(run::TcpCheck{.host = "127.0.0.1", .port = port}));
        CHECK(errander.ask().health == Health::healthy);
        CHECK(errander.ask().health == Health::healthy);
        CHECK(server.requests().empty());
        CHECK(comes_true([&] { return server.left() == 2; }));
    }

    TEST_CASE("an address that is not allowed is never connected to") {
        Errander errander(probing(run::TcpCheck{.host = "192.0.2.1", .port = 80}));
        CHECK(errander.ask().cause == Cause::forbidden);
    }

    TEST_CASE("a probe that is dropped does not answer, and can be asked again") {
        const RogueServer server({.end = Script::End::keep});
        run::Plan plan = probing(http(server.url()));
        plan.probes.push_back(plan.probes[0]);
        plan.probes[1].check = run::ExecCheck{.command = shell("exit 0"), .degraded_exit = {}};
        Errander errander(plan);
        errander.errands().ask(errander.now(), 0);
        errander.errands().drop(errander.now(), 0);
        CHECK(errander.ask(1).health == Health::healthy);
        errander.errands().ask(errander.now(), 0);
        errander.errands().drop(errander.now(), 0);
    }

    TEST_CASE("a built-in service says how it is, before the run and while it is down") {
        service::ServiceConfig config;
        config.name = "api";
        config.service_time = Distribution(Distribution::Constant{1ms});
        auto host = net::ServiceHost::start(
            {.config = config,
             .faults = {{.kind = service::ServiceFault::Kind::stall, .when = {run_start, at(1h)}}}});
        REQUIRE(host.has_value());
        Errander errander(probing(run::ServiceCheck{.service = 0}), {(*host)->url()});
        CHECK(errander.ask().health == Health::unhealthy);
        CHECK(errander.ask().finding == Finding::said_so);
    }

    TEST_CASE("a command's exit status is its answer") {
        struct Case {
            std::string text;
            Health health;
            Finding finding;
            std::uint16_t code;
        };
        for (const Case& one : std::vector<Case>{{"exit 0", Health::healthy, Finding::fine, 0},
                                                 {"exit 7", Health::degraded, Finding::exit_status, 7},
                                                 {"exit 1", Health::unhealthy, Finding::exit_status, 1},
                                                 {"kill -9 $$", Health::unhealthy, Finding::killed, 9}}) {
            CAPTURE(one.text);
            Errander errander(probing(run::ExecCheck{.command = shell(one.text), .degraded_exit = 7}));
            const run::ProbeResult result = errander.ask();
            CHECK(result.health == one.health);
            CHECK(result.finding == one.finding);
            CHECK(result.code == one.code);
        }
    }

    TEST_CASE("a program that is not there is unhealthy") {
        Errander errander(probing(
            run::ExecCheck{.command = {.words = {"/nowhere/at/all"}, .written = "x"}, .degraded_exit = {}}));
        CHECK(errander.ask().finding == Finding::not_started);
    }

    TEST_CASE("a probe that hangs is killed with all that it started") {
        const TemporaryFolder folder;
        const std::string file = folder.path() + "/pid";
        Errander errander(probing(run::ExecCheck{
            .command =
                shell("sleep 600 & echo $! > " + file + ".new; mv " + file + ".new " + file + "; wait"),
            .degraded_exit = {}}));
        errander.errands().ask(errander.now(), 0);
        REQUIRE(comes_true([&] { return fs::exists(file); }));
        pid_t child = 0;
        std::ifstream(file) >> child;
        REQUIRE(::kill(child, 0) == 0);
        errander.errands().drop(errander.now(), 0);
        // Its parent is gone, so whoever reaps orphans here does it in his own time: dead is enough.
        CHECK(comes_true([&] {
            std::ifstream status("/proc/" + std::to_string(child) + "/stat");
            std::string words;
            std::getline(status, words);
            return words.empty() || words.find(") Z") != std::string::npos;
        }));
    }
}

TEST_SUITE("net::Errands: commands") {
    TEST_CASE("act and undo are two commands, each with its own end") {
        Errander errander(acting(shell("exit 0")));
        CHECK(errander.execute().succeeded());
        const CommandResult undo = errander.execute(Stage::undo);
        CHECK(undo.end == CommandResult::End::exited);
        CHECK(undo.code == 3);
    }

    TEST_CASE(
        "a command that talks without end neither blocks nor fills memory, and its first line is kept") {
        Errander errander(
            acting(shell("echo the disk is full; echo more; head -c 20000000 /dev/zero; exit 4")));
        CHECK(errander.execute().code == 4);
        CHECK(errander.errands().said({0, Stage::act}) == "the disk is full");
    }

    TEST_CASE("words are passed as they are: no shell sees them") {
        const TemporaryFolder folder;
        const std::string file = folder.path() + "/a $HOME; b";
        Errander errander(acting({.words = {"touch", file}, .written = "touch"}));
        CHECK(errander.execute().succeeded());
        CHECK(fs::exists(file));
    }

    TEST_CASE("a command has nothing to read, and signals as a program expects them") {
        Errander errander(acting(shell("cat; kill -PIPE $$; exit 0")));
        const CommandResult result = errander.execute();
        CHECK(result.end == CommandResult::End::killed);
        CHECK(result.code == SIGPIPE);
    }

    TEST_CASE("what still runs at the end is killed, but an undo is left alone") {
        const TemporaryFolder folder;
        const std::string done = folder.path() + "/done";
        {
            run::Plan plan = acting(shell("sleep 600"));
            std::get<run::Execute>(plan.actions[0].what).undo = shell("sleep 0.2; touch " + done);
            Errander errander(plan);
            errander.errands().execute(errander.now(), {0, Stage::act});
            errander.errands().execute(errander.now(), {0, Stage::undo});
        }
        CHECK(comes_true([&] { return fs::exists(done); }));
    }
}

}  // namespace fortify::test
