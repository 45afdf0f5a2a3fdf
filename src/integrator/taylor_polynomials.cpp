// SPDX-License-Identifier: MPL-2.0
// Tables of monomials, and instances of their sums. Templates cannot be cloned for instruction sets, so macros write
// each type out.
#include "integrator/taylor_polynomials.hpp"

#include <algorithm>

#include <brook/number/fp_type.hpp>

#include "integrator/polynomial_sums.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
polynomial_tables<T>::polynomial_tables(const multi_indices &indices)
    : n_args(static_cast<std::uint32_t>(indices[0].size())), order(indices.order()) {
    for (std::uint32_t degree = 0; degree <= order; ++degree)
        begins.push_back(indices.begin(degree));
    begins.push_back(indices.size());
    runs.resize(std::size_t{order} * n_args);
    reciprocals.resize(indices.size() + terms_at_once<T>, T(0));
    for (std::uint32_t degree = 1; degree <= order; ++degree)
        for (auto i = begins[degree]; i < begins[degree + 1]; ++i) {
            const auto &exponents = indices[i];
            const auto first = std::find_if(exponents.begin(), exponents.end(), [](auto e) { return e != 0; });
            ++runs[(degree - 1) * n_args + static_cast<std::size_t>(first - exponents.begin())];
            reciprocals[i] = T(1) / static_cast<T>(*first + 0.);
        }
}

// Half of the time for many points with vectors of 512 bits.
#if BROOK_HAVE_TARGET_CLONES
namespace {
bool has_widest_vectors() noexcept { return __builtin_cpu_supports("avx512f") != 0; }
} // namespace
#define BROOK_WIDE_POLYNOMIALS(T)                                                                                      \
    __attribute__((target("avx512f"))) static void evaluate_wide(                                                      \
        const polynomial_evaluation<T> &evaluation) noexcept {                                                         \
        polynomial_sums<T>{evaluation}.template run<points_at_once<T> == 1 ? 1 : 8>();                                 \
    }
#else
namespace {
constexpr bool has_widest_vectors() noexcept { return false; }
} // namespace
#define BROOK_WIDE_POLYNOMIALS(T)                                                                                      \
    static void evaluate_wide(const polynomial_evaluation<T> &) noexcept {}
#endif

#define BROOK_POLYNOMIALS_vector(T)                                                                                    \
    BROOK_WIDE_POLYNOMIALS(T)                                                                                          \
    BROOK_TARGET_CLONES static void evaluate_narrow(const polynomial_evaluation<T> &evaluation) noexcept {             \
        polynomial_sums<T>{evaluation}.template run<points_at_once<T>>();                                              \
    }                                                                                                                  \
    template <>                                                                                                        \
    void evaluate_polynomials<T>(const polynomial_evaluation<T> &evaluation) noexcept {                                \
        if (evaluation.points >= 8 && has_widest_vectors())                                                            \
            evaluate_wide(evaluation);                                                                                 \
        else                                                                                                           \
            evaluate_narrow(evaluation);                                                                               \
    }
#define BROOK_POLYNOMIALS_scalar(T)                                                                                    \
    template <>                                                                                                        \
    void evaluate_polynomials<T>(const polynomial_evaluation<T> &evaluation) noexcept {                                \
        polynomial_sums<T>{evaluation}.template run<1>();                                                              \
    }
#define BROOK_POLYNOMIALS_none(T)
#define BROOK_FP(type, name, printed, code) BROOK_POLYNOMIALS_##code(type)
#include <brook/number/fp_types.def>
#undef BROOK_FP

#define BROOK_INSTANCE(type) template struct polynomial_tables<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
