#pragma once

namespace fortify {

// The standard normal distribution.

// Share below z.
[[nodiscard]] double normal_share(double z);
[[nodiscard]] double normal_density(double z);
// Inverse of `normal_share`, to about 1e-15; shares nearer to 0 or 1 than 2^-60 count as that.
[[nodiscard]] double normal_quantile(double share);

}  // namespace fortify
