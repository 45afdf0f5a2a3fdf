// SPDX-License-Identifier: MPL-2.0
// What an error costs: times and errors of one method at several tolerances.
#pragma once

#include <cstddef>
#include <vector>

namespace suite {

struct point {
    double tolerance = 0;
    double error = 0;
    double microseconds = 0;
    std::size_t steps = 0;
};

using curve = std::vector<point>;

/// The smallest error of a curve.
double least_error(const curve &c);

/// The smallest power of ten that both reach.
double common_error(const curve &a, const curve &b);

/// The time for an error, interpolated between those points that no other beats in both time and error. Both axes are
/// logarithmic. Beyond the cheapest point it is the time of that, and beyond the most precise it is infinite.
double time_for(const curve &c, double error);

/// The interpolation against curves whose answers are known.
void check_curves();

} // namespace suite
