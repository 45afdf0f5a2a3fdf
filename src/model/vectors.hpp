// SPDX-License-Identifier: MPL-2.0
// Vectors in space, of expressions, and where they stand in the states of models.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Terms of the three coordinates of a force.
using force_terms = std::array<std::vector<expression>, 3>;

inline model_vector difference(const model_vector &a, const model_vector &b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

inline expression dot(const model_vector &a, const model_vector &b) {
    return sum({a[0] * b[0], a[1] * b[1], a[2] * b[2]});
}

inline expression square_of(const model_vector &a) { return dot(a, a); }

/// d / |d|^3, written in the same way whoever needs it.
inline model_vector inverse_square(const model_vector &d) {
    const auto w = pow(square_of(d), -1.5);
    return {d[0] * w, d[1] * w, d[2] * w};
}

inline model_vector cross(const model_vector &a, const model_vector &b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// The variables x, y, z with something before and behind.
inline model_vector coordinates(const std::string &before = "", const std::string &behind = "") {
    return {expression(before + "x" + behind), expression(before + "y" + behind), expression(before + "z" + behind)};
}

/// Appends r' = v, v' = a.
inline void add_motion(model_equations &equations, const model_vector &r, const model_vector &v, force_terms &&a) {
    for (std::size_t c = 0; c < 3; ++c)
        equations.push_back(prime(r[c]) = v[c]);
    for (std::size_t c = 0; c < 3; ++c)
        equations.push_back(prime(v[c]) = sum(std::move(a[c])));
}

} // namespace detail
BROOK_END_NAMESPACE
