// SPDX-License-Identifier: MPL-2.0
// Lyapunov exponents by tangent vectors that are made orthonormal after each step.
#include <brook/chaos/lyapunov.hpp>

#include "chaos/indicator_run.hpp"
#include "chaos/tangents.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct measures_growth {
    tangent_vectors<T> &tangents;

    bool operator()(taylor_adaptive<T> &ta) {
        tangents.measure(ta.get_state_data() + ta.get_n_orig_sv());
        return true;
    }
};

template <typename T>
lyapunov_result<T> run_lyapunov(taylor_adaptive<T> &ta, T t, const indicator_limits<T> &limits) {
    indicator_run<T> run(ta, t, limits);
    auto tangents = checked_tangents(ta);
    const auto k = tangents.size();
    measures_growth<T> after_step{tangents};
    lyapunov_result<T> result{};
    const auto take_exponents = [&] {
        const T time = run.elapsed();
        for (std::size_t j = 0; j < k; ++j)
            result.exponents[j] = time > 0 ? tangents.growth(j) / time : T(0);
    };
    result.exponents.resize(k);
    const bool passed = run.pass_transient(after_step);
    tangents.forget();
    if (passed)
        run.to_the_end(after_step, [&] {
            take_exponents();
            result.times.push_back(ta.get_time());
            result.history.insert(result.history.end(), result.exponents.begin(), result.exponents.end());
        });
    take_exponents();
    run.describe_end(result);
    return result;
}

template <typename T>
lyapunov_result<T> run_lyapunov(std::vector<std::pair<expression, expression>> &&equations, std::vector<T> &&state, T t,
                                indicator_options<T> &&options) {
    const auto k = options.n_exponents == 0 ? equations.size() : options.n_exponents;
    auto ta = integrator_with_tangents(std::move(equations), std::move(state), k, options);
    return run_lyapunov(ta, t, options.limits());
}

#define BROOK_INSTANCE(type)                                                                                           \
    template BROOK_PUBLIC lyapunov_result<type> run_lyapunov(taylor_adaptive<type> &, type,                            \
                                                             const indicator_limits<type> &);                          \
    template BROOK_PUBLIC lyapunov_result<type> run_lyapunov(std::vector<std::pair<expression, expression>> &&,        \
                                                             std::vector<type> &&, type, indicator_options<type> &&);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
