// SPDX-License-Identifier: MPL-2.0
// Values of expressions at a point chosen at random: what is zero there, but for rounding, is zero everywhere, but for
// chance (R. Zippel, Probabilistic algorithms for sparse polynomials, 1979).
#pragma once

#include <cstdint>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A value, and the size of the terms that were added up to it, which says how large its rounding error may be.
struct rounded_value {
    long double value = 0, size = 0;

    /// Zero, or a sum whose terms cancel.
    bool is_zero() const noexcept { return !(value > 1e-14L * size || value < -1e-14L * size); }
};

/// Variables, parameters and functions that have no value for numbers stand for numbers from `low` to `high`, which
/// follow from their structure and the seed.
class random_point {
public:
    random_point(std::uint64_t seed, long double low, long double high) : seed_(seed), low_(low), high_(high) {}

    /// The value of an expression, which must live as long as the point is used.
    rounded_value operator()(const expression &ex);

private:
    rounded_value of_leaf(const expression &leaf) const;
    rounded_value of_function(const func &f) const;
    rounded_value number_from(std::uint64_t hash) const;

    std::uint64_t seed_;
    long double low_, high_;
    walk<rounded_value> walk_;
};

} // namespace detail
BROOK_END_NAMESPACE
