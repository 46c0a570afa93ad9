#pragma once

#include <string>
#include <string_view>

namespace fortify::cli {

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits: names the scenario in a report.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace fortify::cli
