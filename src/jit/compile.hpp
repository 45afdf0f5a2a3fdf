// SPDX-License-Identifier: MPL-2.0
// IR becomes object code.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

struct compile_options {
    unsigned opt_level = 1;     ///< 0: quick code generation; 1: no IR passes; 2: better code generation; 3: IR passes
    bool slp_vectorize = false; ///< with opt_level 3
};

/// Compiles for the target; the module, whose IR must be valid, gets its triple and data layout. Throws
/// std::runtime_error if the target cannot emit code, and in builds with contracts if the IR is invalid. Any number of
/// threads may compile modules of their own at the same time.
std::vector<std::byte> compile(ir_module &m, const target &t, const compile_options &options);

} // namespace detail

BROOK_END_NAMESPACE
