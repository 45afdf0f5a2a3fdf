// SPDX-License-Identifier: MPL-2.0
// Functions of many variables as LLVM IR: order zero of a plan, from the caller's arrays to the caller's arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the code of a function is to be like.
struct function_shape {
    std::string name;         ///< of the function, and of the first module
    std::uint32_t points = 1; ///< that are evaluated at once; if more than one, all blocks of the plan have one lane
    bool strided = false;     ///< inputs, outputs and parameters stand a stride apart; a plan of single lanes only
    /// Code up to this size is straight, and keeps values in registers and on the stack. Longer code is made of loops
    /// over equal blocks, as jets are, and goes through memory. In instructions times registers of a value, by
    /// estimate, as what follows.
    std::size_t straight = 12000;
    std::size_t whole = 2000;  ///< code up to this size, straight or not, is one function
    std::size_t part = 2000;   ///< longer code calls parts of this size or a little more
    std::size_t module = 8000; ///< so much are the parts that share a module
};

/// Modules that define a function, and the memory that it needs.
struct emitted_function {
    std::vector<ir_module> modules;
    std::size_t scratch_size = 0; ///< in numbers
};

/// The function `void name(T *scratch, const T *pars, const T *time, T *out, const T *in, size_t stride, const void *)`
/// of a plan of order 0. The scratch memory is 64-byte aligned, and may be null if its size is 0; no two arrays
/// overlap; the last argument, the context of a kernel, points to the addresses of the data, if there are any.
///
/// Input i of point k is in[i * stride + k], and so are outputs and parameters; the time of point k is time[k]. Unless
/// the shape is strided, there is one point, and the stride is not looked at. The bits of each output are those of the
/// reference, whatever the plan and the shape.
emitted_function emit_function(const plan &p, fp_type type, const machine &m, const function_shape &shape);

} // namespace detail
BROOK_END_NAMESPACE
