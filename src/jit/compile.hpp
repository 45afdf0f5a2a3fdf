// SPDX-License-Identifier: MPL-2.0
// IR becomes object code.
#pragma once

#include <cstddef>
#include <vector>

#include <brook/jit/code_model.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Which of LLVM's passes run on the IR.
enum class pipeline {
    brook, ///< a few, and only at level 3: brook's own IR is shaped so that they gain little
    llvm,  ///< LLVM's default ones, O1 to O3 at the levels 1 to 3
};

struct compile_options {
    unsigned opt_level = 1;     ///< 0: quick code generation; 1: no IR passes; 2: better code generation; 3: IR passes
    bool slp_vectorize = false; ///< where IR passes run
    bool force_avx512 = false;  ///< LLVM's passes may choose 512-bit vectors on a CPU that prefers shorter ones
    code_model model = code_model::small;
    detail::pipeline passes = pipeline::brook;

    bool operator==(const compile_options &) const = default;
};

/// The options without those that do not change code for the target at their level: what is compiled with `options` is
/// what is compiled with effective(options), which is what keys are made of.
compile_options effective(const compile_options &options, const target &t);

/// Throws std::runtime_error, with the reasons, if the IR is invalid.
void verify(const ir_module &m);

/// Gives the module its triple and data layout. Throws std::invalid_argument if the target has no such code model, and
/// std::runtime_error if LLVM does not know it.
void set_target(ir_module &m, const target &t, const compile_options &options);

/// Runs the passes that compile() would run. Throws as set_target().
void optimise(ir_module &m, const target &t, const compile_options &options);

/// Compiles for the target; the module, whose IR must be valid, gets its triple and data layout. Throws as
/// set_target(), std::runtime_error if LLVM reports an error (inline assembly may be wrong), and in builds with
/// contracts if the IR is invalid. Any number of threads may compile modules of their own at the same time.
std::vector<std::byte> compile(ir_module &m, const target &t, const compile_options &options);

} // namespace detail
BROOK_END_NAMESPACE
