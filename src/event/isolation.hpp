// SPDX-License-Identifier: MPL-2.0
// Intervals with one zero of a polynomial each.
//
// In the Bernstein basis of an interval the coefficients b_0, ..., b_n have at least as many changes of sign as the
// polynomial has zeros inside (Descartes' rule of signs), and the difference is even: none is none, one is one. Other
// intervals are cut in two by de Casteljau's scheme: G. E. Collins and A. G. Akritas, SYMSAC (1976); J. M. Lane and R.
// F. Riesenfeld, BIT 21 (1981); F. Rouillier and P. Zimmermann, J. Comput. Appl. Math. 162 (2004).
//
// Each interval knows how wrong its coefficients can be. Signs below that are open, and the changes of sign have a
// smallest and a largest number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include <brook/support/visibility.hpp>

#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// begin < x < end, parts of the step between 0 and 1, and the sign of the polynomial between begin and the zero.
template <typename T>
struct isolating_interval {
    double_length<T> begin, end;
    int sign_before;
};

/// How a search ended.
enum class isolation {
    complete,  ///< all zeros are isolated
    undecided, ///< in T's arithmetic signs stayed open: what was found does not count
    limited    ///< an interval was cut max_depth times; what its ends say is in the result
};

/// Finds the zeros in 0 < x < 1, with coefficients of type N: T, which is fast and gives up when a sign stays open, or
/// double_length<T>.
///
/// With double length, the signs at both ends of an interval are known: where 1/2 is too close to a zero, the interval
/// is cut elsewhere. An interval is decided by the signs at its ends alone if it is narrower than half the spacing of
/// T's numbers there, or if all of n + 2 places in it have values below the bound of the rounding errors, which is some
/// 50 n u^2 sum |a_k|. If they differ, it has one zero; if not, none. So
/// - no change of sign is lost between places where the values are above that bound, and none is invented;
/// - two zeros that T cannot tell apart, and touching the axis without crossing it as far as the bound can tell, count
///   as no zero;
/// - a value at the end of the step that is below the bound counts as a zero there, which belongs to the next step.
template <typename T, typename N>
class isolator {
public:
    /// Intervals are cut at most so often, and as many may wait.
    static constexpr std::uint32_t max_depth = 128;

    /// Writes the intervals in their order to `found`, at most one for each degree. The coefficients are those of a
    /// scaled_polynomial, and sign_at_zero is the sign of a[0]. Takes no memory unless the degree is higher than any
    /// before.
    isolation find(const N *a, std::uint32_t degree, int sign_at_zero, std::vector<isolating_interval<T>> &found);

private:
    static constexpr bool is_wide = !std::is_same_v<T, N>;

    struct cell {
        double_length<T> begin, end;
        T error;         // of each coefficient
        int first, last; // the signs at the ends; 0: a zero at the end of the step
        std::uint32_t depth;
    };
    struct sign_changes {
        std::uint32_t least, most;
    };

    void prepare(std::uint32_t degree);
    N *coefficients(std::size_t place) { return b_.data() + place * (degree_ + 1); }
    int sign_of(const N &x, T error) const noexcept;
    T transform_start(N end, N *b) const noexcept;
    T cut(const cell &c, T at, N *left, N *right) const noexcept;
    sign_changes count(const cell &c, const N *b) const noexcept;
    bool push_whole(int sign_at_zero);
    bool split();
    bool split_at(T at);
    bool is_narrow(const cell &c) const noexcept;

    const N *a_ = nullptr;
    std::uint32_t degree_ = 0;
    std::vector<N> weights_, b_, copy_;
    std::vector<cell> cells_;
};

} // namespace detail
BROOK_END_NAMESPACE
