// SPDX-License-Identifier: MPL-2.0
// The value of a mathematical constant in a floating-point type.
#pragma once

#include <brook/expression/func.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// The constant, rounded to the type. The rules of constants, and they alone, have number_operation as their operation.
number value_of_constant(const func &f, fp_type type);

} // namespace detail

BROOK_END_NAMESPACE
