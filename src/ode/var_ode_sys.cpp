// SPDX-License-Identifier: MPL-2.0
// Arguments of variational systems, and their equations written out.
#include <brook/ode/var_ode_sys.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include <brook/calculus/diff.hpp>
#include <brook/calculus/diff_tensors.hpp>
#include <brook/math/dfun.hpp>
#include <brook/math/functions.hpp>

#include "expression/walk.hpp"
#include "ode/time_derivative.hpp"
#include "ode/var_ode_data.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::vector<expression> right_hand_sides_of(const var_ode_sys::equations_type &equations) {
    std::vector<expression> all;
    for (const auto &[left, right] : equations)
        all.push_back(right);
    return all;
}

std::vector<expression> chosen_args(const var_ode_sys::equations_type &equations, var_args choice) {
    const auto bits = static_cast<unsigned>(choice);
    if (bits == 0 || bits > static_cast<unsigned>(var_args::all))
        throw_invalid_argument("A var_args must be a combination of vars, params and time, but it has the value {}",
                               bits);
    std::vector<expression> args;
    if (choice & var_args::vars)
        for (const auto &[left, right] : equations)
            args.push_back(left);
    if (choice & var_args::params) {
        const auto pars = get_params(right_hand_sides_of(equations));
        args.insert(args.end(), pars.begin(), pars.end());
    }
    if (choice & var_args::time)
        args.push_back(brook::time);
    return args;
}

varied varied_from(const expression &arg, const var_ode_sys::equations_type &equations, std::size_t number) {
    if (arg == brook::time)
        return {varied::kind::time, 0};
    if (const auto *p = as_param(arg))
        return {varied::kind::parameter, p->idx()};
    const auto it = std::find_if(equations.begin(), equations.end(), [&](const auto &e) { return e.first == arg; });
    if (it == equations.end())
        throw_invalid_argument("The arguments of variational equations must be state variables, parameters or the "
                               "time, but argument {} is '{}'",
                               number, fmt::format("{}", arg));
    return {varied::kind::state, static_cast<std::uint32_t>(it - equations.begin())};
}

std::vector<dtens::sv_idx_t> sparse_indices(const multi_indices &indices, std::uint32_t n) {
    std::vector<dtens::sv_idx_t> all;
    for (std::uint32_t number = 0; number < n * indices.size(); ++number) {
        const auto [state, index] = find_derivative(indices, n, number);
        auto &sparse = all.emplace_back(state, std::vector<std::pair<std::uint32_t, std::uint32_t>>());
        for (std::uint32_t a = 0; a < indices[index].size(); ++a)
            if (indices[index][a] != 0)
                sparse.second.emplace_back(a, indices[index][a]);
    }
    return all;
}

// Each state variable is an unknown function of the arguments, which the chain rule differentiates.
var_ode_sys::equations_type written_out(const var_ode_data &d) {
    const auto &names = d.system.variables();
    std::vector<expression> args;
    for (std::size_t a = 0; a < d.args.size(); ++a)
        args.push_back(as_param(d.args[a]) != nullptr ? d.args[a] : expression(fmt::format("__varied_{}", a)));
    const auto shared = std::make_shared<const std::vector<expression>>(args);
    const auto solution = [&](std::size_t i, const std::vector<std::pair<std::uint32_t, std::uint32_t>> &didx) {
        return dfun(names[i], shared, didx);
    };
    std::unordered_map<std::string, expression> solutions;
    for (std::size_t i = 0; i < d.system.n_equations(); ++i)
        solutions.emplace(names[i], solution(i, {}));
    const auto tensors =
        diff_tensors(subs(right_hand_sides_of(d.system.equations()), solutions), args, kw::diff_order = d.order());
    std::map<expression, expression> derivatives;
    for (std::size_t number = 0; number < d.didx.size(); ++number)
        derivatives.emplace(solution(d.didx[number].first, d.didx[number].second), expression(names[number]));
    std::vector<expression> sides;
    for (const auto &[index, derivative] : tensors)
        sides.push_back(derivative);
    sides = subs(sides, derivatives);
    var_ode_sys::equations_type all;
    for (std::size_t number = 0; number < sides.size(); ++number)
        all.emplace_back(expression(names[number]), sides[number]);
    return all;
}

// At the initial time s every solution is what it starts with: X(s; s, x, p) = x for all s, x and p. Differentiated by
// x or p, that gives the derivatives of the right-hand side; by s, the derivative of X by its first argument comes in
// besides, which is that of the equations:
//   X_(b + x_j) = d X_b / d x_j,   X_(b + s) = d X_b / d s - F_b(X),
// where F_b is the right-hand side of the variational equation of X_b.
std::vector<expression> values_at_the_beginning(const var_ode_data &d) {
    const auto n = static_cast<std::uint32_t>(d.system.n_equations());
    std::vector<expression> values;
    std::unordered_map<std::string, expression> known;
    for (std::uint32_t number = 0; number < n * d.indices.size(); ++number) {
        const auto [state, index] = find_derivative(d.indices, n, number);
        auto &value = values.emplace_back(d.system.equations()[state].first);
        if (index != 0) {
            auto lower = d.indices[index];
            const auto a = static_cast<std::uint32_t>(
                std::find_if(lower.begin(), lower.end(), [](auto exponent) { return exponent != 0; }) - lower.begin());
            --lower[a];
            const auto before = variational_state(d.indices, n, state, *d.indices.find(lower));
            value = d.args[a] == brook::time ? diff_by_time(values[before], "var_ode_sys", "initial value") -
                                                   subs(equations_of(d)[before].second, known)
                                             : diff(values[before], d.args[a]);
        }
        known.emplace(d.system.variables()[number], value);
    }
    return values;
}

} // namespace

const var_ode_sys::equations_type &equations_of(const var_ode_data &d) {
    return d.all->get([&] { return written_out(d); });
}

const std::vector<expression> &initial_values(const var_ode_data &d) {
    return d.beginning->get([&] { return values_at_the_beginning(d); });
}

} // namespace detail

var_ode_sys::var_ode_sys(equations_type equations, const std::variant<var_args, std::vector<expression>> &args,
                         std::uint32_t order) {
    using namespace detail;
    if (order == 0)
        throw_invalid_argument("The order of variational equations must be 1 at least, but it is 0");
    auto chosen = std::holds_alternative<var_args>(args) ? chosen_args(equations, std::get<var_args>(args))
                                                         : std::get<std::vector<expression>>(args);
    variational_part variations{{}, order};
    for (std::size_t i = 0; i < chosen.size(); ++i)
        variations.args.push_back(varied_from(chosen[i], equations, i));
    ode_system system(std::move(equations), false, {}, std::move(variations));
    multi_indices indices(static_cast<std::uint32_t>(chosen.size()), order);
    auto didx = sparse_indices(indices, static_cast<std::uint32_t>(system.n_equations()));
    data_ = std::make_shared<const var_ode_data>(
        var_ode_data{std::move(system), std::move(chosen), std::move(indices), std::move(didx)});
}

const detail::var_ode_data &var_ode_sys::data() const {
    if (data_ == nullptr)
        detail::throw_invalid_argument("A variational system was used that is default-constructed or moved from");
    return *data_;
}

auto var_ode_sys::get_sys() const -> const equations_type & { return detail::equations_of(data()); }

const std::vector<expression> &var_ode_sys::get_vargs() const { return data().args; }
std::uint32_t var_ode_sys::get_n_orig_sv() const { return static_cast<std::uint32_t>(data().system.n_equations()); }
std::uint32_t var_ode_sys::get_order() const { return data().order(); }
const std::vector<dtens::sv_idx_t> &var_ode_sys::get_didx_range() const { return data().didx; }

BROOK_END_NAMESPACE
