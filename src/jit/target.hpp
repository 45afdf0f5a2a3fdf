// SPDX-License-Identifier: MPL-2.0
// The machine that code is compiled for: the host, or a pinned portable instruction set.
#pragma once

#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

#include "codegen/machine.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct target {
    std::string triple, cpu;
    std::string features; ///< resolved, sorted by name: "+avx2,-avx512f,..."; decides the machine code with the rest
    machine vectors;
};

/// The target with the given name: "" (BROOK_TARGET from the environment, else native), "native", "x86-64-v2",
/// "x86-64-v3" or "x86-64-v4". Throws std::invalid_argument for other names, and for instruction sets that this CPU
/// lacks.
const target &find_target(std::string_view name);

/// The target with the given name, which may be one of a machine that can do more than this one: for code that is to
/// run elsewhere. Otherwise as find_target().
const target &find_target_of_any_machine(std::string_view name);

/// The target of this machine, or of a portable instruction set, with this triple, CPU and features; null if there is
/// none.
const target *find_target_like(std::string_view triple, std::string_view cpu, std::string_view features);

/// Name and version of the LLVM that compiles, part of cache keys.
std::string llvm_version();

} // namespace detail
BROOK_END_NAMESPACE
