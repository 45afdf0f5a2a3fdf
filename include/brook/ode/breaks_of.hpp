// SPDX-License-Identifier: MPL-2.0
// The times at which steps should end.
#pragma once

#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The times at which piecewise polynomials in an expression go from piece to piece, the ends of their tables among
/// them: ascending, each once, for kw::stop_at of an integrator of type T. Of a table whose argument is the time, or
/// linear in it with numbers as coefficients; those of others depend on more than the time, and are left out.
template <detail::floating_point_type T = double>
std::vector<T> breaks_of(const expression &ex);
/// The same of all expressions together.
template <detail::floating_point_type T = double>
std::vector<T> breaks_of(const std::vector<expression> &exs);

BROOK_END_NAMESPACE
