// SPDX-License-Identifier: MPL-2.0
// Functions of several pieces at points where what is not chosen is infinite or a NaN.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

namespace brook::test {

// A function, and what it is at a point, without pieces.
struct piecewise_case {
    expression function, here;
    double x, y;
};

inline std::vector<piecewise_case> piecewise_cases() {
    const auto [x, y] = make_vars("x", "y");
    const auto step = select(gt(x, 1.), 1., x), none = select(gt(x, 0.), 0., log(-x));
    return {
        {select(gt(2. + x, 1.), 0., acos(2. + x)), 0_dbl, .5, 0},
        {select(gt(2. + x, 1.), 0., acos(2. + x)), acos(2. + x), -1.75, 0},
        {select(gt(x, 0.), sqrt(x), sin(x)), sin(x), -.5, 0},
        {select(gt(x, 0.), sqrt(x), sin(x)), sin(x), 0, 0},
        // A chosen constant has the derivative 0 even where that of the function around it is infinite.
        {asin(step), asin(1_dbl), 2, 0},
        {acosh(step) * y, acosh(1_dbl) * y, 2, 3},
        {sqrt(relu(x)), 0_dbl, -1, 0},
        {log(1. + sqrt(relu(x))) / y, log(1_dbl) / y, -1, 3},
        {acos(1. - relu(x)), 0_dbl, -1, 0},
        {acos(1. - relu(x) - 2. * relu(x * y)), 0_dbl, -1, 2},
        {sqrt(relu(x) * relu(y)) + x, x, -1, -2},
        {sqrt(relu(x) + y), sqrt(y), -1, 2},
        {exp(none) + x * none, 1_dbl, 1, 0},
        {atan2(select(lt(y, 0.), sqrt(y), x), none + 1.), atan(x), 1.5, 2},
        {pow(x, select(gt(y, 0.), 2_dbl, y)), x * x, .5, 2},
        // Pieces in pieces.
        {select(gt(x, 0.), select(gt(y, 0.), x * y, log(y)), sqrt(x)), x * y, 1.5, 2},
        {sqrt(select(gt(x, 0.), select(gt(y, 0.), 0_dbl, log(y)), x)), 0_dbl, 1.5, 2},
        {sqrt(select(gt(x, 0.), select(gt(y, 0.), y, log(y)), 0_dbl)), sqrt(y), 1.5, 2},
        {sqrt(select(gt(x, 0.), 0_dbl, select(gt(y, 0.), x, 0_dbl))), 0_dbl, -1.5, -2},
        {asin(asin(select(gt(x, 0.), 0_dbl, log(-x)) + sin(1_dbl))), asin(expression(std::asin(std::sin(1.)))), 2, 0},
        // Rectifiers of what has no finite derivative where they are flat, or where they are not.
        {relu(-sqrt(x)), 0_dbl, 0, 0},
        {relu(-sqrt(x), .25), -.25 * sqrt(x), .5, 0},
        {relu(log(x)) * y, 0_dbl, 0, 2},
        {relu(select(gt(x, 0.), 3. * x, sqrt(x))), 3. * x, 1, 0},
        {relup(log(x), .25), .25_dbl, 0, 0},
        {relup(log(x)) * x, x, 2, 0},
        // Conditions do not count, whatever their derivatives.
        {select(lt(asin(x), sqrt(y - 2.)), y * y, x * x), x * x, 2, 3},
        {select(acosh(x) - acosh(x), y * y, x * x), x * x, 1, 3},
        {logical_and({gt(acosh(x), 0.), gt(y, 0.)}) * x, 0_dbl, 1, 3},
        {eq(std::numeric_limits<double>::infinity() * x, y) + x, x, 1, 3},
    };
}

} // namespace brook::test
