#pragma once

#include <string_view>

namespace fortify::cli {

// As CMake's project() says it: "0.1.0".
[[nodiscard]] std::string_view version();

}  // namespace fortify::cli
