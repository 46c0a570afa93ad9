#pragma once

#include <cstddef>

namespace fortify::bench {

// How often this program has called operator new so far.
[[nodiscard]] std::size_t allocation_count();

}  // namespace fortify::bench
