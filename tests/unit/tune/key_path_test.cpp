// Goal: every key is found by its path and only by it. Method: paths into one scenario, right and wrong.
#include "tune/key_path.hpp"

#include "fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace fortify::tune {

namespace {

Result<KeyPath, Diagnostic> find(std::string_view path) {
    return find_key_path(path, {.flag = "--vary", .text = path}, small_specimen().root());
}

std::string found(std::string_view path) {
    const auto key = find(path);
    return key ? key->path : key.error().code + " " + key.error().message + " / " + key.error().help;
}

}  // namespace

TEST_SUITE("tune::key_path") {
    TEST_CASE("a key is found wherever it stands") {
        for (const char* const path :
             {"policy.client.circuit_breaker.open_for", "policy.client.retry.budget.ratio", "load.rate",
              "fault.burst.when.mean_rate", "fault.1.probability", "phase.outage.duration", "slo.2.severity",
              "service.api.queue.limit", "client.instances", "safety.max_in_flight"}) {
            CHECK(found(path) == path);
        }
    }
    TEST_CASE("a table between may be left out where only one is possible") {
        CHECK(found("fault.burst.mean_rate") == "fault.burst.when.mean_rate");
        CHECK(found("fault.burst.from") == "fault.burst.ramp.from");
    }
    TEST_CASE("what is not there is told with what was probably meant") {
        CHECK(found("policy.client.circuit_breaker.open_fr") ==
              "F1002 there is no key \"policy.client.circuit_breaker.open_fr\" / did you mean \"open_for\"?");
        CHECK(found("policy.clint.retry.max_attempts") ==
              "F1002 the scenario has no policy called \"clint\" / did you mean \"client\"?");
        CHECK(found("fault.3.probability").starts_with("F1002"));
        CHECK(found("load.rate.high").starts_with("F1002"));
        CHECK(found("").starts_with("F1002"));
        CHECK(found(".").starts_with("F1002"));
        CHECK(found("load.").starts_with("F1002"));
        CHECK(found("load..rate").starts_with("F1002"));
    }
    TEST_CASE("the place of a mistake is the word that is wrong") {
        const auto wrong = find("policy.clint.retry.max_attempts");
        REQUIRE(!wrong);
        CHECK(wrong.error().span.column == 8);
        CHECK(wrong.error().span.length == 5);
    }
    TEST_CASE("tables and lists are no values") {
        for (const char* const path :
             {"policy", "policy.client", "policy.client.retry", "fault", "fault.burst",
              "policy.client.retry.retry_on", "load", "fault.burst.when"}) {
            CAPTURE(path);
            CHECK(found(path).starts_with("F1003"));
        }
    }
    TEST_CASE("the value is what the scenario says, else the default") {
        const Specimen specimen = small_specimen();
        const auto value = [&](std::string_view path) {
            return value_of(*find(path), specimen.root()).value_or("none");
        };
        CHECK(value("policy.client.circuit_breaker.open_for") == "1s");
        CHECK(value("policy.client.circuit_breaker.half_open_calls") == "1");
        CHECK(value("fault.burst.when.mean_rate") == "0.2");
        CHECK(value("load.rate") == "70/s");
        CHECK(value("service.api.queue.limit") == "none");
    }
    TEST_CASE("the keys of the policies are those of the layers that are there") {
        const auto keys = policy_keys_of(small_specimen().root());
        const auto has = [&](std::string_view path) {
            return std::any_of(keys.begin(), keys.end(),
                               [&](const KeyPath& key) { return key.path == path; });
        };
        CHECK(has("policy.client.circuit_breaker.open_for"));
        CHECK(has("policy.client.circuit_breaker.min_calls"));
        CHECK(has("policy.client.retry.max_attempts"));
        CHECK(has("policy.client.attempt_timeout.limit"));
        CHECK_FALSE(has("policy.client.bulkhead.max_concurrent"));
        CHECK_FALSE(has("policy.client.retry.backoff"));
        CHECK_FALSE(has("policy.client.retry.budget.ratio"));
    }
    TEST_CASE("what a layer does nothing with until it is set is there on request") {
        const scenario::Node root = small_specimen().root();
        const auto keys = policy_keys_of(root, Unset::included);
        const auto has = [&](std::string_view path) {
            return std::any_of(keys.begin(), keys.end(),
                               [&](const KeyPath& key) { return key.path == path; });
        };
        CHECK(has("policy.client.retry.budget.ratio"));
        CHECK(has("policy.client.circuit_breaker.slow_call_rate"));
        CHECK_FALSE(has("policy.client.bulkhead.max_concurrent"));
        for (const KeyPath& key : policy_keys_of(root)) {
            CHECK(has(key.path));
        }
    }
}

}  // namespace fortify::tune
