// SPDX-License-Identifier: MPL-2.0
// Appends operations to a program, each different one once.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A value with a coefficient: a term of a sum.
struct term {
    number coefficient;
    value_id value = 0;
};

class program_builder {
public:
    explicit program_builder(std::uint32_t n_states) { program_.n_states = n_states; }

    /// First result of the operation, which is appended unless an equal one exists. Numbers count as equal if their
    /// types and bits are.
    value_id add(const operation &op, std::vector<value_id> args, std::vector<number> attributes = {},
                 std::vector<number> constants = {});

    value_id constant(const number &x);
    bool is_constant(value_id v) const { return program_.is_constant(v); }

    /// Product of two values; the order of the factors does not matter.
    value_id product(value_id a, value_id b);
    /// Product of any number of values: constants among themselves first, the others in pairs, so that the depth stays
    /// logarithmic. At least one.
    value_id product(const std::vector<value_id> &factors);
    /// Sum of the squares of values. a - b and b - a are one there, the first of them.
    value_id sum_of_squares(std::vector<value_id> args);
    value_id quotient(value_id a, value_id b);
    value_id power(value_id base, const number &exponent);
    value_id power(value_id base, value_id exponent);
    /// sum c_i v_i + c. `offset` null: none.
    value_id linear(const std::vector<term> &terms, const number *offset);
    /// c * v.
    value_id scaled(const number &c, value_id v);

    /// Puts the factors of a product into the order that makes equal shapes have equal slots.
    void sort_factors(value_id &a, value_id &b) const;

    program finish(std::vector<value_id> derivatives, std::vector<value_id> outputs = {});

private:
    const definition *find(const definition &wanted, std::size_t hash) const; // null: there is none
    value_id first_of_opposites(value_id v) const;
    const number *number_of(value_id v) const; // null: not a number
    value_id natural_power(value_id base, unsigned exponent);

    program program_;
    std::unordered_multimap<std::size_t, std::uint32_t> known_; // hash of a definition -> its index
};

} // namespace detail
BROOK_END_NAMESPACE
