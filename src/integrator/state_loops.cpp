// SPDX-License-Identifier: MPL-2.0
// Instances of step control. Templates cannot be cloned for instruction sets, so a macro writes each type out. Of what
// gains from fused operations there are two functions, with the same results.
#include "integrator/state_loops.hpp"

#include <brook/number/fp_type.hpp>

#include "integrator/update.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool has_wide_vectors() noexcept {
#if defined(__AVX2__)
    return true;
#elif BROOK_HAVE_TARGET_CLONES
    return __builtin_cpu_supports("x86-64-v3") != 0;
#else
    return false;
#endif
}

#if defined(__FMA__) || defined(__aarch64__)
constexpr bool has_fused_operations = true;
#else
constexpr bool has_fused_operations = false;
#endif

} // namespace

template <typename T>
state_layout best_state_layout(const state_memory &memory) {
    return make_state_layout(memory,
                             has_wide_vectors() || widest_slice<T> == 1 ? widest_slice<T> : widest_slice<T> / 2);
}

#define BROOK_STATE_LOOPS(T, clones)                                                                                   \
    template state_layout best_state_layout<T>(const state_memory &);                                                  \
    clones T choose_size(const T *scratch, const state_layout &layout, const T *weights,                               \
                         const step_rule<T> &rule) noexcept {                                                          \
        const auto norms = weights == nullptr ? norms_of_state<false>(scratch, layout, weights)                        \
                                              : norms_of_state<true>(scratch, layout, weights);                        \
        const auto &memory = *layout.memory;                                                                           \
        if (memory.outputs.empty())                                                                                    \
            return rule(norms);                                                                                        \
        return rule(with_outputs(norms, scratch, memory, 0));                                                          \
    }                                                                                                                  \
    clones void choose_sizes(const T *scratch, const state_layout &layout, const T *weights, const step_rule<T> &rule, \
                             T *norms, T *h) noexcept {                                                                \
        if (weights == nullptr)                                                                                        \
            norms_of_states<false>(scratch, layout, weights, norms);                                                   \
        else                                                                                                           \
            norms_of_states<true>(scratch, layout, weights, norms);                                                    \
        rule(norms, layout.lanes, layout.memory->trajectories, h);                                                     \
    }

// `advance_state` and `advance_states` under the names given.
#define BROOK_ADVANCE(T, attributes, one, many, fused)                                                                 \
    attributes bool one(T *scratch, const state_layout &layout, T h, const low_parts<T> *parts) noexcept {             \
        return update_state<fused>(scratch, layout, h, parts);                                                         \
    }                                                                                                                  \
    attributes void many(T *scratch, const state_layout &layout, const T *h, const low_parts<T> *parts,                \
                         T *poison) noexcept {                                                                         \
        update_states<fused>(scratch, layout, h, parts, poison);                                                       \
    }

#if BROOK_HAVE_TARGET_CLONES && !defined(__AVX2__)
#define BROOK_ADVANCE_IN_VECTORS(T)                                                                                    \
    namespace {                                                                                                        \
    BROOK_ADVANCE(T, , advance_without_avx2, advance_all_without_avx2, false)                                          \
    BROOK_ADVANCE(T, __attribute__((target("arch=x86-64-v3"))), advance_with_avx2, advance_all_with_avx2, true)        \
    }                                                                                                                  \
    bool advance_state(T *scratch, const state_layout &layout, T h, const low_parts<T> *parts) noexcept {              \
        return has_wide_vectors() ? advance_with_avx2(scratch, layout, h, parts)                                       \
                                  : advance_without_avx2(scratch, layout, h, parts);                                   \
    }                                                                                                                  \
    void advance_states(T *scratch, const state_layout &layout, const T *h, const low_parts<T> *parts,                 \
                        T *poison) noexcept {                                                                          \
        return has_wide_vectors() ? advance_all_with_avx2(scratch, layout, h, parts, poison)                           \
                                  : advance_all_without_avx2(scratch, layout, h, parts, poison);                       \
    }
#else
#define BROOK_ADVANCE_IN_VECTORS(T) BROOK_ADVANCE(T, , advance_state, advance_states, has_fused_operations)
#endif

#define BROOK_STATE_LOOPS_vector(T)                                                                                    \
    BROOK_STATE_LOOPS(T, BROOK_TARGET_CLONES)                                                                          \
    BROOK_ADVANCE_IN_VECTORS(T)
#define BROOK_STATE_LOOPS_scalar(T)                                                                                    \
    BROOK_STATE_LOOPS(T, )                                                                                             \
    BROOK_ADVANCE(T, , advance_state, advance_states, false)
#define BROOK_STATE_LOOPS_none(T)
#define BROOK_FP(type, name, printed, code) BROOK_STATE_LOOPS_##code(type)
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail
BROOK_END_NAMESPACE
