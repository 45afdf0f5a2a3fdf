// SPDX-License-Identifier: MPL-2.0
// Values of expressions in high precision, and how far from them an honest computation may end.
#pragma once

#include <brook/expression/expression.hpp>

#include "test/laws/real.hpp"
#include "test/support/evaluate.hpp"

namespace brook::test {

/// The value of an expression, from the references of its functions.
real exact_value(const expression &ex, const surroundings<real> &at);

/// A value with the error that roundings lead to, to first order.
struct bounded {
    real value = 0, error = 0;
    /// False if the error leaves open on which side of a jump or kink an argument lies, or if some number on the way
    /// leaves the range of the type.
    bool reliable = true;
};

/// As exact_value, computed in a type T, all of whose operations round.
template <typename T>
bounded bounded_value(const expression &ex, const surroundings<real> &at);

} // namespace brook::test
