// SPDX-License-Identifier: MPL-2.0
// The twin of hyperbolic sine and cosine: s = sinh(b), c = cosh(b).
#include "math/operations.hpp"
#include "math/sine_recurrence.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

constinit const operation sinh_cosh_operation = make_operation<sine_recurrence<true>>("sinh_cosh", 2);

} // namespace detail

BROOK_END_NAMESPACE
