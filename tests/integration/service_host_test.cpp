// Goal: the built-in service answers over real HTTP as its model decides, crashes and comes back.
// Method: the curl wire and the curl program as clients; faults in windows that are waited out by polling.
#include "net/server/service_host.hpp"

#include "integration/support/client.hpp"
#include "integration/support/process.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace fortify::test {
namespace {

using Kind = service::ServiceFault::Kind;

struct Service {
    explicit Service(net::ServiceHost::Options options) {
        auto started = net::ServiceHost::start(std::move(options));
        REQUIRE_MESSAGE(started.has_value(), started.error());
        host = std::move(started).value();
    }
    std::unique_ptr<net::ServiceHost> host;
};

service::ServiceConfig config(std::uint32_t workers, Duration time) {
    return {.name = "shop", .workers = workers, .service_time = Distribution(Distribution::Constant{time})};
}

std::size_t count_status(const Client& client, int status) {
    return static_cast<std::size_t>(
        std::count_if(client.done.begin(), client.done.end(),
                      [=](const run::AttemptDone& done) { return done.result.status == status; }));
}

net::CurlWire::Options with_attempt_header(const std::string& url) {
    auto options = options_for(url);
    options.endpoints[0].attempt_header = net::AttemptHeader::sent;
    return options;
}

}  // namespace

TEST_SUITE("net::ServiceHost") {
    TEST_CASE("requests on one kept connection are answered") {
        Service service({.config = config(1, 0ms)});
        Client client(with_attempt_header(service.host->url()));
        service.host->begin(client.clock().epoch());
        for (std::uint64_t call = 0; call < 100; ++call) {
            REQUIRE(client.fetch(call).status == 200);
        }
        CHECK(client.wire().totals().connections == 1);
        const auto totals = service.host->stop();
        CHECK(totals.arrived == 100);
        CHECK(totals.answered == 100);
        CHECK(service.host->stop().arrived == 100);
    }

    TEST_CASE("work takes its time, and no less") {
        Service service({.config = config(4, 20ms)});
        Client client(service.host->url());
        service.host->begin(client.clock().epoch());
        const Instant before = client.clock().read();
        CHECK(client.fetch().status == 200);
        CHECK(client.clock().read() - before >= 20ms);
    }

    TEST_CASE("a full queue is answered with 503") {
        auto shop = config(1, 100ms);
        shop.queue_limit = 1;
        Service service({.config = shop});
        Client client(service.host->url());
        service.host->begin(client.clock().epoch());
        for (std::uint32_t slot = 0; slot < 10; ++slot) {
            client.start(slot);
        }
        REQUIRE(client.turn_until([&] { return client.done.size() == 10; }));
        CHECK(count_status(client, 200) == 2);
        CHECK(count_status(client, 503) == 8);
        CHECK(service.host->stop().shed == 8);
    }

    TEST_CASE("before the run begins health is answered and work waits") {
        Service service({.config = config(1, 1ms)});
        Client work(service.host->url());
        work.start(0);
        Client health(service.host->url() + "/health");
        CHECK(health.fetch().status == 200);
        CHECK(work.turn_until([&, turns = 0]() mutable { return ++turns > 10; }));
        CHECK(work.done.empty());
        service.host->begin(work.clock().epoch());
        CHECK(work.turn_until([&] { return !work.done.empty(); }));
        CHECK(work.done.front().result.status == 200);
    }

    TEST_CASE("a stalled service is alive but not ready") {
        const net::Clock clock;
        Service service(
            {.config = config(1, 1ms), .faults = {{.kind = Kind::stall, .when = {run_start, at(1h)}}}});
        service.host->begin(clock.epoch());
        Client ready(service.host->url() + "/health/ready");
        REQUIRE(comes_true([&] { return ready.fetch().status == 503; }));
        CHECK(Client(service.host->url() + "/health").fetch().status == 503);
        CHECK(Client(service.host->url() + "/health/live").fetch().status == 200);
    }

    TEST_CASE("a crash resets what is inside, refuses what comes, and ends on the same port") {
        const Interval down{at(300ms), at(600ms)};
        Service service({.config = config(2, 10s), .faults = {{.kind = Kind::crash, .when = down}}});
        Client client(service.host->url());
        service.host->begin(client.clock().epoch());
        client.start(0);
        client.start(1);
        REQUIRE(client.turn_until([&] { return client.done.size() == 2; }));
        CHECK(client.clock().read() >= down.start);
        CHECK(client.done[0].result.cause == Cause::reset);
        CHECK(client.done[1].result.cause == Cause::reset);

        Client probe(service.host->url() + "/health");
        std::size_t refused = 0;
        bool back = false;
        while (!back && probe.clock().read() < at(patience)) {
            const auto result = probe.fetch();
            back = result.cause == Cause::none;
            refused += result.cause == Cause::connect_error ? 1U : 0U;
            // A reset: it was connected to at the very edge, before the listener was gone.
            CHECK((back || result.cause == Cause::connect_error || result.cause == Cause::reset));
        }
        CHECK(back);
        CHECK(refused > 0);
        CHECK(client.clock().read() >= down.end);
        CHECK(service.host->stop().reset == 2);
    }

    TEST_CASE("the model's draws are keyed by the attempt, not by the order of arrival") {
        const auto statuses = [](bool forwards) {
            Service service({.config = config(1, 0ms),
                             .faults = {{.kind = Kind::errors,
                                         .when = {run_start, at(1h)},
                                         .probability = 0.5,
                                         .status = 500,
                                         .seed = 7}}});
            Client client(with_attempt_header(service.host->url()));
            service.host->begin(client.clock().epoch());
            std::vector<int> seen(64);
            for (std::uint64_t index = 0; index < seen.size(); ++index) {
                const std::uint64_t call = forwards ? index : seen.size() - 1 - index;
                seen[call] = client.fetch(call).status;
            }
            return seen;
        };
        const auto there = statuses(true);
        CHECK(there == statuses(false));
        CHECK(std::count(there.begin(), there.end(), 500) > 0);
        CHECK(std::count(there.begin(), there.end(), 200) > 0);
    }

    TEST_CASE("the curl program is a client like any other") {
        const auto curl = find_program("curl");
        if (!curl) {
            MESSAGE("curl is not installed: not tested");
            return;
        }
        Service service({.config = config(1, 0ms)});
        service.host->begin(net::Clock().epoch());
        const std::string& url = service.host->url();
        CHECK(run_program({*curl, "-s", url + "/health"}).output == "{\"status\":\"healthy\"}\n");
        CHECK(run_program({*curl, "-s", url + "/health/live", url + "/health/ready"}).output ==
              "{\"status\":\"healthy\"}\n{\"status\":\"healthy\"}\n");
        const std::vector<std::string> ask{*curl, "-s", "-o", "/dev/null", "-w", "%{http_code}"};
        const auto code = [&](std::vector<std::string> more) {
            std::vector<std::string> words = ask;
            words.insert(words.end(), more.begin(), more.end());
            const Finished finished = run_program(words);
            CHECK(finished.status == 0);
            return finished.output;
        };
        CHECK(code({url + "/any/path"}) == "200");
        CHECK(code({"-I", url}) == "200");
        CHECK(code({"-d", "some form", url}) == "200");
        CHECK(code({"-H", "Transfer-Encoding: chunked", "-d", "some form", url}) == "200");
        CHECK(code({"--http1.0", url}) == "200");
        CHECK(code({"-H", "Host:", url}) == "400");
    }

    TEST_CASE("services can be started and stopped without any request") {
        for (int count = 0; count < 20; ++count) {
            Service service({.config = config(1, 0ms)});
            if (count % 2 == 0) {
                service.host->begin(net::Clock().epoch());
            }
            CHECK(service.host->stop().arrived == 0);
        }
    }
}

}  // namespace fortify::test
