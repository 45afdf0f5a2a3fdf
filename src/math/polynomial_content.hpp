// SPDX-License-Identifier: MPL-2.0
// What a table of polynomials consists of, and how code finds it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <brook/expression/numeric_emitter.hpp>
#include <brook/expression/rule.hpp>
#include <brook/math/polynomial_table.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/made_once.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A table as code reads it: a row for each piece, and one of NaNs for what is outside. The finder is its beginning.
///
/// A row consists of the beginning a of the piece, of 4 / (b - a) if the basis is that of Chebyshev, and of the
/// coefficients. Finders tell rows by the place where they begin, so that a column is an address, too.
template <typename T>
class polynomial_rows : public row_finder<T> {
public:
    /// Throws std::invalid_argument if T cannot hold the table.
    explicit polynomial_rows(const polynomial_content &content);

    const T *column(std::size_t j) const { return numbers_.data() + j; }

    /// Where the row of x begins. `ahead` is where x goes: if not 0, it is the row of what lies ahead of x by so much
    /// and the rounding errors of x. So x is at a break if it is as near as numbers are.
    std::size_t place_of(T x, T ahead) const noexcept;

private:
    std::size_t place_outside(bool below) const noexcept;

    std::vector<T> breaks_, numbers_;
    std::size_t stride_;
    double pieces_per_unit_; // if all have one length
    bool extrapolates_;
};

/// Breaks and coefficients; and the rule of the functions that have them, which keep it alive.
struct polynomial_content : function_rule, counted_rule {
    /// Throws as the constructor of the table. The coefficients are those of all pieces in a row.
    polynomial_content(std::vector<double> the_breaks, std::vector<double> the_coefficients,
                       polynomial_basis basis_of_all, beyond_breaks the_beyond);

    std::size_t degree() const { return coefficients.size() / (breaks.size() - 1) - 1; }
    /// How many numbers of a row stand before the coefficients.
    std::size_t first_coefficient() const { return basis == polynomial_basis::power ? 1 : 2; }
    std::size_t row_size() const { return first_coefficient() + degree() + 1; }

    /// Made at the first use, and shared by all.
    template <typename T>
    const polynomial_rows<T> &rows() const {
        return std::get<rows_once<T>>(rows_).get([this] { return polynomial_rows<T>(*this); });
    }

    std::vector<double> breaks, coefficients;
    polynomial_basis basis;
    beyond_breaks beyond;
    std::string full_name; ///< which holds a hash of all the above
    mutable made_once_in_object<polynomial_table> derivative;

private:
    template <typename T>
    struct rows_once : made_once_in_object<polynomial_rows<T>> {};
    mutable fp_tuple<rows_once> rows_;
};

struct polynomial_access {
    static const polynomial_content &content(const polynomial_table &t) noexcept { return *t.content_; }
    /// Of a content that has just been made.
    static polynomial_table table(const polynomial_content *made) noexcept { return polynomial_table(made); }
    /// Of the content that is the rule of a function.
    static polynomial_table sharing(const polynomial_content &content) noexcept {
        content.retain();
        return polynomial_table(&content);
    }
};

/// The content that a function has; null if it is no piecewise polynomial.
const polynomial_content *content_of(const function_rule &rule) noexcept;

/// Whether the rule of this name, if any, is a table.
bool is_name_of_table(std::string_view rule_name) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
