#pragma once

namespace fortify {

// The value below which this share of Student's t distribution lies, by the expansion of Cornish and Fisher
// (Abramowitz and Stegun 26.7.5): right to three digits for shares from 0.5 % to 99.5 % and 5 degrees of
// freedom on, too small by up to a fifth below that. `freedom` >= 1.
[[nodiscard]] double student_quantile(double share, double freedom);

}  // namespace fortify
