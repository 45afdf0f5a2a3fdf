// SPDX-License-Identifier: MPL-2.0
// Constants that do not depend on what a thread has set.
#pragma once

#include <cfenv>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// While it lives, this thread's arithmetic is that of the beginning of a program: rounding to nearest, subnormal
/// numbers, no traps. Restores what the thread had set, exception flags included. Around everything that computes
/// constants of generated code: what a thread has set is not in the key of the code, and must not decide either.
class default_arithmetic {
public:
    default_arithmetic() noexcept {
        std::fegetenv(&before_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~default_arithmetic() { std::fesetenv(&before_); }
    default_arithmetic(const default_arithmetic &) = delete;
    default_arithmetic &operator=(const default_arithmetic &) = delete;

private:
    std::fenv_t before_;
};

} // namespace detail
BROOK_END_NAMESPACE
