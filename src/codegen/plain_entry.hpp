// SPDX-License-Identifier: MPL-2.0
// An entry for callers who bring no scratch memory, and have batches of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the entry is like, and what it calls.
struct plain_entry {
    std::string name;
    std::string code;             ///< a function of emit_function(), which nobody else calls
    std::uint32_t points = 1;     ///< that `code` evaluates at once
    std::uint32_t batch = 1;      ///< that the entry evaluates, not fewer
    bool strided = false;         ///< the caller gives the stride; otherwise it is `batch`
    std::size_t scratch_size = 0; ///< of `code`, in numbers
};

/// Adds the function `void name(T *out, const T *in, const T *pars, const T *time)`, behind whose arguments that of a
/// strided one has `std::size_t stride`, to the module in which `code` is, and hides `code` from other modules. Scratch
/// memory is on the stack, or from aligned_alloc() if it is large; without memory the program ends.
void add_plain_entry(ir_module &m, fp_type type, const plain_entry &entry);

} // namespace detail
BROOK_END_NAMESPACE
