// SPDX-License-Identifier: MPL-2.0
// MEGNO from the logarithm of a tangent vector's length, integrated along the Taylor polynomials of each step.
#include <brook/chaos/megno.hpp>

#include <array>

#include "chaos/gauss_steps.hpp"
#include "chaos/indicator_run.hpp"
#include "chaos/tangents.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// L = ln |delta|, with its integral I and the integral of Y = 2 (L - I / t), all from the begin on.
template <typename T>
class measures_megno {
    static constexpr std::size_t n_points = 8;

public:
    measures_megno(tangent_vectors<T> &tangents, const indicator_run<T> &run) : tangents_(tangents), run_(run) {}

    static bool needs_tc() { return true; }

    bool operator()(taylor_adaptive<T> &ta) {
        const T now = run_.elapsed(), h = fp::abs(ta.get_last_h());
        if (h != 0) {
            const auto logs = logs_in_step(ta);
            T of_logs = 0, of_y = 0;
            for (std::size_t i = 0; i < n_points; ++i) {
                T until = 0;
                for (std::size_t j = 0; j < n_points; ++j)
                    until += gauss_.until[i][j] * logs[j];
                const T time = before_ + h * gauss_.points[i];
                of_y += gauss_.weights[i] * 2 * (logs[i] - (integral_.hi + h * until) / time);
                of_logs += gauss_.weights[i] * logs[i];
            }
            integral_ = integral_ + h * of_logs;
            integral_of_y_ = integral_of_y_ + h * of_y;
        }
        before_ = now;
        tangents_.measure(ta.get_state_data() + ta.get_n_orig_sv());
        return true;
    }

    // After the time `before_`; 0 at the begin.
    T y() const { return before_ > 0 ? 2 * (tangents_.growth(0) - integral_.hi / before_) : T(0); }
    T mean() const { return before_ > 0 ? integral_of_y_.hi / before_ : T(0); }
    T exponent() const { return before_ > 0 ? tangents_.growth(0) / before_ : T(0); }

private:
    // At the points of the step. The coefficients are those at its begin, where the vector had length 1.
    std::array<T, n_points> logs_in_step(const taylor_adaptive<T> &ta) const {
        const std::size_t n = ta.get_n_orig_sv(), row = ta.get_order() + std::size_t{1};
        std::array<T, n_points> squares{}, values;
        for (std::size_t i = 0; i < n; ++i) {
            const T *const c = ta.get_tc().data() + (n + i) * row;
            values.fill(c[row - 1]);
            for (auto order = row - 1; order-- > 0;)
                for (std::size_t g = 0; g < n_points; ++g)
                    values[g] = values[g] * (gauss_.points[g] * ta.get_last_h()) + c[order];
            for (std::size_t g = 0; g < n_points; ++g)
                squares[g] += values[g] * values[g];
        }
        for (auto &x : squares)
            x = tangents_.growth(0) + fp::log(x) / 2;
        return squares;
    }

    tangent_vectors<T> &tangents_;
    const indicator_run<T> &run_;
    gauss_formula<T, n_points> gauss_;
    T before_ = 0;
    double_length<T> integral_, integral_of_y_;
};

template <typename T>
megno_result<T> run_megno(taylor_adaptive<T> &ta, T t, const indicator_limits<T> &limits) {
    if (const auto k = ta.get_vargs().size(); k != 1)
        throw_invalid_argument("MEGNO needs one tangent vector, but the integrator has {} arguments", k);
    indicator_run<T> run(ta, t, limits);
    auto tangents = checked_tangents(ta);
    measures_megno<T> megno(tangents, run);
    megno_result<T> result{};
    run.to_the_end(megno, [&] {
        result.times.push_back(ta.get_time());
        result.history.push_back(megno.mean());
        result.y_history.push_back(megno.y());
    });
    result.megno = megno.mean();
    result.y = megno.y();
    result.exponent = megno.exponent();
    run.describe_end(result);
    return result;
}

template <typename T>
megno_result<T> run_megno(std::vector<std::pair<expression, expression>> &&equations, std::vector<T> &&state, T t,
                          indicator_options<T> &&options) {
    auto ta = integrator_with_tangents(std::move(equations), std::move(state), 1, options);
    return run_megno(ta, t, options.limits());
}

#define BROOK_INSTANCE(type)                                                                                           \
    template BROOK_PUBLIC megno_result<type> run_megno(taylor_adaptive<type> &, type, const indicator_limits<type> &); \
    template BROOK_PUBLIC megno_result<type> run_megno(std::vector<std::pair<expression, expression>> &&,              \
                                                       std::vector<type> &&, type, indicator_options<type> &&);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
