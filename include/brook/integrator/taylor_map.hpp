// SPDX-License-Identifier: MPL-2.0
// Taylor maps: the end of a solution as a polynomial in what it began with.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/integrator/integrator_base.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/mdspan.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

template <typename T>
class taylor_adaptive;
template <typename T>
class taylor_adaptive_batch;
template <typename T>
class taylor_map;

namespace detail {

template <typename T>
struct taylor_map_data;

} // namespace detail

/// The map of `first`, and then of `second`, as one Taylor polynomial, up to the lower one of their orders: flows from
/// t0 to t1 and from t1 to t2 become the flow from t0 to t2. It is exact but for rounding, because a derivative of a
/// composition needs none of a higher order than its own.
///
/// The state variables must be the same; those of `second` must be its arguments, all of them in their order
/// (var_args::vars). Arguments of `first`, which are those of the result, may be initial values and the initial time;
/// parameters, on which `second` depends, too, may not be among them. `second` must begin at the state at which `first`
/// ends: its solution starts there, in a new integrator, so that the derivatives begin anew. That is not checked,
/// because a map does not know where it began. Throws std::invalid_argument if variables or arguments do not fit.
///
/// For 6 variables it takes 5 us at order 1 and 0.1 ms at order 3, for 18 variables 0.7 ms at order 2. M. Berz, Modern
/// Map Methods in Particle Beam Physics (1999).
template <typename T>
BROOK_PUBLIC taylor_map<T> compose(const taylor_map<T> &second, const taylor_map<T> &first);

/// The Taylor map of an integrator with variational equations, as a value of its own: the state without variational
/// part as a polynomial in displacements of the arguments (initial values, parameters, the initial time), of the
/// highest order that the integrator has derivatives of. It keeps the derivatives that the integrator has when it is
/// made, and nothing else of it; copies share them. One object may be called in several threads at once. T is that of
/// the integrator.
///
/// The error is of the next order in the displacements: halve them, and see. It grows without bound where displaced
/// solutions come near to a singularity that the undisplaced one passes.
///
/// One that is default-constructed or was moved from can only be assigned to and destroyed; everything else throws
/// std::invalid_argument.
template <typename T>
class BROOK_PUBLIC taylor_map {
    static_assert(detail::generates_code<T>,
                  "taylor_map<T>: T must be float, double or, where it has the 80 bits of x87, long double");

public:
    using value_type = T;                                    ///< the floating-point type
    using in_2d = mdspan<const T, dextents<std::size_t, 2>>; ///< row i has the displacement of argument i of each point
    using out_2d = mdspan<T, dextents<std::size_t, 2>>;      ///< row i has state variable i of each point

    /// To be assigned to.
    taylor_map() noexcept = default;
    /// The map from the begin of an integration to where it is now. Throws std::invalid_argument if the integrator has
    /// no variational equations.
    explicit taylor_map(const taylor_adaptive<T> &ta);
    /// That of one trajectory of a batch. Throws likewise, and if there is no trajectory of that number.
    explicit taylor_map(const taylor_adaptive_batch<T> &ta,
                        detail::integer_argument<std::uint32_t, "The number of a trajectory"> trajectory);

    /// The state at one displacement: `displacements` has one for each argument, a contiguous range of T. Throws
    /// std::invalid_argument if these are not as many.
    template <std::ranges::contiguous_range Range>
    requires std::same_as<std::ranges::range_value_t<Range>, T> std::vector<T>
    operator()(const Range &displacements) const {
        return at(std::ranges::data(displacements), std::ranges::size(displacements));
    }
    /// The same with the displacements written in place.
    std::vector<T> operator()(std::initializer_list<T> displacements) const {
        return at(displacements.begin(), displacements.size());
    }
    /// The states at many points: `displacements` has a row for each argument, `states` one for each state variable,
    /// and both a column for each point, as compiled functions have them. They may overlap. Points have the bits that
    /// they have alone, in about half of the time. Throws std::invalid_argument if a size is wrong.
    void operator()(out_2d states, in_2d displacements) const;

    /// The state variables, one for each row of states.
    const std::vector<expression> &get_vars() const;
    /// The arguments, one for each row of displacements.
    const std::vector<expression> &get_vargs() const;
    /// The degree of the polynomials.
    std::uint32_t get_order() const;
    /// The values of the polynomials at 0 and their derivatives there, in the order of var_ode_sys.
    const std::vector<T> &get_derivatives() const;

private:
    friend taylor_map compose<T>(const taylor_map &second, const taylor_map &first);

    explicit taylor_map(detail::taylor_map_data<T> &&data);
    const detail::taylor_map_data<T> &data() const;
    std::vector<T> at(const T *displacements, std::size_t count) const;

    std::shared_ptr<const detail::taylor_map_data<T>> data_;
};

/// The floating-point type is that of the integrator.
template <typename T>
explicit taylor_map(const taylor_adaptive<T> &) -> taylor_map<T>;
/// The floating-point type is that of the batch.
template <typename T, typename I>
explicit taylor_map(const taylor_adaptive_batch<T> &, I) -> taylor_map<T>;

BROOK_END_NAMESPACE
