// SPDX-License-Identifier: MPL-2.0
// Instances of step control. Templates cannot be cloned for instruction sets, so a macro writes each type out.
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

} // namespace

template <typename T>
state_layout best_state_layout(const state_memory &memory) {
    return make_state_layout(memory,
                             has_wide_vectors() || widest_slice<T> == 1 ? widest_slice<T> : widest_slice<T> / 2);
}

#define BROOK_STATE_LOOPS(T, clones)                                                                                   \
    template state_layout best_state_layout<T>(const state_memory &);                                                  \
    clones state_norms<T> measure_state(const T *scratch, const state_layout &layout, const T *weights) noexcept {     \
        return weights == nullptr ? norms_of_state<false>(scratch, layout, weights)                                    \
                                  : norms_of_state<true>(scratch, layout, weights);                                    \
    }                                                                                                                  \
    clones void choose_sizes(const T *scratch, const state_layout &layout, const T *weights, const step_rule<T> &rule, \
                             T *norms, T *h) noexcept {                                                                \
        if (weights == nullptr)                                                                                        \
            norms_of_states<false>(scratch, layout, weights, norms);                                                   \
        else                                                                                                           \
            norms_of_states<true>(scratch, layout, weights, norms);                                                    \
        rule(norms, layout.lanes, layout.memory->trajectories, h);                                                     \
    }                                                                                                                  \
    clones bool advance_state(T *scratch, const state_layout &layout, T h, const low_parts<T> *parts) noexcept {       \
        return update_state(scratch, layout, h, parts);                                                                \
    }                                                                                                                  \
    clones void advance_states(T *scratch, const state_layout &layout, const T *h, const low_parts<T> *parts,          \
                               T *poison) noexcept {                                                                   \
        update_states(scratch, layout, h, parts, poison);                                                              \
    }

#define BROOK_STATE_LOOPS_vector(T) BROOK_STATE_LOOPS(T, BROOK_TARGET_CLONES)
#define BROOK_STATE_LOOPS_scalar(T) BROOK_STATE_LOOPS(T, )
#define BROOK_STATE_LOOPS_none(T)
#define BROOK_FP(type, name, printed, code) BROOK_STATE_LOOPS_##code(type)
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail
BROOK_END_NAMESPACE
