#pragma once

#include "cli/arguments.hpp"
#include "cli/options.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::cli {

// Values of flags that several commands have.
[[nodiscard]] Verbosity verbosity_of(const Arguments& arguments);
[[nodiscard]] Result<std::optional<std::uint64_t>, UsageError> seed_of(const Arguments& arguments);

// A whole number in a range; `usual` where the flag is not given.
struct CountFlag {
    std::string_view name;
    std::size_t usual = 0;
    std::size_t least = 1;
    std::size_t most = 0;
};
[[nodiscard]] Result<std::size_t, UsageError> count_of(const Arguments& arguments, const CountFlag& flag);

// A share such as 95% or 0.95, both ends excluded but for `least` 0 where it is allowed.
struct ShareFlag {
    std::string_view name;
    double usual = 0;
    double least = 0;
    double most = 1;
    std::string_view example;
};
[[nodiscard]] Result<double, UsageError> share_of(const Arguments& arguments, const ShareFlag& flag);

}  // namespace fortify::cli
