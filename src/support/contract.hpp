// SPDX-License-Identifier: MPL-2.0
// Contracts: what must hold unless brook itself is wrong; checked when BROOK_CONTRACTS is defined.
#pragma once

#include <cstdio>
#include <cstdlib>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Prints where and which contract broke, then aborts: after a bug of ours no result can be trusted.
[[noreturn]] inline void contract_broken(const char *file, int line, const char *condition, const char *text) noexcept {
    std::fprintf(stderr, "%s:%d: brook broke its own contract: %s [%s]\n", file, line, text, condition);
    std::fflush(stderr);
    std::abort();
}

} // namespace detail
BROOK_END_NAMESPACE

// Without BROOK_CONTRACTS the condition is compiled but never run, so that it cannot rot and no variable is unused.
#if defined(BROOK_CONTRACTS)
#define BROOK_ENSURE(condition, text)                                                                                  \
    (static_cast<bool>(condition) ? static_cast<void>(0)                                                               \
                                  : ::brook::detail::contract_broken(__FILE__, __LINE__, #condition, text))
#else
#define BROOK_ENSURE(condition, text)                                                                                  \
    (true ? static_cast<void>(0) : (static_cast<void>(condition), static_cast<void>(text)))
#endif
