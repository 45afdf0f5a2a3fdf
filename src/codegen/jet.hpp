// SPDX-License-Identifier: MPL-2.0
// The Taylor jet of a plan as LLVM IR.
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

/// How the orders above zero are written.
enum class jet_shape : std::uint8_t {
    loops,   ///< one loop over the orders: code of the same length for every order
    unrolled ///< one order after the other, without any branch: faster for tiny programs, far too long for others
};

/// The shape that pays for this plan: unrolled where that takes no more than a few thousand instructions.
jet_shape choose_shape(const plan &p);

/// Where long code is cut, because LLVM takes longer than in proportion for long functions, and because modules can be
/// compiled in several threads. In instructions of IR, by estimate: the code depends on the program alone. Measured: up
/// to 10,000 instructions one function takes as long as its parts, 20 us for each; of 30,000, twice as long; of 90,000,
/// four times. Parts of 500 to 8,000 make no difference, and as little do the sizes of modules.
struct jet_cut {
    std::size_t whole = 12000; ///< code up to this size is one function
    std::size_t part = 2000;   ///< a longer one calls parts of this size or a little more
    std::size_t module = 8000; ///< so much are the parts that share a module

    /// The same parts, all in one module.
    jet_cut one_module() const { return {whole, part, ~std::size_t(0)}; }
};

/// Modules that define, together, the function `void jet(T *scratch, const T *pars, const T *time, const void *)`,
/// where `time` points to one number for each trajectory of the program, and the last argument, the context of a
/// kernel, to the addresses of the data, if there are any. From the order-zero lanes of the state arrays in `scratch`
/// (laid out as the plan says, 64-byte aligned) it computes all orders of states and outputs up to plan.order. The bits
/// are those of any other shape or cut. The first module, of the given name, has the jet; parts are functions
/// `jet.part0`, ..., which are not visible outside of the modules.
std::vector<ir_module> emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name,
                                jet_shape shape = jet_shape::loops, const jet_cut &cut = {});

} // namespace detail
BROOK_END_NAMESPACE
