// Goal: no text makes the reader crash, hang or say nothing. Method: seeded streams of random bytes, of
// random pieces of TOML and scenarios, and of mutations of a large valid scenario; after each, a plan without
// errors or errors without a plan.

#include "core/rng.hpp"
#include "sample.hpp"
#include "scenario/render.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace fortify;
using namespace fortify::testing;

namespace {

std::string large_sample() {
    return sample_with(
        R"toml([policy.client]
chain = ["fallback", "bulkhead", "rate_limit", "timeout", "retry", "circuit_breaker", "attempt_timeout"]
[policy.client.fallback]
on = ["timeout", "rejected"]
[policy.client.bulkhead]
max_concurrent = 50
[policy.client.rate_limit]
rate = "100/s"
[policy.client.retry]
jitter = "±20%"
retry_on = ["5xx", "reset"]
budget = { ratio = 0.1, min_per_second = 1 }
[policy.client.circuit_breaker]
failure_rate = "50%"
window = { calls = 100 }
[policy.client.attempt_timeout]
limit = "100ms"
[[fault]]
id = "stall"
kind = "stall"
at = "outage + 2s"
for = "1s"
[[fault]]
id = "late"
kind = "latency"
delay = "lognormal(p50=20ms, p99=200ms)"
during = "steady"
[[slo]]
expect = "goodput >= 95% of steady within 5s after stall.end"
[safety]
allow = ["10.0.0.0/8"]
)toml");
}

constexpr std::array<std::string_view, 48> pieces{"[",
                                                  "]",
                                                  "[[",
                                                  "]]",
                                                  "{",
                                                  "}",
                                                  "=",
                                                  ",",
                                                  ".",
                                                  "\"",
                                                  "'",
                                                  "\"\"\"",
                                                  "\n",
                                                  " ",
                                                  "#",
                                                  "schema",
                                                  "target",
                                                  "service",
                                                  "policy",
                                                  "load",
                                                  "phase",
                                                  "fault",
                                                  "slo",
                                                  "stop",
                                                  "safety",
                                                  "rate",
                                                  "name",
                                                  "kind",
                                                  "at",
                                                  "for",
                                                  "step",
                                                  "chain",
                                                  "1",
                                                  "-1",
                                                  "0.5",
                                                  "nan",
                                                  "inf",
                                                  "true",
                                                  "1979-05-27",
                                                  "\"5s\"",
                                                  "\"20/s\"",
                                                  "\"${X}\"",
                                                  "\"a\"",
                                                  "\\u0041",
                                                  "\xc3",
                                                  "é",
                                                  "9223372036854775807",
                                                  "*"};

void check_sanity(const std::string& text, const scenario::Options& options) {
    const scenario::Source source{.file = "sample.toml", .text = text};
    const auto loaded = scenario::load(source, options);
    CHECK(loaded.plan.has_value() == !has_errors(loaded.diagnostics));
    const std::string rendered = render_diagnostics(loaded.diagnostics, source, scenario::Style::coloured);
    CHECK(rendered.empty() == loaded.diagnostics.empty());
}

scenario::Options some_options() {
    scenario::Options options;
    options.environment = environment_of({{"X", "secret-value"}});
    return options;
}

}  // namespace

TEST_SUITE("scenario: hostile input") {
    TEST_CASE("random bytes") {
        Rng rng(1);
        for (int round = 0; round < 2000; ++round) {
            CAPTURE(round);
            std::string text;
            for (auto length = rng.below(200); length > 0; --length) {
                text += static_cast<char>(rng.below(256));
            }
            check_sanity(text, some_options());
        }
    }

    TEST_CASE("random pieces of TOML") {
        Rng rng(2);
        for (int round = 0; round < 3000; ++round) {
            CAPTURE(round);
            std::string text;
            for (auto length = rng.below(40); length > 0; --length) {
                text += pieces[rng.below(pieces.size())];
            }
            check_sanity(text, some_options());
            check_sanity("schema = 1\n" + text, some_options());
        }
    }

    TEST_CASE("the large sample is valid") {
        CHECK(reading_of(large_sample()).plan.has_value());
    }

    TEST_CASE("a large scenario with parts replaced, removed, doubled and moved") {
        const std::string original = large_sample();
        Rng rng(3);
        for (int round = 0; round < 1500; ++round) {
            CAPTURE(round);
            std::string text = original;
            for (auto changes = rng.below(4) + 1; changes > 0; --changes) {
                const std::size_t from = rng.below(text.size());
                const std::size_t length = std::min<std::size_t>(rng.below(30), text.size() - from);
                const std::string part = text.substr(from, length);
                switch (rng.below(4)) {
                    case 0:
                        text.erase(from, length);
                        break;
                    case 1:
                        text.insert(rng.below(text.size() + 1), part);
                        break;
                    case 2:
                        text.replace(from, length, pieces[rng.below(pieces.size())]);
                        break;
                    case 3:
                        text[from] = static_cast<char>(rng.below(256));
                        break;
                }
            }
            check_sanity(text + "\n", some_options());
        }
    }

    TEST_CASE("every value replaced by one of another type") {
        const std::string original = large_sample();
        for (auto equals = original.find(" = "); equals != std::string::npos;
             equals = original.find(" = ", equals + 1)) {
            const auto end = original.find('\n', equals);
            for (const char* value :
                 {"1", "-1", "1.5", "nan", "true", "\"\"", "\"x\"", "[]", "[1]", "{}", "{ x = 1 }",
                  "1979-05-27", "9223372036854775807", "[[]]", "\"${X}\"", "\"${UNSET}\""}) {
                std::string text = original;
                text.replace(equals + 3, end - equals - 3, value);
                CAPTURE(text);
                check_sanity(text, some_options());
            }
        }
    }

    TEST_CASE("random overrides") {
        Rng rng(4);
        for (int round = 0; round < 2000; ++round) {
            CAPTURE(round);
            std::string text;
            for (auto length = rng.below(12) + 1; length > 0; --length) {
                text += rng.chance(0.3) ? "." : pieces[rng.below(pieces.size())];
            }
            scenario::Options options = some_options();
            if (const auto change = scenario::parse_override(text)) {
                options.overrides.push_back(*change);
            }
            check_sanity(sample(), options);
        }
    }
}
