#pragma once

#include <string>
#include <string_view>

namespace fortify::test {

// Compares with tests/golden/<name>, or writes that file where FORTIFY_APPROVE=1 is in the environment. The
// answer is empty when they are equal, else it shows the first line that differs.
[[nodiscard]] std::string differs_from_gold(std::string_view name, const std::string& actual);

[[nodiscard]] std::string read_whole_file(const std::string& path);

}  // namespace fortify::test
