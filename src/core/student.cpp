#include "core/student.hpp"

#include "core/normal.hpp"

namespace fortify {

double student_quantile(double share, double freedom) {
    const double z = normal_quantile(share);
    const double square = z * z;
    const double first = z * (square + 1) / 4;
    const double second = z * ((5 * square + 16) * square + 3) / 96;
    const double third = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
    const double fourth =
        z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
    return z + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom;
}

}  // namespace fortify
