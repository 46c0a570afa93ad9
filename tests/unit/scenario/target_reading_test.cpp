// Goal: targets, services, safety and the plan's head arrive as written, and everything wrong with them is
// said at once. Method: sections with every key, and scenarios with several mistakes.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::testing;

namespace {

using Texts = std::vector<std::string>;

// A folder of its own for files that scenarios name.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / "fortify-unit-scenario") {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() {
        std::filesystem::remove_all(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] scenario::Options options() const {
        scenario::Options options;
        options.directory = path_.string();
        return options;
    }

private:
    std::filesystem::path path_;
};

}  // namespace

TEST_SUITE("scenario: targets and services") {
    TEST_CASE("the sample is without findings, and its defaults are filled in") {
        CHECK(findings(sample()).empty());
        const auto plan = plan_of(sample());
        CHECK(plan.name == "sample");
        CHECK(plan.seed == 1);
        CHECK(plan.client_instances == 1);
        REQUIRE(plan.targets.size() == 1);
        const auto& target = plan.targets[0];
        CHECK(target.url.empty());
        CHECK(target.service == ServiceIndex{0});
        CHECK(target.policy == PolicyIndex{0});
        CHECK(target.verify_tls);
        CHECK_FALSE(target.http2);
        REQUIRE(target.requests.size() == 1);
        CHECK(target.requests[0].method == "GET");
        CHECK(target.success.test(200));
        CHECK(target.success.test(399));
        CHECK_FALSE(target.success.test(404));
        CHECK(target.success.count() == 200);
        CHECK(plan.services[0].workers == 10);
        CHECK(plan.services[0].service_time.mean() == 20ms);
        CHECK_FALSE(plan.services[0].queue_limit.has_value());
        const run::SafetyPlan safety;
        CHECK(plan.safety.allow == safety.allow);
        CHECK(plan.safety.max_rate == safety.max_rate);
        CHECK(plan.safety.max_calls == safety.max_calls);
        CHECK(plan.safety.max_in_flight == safety.max_in_flight);
        CHECK(plan.safety.deadline == safety.deadline);
        CHECK(plan.safety.drain == safety.drain);
    }

    TEST_CASE("a scenario without a name has that of its file") {
        const auto loaded = scenario::load(
            {.file = "some/where/checkout.toml", .text = sample_with("name = \"sample\"\n", "")}, {});
        CHECK(loaded.plan->name == "checkout");
    }

    TEST_CASE("a URL target has all of its keys, and a model for simulations") {
        std::string text = sample_with("service = \"api\"", R"toml(url = "https://user:pw@[::1]:8443/base?x=1"
unix_socket = "/run/api.sock"
method = "PUT"
path = "/a?b=c"
headers = { X-One = "1", "content-type" = "text/plain" }
body = "hello"
verify_tls = false
http2 = true
success = { status = ["2xx", "404"] }
model = { workers = 3, service_time = "exponential(5ms)", queue = { limit = 9, order = "lifo" }, instances = 2 })toml");
        const auto plan = plan_of(text);
        const auto& target = plan.targets[0];
        CHECK(target.url == "https://user:pw@[::1]:8443/base?x=1");
        CHECK(target.unix_socket == "/run/api.sock");
        CHECK_FALSE(target.service.has_value());
        CHECK_FALSE(target.verify_tls);
        CHECK(target.http2);
        CHECK(target.success.count() == 101);
        const auto& request = target.requests[0];
        CHECK(request.method == "PUT");
        CHECK(request.path == "/a?b=c");
        CHECK(request.body == "hello");
        CHECK(request.headers == std::vector<std::pair<std::string, std::string>>{
                                     {"X-One", "1"}, {"content-type", "text/plain"}});
        REQUIRE(target.model.has_value());
        CHECK(target.model->workers == 3);
        CHECK(target.model->queue_limit == 9U);
        CHECK(target.model->queue_order == service::QueueOrder::lifo);
        CHECK(target.model->instances == 2);
    }

    TEST_CASE("requests of a mix take what they lack from the target") {
        const auto plan = plan_of(sample_with("policy = \"client\"", R"toml(policy = "client"
path = "/items"
headers = { a = "1", b = "2" }
requests = [
    { name = "read", weight = 9 },
    { name = "write", method = "POST", path = "/orders", headers = { B = "3" }, body = "{}" },
])toml"));
        const auto& requests = plan.targets[0].requests;
        REQUIRE(requests.size() == 2);
        CHECK(requests[0].name == "read");
        CHECK(requests[0].path == "/items");
        CHECK(requests[0].weight == 9);
        CHECK(requests[1].method == "POST");
        CHECK(requests[1].path == "/orders");
        CHECK(requests[1].body == "{}");
        CHECK(requests[1].weight == 1);
        CHECK(requests[1].headers ==
              std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"B", "3"}});
    }

    TEST_CASE("a unix socket needs no URL") {
        CHECK(plan_of(sample_with("service = \"api\"", "unix_socket = \"/run/x\"")).targets[0].url ==
              "http://localhost");
    }

    TEST_CASE("files beside the scenario are read") {
        const Folder folder;
        folder.write("body.json", "{\"a\":1}");
        folder.write("times.txt", "10ms\n# a comment\n30ms\n");
        const std::string with_body =
            sample_with("policy = \"client\"", "policy = \"client\"\nbody_file = \"body.json\"");
        CHECK(plan_of(with_body, folder.options()).targets[0].requests[0].body == "{\"a\":1}");
        const std::string with_trace = sample_with("constant(20ms)", "trace('times.txt')");
        CHECK(plan_of(with_trace, folder.options()).services[0].service_time.mean() == 20ms);
        folder.write("times.txt", "fast\n");
        CHECK(findings(with_trace, folder.options()) == "F0116 10:16");
    }

    TEST_CASE("URLs are checked") {
        for (const char* wrong :
             {"", "127.0.0.1", "ftp://a/", "http://", "http:///x", "http://a b/", "http://a:0/",
              "http://a:65536/", "http://a:x/", "http://[::1/", "http://[::1]x/", "http://é/"}) {
            CAPTURE(wrong);
            const auto found =
                findings(sample_with("service = \"api\"", std::string("url = \"") + wrong + "\""));
            CHECK(found == "F0305 5:7");
        }
        for (const char* right : {"http://a", "HTTPS://a.example:443/x?y#z", "http://u:p@[::1]:80"}) {
            CAPTURE(right);
            CHECK(reading_of(sample_with("service = \"api\"", std::string("url = \"") + right + "\""))
                      .plan.has_value());
        }
    }

    TEST_CASE("nothing can be smuggled into a request") {
        CHECK(findings(sample_with("policy = \"client\"",
                                   "policy = \"client\"\nheaders = { a = \"x\\r\\nb: y\" }")) ==
              "F0307 7:17");
        CHECK(findings(sample_with("policy = \"client\"",
                                   "policy = \"client\"\nheaders = { \"a b\" = \"x\" }")) == "F0307 7:13");
        CHECK(findings(sample_with("policy = \"client\"", "policy = \"client\"\nmethod = \"GET /\"")) ==
              "F0307 7:10");
        CHECK(findings(sample_with("policy = \"client\"", "policy = \"client\"\npath = \"x\"")) ==
              "F0307 7:8");
    }
}

TEST_SUITE("scenario: the whole file") {
    TEST_CASE("mistakes in all parts are reported together, in the order of the file") {
        const std::string text = R"toml(schema = 1
[target.api]
service = "apj"
polcy = "client"
[service.api]
workers = 0
service_time = "constnat(1ms)"
[load]
rate = 5
[[phase]]
name = "a b"
duration = "-1s"
[safety]
allow = ["10.0.0.0/33"]
[[fault]]
id = "x"
kind = "stal"
)toml";
        CHECK(findings(text) ==
              "F0303 3:11, F0107 4:1, F0111 6:11, F0110 7:16, F0108 9:8, F0114 11:8, F0110 12:12, F0504 "
              "14:10, F0112 17:8");
    }

    TEST_CASE("absurd numbers are refused") {
        for (const char* value :
             {"nan", "inf", "-1", "100_001", "9223372036854775807", "1.5", "\"5\"", "1979-05-27", "[]"}) {
            CAPTURE(value);
            CHECK_FALSE(
                reading_of(sample_with("workers = 10", std::string("workers = ") + value)).plan.has_value());
        }
        for (const char* value : {"nan", "inf", "-0.1", "1.01", "\"101%\"", "\"nan\"", "0"}) {
            CAPTURE(value);
            CHECK_FALSE(
                reading_of(sample_with(std::string("[policy.client.attempt_timeout]\nlimit = \"1s\"\n"
                                                   "[policy.client.circuit_breaker]\nfailure_rate = ") +
                                       value + "\n"))
                    .plan.has_value());
        }
        for (const char* value : {"0s", "25h", "99999999999999999999h", "1e9s", "-1s", "", "1"}) {
            CAPTURE(value);
            CHECK_FALSE(
                reading_of(sample_with("duration = \"5s\"", std::string("duration = \"") + value + "\""))
                    .plan.has_value());
        }
        for (const char* value : {"-1/s", "2000000/s", "nan/s", "1e400/s", "20"}) {
            CAPTURE(value);
            CHECK_FALSE(reading_of(sample_with("rate = \"20/s\"", std::string("rate = \"") + value + "\""))
                            .plan.has_value());
        }
    }

    TEST_CASE("wrong kinds of sections are explained") {
        const auto advises = [](const std::string& text, const std::string& help) {
            const auto loaded = reading_of(text);
            return std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                               [&](const Diagnostic& one) { return one.help == help; });
        };
        CHECK(advises(sample_with("[service.api]", "[service]"), "give it a name: [service.NAME]"));
        CHECK(advises("schema = 1\n[phase]\nname = \"a\"\n", "write [[phase]]"));
        CHECK(
            advises("schema = 1\n[[service]]\nname = \"a\"\n", "write [service.NAME] with single brackets"));
        CHECK(advises("schema = 1\nsafety = 5\n", "write it as a section: [safety]"));
        CHECK(advises(sample_with("\"2s\"", "[\"2s\"]"), ""));
    }

    TEST_CASE("another schema version stops the reading") {
        CHECK(findings(sample_with("schema = 1", "schema = 2\nunknown = 1")) == "F0113 1:10");
    }

    TEST_CASE("networks and hosts that may be called are added to loopback") {
        scenario::Options options;
        options.allow = {"api.example", "::/0"};
        const auto plan = plan_of(sample_with("[safety]\nallow = [\"10.0.0.0/8\"]\n"), options);
        CHECK(plan.safety.allow == Texts{"127.0.0.0/8", "::1/128", "10.0.0.0/8", "api.example", "::/0"});
        options.allow = {"http://x"};
        const auto wrong = reading_of(sample(), options);
        CHECK(wrong.diagnostics.at(0).code == "F0504");
        CHECK(wrong.diagnostics.at(0).span.file == "--allow http://x");
    }

    TEST_CASE("more than fifty mistakes are counted, not shown") {
        std::string text = sample();
        for (int index = 0; index < 200; ++index) {
            text += "k" + std::to_string(index) + " = 1\n";
        }
        const auto loaded = reading_of(text);
        CHECK(loaded.diagnostics.size() == 51);
        CHECK(loaded.diagnostics.back().message == "150 more mistakes are not shown");
        CHECK_FALSE(loaded.plan.has_value());
    }
}
