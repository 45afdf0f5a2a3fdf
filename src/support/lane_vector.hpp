// SPDX-License-Identifier: MPL-2.0
// Lanes of a state as one value, in the vector types of the compiler. Never passed to a real function: how such a value
// travels depends on the instruction set.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include <brook/support/visibility.hpp>

// Loops that are worth compiling for several instruction sets; glibc's loader picks one. No clone fuses what is not
// written so, and all compute the same bits. Sanitizers run before the loader's choice is made and cannot follow it.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__) &&                           \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BROOK_TARGET_CLONES __attribute__((target_clones("default", "arch=x86-64-v3")))
#define BROOK_HAVE_TARGET_CLONES 1
#else
#define BROOK_TARGET_CLONES
#define BROOK_HAVE_TARGET_CLONES 0
#endif

// Before a loop over a few values that are to stay in registers: -O2 alone would keep them in memory.
#if defined(__clang__)
#define BROOK_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define BROOK_UNROLL _Pragma("GCC unroll 8")
#else
#define BROOK_UNROLL
#endif

#define BROOK_INLINE [[gnu::always_inline]] inline

BROOK_BEGIN_NAMESPACE
namespace detail {

/// f(0), f(1), ... f(Count - 1), where the compiler's own limits would keep a loop.
template <std::uint32_t Count, typename F>
BROOK_INLINE void in_turn(F f) {
    [&]<std::uint32_t... I>(std::integer_sequence<std::uint32_t, I...>) __attribute__((always_inline)) { (f(I), ...); }
    (std::make_integer_sequence<std::uint32_t, Count>());
}

/// W values of T; a plain T if W is 1.
template <typename T, std::uint32_t W>
struct lane_vector {
    typedef T type __attribute__((vector_size(W * sizeof(T))));
    typedef T in_memory __attribute__((vector_size(W * sizeof(T)), aligned(alignof(T)), may_alias));

    BROOK_INLINE static void load(type &lanes, const T *from) { lanes = *reinterpret_cast<const in_memory *>(from); }
    BROOK_INLINE static void store(T *to, const type &lanes) { *reinterpret_cast<in_memory *>(to) = lanes; }
    BROOK_INLINE static T lane(const type &lanes, std::uint32_t i) { return lanes[i]; }

    /// r = x y + z, rounded once.
    BROOK_INLINE static void fuse(type &r, const type &x, const type &y, const type &z) {
        BROOK_UNROLL for (std::uint32_t i = 0; i < W; ++i) r[i] = lane_vector<T, 1>::fused(x[i], y[i], z[i]);
    }

    /// What flip() takes to give others the signs of x, as if multiplied by them.
    BROOK_INLINE static void get_signs(type &signs, const type &x) { signs = (type)((bits)x & (bits)-type{}); }
    BROOK_INLINE static void flip(type &x, const type &signs) { x = (type)((bits)x ^ (bits)signs); }
    BROOK_INLINE static void remove_signs(type &x) { x = (type)((bits)x & ~(bits)-type{}); }

    /// One byte for each lane of integers.
    using integers = decltype(type{} < type{});
    BROOK_INLINE static void store_bytes(unsigned char *to, const integers &from) {
        typedef unsigned char bytes __attribute__((vector_size(W)));
        const bytes narrow = __builtin_convertvector(from, bytes);
        std::memcpy(to, &narrow, W);
    }

private:
    using bits = integers;
};

template <typename T>
struct lane_vector<T, 1> {
    using type = T;

    BROOK_INLINE static void load(type &lanes, const T *from) { lanes = *from; }
    BROOK_INLINE static void store(T *to, const type &lanes) { *to = lanes; }
    BROOK_INLINE static T lane(const type &lanes, std::uint32_t) { return lanes; }

    BROOK_INLINE static void fuse(type &r, const type &x, const type &y, const type &z) { r = fused(x, y, z); }
    BROOK_INLINE static T fused(T x, T y, T z) {
        using std::fma;
        return fma(x, y, z);
    }

    // Or what stands beside a type of one's own.
    BROOK_INLINE static void get_signs(T &sign, const T &x) {
        using std::copysign;
        sign = copysign(T(1), x);
    }
    BROOK_INLINE static void flip(T &x, const T &sign) { x *= sign; }
    BROOK_INLINE static void remove_signs(T &x) {
        using std::abs;
        x = abs(x);
    }
};

} // namespace detail
BROOK_END_NAMESPACE
