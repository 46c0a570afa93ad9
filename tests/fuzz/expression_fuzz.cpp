// Goal: no text breaks the reader of expressions, and what it reads it can write and read again. Method:
// libFuzzer, with a fixed vocabulary; seeds in corpus/expression.

#include "core/assert.hpp"
#include "slo/expectation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fortify;
    static const slo::Vocabulary vocabulary{.phases = {"warmup", "steady", "outage", "recovery", "phase two"},
                                            .targets = {"payments", "stock"},
                                            .policies = {"client", "db-client"},
                                            .faults = {"stall", "burst"}};
    static const SourceSpan place{.file = "fuzz.toml", .line = 1, .column = 1, .length = 1};

    const std::string text(data, data + size);
    const auto read = slo::parse_expression(text, place, vocabulary);
    if (!read) {
        FORTIFY_ASSERT(!read.error().empty());
        return 0;
    }
    const std::string canonical = slo::text(*read);
    // Writing numbers in full can make a text longer than what is read.
    if (canonical.size() <= 4096) {
        const auto again = slo::parse_expression(canonical, place, vocabulary);
        FORTIFY_ASSERT(again.has_value());
        FORTIFY_ASSERT(slo::text(*again) == canonical);
    }
    return 0;
}
