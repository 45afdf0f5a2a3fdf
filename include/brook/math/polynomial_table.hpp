// SPDX-License-Identifier: MPL-2.0
// Functions that are polynomials piece by piece, whose coefficients are data: ephemerides, thrust profiles,
// atmospheres, the orientation of the Earth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

struct polynomial_content;
struct polynomial_access;

} // namespace detail

/// What the coefficients of a piece from a to b belong to.
enum class polynomial_basis : std::uint8_t {
    power,    ///< 1, x - a, (x - a)^2, ...
    chebyshev ///< the Chebyshev polynomials T_0, T_1, ... of 2 (x - a) / (b - a) - 1, which goes from -1 to 1
};

/// What a table is beyond its first and its last break.
enum class beyond_breaks : std::uint8_t {
    nan,        ///< not a number: an integrator that gets there says err_nf_state
    extrapolate ///< the polynomial of the first or of the last piece goes on
};

/// Polynomials of one degree between breaks. Immutable; copies refer to the same data, and so do the integrators and
/// compiled functions that use it. These numbers are an argument of compiled code: whoever has other data of the same
/// shape, which is degree and basis but not the number of pieces, needs no new code.
class BROOK_PUBLIC polynomial_table {
public:
    /// Piece i goes from breaks[i] to breaks[i + 1] and has coefficients[i], the constant one first. Throws
    /// std::invalid_argument unless there are two breaks or more, finite and ascending, one list of coefficients for
    /// each piece, all of one length and not empty, and all coefficients are finite.
    polynomial_table(std::vector<double> breaks, std::vector<std::vector<double>> coefficients,
                     polynomial_basis basis = polynomial_basis::power, beyond_breaks beyond = beyond_breaks::nan);
    /// Refers to the same data.
    polynomial_table(const polynomial_table &other) noexcept;
    /// Refers to those of `other` from now on.
    polynomial_table &operator=(const polynomial_table &other) noexcept;
    ~polynomial_table();

    /// Where pieces begin and end: one more than there are pieces. For kw::stop_at, if the argument is the time.
    const std::vector<double> &breaks() const noexcept;
    /// The number of pieces.
    std::size_t size() const noexcept { return breaks().size() - 1; }
    /// Of all pieces: one less than each has coefficients.
    std::size_t degree() const noexcept;
    /// What the coefficients belong to.
    polynomial_basis basis() const noexcept;
    /// What the table is outside.
    beyond_breaks beyond() const noexcept;
    /// Those of a piece. Throws std::out_of_range if there is none of this number.
    std::span<const double> coefficients(std::size_t piece) const;

    /// The value at x, computed in T; at a break that of the piece which begins there, at the last one that of the last
    /// piece. Throws std::invalid_argument as piecewise_polynomial() does, where code is compiled.
    template <detail::floating_point_type T>
    T operator()(T x) const;

    /// Its derivative, a table of the same breaks; of degree 0 if this one has no other. Made once. Throws
    /// std::invalid_argument if a coefficient is too large for a double.
    const polynomial_table &derivative() const;

    /// The same breaks, coefficients, basis and behaviour beyond, to the bit.
    friend bool operator==(const polynomial_table &a, const polynomial_table &b) noexcept { return a.equals(b); }

private:
    friend struct detail::polynomial_access;
    explicit polynomial_table(const detail::polynomial_content *content) noexcept : content_(content) {}
    bool equals(const polynomial_table &other) const noexcept;

    const detail::polynomial_content *content_;
};

/// The table as a function of x, which may be any expression. It has derivatives, the tables of the derivatives; Taylor
/// series, those of the piece that x belongs to where a step begins; and variations. It is never folded.
///
/// Where x depends on the time alone, a step that begins at a break goes on with the piece that lies in its direction,
/// forward or backward; elsewhere a piece has its beginning and not its end. No step should go across a break (see
/// kw::stop_at and breaks_of()): all of it has the polynomial with which it began. That holds at the ends of the table,
/// too: a step that begins inside may end outside unnoticed, and it is the next one that fails. With stops at all
/// breaks none does: a step from the last break onward fails.
///
/// Code for a type T is given breaks and coefficients rounded to T: compiling throws std::invalid_argument if two
/// breaks are then equal, if a coefficient is then infinite, or if there are more numbers than a T can count (2^24 of a
/// float). Functions in modules of one's own (add_cfunc()) are not given data: there the table throws
/// not_implemented_error.
BROOK_PUBLIC expression piecewise_polynomial(expression x, const polynomial_table &table);

/// The same of a new table. Throws std::invalid_argument as its constructor does.
BROOK_PUBLIC expression piecewise_polynomial(expression x, std::vector<double> breaks,
                                             std::vector<std::vector<double>> coefficients,
                                             polynomial_basis basis = polynomial_basis::power,
                                             beyond_breaks beyond = beyond_breaks::nan);

BROOK_END_NAMESPACE
