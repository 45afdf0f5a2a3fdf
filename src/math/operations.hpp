// SPDX-License-Identifier: MPL-2.0
// The elementary operations that decomposition chooses from. Those without a name in the public API (linear forms, sums
// of products and of squares, ...) are as much rules as the others: a recurrence in a file of their own.
#pragma once

#include <cstdint>

#include <brook/expression/operation.hpp>
#include <brook/math/functions.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

extern const operation number_operation;    ///< constant 0
extern const operation parameter_operation; ///< constant 0: the index
extern const operation time_operation;      ///< in programs of several trajectories, constant 0: the number of its own

extern const operation linear_operation;           ///< sum_i c_i u_i (+ c): constants c_i, then c where there is one
extern const operation sum_of_products_operation;  ///< u_0 u_1 + u_2 u_3 + ...; one pair is a product
extern const operation sum_of_squares_operation;   ///< u_0^2 + u_1^2 + ...
extern const operation quotient_operation;         ///< u_0 / u_1
extern const operation power_operation;            ///< u_0^a with the attribute a
extern const operation parametric_power_operation; ///< u_0^u_1, where u_1 does not change in time
extern const operation general_power_operation;    ///< u_0^u_1, where u_2 = u_1 log(u_0)
extern const operation sine_cosine_operation;      ///< two results: sine and cosine
extern const operation exp_operation;
extern const operation log_operation;
extern const operation tan_operation;       ///< two results: the tangent and its derivative, 1 + tan^2
extern const operation tanh_operation;      ///< two results: the hyperbolic tangent and its derivative, 1 - tanh^2
extern const operation asin_operation;      ///< two results: the inverse sine and sqrt(1 - u_0^2)
extern const operation acos_operation;      ///< two results: the inverse cosine and sqrt(1 - u_0^2)
extern const operation atan_operation;      ///< two results: the inverse tangent and 1 + u_0^2
extern const operation atan2_operation;     ///< two results: the angle of the point (u_1, u_0) and u_0^2 + u_1^2
extern const operation sinh_cosh_operation; ///< two results: hyperbolic sine and cosine
extern const operation asinh_operation;     ///< two results: the inverse hyperbolic sine and sqrt(1 + u_0^2)
extern const operation acosh_operation;     ///< two results: the inverse hyperbolic cosine and sqrt(u_0^2 - 1)
extern const operation atanh_operation;     ///< two results: the inverse hyperbolic tangent and 1 - u_0^2
extern const operation erf_operation;       ///< two results: the error function and exp(-u_0^2)
extern const operation sigmoid_operation;   ///< two results: the logistic function s and s (1 - s)
extern const operation kepE_operation;      ///< three results: E with E - u_0 sin E = u_1, its sine and its cosine
extern const operation kepF_operation;      ///< likewise: F + u_0 cos F - u_1 sin F = u_2
extern const operation kepDE_operation;     ///< likewise: x + u_0 (1 - cos x) - u_1 sin x = u_2

extern const operation eq_operation, neq_operation, lt_operation, gt_operation, lte_operation, gte_operation;
extern const operation logical_and_operation; ///< of any number of arguments
extern const operation logical_or_operation;  ///< likewise
extern const operation select_operation;      ///< u_1 where u_0 is not zero, else u_2

/// True if the constants of the operation are indices: of the element that each lane reads in an array of the caller's.
/// Code gets them as integers, because a float cannot tell 2^24 from 2^24 + 1. Null is allowed.
inline bool has_index(const operation *op) {
    return op != nullptr && (op->constants == constant_role::parameter || op->constants == constant_role::trajectory ||
                             op->constants == constant_role::data);
}

/// An index as a constant. A double holds all that occur: arrays of 2^53 elements do not fit any memory.
inline number number_from(std::uint64_t index) { return number(static_cast<double>(index)); }
inline std::uint64_t index_from(const number &constant) { return number_as<std::uint64_t>(constant); }

} // namespace detail
BROOK_END_NAMESPACE
