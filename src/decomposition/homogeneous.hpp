// SPDX-License-Identifier: MPL-2.0
// Homogeneous polynomials whose coefficients are values of a program, and the operations that compute them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program_builder.hpp"
#include "ode/multi_indices.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A sum that no operation stands for yet: offset + sum c_i v_i + sum c_i a_i b_i.
struct open_sum {
    struct product {
        number coefficient;
        value_id a = 0, b = 0;
    };
    number offset{0.};
    std::vector<term> terms;
    std::vector<product> products;

    bool is_number() const { return terms.empty() && products.empty(); }
    /// A value with a coefficient.
    bool is_term() const { return is_zero(offset) && products.empty() && terms.size() == 1; }
};

/// By the numbers of multi-indices; what is left out is zero. All have one degree.
using homogeneous = std::map<std::uint32_t, open_sum>;

/// Arithmetic of such polynomials, as operations that are appended to a program. Products of polynomials of degrees d
/// and e have degree d + e; what has too high a degree is dropped.
class homogeneous_arithmetic {
public:
    /// `one` is the number 1 of the floating-point type: fractions such as 1/3 are not rounded to another.
    homogeneous_arithmetic(program_builder &builder, const multi_indices &indices, number one)
        : builder_(builder), indices_(indices), one_(std::move(one)) {}

    /// Of degree 0.
    static homogeneous constant(const number &x);
    static homogeneous value(value_id v) { return {{0, {number(0.), {{number(1.), v}}, {}}}}; }

    static homogeneous sum(const homogeneous &p, const homogeneous &q);
    static homogeneous scaled(const number &c, homogeneous p);
    /// Makes terms of the coefficients of both: whatever is multiplied is a value, once.
    homogeneous product(homogeneous &p, homogeneous &q);
    /// q has degree 0.
    homogeneous quotient(homogeneous &p, homogeneous &q);
    /// Where q, of degree 0, is not zero that of p, else that of r. A condition of higher degree holds unless all of
    /// its coefficients are left out.
    homogeneous choice(homogeneous &q, homogeneous &p, homogeneous &r);

    /// Operations stand for all coefficients: each becomes a number, or a value with a coefficient.
    void settle(homogeneous &p);
    /// A value for the sum as a whole.
    value_id value_of(open_sum &s);
    program_builder &builder() { return builder_; }

private:
    void settle(open_sum &s);

    program_builder &builder_;
    const multi_indices &indices_;
    number one_;
};

} // namespace detail
BROOK_END_NAMESPACE
