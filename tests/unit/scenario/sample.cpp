#include "sample.hpp"

#include "core/assert.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

namespace fortify::testing {

std::string sample() {
    return R"toml(schema = 1
name = "sample"

[target.api]
service = "api"
policy = "client"

[service.api]
workers = 10
service_time = "constant(20ms)"

[load]
rate = "20/s"

[[phase]]
name = "warmup"
duration = "5s"
measure = false
[[phase]]
name = "steady"
duration = "10s"
[[phase]]
name = "outage"
duration = "10s"

[policy.client.timeout]
limit = "2s"
)toml";
}

std::string sample_with(std::string_view addition) {
    return sample().append("\n").append(addition);
}

std::string sample_with(std::string_view part, std::string_view replacement) {
    std::string text = sample();
    const auto at = text.find(part);
    FORTIFY_ASSERT(at != std::string::npos);
    return text.replace(at, part.size(), replacement);
}

scenario::Environment environment_of(Variables variables) {
    return [variables = std::move(variables)](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

scenario::Loaded reading_of(const std::string& text, const scenario::Options& options) {
    return scenario::load({.file = "sample.toml", .text = text}, options);
}

run::Plan plan_of(const std::string& text, const scenario::Options& options) {
    scenario::Loaded loaded = reading_of(text, options);
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
        if (diagnostic.severity == Severity::error) {
            FAIL_CHECK(fmt::format("{}:{} {}", diagnostic.span.line, diagnostic.code, diagnostic.message));
        }
    }
    REQUIRE(loaded.plan.has_value());
    return std::move(*loaded.plan);
}

std::string findings(const std::string& text, const scenario::Options& options) {
    std::string found;
    for (const Diagnostic& diagnostic : reading_of(text, options).diagnostics) {
        found += fmt::format("{}{} {}:{}", found.empty() ? "" : ", ", diagnostic.code, diagnostic.span.line,
                             diagnostic.span.column);
    }
    return found;
}

}  // namespace fortify::testing
