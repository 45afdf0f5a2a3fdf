// SPDX-License-Identifier: MPL-2.0
// Instances of step control. Templates cannot be cloned for instruction sets, so each type is written out.
#include "integrator/kernels.hpp"

#include "integrator/update.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool has_wide_vectors() noexcept {
#if defined(__AVX2__)
    return true;
#elif BROOK_HAVE_TARGET_CLONES
    return __builtin_cpu_supports("avx2") != 0;
#else
    return false;
#endif
}

} // namespace

template <typename T>
state_layout best_state_layout(const stepper_code &code) {
    static const bool wide = has_wide_vectors();
    return make_state_layout(code, wide || widest_piece<T> == 1 ? widest_piece<T> : widest_piece<T> / 2);
}

template state_layout best_state_layout<float>(const stepper_code &);
template state_layout best_state_layout<double>(const stepper_code &);

BROOK_TARGET_CLONES
state_norms<float> measure_state(const float *scratch, const state_layout &layout) noexcept {
    return norms_of_state(scratch, layout);
}

BROOK_TARGET_CLONES
state_norms<double> measure_state(const double *scratch, const state_layout &layout) noexcept {
    return norms_of_state(scratch, layout);
}

BROOK_TARGET_CLONES
bool advance_state(float *scratch, const state_layout &layout, float h, bool compensated) noexcept {
    return update_state(scratch, layout, h, compensated);
}

BROOK_TARGET_CLONES
bool advance_state(double *scratch, const state_layout &layout, double h, bool compensated) noexcept {
    return update_state(scratch, layout, h, compensated);
}

void evaluate_table(const float *table, std::size_t rows, std::uint32_t order, float h, bool compensated,
                    float *out) noexcept {
    evaluate_rows(table, rows, order, h, compensated, out);
}

void evaluate_table(const double *table, std::size_t rows, std::uint32_t order, double h, bool compensated,
                    double *out) noexcept {
    evaluate_rows(table, rows, order, h, compensated, out);
}

} // namespace detail
BROOK_END_NAMESPACE
