// Goal: no text breaks a reader of quantities, and what is read can be written and read again. Method:
// libFuzzer; a broken law ends the process.
#include "core/assert.hpp"
#include "core/distribution_text.hpp"
#include "core/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fortify;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto duration = parse_duration(text)) {
        FORTIFY_ASSERT(*parse_duration(format_duration(*duration)) == *duration);
        FORTIFY_ASSERT(!human_duration(*duration).empty());
    }
    if (const auto rate = parse_rate(text)) {
        FORTIFY_ASSERT(*parse_rate(format_rate(*rate)) == *rate);
    }
    if (const auto ratio = parse_ratio(text)) {
        FORTIFY_ASSERT(*parse_ratio(format_ratio(*ratio)) == *ratio);
    }
    if (const auto bytes = parse_bytes(text)) {
        FORTIFY_ASSERT(*parse_bytes(format_bytes(*bytes)) == *bytes);
    }
    if (const auto distribution = parse_distribution(text)) {
        FORTIFY_ASSERT(parse_distribution(distribution->text())->text() == distribution->text());
        if (trace_files(*distribution).empty()) {
            Rng rng(1);
            FORTIFY_ASSERT(distribution->sample(rng) >= Duration::zero());
            FORTIFY_ASSERT(distribution->mean() >= Duration::zero());
            FORTIFY_ASSERT(distribution->quantile(0.1) <= distribution->quantile(0.9));
        }
    }
    static_cast<void>(parse_trace(text));
    return 0;
}
