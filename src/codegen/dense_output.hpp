// SPDX-License-Identifier: MPL-2.0
// The evaluation of Taylor polynomials as LLVM IR.
#pragma once

#include <cstdint>
#include <string>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/machine.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How many of the lowest orders have their rounding errors compensated, if any.
inline constexpr std::uint32_t compensated_orders = 4;

/// What polynomials are evaluated: all systems with tables of this shape share the code.
struct dense_shape {
    std::uint32_t order = 2;  ///< at least 1
    std::uint32_t stride = 1; ///< from a coefficient to the next
    bool compensated = false; ///< how they are summed
};

/// A function
///
///     void dense(void *out, const void *table, const void *low, const void *h, std::uint64_t rows,
///                const void *context)
///
/// that evaluates polynomials at h, a number: out[i * stride] is that of the coefficients in row i of a table
/// [row][order], of which every `stride`-th number counts. Its operations are those of output/polynomials.hpp, in the
/// same order: four interleaved schemes of Horner, or a compensated one, which adds low[i * stride].
ir_module emit_dense_output(const dense_shape &shape, fp_type type, const machine &m);

} // namespace detail
BROOK_END_NAMESPACE
