// SPDX-License-Identifier: MPL-2.0
// Taylor maps as values.
#include <brook/integrator/taylor_map.hpp>

#include <algorithm>
#include <functional>
#include <utility>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "integrator/composition.hpp"
#include "integrator/taylor_polynomials.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct taylor_map_data {
    std::vector<expression> vars, args;
    multi_indices indices;
    polynomial_tables<T> tables;
    std::vector<T> derivatives; ///< as the state of a variational integrator

    taylor_map_data(std::vector<expression> of_vars, std::vector<expression> of_args, std::uint32_t order,
                    std::vector<T> &&values)
        : vars(std::move(of_vars)), args(std::move(of_args)), indices(static_cast<std::uint32_t>(args.size()), order),
          tables(indices), derivatives(std::move(values)) {}

    std::uint32_t n() const { return static_cast<std::uint32_t>(vars.size()); }

    void evaluate(const T *displacements, std::size_t points, T *states) const {
        aligned_buffer<T> memory(polynomial_evaluation<T>::memory(tables, points));
        evaluate_polynomials(polynomial_evaluation<T>{&tables, derivatives.data(), n(), displacements, states,
                                                      memory.data(), points, 1});
    }

    /// [state variable][index], of a power series up to an order.
    std::vector<std::vector<T>> coefficients(std::uint32_t order) const {
        std::vector<std::vector<T>> all(n());
        for (std::uint32_t i = 0; i < n(); ++i)
            for (std::uint32_t index = 0; index < indices.end(order); ++index)
                all[i].push_back(derivatives[variational_state(indices, n(), i, index)] /
                                 static_cast<T>(indices.factorial(index)));
        return all;
    }
};

namespace {

template <typename T>
taylor_map_data<T> data_of(const integrator_base<T> &ta, std::size_t trajectory, std::size_t lanes) {
    auto args = ta.get_vargs();
    std::vector<expression> vars;
    std::vector<T> derivatives;
    const auto &equations = ta.get_sys();
    for (std::uint32_t i = 0; i < ta.get_n_orig_sv(); ++i)
        vars.push_back(equations[i].first);
    for (std::size_t i = 0; i < ta.get_dim(); ++i)
        derivatives.push_back(ta.get_state()[i * lanes + trajectory]);
    return taylor_map_data<T>(std::move(vars), std::move(args), ta.get_vorder(), std::move(derivatives));
}

template <typename T>
std::uint32_t checked_trajectory(const taylor_adaptive_batch<T> &ta, std::uint32_t trajectory) {
    if (trajectory >= ta.get_batch_size())
        throw_invalid_argument("There is no trajectory {} in a batch of {}", trajectory, ta.get_batch_size());
    return trajectory;
}

std::string listed(const std::vector<expression> &all) {
    std::string text;
    for (const auto &x : all)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", x);
    return text;
}

template <typename T>
void check_composition(const taylor_map_data<T> &second, const taylor_map_data<T> &first) {
    if (second.vars != first.vars)
        throw_invalid_argument("Maps that are composed must have the same state variables, but those of the first one "
                               "are {}, and those of the second one {}",
                               listed(first.vars), listed(second.vars));
    if (second.args != second.vars)
        throw_invalid_argument("The arguments of the second one of two maps that are composed must be its state "
                               "variables, {}, but they are {}",
                               listed(second.vars), listed(second.args));
    for (const auto &arg : first.args)
        if (std::holds_alternative<param>(arg.value()))
            throw_invalid_argument("The first one of two maps that are composed must not have parameters as arguments, "
                                   "on which the second one depends, too, but it has {}",
                                   arg);
}

} // namespace
} // namespace detail

template <typename T>
taylor_map<T>::taylor_map(detail::taylor_map_data<T> &&data)
    : data_(std::make_shared<const detail::taylor_map_data<T>>(std::move(data))) {}

template <typename T>
taylor_map<T>::taylor_map(const taylor_adaptive<T> &ta) : taylor_map(detail::data_of<T>(ta, 0, 1)) {}

template <typename T>
taylor_map<T>::taylor_map(const taylor_adaptive_batch<T> &ta,
                          detail::integer_argument<std::uint32_t, "The number of a trajectory"> trajectory)
    : taylor_map(detail::data_of<T>(ta, detail::checked_trajectory(ta, trajectory), ta.get_batch_size())) {}

template <typename T>
const detail::taylor_map_data<T> &taylor_map<T>::data() const {
    if (data_ == nullptr)
        detail::throw_invalid_argument("A Taylor map was used that is default-constructed or moved from");
    return *data_;
}

template <typename T>
std::vector<T> taylor_map<T>::at(const T *displacements, std::size_t count) const {
    const auto &d = data();
    if (count != d.args.size())
        detail::throw_invalid_argument("There must be one displacement for each of the {} arguments, but there are {}",
                                       d.args.size(), count);
    std::vector<T> state(d.n());
    d.evaluate(displacements, 1, state.data());
    return state;
}

template <typename T>
void taylor_map<T>::operator()(out_2d states, in_2d displacements) const {
    const auto &d = data();
    if (displacements.extent(0) != d.args.size())
        detail::throw_invalid_argument("There must be one row of displacements for each of the {} arguments, but there "
                                       "are {}",
                                       d.args.size(), displacements.extent(0));
    if (states.extent(0) != d.n() || states.extent(1) != displacements.extent(1))
        detail::throw_invalid_argument("The states of {} points must be an array of {} x {}, but it is one of {} x {}",
                                       displacements.extent(1), d.n(), displacements.extent(1), states.extent(0),
                                       states.extent(1));
    const T *from = displacements.data_handle();
    T *const to = states.data_handle();
    std::vector<T> copy;
    // Displacements are read while states are written.
    if (std::less<>()(to, from + displacements.size()) && std::less<const T *>()(from, to + states.size())) {
        copy.assign(from, from + displacements.size());
        from = copy.data();
    }
    if (!states.empty())
        d.evaluate(from, states.extent(1), to);
}

template <typename T>
const std::vector<expression> &taylor_map<T>::get_vars() const {
    return data().vars;
}

template <typename T>
const std::vector<expression> &taylor_map<T>::get_vargs() const {
    return data().args;
}

template <typename T>
std::uint32_t taylor_map<T>::get_order() const {
    return data().indices.order();
}

template <typename T>
const std::vector<T> &taylor_map<T>::get_derivatives() const {
    return data().derivatives;
}

template <typename T>
BROOK_PUBLIC taylor_map<T> compose(const taylor_map<T> &second, const taylor_map<T> &first) {
    const auto &f = first.data(), &s = second.data();
    detail::check_composition(s, f);
    const auto n = f.n(), order = std::min(first.get_order(), second.get_order());
    const detail::multi_indices inner(static_cast<std::uint32_t>(f.args.size()), order), outer(n, order);
    auto displacements = f.coefficients(order);
    for (auto &polynomial : displacements)
        polynomial[0] = 0;
    const auto coefficients = detail::composed(outer, s.coefficients(order), inner, displacements);
    std::vector<T> derivatives(std::size_t{n} * inner.size());
    for (std::uint32_t i = 0; i < n; ++i)
        for (std::uint32_t index = 0; index < inner.size(); ++index)
            derivatives[detail::variational_state(inner, n, i, index)] =
                coefficients[i][index] * static_cast<T>(inner.factorial(index));
    return taylor_map<T>(detail::taylor_map_data<T>(f.vars, f.args, order, std::move(derivatives)));
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class taylor_map<type>;                                                                                   \
    template taylor_map<type> compose(const taylor_map<type> &, const taylor_map<type> &);
#include "number/instances.def"

BROOK_END_NAMESPACE
