// Goal: no text breaks the reader of scenarios or what it prints, and it gives a plan exactly when nothing is
// wrong. Method: libFuzzer over the whole reader, with one variable in the environment and no files; seeds in
// corpus/scenario. What follows a NUL byte at the end of the text is given as an override.

#include "core/assert.hpp"
#include "scenario/render.hpp"
#include "scenario/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fortify;
    const std::string input(data, data + size);
    const auto end = input.rfind('\0');
    const scenario::Source source{.file = "fuzz.toml", .text = input.substr(0, end)};

    scenario::Options options;
    options.directory = "/nonexistent";
    options.environment = [](const std::string& name) {
        return name == "TOKEN" ? std::optional<std::string>("hunter2-secret") : std::nullopt;
    };
    if (end != std::string::npos) {
        if (const auto change = scenario::parse_override(input.substr(end + 1))) {
            options.overrides.push_back(*change);
        }
    }
    const scenario::Loaded loaded = scenario::load(source, options);
    FORTIFY_ASSERT(loaded.plan.has_value() == !has_errors(loaded.diagnostics));
    const std::string text = render_diagnostics(loaded.diagnostics, source, scenario::Style::coloured);
    FORTIFY_ASSERT(text.empty() == loaded.diagnostics.empty());
    if (input.find("hunter2") == std::string::npos) {
        FORTIFY_ASSERT(text.find("hunter2-secret") == std::string::npos);
    }
    return 0;
}
