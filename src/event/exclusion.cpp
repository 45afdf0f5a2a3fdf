// SPDX-License-Identifier: MPL-2.0
// Instances of the exclusion test. Templates cannot be cloned for instruction sets, so macros write each type out.
#include "event/exclusion.hpp"

#include <brook/number/fp_type.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

// Half of the time with vectors of 512 bits, which do no fused operations either. A function of its own, because its
// groups are larger.
#if BROOK_HAVE_TARGET_CLONES
namespace {
bool has_widest_vectors() noexcept { return __builtin_cpu_supports("avx512f") != 0; }
} // namespace
#define BROOK_WIDE_EXCLUSION(T)                                                                                        \
    __attribute__((target("avx512f"))) static void exclude_wide(const exclusion_test<T> &test,                         \
                                                                std::size_t count) noexcept {                          \
        test.template run<exclusion_width<T> == 1 ? 1 : 2 * exclusion_width<T>>(count);                                \
    }
#else
namespace {
constexpr bool has_widest_vectors() noexcept { return false; }
} // namespace
#define BROOK_WIDE_EXCLUSION(T)                                                                                        \
    static void exclude_wide(const exclusion_test<T> &, std::size_t) noexcept {}
#endif

#define BROOK_EXCLUSION_vector(T)                                                                                      \
    BROOK_WIDE_EXCLUSION(T)                                                                                            \
    BROOK_TARGET_CLONES static void exclude_narrow(const exclusion_test<T> &test, std::size_t count) noexcept {        \
        test.template run<exclusion_width<T>>(count);                                                                  \
    }                                                                                                                  \
    template <>                                                                                                        \
    void exclude_zeros<T>(const exclusion_test<T> &test, std::size_t count) noexcept {                                 \
        if (count >= 2 * exclusion_width<T> && has_widest_vectors())                                                   \
            exclude_wide(test, count);                                                                                 \
        else                                                                                                           \
            exclude_narrow(test, count);                                                                               \
    }
#define BROOK_EXCLUSION_scalar(T)                                                                                      \
    template <>                                                                                                        \
    void exclude_zeros<T>(const exclusion_test<T> &test, std::size_t count) noexcept {                                 \
        test.template run<1>(count);                                                                                   \
    }
#define BROOK_EXCLUSION_none(T)
#define BROOK_FP(type, name, printed, code) BROOK_EXCLUSION_##code(type)
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail
BROOK_END_NAMESPACE
