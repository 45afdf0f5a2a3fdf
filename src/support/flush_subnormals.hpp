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

/// How this thread's arithmetic treats subnormal numbers (x86 SSE and AVX: FTZ and DAZ; AArch64: FZ; elsewhere there is
/// one way only).
class subnormal_mode {
public:
    /// That of this thread.
    static subnormal_mode current() noexcept { return subnormal_mode(control_register() & mask); }
    /// Reads and writes them as zero.
    static subnormal_mode flushing() noexcept { return subnormal_mode(mask); }

    /// False where there is one way only.
#if defined(__SSE2__) || defined(__aarch64__)
    static constexpr bool supported = true;
#else
    static constexpr bool supported = false;
#endif

private:
    friend class in_subnormal_mode;

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

    explicit subnormal_mode(word bits) noexcept : bits_(bits) {}

    word bits_;
};

/// While it lives, this thread computes in a mode. Restores the one before, and leaves the exception flags as the
/// arithmetic set them. A change of mode waits for what is being computed: that takes some 10 to 25 ns.
class in_subnormal_mode {
public:
    explicit in_subnormal_mode(subnormal_mode mode) noexcept
        : before_(subnormal_mode::control_register()), bits_(mode.bits_) {
        if (is_other())
            subnormal_mode::set_control_register((before_ & ~subnormal_mode::mask) | bits_);
    }
    ~in_subnormal_mode() {
        if (is_other())
            subnormal_mode::set_control_register((subnormal_mode::control_register() & ~subnormal_mode::mask) |
                                                 (before_ & subnormal_mode::mask));
    }
    in_subnormal_mode(const in_subnormal_mode &) = delete;
    in_subnormal_mode &operator=(const in_subnormal_mode &) = delete;

private:
    bool is_other() const noexcept { return (before_ & subnormal_mode::mask) != bits_; }

    subnormal_mode::word before_, bits_;
};

/// Put it around calls that the compiler cannot see into, and never around callbacks of the user.
class flush_subnormals : in_subnormal_mode {
public:
    flush_subnormals() noexcept : in_subnormal_mode(subnormal_mode::flushing()) {}

    static constexpr bool supported = subnormal_mode::supported;
};

} // namespace detail
BROOK_END_NAMESPACE
