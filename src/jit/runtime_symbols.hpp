// SPDX-License-Identifier: MPL-2.0
// Functions of the C library and the compiler's runtime that IR of users may call, and that LLVM makes its intrinsics
// into: a list of our own, since symbols are never searched in the process.
#pragma once

#include <span>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct runtime_symbol {
    const char *name;
    void (*address)();
};

std::span<const runtime_symbol> runtime_symbols();

} // namespace detail
BROOK_END_NAMESPACE
