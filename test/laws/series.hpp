// SPDX-License-Identifier: MPL-2.0
// Power series in the time and in displacements, of 60 digits and with nothing of the library's in them: what jets and
// variations must be.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <brook/expression/expression.hpp>

#include "test/laws/real.hpp"

namespace brook::test {

/// The monomials t^n d_0^k0 d_1^k1 ... of a truncated series: n up to an order, k0 + k1 + ... up to a degree.
class monomials {
public:
    /// The exponent of t, then those of the displacements.
    using exponents = std::vector<unsigned>;

    monomials(unsigned displacements, unsigned order, unsigned degree);

    std::size_t size() const { return all_.size(); }
    const exponents &operator[](std::size_t i) const { return all_[i]; }
    /// The number of a monomial; size() if it is cut off.
    std::size_t find(const exponents &m) const;
    /// The number of the product of two, likewise.
    std::size_t product(std::size_t i, std::size_t j) const { return products_[i * size() + j]; }

    unsigned displacements() const { return static_cast<unsigned>(all_[0].size()) - 1; }
    unsigned order() const { return order_; }
    unsigned degree() const { return degree_; }

private:
    void append(exponents &m, std::size_t which, unsigned left);

    unsigned order_, degree_;
    std::vector<exponents> all_; // the first is 1
    std::map<exponents, std::size_t> numbers_;
    std::vector<std::size_t> products_;
};

/// A series with the error of each coefficient, to first order, of a computation whose operations all round: in units
/// of the rounding.
struct series {
    std::vector<real> c;
    std::vector<real> error;
    /// False if a jump, a kink or a singularity is too near.
    bool reliable = true;

    explicit series(std::size_t size = 0) : c(size, real(0)), error(size, real(0)) {}
};

/// Variables, parameters and the time as series.
struct series_surroundings {
    std::map<std::string, series> variables;
    std::vector<series> pars;
    series time;
};

/// A constant, which is exact, plus a displacement if `monomial` is not 0.
series constant_series(const monomials &m, const real &value, std::size_t monomial = 0);

/// The series of an expression. Functions are composed from their derivatives, which are those of the polynomial
/// through many values of their references.
series series_of(const monomials &m, const expression &ex, const series_surroundings &at);

/// Solves x' = f by iteration, order by order: completes the series of the variables, which are given without t.
void integrate(const monomials &m, const std::vector<std::pair<expression, expression>> &equations,
               series_surroundings &at);

} // namespace brook::test
