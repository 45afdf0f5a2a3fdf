// SPDX-License-Identifier: MPL-2.0
// Evaluates expressions with the references of the table.
#include "test/laws/exact.hpp"

#include <vector>

#include "expression/walk.hpp"
#include "test/laws/function_cases.hpp"

namespace brook::test {

namespace {

template <typename Value, typename Leaf, typename Apply>
Value evaluated(const expression &ex, Leaf leaf, Apply apply) {
    detail::walk<Value> walk;
    const auto value = [&](const func &f) {
        std::vector<Value> args;
        for (const auto &arg : f.args()) {
            const auto *g = detail::as_func(arg);
            args.push_back(g != nullptr ? walk.at(*g) : leaf(arg));
        }
        return apply(case_of(f.rule()), args);
    };
    const auto *f = detail::as_func(ex);
    return f != nullptr ? walk(*f, value) : leaf(ex);
}

real leaf_value(const expression &ex, const surroundings<real> &at) {
    if (const auto *v = detail::as_variable(ex))
        return at.variables.at(v->name());
    if (const auto *p = detail::as_param(ex))
        return at.pars.at(p->idx());
    return real_of(*detail::as_number(ex));
}

// f at the arguments, of which one is moved.
real moved(reference f, std::vector<real> args, std::size_t i, const real &by, const real &time) {
    args[i] += by;
    return f({args, time});
}

// |df/dx_i|, from a central difference that is exact beyond all floating-point types.
real steepness(reference f, const std::vector<real> &args, std::size_t i, const real &time) {
    const real h = (abs(args[i]) + real("1e-10")) * real("1e-20");
    return abs((moved(f, args, i, h, time) - moved(f, args, i, -h, time)) / (2 * h));
}

// Arguments that are exact decide exactly, too.
bool is_decided(reference decision, const std::vector<real> &x, const std::vector<real> &error, const real &time) {
    const real d = decision({x, time});
    real uncertainty = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        uncertainty +=
            std::max(abs(moved(decision, x, i, error[i], time) - d), abs(moved(decision, x, i, -error[i], time) - d));
    }
    return uncertainty == 0 || abs(d) > 4 * uncertainty;
}

template <typename T>
bounded rounded_call(const function_case &c, const std::vector<bounded> &args, const real &time) {
    const real eps = std::numeric_limits<T>::epsilon();
    std::vector<real> x, error;
    bounded result;
    for (const auto &a : args) {
        x.push_back(a.value);
        error.push_back(a.error);
        result.reliable = result.reliable && a.reliable;
    }
    result.value = c.value({x, time});
    // Sums and powers are computed from parts that may be larger than the result: as if the arguments had been rounded.
    const bool exact = c.ulps_compiled == 0;
    result.error = exact ? real(0) : real(std::max(real(c.ulps_compiled), real(1)) * eps * abs(result.value));
    for (std::size_t i = 0; i < x.size(); ++i)
        result.error += steepness(c.value, x, i, time) * (error[i] + (exact ? real(0) : real(eps * abs(x[i]))));
    const bool in_range = result.value == 0 || is_normal<T>(result.value);
    const bool decided = c.decision == nullptr || is_decided(c.decision, x, error, time);
    result.reliable = result.reliable && in_range && decided && isfinite(result.error);
    return result;
}

} // namespace

real exact_value(const expression &ex, const surroundings<real> &at) {
    return evaluated<real>(
        ex, [&](const expression &leaf) { return leaf_value(leaf, at); },
        [&](const function_case &c, const std::vector<real> &args) {
            return c.value({args, at.time});
        });
}

template <typename T>
bounded bounded_value(const expression &ex, const surroundings<real> &at) {
    return evaluated<bounded>(
        ex,
        [&](const expression &leaf) {
            const real exact = leaf_value(leaf, at);
            return bounded{exact, abs(real(rounded<T>(exact)) - exact), isfinite(exact)};
        },
        [&](const function_case &c, const std::vector<bounded> &args) { return rounded_call<T>(c, args, at.time); });
}

template bounded bounded_value<float>(const expression &, const surroundings<real> &);
template bounded bounded_value<double>(const expression &, const surroundings<real> &);
template bounded bounded_value<long double>(const expression &, const surroundings<real> &);

} // namespace brook::test
