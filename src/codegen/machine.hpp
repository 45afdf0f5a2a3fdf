// SPDX-License-Identifier: MPL-2.0
// What code generation must know about the machine it writes for.
#pragma once

#include <cstdint>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct machine {
    bool fused = false;              ///< fused multiply-add in hardware
    std::uint32_t vector_bytes = 16; ///< size of a vector register
    std::uint32_t registers = 16;    ///< number of vector registers
    std::uint32_t math_bytes = 0;    ///< longest vectors that the math library may be called with; 0: numbers only
    bool relaxed = false;            ///< not the machine's, but the user's: LLVM may reassociate and contract
};

} // namespace detail
BROOK_END_NAMESPACE
