// SPDX-License-Identifier: MPL-2.0
// Treats subnormal numbers as zero around generated code: as Taylor coefficients they cost 17 times the time.
#pragma once

#include <cstdint>

#include <brook/support/visibility.hpp>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

BROOK_BEGIN_NAMESPACE
namespace detail {

/// While it lives, this thread's arithmetic reads and writes subnormal numbers as zero (x86 SSE and AVX: FTZ and DAZ;
/// AArch64: FZ; elsewhere nothing). Restores the caller's mode, and leaves the exception flags as the arithmetic set
/// them. Put it around calls that the compiler cannot see into, and never around callbacks of the user.
class flush_subnormals {
public:
    flush_subnormals() noexcept : previous_(control_register()) {
        if ((previous_ & mask) != mask)
            set_control_register(previous_ | mask);
    }

    ~flush_subnormals() {
        if ((previous_ & mask) != mask)
            set_control_register((control_register() & ~mask) | (previous_ & mask));
    }

    flush_subnormals(const flush_subnormals &) = delete;
    flush_subnormals &operator=(const flush_subnormals &) = delete;

    /// False where the guard does nothing.
#if defined(__SSE2__) || defined(__aarch64__)
    static constexpr bool supported = true;
#else
    static constexpr bool supported = false;
#endif

private:
#if defined(__SSE2__)
    using word = std::uint32_t;
    static constexpr word mask = 0x8040; // FTZ is bit 15, DAZ bit 6
    static word control_register() noexcept { return _mm_getcsr(); }
    static void set_control_register(word value) noexcept { _mm_setcsr(value); }
#elif defined(__aarch64__)
    using word = std::uint64_t;
    static constexpr word mask = word{1} << 24;
    static word control_register() noexcept {
        word value;
        asm volatile("mrs %0, fpcr" : "=r"(value)::"memory");
        return value;
    }
    static void set_control_register(word value) noexcept { asm volatile("msr fpcr, %0" ::"r"(value) : "memory"); }
#else
    using word = std::uint32_t;
    static constexpr word mask = 0;
    static word control_register() noexcept { return 0; }
    static void set_control_register(word) noexcept {}
#endif

    word previous_;
};

} // namespace detail
BROOK_END_NAMESPACE
