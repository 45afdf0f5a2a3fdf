// SPDX-License-Identifier: MPL-2.0
// Double-double numbers: about 32 digits, in the range of double.
//
// The sums and products are those of T. J. Dekker, A floating-point technique for extending the available precision,
// Numerische Mathematik 18 (1971), and D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, in the
// form of M. Joldes, J.-M. Muller and V. Popescu, Tight and rigorous error bounds for basic building blocks of
// double-word arithmetic, ACM Trans. Math. Softw. 44 (2017), whose bounds are named below, with u = 2^-53. Generated
// code does the same operations in the same order, and so has the same bits.
#pragma once

#include <charconv>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/core.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

class dd;

namespace detail {

/// Numbers of other libraries with more digits than a dd.
template <typename Number>
concept longer_than_dd = std::is_class_v<Number> && !std::is_same_v<Number, dd> &&
                         std::numeric_limits<Number>::is_specialized && (std::numeric_limits<Number>::digits > 106);

} // namespace detail

/// The sum of two doubles, hi + lo, where hi is the sum rounded to double: at least 106 binary digits, unless the
/// number is so small (2^-969) that lo would be subnormal. A number as any other of C++: built-in numbers convert to it
/// without being asked, and it to them when asked; there are literals (`1.1_dd`, an expression), std::numeric_limits,
/// std::hash, text that reads back as the same number, and the functions of the C++ library that brook uses.
///
/// What overflows is infinite or NaN. The arithmetic needs rounding to nearest, and operations that are done as
/// written: do not compile programs that compute with it with -ffast-math.
class BROOK_PUBLIC dd {
public:
    /// The number 0.
    constexpr dd() noexcept = default;
    /// hi + lo, which must be such a pair: hi is their sum, rounded.
    constexpr dd(double hi, double lo) noexcept : hi_(hi), lo_(lo) {}
    /// The number x, exactly; a long double may have an exponent that is too large.
    template <std::floating_point Number>
    constexpr dd(Number x) noexcept : hi_(static_cast<double>(x)) {
        if constexpr (!std::is_same_v<Number, double> && !std::is_same_v<Number, float>)
            if (hi_ - hi_ == 0)
                lo_ = static_cast<double>(x - static_cast<Number>(hi_));
    }
    /// The number n, exactly.
    template <std::integral Number>
    constexpr dd(Number n) noexcept : dd(static_cast<long double>(n)) {}
    /// The number x of a longer type, such as Boost's, rounded (but for the last of 107 bits).
    template <detail::longer_than_dd Number>
    explicit dd(const Number &x) noexcept : hi_(static_cast<double>(x)) {
        if (hi_ - hi_ == 0)
            *this = normalised(hi_, static_cast<double>(Number(x - Number(hi_))));
    }
    /// From its decimal digits, rounded to nearest (but for the last of 107 bits). Throws std::invalid_argument if it
    /// is no decimal number, and std::out_of_range if it is too large or too small.
    explicit dd(std::string_view text);

    /// The sum, rounded to double.
    constexpr double hi() const noexcept { return hi_; }
    /// What the rounding left.
    constexpr double lo() const noexcept { return lo_; }

    /// Rounded.
    template <std::floating_point Number>
    constexpr explicit operator Number() const noexcept {
        if constexpr (std::is_same_v<Number, double> || std::is_same_v<Number, float>)
            return static_cast<Number>(hi_);
        else
            return hi_ - hi_ == 0 ? static_cast<Number>(hi_) + static_cast<Number>(lo_) : static_cast<Number>(hi_);
    }
    /// As a number of a longer type.
    template <detail::longer_than_dd Number>
    explicit operator Number() const noexcept {
        return Number(Number(hi_) + Number(lo_));
    }
    /// Rounded towards 0; as for a double, it must be in the range of the type.
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) constexpr explicit operator Number() const noexcept {
        return static_cast<Number>(static_cast<long double>(*this));
    }
    /// True unless 0.
    constexpr explicit operator bool() const noexcept { return hi_ != 0; }

    /// @{

    /// Relative error below 3 u^2 (algorithm 6).
    friend constexpr dd operator+(dd a, dd b) noexcept {
        const dd high = two_sum(a.hi_, b.hi_), low = two_sum(a.lo_, b.lo_);
        const dd sum = normalised(high.hi_, high.lo_ + low.hi_);
        return normalised(sum.hi_, sum.lo_ + low.lo_);
    }
    friend constexpr dd operator-(dd a, dd b) noexcept { return a + (-b); }
    /// @}

    /// Relative error below 7 u^2 (algorithm 10).
    friend constexpr dd operator*(dd a, dd b) noexcept {
        const dd high = two_product(a.hi_, b.hi_);
        return normalised(high.hi_, high.lo_ + (a.hi_ * b.lo_ + a.lo_ * b.hi_));
    }
    /// Relative error below 15 u^2 + 56 u^3 (algorithm 17). Infinite or 0 where the quotient of doubles is.
    friend constexpr dd operator/(dd a, dd b) noexcept {
        const double high = a.hi_ / b.hi_;
        const dd product = two_product(high, b.hi_);
        const dd back = normalised(product.hi_, product.lo_ + high * b.lo_);
        const dd q = normalised(high, ((a.hi_ - back.hi_) + (a.lo_ - back.lo_)) / b.hi_);
        return q.hi_ == q.hi_ ? q : dd(high, 0);
    }
    constexpr dd operator-() const noexcept { return {-hi_, -lo_}; } ///< exact
    constexpr dd operator+() const noexcept { return *this; }        ///< the number itself

    constexpr dd &operator+=(dd b) noexcept { return *this = *this + b; } ///< as a + b
    constexpr dd &operator-=(dd b) noexcept { return *this = *this - b; } ///< as a - b
    constexpr dd &operator*=(dd b) noexcept { return *this = *this * b; } ///< as a * b
    constexpr dd &operator/=(dd b) noexcept { return *this = *this / b; } ///< as a / b
    constexpr dd &operator++() noexcept { return *this += 1; }            ///< adds 1
    constexpr dd &operator--() noexcept { return *this -= 1; }            ///< subtracts 1

    /// Exact.
    friend constexpr bool operator==(dd a, dd b) noexcept { return a.hi_ == b.hi_ && (a.lo_ == b.lo_ || is_huge(a)); }
    /// Exact; a NaN is not comparable.
    friend constexpr std::partial_ordering operator<=>(dd a, dd b) noexcept {
        const auto high = a.hi_ <=> b.hi_;
        return high == 0 && !is_huge(a) ? a.lo_ <=> b.lo_ : high;
    }

    /// a + b without error, for any a and b (Knuth).
    static constexpr dd two_sum(double a, double b) noexcept {
        const double sum = a + b, b_in_sum = sum - a;
        return {sum, (a - (sum - b_in_sum)) + (b - b_in_sum)};
    }
    /// a b without error. What is known at compile time must be below 2^996 (Dekker).
    static constexpr dd two_product(double a, double b) noexcept {
        const double product = a * b;
        if (!std::is_constant_evaluated())
            return {product, std::fma(a, b, -product)};
        const double shifted_a = a * 134217729., shifted_b = b * 134217729.; // 2^27 + 1
        const double ah = shifted_a - (shifted_a - a), al = a - ah;
        const double bh = shifted_b - (shifted_b - b), bl = b - bh;
        return {product, ((ah * bh - product) + ah * bl + al * bh) + al * bl};
    }
    /// a + b without error, for |a| >= |b| (Dekker).
    static constexpr dd normalised(double a, double b) noexcept {
        const double sum = a + b;
        return {sum, b - (sum - a)};
    }

private:
    static constexpr bool is_huge(dd a) noexcept { return a.hi_ - a.hi_ != 0; } // infinite or NaN: lo means nothing

    double hi_ = 0, lo_ = 0;
};

/// @{

/// Whether the number is what the name says.
inline bool isfinite(dd x) noexcept { return std::isfinite(x.hi()); }
inline bool isinf(dd x) noexcept { return std::isinf(x.hi()); }
inline bool isnan(dd x) noexcept { return std::isnan(x.hi()); }
inline bool signbit(dd x) noexcept { return std::signbit(x.hi()); }
/// @}

/// The size of x, exactly.
inline dd abs(dd x) noexcept { return std::signbit(x.hi()) ? -x : x; }
/// As abs().
inline dd fabs(dd x) noexcept { return abs(x); }
/// The size of x with the sign of y.
inline dd copysign(dd x, dd y) noexcept { return std::signbit(x.hi()) == std::signbit(y.hi()) ? x : -x; }
/// The larger one, or the one that is no NaN.
inline dd fmax(dd x, dd y) noexcept { return isnan(x) || x < y ? y : x; }
/// The smaller one, or the one that is no NaN.
inline dd fmin(dd x, dd y) noexcept { return isnan(x) || y < x ? y : x; }

/// x y + z with an error of about 3 u^2 (|x y| + |z|): where they cancel, the digits that a dd has beside them are lost
/// as if both had been rounded before. This is what sums of many products take least time with.
inline dd fma(dd x, dd y, dd z) noexcept {
    const dd product = dd::two_product(x.hi(), y.hi()), sum = dd::two_sum(z.hi(), product.hi());
    const double low = std::fma(x.lo(), y.hi(), std::fma(x.hi(), y.lo(), product.lo()));
    return dd::normalised(sum.hi(), (low + z.lo()) + sum.lo());
}

/// The square root; relative error below 4 u^2.
inline dd sqrt(dd x) noexcept {
    const double root = std::sqrt(x.hi());
    const dd square = dd::two_product(root, root);
    const double rest = ((x.hi() - square.hi()) - square.lo()) + x.lo();
    const dd r = dd::normalised(root, rest / (root + root));
    return r.hi() == r.hi() ? r : dd(root, 0); // of 0 and infinity
}

/// @{

/// The next integer in the direction that the name says, exactly.
BROOK_PUBLIC dd ceil(dd x) noexcept;
BROOK_PUBLIC dd floor(dd x) noexcept;
BROOK_PUBLIC dd trunc(dd x) noexcept;
/// @}

/// The binary exponent: |x| is at least 2^ilogb(x), and less than twice that.
BROOK_PUBLIC int ilogb(dd x) noexcept;
/// The next number of 106 digits in the direction of y.
BROOK_PUBLIC dd nextafter(dd x, dd y) noexcept;

/// @{

/// The functions of these names, of x rounded to 113 bits: within a unit of the last of 106 digits. They are computed
/// by libquadmath or, where that is missing, by Boost.Multiprecision.
BROOK_PUBLIC dd acos(dd x) noexcept;
BROOK_PUBLIC dd acosh(dd x) noexcept;
BROOK_PUBLIC dd asin(dd x) noexcept;
BROOK_PUBLIC dd asinh(dd x) noexcept;
BROOK_PUBLIC dd atan(dd x) noexcept;
BROOK_PUBLIC dd atanh(dd x) noexcept;
BROOK_PUBLIC dd cos(dd x) noexcept;
BROOK_PUBLIC dd cosh(dd x) noexcept;
BROOK_PUBLIC dd erf(dd x) noexcept;
BROOK_PUBLIC dd exp(dd x) noexcept;
BROOK_PUBLIC dd expm1(dd x) noexcept;
BROOK_PUBLIC dd log(dd x) noexcept;
BROOK_PUBLIC dd log1p(dd x) noexcept;
BROOK_PUBLIC dd sin(dd x) noexcept;
BROOK_PUBLIC dd sinh(dd x) noexcept;
BROOK_PUBLIC dd tan(dd x) noexcept;
BROOK_PUBLIC dd tanh(dd x) noexcept;
BROOK_PUBLIC dd atan2(dd y, dd x) noexcept;
BROOK_PUBLIC dd fmod(dd x, dd y) noexcept;
BROOK_PUBLIC dd pow(dd x, dd y) noexcept;
/// @}

/// @{

/// Powers and logarithms to the base 2 with the accuracy of double only; those of integers are exact.
BROOK_PUBLIC dd exp2(dd x) noexcept;
BROOK_PUBLIC dd log2(dd x) noexcept;
/// @}

/// @{

/// The solutions of Kepler's equation, which are described beside the functions of expressions with these names; NaN
/// for what is no ellipse.
BROOK_PUBLIC dd kepE(dd e, dd mean_anomaly) noexcept;
BROOK_PUBLIC dd kepF(dd h, dd k, dd lam) noexcept;
BROOK_PUBLIC dd kepDE(dd s0, dd c0, dd dm) noexcept;
/// @}

/// Reads decimal digits, as the functions of this name in the C++ library do.
BROOK_PUBLIC std::from_chars_result from_chars(const char *begin, const char *end, dd &x);
/// Digits that read back as the same number, as few as that takes.
BROOK_PUBLIC std::string to_string(dd x);
/// Writes the digits of to_string().
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, dd x);
/// Reads a word, which must be a number, or the stream fails.
BROOK_PUBLIC std::istream &operator>>(std::istream &in, dd &x);

BROOK_END_NAMESPACE

/// Of 106 digits; epsilon() is the distance from 1 to the next number that has no more of them.
template <>
struct std::numeric_limits<brook::dd> : std::numeric_limits<double> {
    static constexpr int digits = 106;
    static constexpr int digits10 = 31;
    static constexpr int max_digits10 = 34;
    static constexpr int min_exponent = -968;
    static constexpr int min_exponent10 = -291;
    static constexpr bool is_iec559 = false;
    static constexpr brook::dd min() noexcept { return {0x1p-969, 0}; }
    static constexpr brook::dd max() noexcept { return {0x1.fffffffffffffp+1023, 0x1.fffffffffffffp+969}; }
    static constexpr brook::dd lowest() noexcept { return -max(); }
    static constexpr brook::dd epsilon() noexcept { return {0x1p-105, 0}; }
    static constexpr brook::dd round_error() noexcept { return {.5, 0}; }
    static constexpr brook::dd denorm_min() noexcept { return {0x1p-1074, 0}; }
    static constexpr brook::dd infinity() noexcept { return {std::numeric_limits<double>::infinity(), 0}; }
    static constexpr brook::dd quiet_NaN() noexcept { return {std::numeric_limits<double>::quiet_NaN(), 0}; }
    static constexpr brook::dd signaling_NaN() noexcept { return {std::numeric_limits<double>::signaling_NaN(), 0}; }
};

/// @cond

// Constants of all digits.
template <>
inline constexpr brook::dd std::numbers::pi_v<brook::dd>{0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};
template <>
inline constexpr brook::dd std::numbers::log2e_v<brook::dd>{0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
template <>
inline constexpr brook::dd std::numbers::inv_sqrtpi_v<brook::dd>{0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57};
/// @endcond

/// Equal numbers have equal hashes.
template <>
struct std::hash<brook::dd> {
    std::size_t operator()(const brook::dd &x) const noexcept {
        const auto high = std::hash<double>()(x.hi());
        return x.lo() == 0 ? high : high ^ (std::hash<double>()(x.lo()) * 0x9e3779b97f4a7c15u);
    }
};

/// Formats as the stream operator does.
template <>
struct fmt::formatter<brook::dd> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(const brook::dd &x, fmt::format_context &context) const -> fmt::format_context::iterator;
};
