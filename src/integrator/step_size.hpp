// SPDX-License-Identifier: MPL-2.0
// The size of the next step, from the last two Taylor coefficients of the state.
//
// With x^[m] the vector of normalised derivatives of order m, p the order of the expansion, and maximum norms,
//
//     rho_m = (N / |x^[m]|)^(1/m),   N = max(1, |x|),   h = min(rho_p, rho_{p-1}) exp(-2 - 0.7 / (p - 1)):
//
// two estimates of the radius of convergence, of which a little less than 1/e^2 is used. A. Jorba and M. Zou, A
// software package for the numerical integration of ODEs by means of high-order Taylor methods, Experimental
// Mathematics 14 (2005), sections 3.2 and 3.3 (N makes one rule of their absolute and relative error control).
//
// |x| may be weighted, max_i w_i |x_i|, with the inverse w_i of the scale of each variable (kw::scale), or 0 for
// variables that never change. Variables, their scales and the unit can then be multiplied by any number; a large
// variable hides a small one no more.
//
// The formula is evaluated as a power of two: h = 2^(min_m (log2 N - log2 |x^[m]|) / m - c), with logarithms and powers
// of our own.
//
// Series with gaps, such as 1/(1 + t^4) at 0, may have zeros in both orders, and a pole nearby all the same: then the
// two highest orders that do not vanish take their place. That is looked for when the formula gives infinity.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "number/portable_powers.hpp"
#include "integrator/state_layout.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Maximum norms over the state variables and outputs; all NaN if any coefficient is NaN.
template <typename T>
struct state_norms {
    T state = 0;       ///< of order 0
    T before_last = 0; ///< of order p - 1
    T last = 0;        ///< of order p
};

/// Norms of a run, lane by lane, and a sum that is NaN in a lane where one of the coefficients is.
template <typename T, std::uint32_t W>
struct run_norms {
    using lanes = lane_vector<T, W>;
    typename lanes::type state{}, before_last{}, last{}, sum{};

    /// `weights`, unless null, has widest_slice<T> numbers for each slice of the layout.
    template <bool Weighted>
    BROOK_INLINE void add(const T *scratch, const state_layout &layout, const state_run &run, const T *weights) {
        typename lanes::type a, b, c;
        const std::size_t last_order = std::size_t{layout.memory->order} * run.stride;
        const auto *const offsets = layout.offsets.data();
        for (std::uint32_t i = run.begin; i < run.end; ++i) {
            const T *const x = scratch + offsets[i];
            lanes::load(a, x);
            lanes::load(b, x + last_order - run.stride);
            lanes::load(c, x + last_order);
            a = a > -a ? a : -a;
            b = b > -b ? b : -b;
            c = c > -c ? c : -c;
            if constexpr (Weighted) {
                typename lanes::type w;
                lanes::load(w, weights + std::size_t{i} * widest_slice<T>);
                a *= w;
                b *= w;
                c *= w;
            }
            // These forms are single instructions, and they drop NaN. A sum of absolute values is NaN only if one of
            // them is.
            state = a > state ? a : state;
            before_last = b > before_last ? b : before_last;
            last = c > last ? c : last;
            sum += (a + b) + c;
        }
    }
};

// A function, so that a branch leads to it: to choose between the numbers would take as long as a norm.
template <typename T>
[[gnu::noinline, gnu::cold]] state_norms<T> norms_that_are(T x) noexcept {
    return {x, x, x};
}

/// The norms of the coefficients that a jet of one trajectory has left in `scratch`. Weights as those of run_norms.
template <bool Weighted, typename T>
BROOK_INLINE state_norms<T> norms_of_state(const T *scratch, const state_layout &layout, const T *weights) {
    state_norms<T> norms;
    T total = 0;
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            run_norms<T, W> of_run;
            of_run.template add<Weighted>(scratch, layout, run, weights);
            for (std::uint32_t i = 0; i < W; ++i) {
                const auto keep_larger = [](T &norm, T lane) { norm = lane > norm ? lane : norm; };
                keep_larger(norms.state, lane_vector<T, W>::lane(of_run.state, i));
                keep_larger(norms.before_last, lane_vector<T, W>::lane(of_run.before_last, i));
                keep_larger(norms.last, lane_vector<T, W>::lane(of_run.last, i));
                total += lane_vector<T, W>::lane(of_run.sum, i);
            }
        });
    if (total != total) [[unlikely]]
        return norms_that_are(total);
    return norms;
}

/// Those of each of several trajectories: three rows of layout.lanes numbers, in the order of state_norms.
template <bool Weighted, typename T>
BROOK_INLINE void norms_of_states(const T *scratch, const state_layout &layout, const T *weights, T *norms) {
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            using lanes = lane_vector<T, W>;
            run_norms<T, W> of_run;
            of_run.template add<Weighted>(scratch, layout, run, weights);
            const auto &sum = of_run.sum;
            T *const to = norms + run.first;
            lanes::store(to, sum == sum ? of_run.state : sum);
            lanes::store(to + layout.lanes, sum == sum ? of_run.before_last : sum);
            lanes::store(to + 2 * layout.lanes, sum == sum ? of_run.last : sum);
        });
}

/// Weights for the norms above, from one for each equation.
template <typename T>
std::vector<T> weights_of_slices(const std::vector<T> &of_equations, const state_layout &layout) {
    const auto &memory = *layout.memory;
    const auto places = places_in_slices(layout);
    std::vector<T> weights(layout.offsets.size() * widest_slice<T>);
    for (std::size_t k = 0; k < places.size(); ++k) {
        const auto state = k < memory.states.size() ? k : memory.padding[k - memory.states.size()].copies;
        weights[places[k].slice * widest_slice<T> + places[k].lane] = of_equations[state / memory.trajectories];
    }
    return weights;
}

/// What the coefficients of an output are multiplied with before they enter the norms of states whose norm is N: as the
/// states count relative to max(1, N), it counts relative to max(1, |g|). So a large one, such as a squared distance in
/// metres, does not make the steps long, nor a small one hide behind it.
template <typename T>
T weight_of_output(T norm_of_state, T g) noexcept {
    const T scale = norm_of_state > 1 ? norm_of_state : T(1), size = fp::abs(g);
    return size > 1 ? scale / size : scale;
}

/// The norms of one of the trajectories with its outputs. Those that are not finite do not count, and none makes a step
/// shorter than 2^-12 of what the states ask for: near the edge of its domain a function would hold up the solution,
/// which knows no edge there.
template <typename T>
[[gnu::noinline]] state_norms<T> with_outputs(const state_norms<T> of_states, const T *scratch,
                                              const state_memory &memory, std::size_t trajectory) {
    const T infinity = std::numeric_limits<T>::infinity(), nearly_one = 1 - 8 * std::numeric_limits<T>::epsilon();
    const T scale = of_states.state > 1 ? of_states.state : T(1);
    const auto capped = [](T x, T norm, std::uint32_t k) {
        return norm == 0 || x <= norm * T(1 << 20) ? x : std::min(x, norm * fp::exp2(static_cast<T>(12. * k)));
    };
    auto norms = of_states;
    for (std::size_t i = trajectory; i < memory.outputs.size(); i += memory.trajectories) {
        const auto &o = memory.outputs[i];
        const T g = o.coefficient(scratch, 0), size = fp::abs(g) > 1 ? fp::abs(g) : T(1);
        T before_last = fp::abs(o.coefficient(scratch, memory.order - 1));
        T last = fp::abs(o.coefficient(scratch, memory.order));
        // Most are smaller than the norms whatever is rounded, which takes no division to see.
        if (before_last * scale < norms.before_last * size * nearly_one &&
            last * scale < norms.last * size * nearly_one)
            continue;
        before_last *= weight_of_output(of_states.state, g);
        last *= weight_of_output(of_states.state, g);
        // Also false for NaN.
        if (!(before_last + last < infinity))
            continue;
        norms.before_last = std::max(norms.before_last, capped(before_last, of_states.before_last, memory.order - 1));
        norms.last = std::max(norms.last, capped(last, of_states.last, memory.order));
    }
    return norms;
}

/// The rule for one order, evaluated in double. Where T has a larger range, its exponents are added to the logarithms.
template <typename T>
class step_rule {
public:
    /// `order` is at least 2.
    explicit step_rule(std::uint32_t order)
        : inverse_last_(1. / order), inverse_before_last_(1. / (order - 1)),
          shift_((2 + .7 / (order - 1)) * std::numbers::log2e) {}

    /// h > 0. Infinite if both norms of coefficients are 0 (or vanish beside the state): a state at rest, a solution
    /// that is a polynomial of low degree, or a series with gaps. 0 if one of them is infinite and the state is not.
    /// NaN if the norms are.
    BROOK_INLINE T operator()(const state_norms<T> &norms) const noexcept {
        // Differences of logarithms cannot overflow, as quotients of norms can.
        const double scale = log2_of_scale(norms.state);
        const double last = (scale - log2(norms.last)) * inverse_last_;
        const double before_last = (scale - log2(norms.before_last)) * inverse_before_last_;
        const double smaller = last < before_last ? last : before_last;
        return exp2(smaller - shift_);
    }

    /// From the norms of order 0 and of another order m.
    T operator()(T norm_of_state, std::uint32_t m, T norm) const noexcept {
        return exp2((log2_of_scale(norm_of_state) - log2(norm)) / m - shift_);
    }

    /// The same as the first for each of `count` trajectories, from three rows of `row` numbers.
    BROOK_INLINE void operator()(const T *norms, std::size_t row, std::size_t count, T *h) const noexcept {
        constexpr std::uint32_t width = 4;
        for (std::size_t j = 0; j < count; j += width) {
            const auto lanes = static_cast<std::uint32_t>(std::min<std::size_t>(width, count - j));
            if (lanes == width && !longer_range)
                sizes_in_lanes<width>(norms + j, row, h + j);
            else
                for (std::uint32_t l = 0; l < lanes; ++l)
                    h[j + l] = (*this)(state_norms<T>{norms[j + l], norms[row + j + l], norms[2 * row + j + l]});
        }
    }

private:
    static constexpr bool longer_range =
        std::numeric_limits<T>::max_exponent > std::numeric_limits<double>::max_exponent;

    // Of N, which is often 1.
    static double log2_of_scale(T norm_of_state) noexcept { return norm_of_state <= 1 ? 0 : log2(norm_of_state); }

    template <std::uint32_t W>
    BROOK_INLINE void sizes_in_lanes(const T *norms, std::size_t row, T *h) const noexcept {
        using value = typename lane_vector<double, W>::type;
        value scale, before_last, last;
        BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l) {
            scale[l] = static_cast<double>(norms[l]);
            before_last[l] = static_cast<double>(norms[row + l]);
            last[l] = static_cast<double>(norms[2 * row + l]);
        }
        const auto is_one = scale <= 1;
        scale = is_one ? value{} + 1 : scale;
        log2_of_lanes<W>(scale);
        scale = is_one ? value{} : scale;
        log2_of_lanes<W>(before_last);
        log2_of_lanes<W>(last);
        last = (scale - last) * inverse_last_;
        before_last = (scale - before_last) * inverse_before_last_;
        value size = (last < before_last ? last : before_last) - shift_;
        exp2_of_lanes<W>(size);
        BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l) h[l] = static_cast<T>(size[l]);
    }

    static double log2(T x) noexcept {
        if constexpr (longer_range)
            if (x != 0 && fp::isfinite(x)) {
                const int exponent = fp::ilogb(x);
                return portable_log2(static_cast<double>(T(fp::ldexp(x, -exponent)))) + exponent;
            }
        return portable_log2(static_cast<double>(x));
    }
    static T exp2(double x) noexcept {
        if constexpr (longer_range)
            if (std::isfinite(x)) {
                const double whole = std::floor(x);
                return fp::ldexp(T(portable_exp2(x - whole)), static_cast<int>(whole));
            }
        return static_cast<T>(portable_exp2(x));
    }

    double inverse_last_, inverse_before_last_, shift_;
};

/// The size where the last two orders vanish, from the norms of the others. If those of all orders from p/2 vanish, the
/// solution is taken for a polynomial, and the size is infinite.
template <typename T, typename NormOf>
[[gnu::noinline]] T size_across_gap(const step_rule<T> &rule, std::uint32_t order, NormOf norm_of) {
    T h = std::numeric_limits<T>::infinity();
    int found = 0;
    for (auto m = order - 2; 2 * m >= order && found < 2; --m)
        if (const T norm = norm_of(m); norm > 0) {
            h = std::min(h, rule(norm_of(0), m, norm));
            ++found;
        }
    return h;
}

} // namespace detail
BROOK_END_NAMESPACE
