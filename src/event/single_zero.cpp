// SPDX-License-Identifier: MPL-2.0
// Deciding whether there is one zero, and finding it.
//
// The bounds are to first order in eps, with K = sum k |t_k|, n = p + 1, m the smallest normal number, and s the lower
// bound of the slopes. Numbers below m may be flushed to zero.
#include "event/single_zero.hpp"

#include <algorithm>
#include <limits>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "number/double_length_products.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
constexpr T eps = std::numeric_limits<T>::epsilon();

template <typename T>
constexpr T lost = std::numeric_limits<T>::min() / eps<T>;

} // namespace

// Two orders at a time, as in exclusion.hpp.
template <typename T>
void single_zero<T>::make_terms(const T *c, std::size_t stride, T h) noexcept {
    T *terms = terms_.data(), *slopes = slopes_.data();
    const T sign = c[0] > T(0) ? T(-1) : T(1), square = h * h;
    T odd = sign * h, even = sign, factor = T(1);
    T end = sign * c[0], slope = T(0), least = std::numeric_limits<T>::max(), sizes = T(0);
    terms[0] = end;
    std::uint32_t k = 1;
    for (; k < order_; k += 2) {
        even *= square;
        const T x = c[k * stride] * odd, y = c[(k + 1) * stride] * even;
        const T dx = factor * x, dy = (factor + T(1)) * y, before = slope + dx;
        odd *= square;
        factor += T(2);
        terms[k] = x;
        terms[k + 1] = y;
        slopes[k - 1] = dx;
        slopes[k] = dy;
        end += x + y;
        slope += dx + dy;
        sizes += fp::abs(dx) + fp::abs(dy);
        const T lower = before < slope ? before : slope;
        least = lower < least ? lower : least;
    }
    if (k == order_) {
        even = odd;
        terms[k] = c[k * stride] * odd;
        slopes[k - 1] = factor * terms[k];
        end += terms[k];
        slope += slopes[k - 1];
        sizes += fp::abs(slopes[k - 1]);
        least = slope < least ? slope : least;
    }
    std::fill(terms + order_ + 1, terms + 4 * blocks_, T(0));
    std::fill(slopes + order_, slopes + 4 * blocks_, T(0));
    end_ = end;
    end_slope_ = slope;
    least_ = least;
    sizes_ = sizes;
    last_power_ = fp::abs(even);
}

// t_k has k roundings, k t_k one more, and D_m up to p additions: D_m is wrong by n eps K at most. The end has k
// roundings of t_k and p additions: n eps (|t_0| + K). (4 p + 8) eps is four times as much.
//
// Underflow: with |h^p| above m / eps no power has lost anything; coefficients, products and sums that have change D_m
// by less than 2 n^2 (1 + |h^p|) m, and that is below 2 eps K. Infinite numbers, and what are none, make K or the end
// so.
template <typename T>
bool single_zero<T>::rises() noexcept {
    const T n = static_cast<T>(order_ + 1.), margin = (T(4) * n + T(4)) * eps<T>;
    const T end_error = margin * (sizes_ - terms_[0]);
    least_ -= margin * sizes_;
    return terms_[0] < T(0) && least_ > T(0) && last_power_ >= lost<T> &&
           sizes_ > n * n * lost<T> * (T(1) + last_power_) && fp::abs(end_) > end_error && fp::isfinite(end_);
}

// sum a_k x^k over the blocks from the first one on. Four sums beside each other, because each is a chain.
template <typename T>
BROOK_INLINE T single_zero<T>::sum(const std::vector<T> &a, std::uint32_t first, T x) const noexcept {
    const T square = x * x, fourth = square * square;
    const T *b = a.data() + 4 * (blocks_ - 1);
    T b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
    for (std::uint32_t i = blocks_ - 1; i > first; --i) {
        b -= 4;
        b0 = b0 * fourth + b[0];
        b1 = b1 * fourth + b[1];
        b2 = b2 * fourth + b[2];
        b3 = b3 * fourth + b[3];
    }
    T result = (b0 + b1 * x) + (b2 + b3 * x) * square;
    for (; first > 0; --first)
        result *= fourth;
    return result;
}

// Hermite's cubic for the inverse function, with its values and slopes at both ends of the step.
template <typename T>
T single_zero<T>::first_guess() const noexcept {
    const T rise = end_ - terms_[0];
    const T f = -terms_[0] / rise, g = T(1) - f;
    const T x = f * (f * (T(3) - T(2) * f) + g * (g * (rise / slopes_[0]) - f * (rise / end_slope_)));
    return x > T(0) && x < T(1) ? x : f;
}

// Newton's method, in a bracket. Since |q''| <= p K, a step is followed by one of p K / (2 s) times its square at most,
// until that is so small that the last correction, with its own square, is exact.
template <typename T>
T single_zero<T>::close_to_zero() const noexcept {
    T x = first_guess(), low = T(0), high = T(1);
    const T bend = static_cast<T>(order_ * .5) * sizes_ / least_;
    for (int i = 0; i < 10; ++i) {
        const T value = sum(terms_, 0, x), step = value / sum(slopes_, 0, x), next = bend * step * step;
        if (bend * next * next < eps<T> / T(64) * x)
            return std::min(x - step, T(1));
        (value < T(0) ? low : high) = x;
        x -= step;
        if (!(x > low && x < high))
            x = low + (high - low) * T(0.5);
    }
    return x;
}

// So many blocks at the beginning need double length: the others, with a sum R of |t_k|, add x R at most to the value,
// and each of their terms has less than 4 n roundings, so that they are wrong by 2 n eps x R. That is to be less than
// eps x s / 32.
template <typename T>
std::uint32_t single_zero<T>::long_blocks() const noexcept {
    const T most = least_ / static_cast<T>(64. * order_ + 64.);
    T size = T(0);
    std::uint32_t i = blocks_;
    for (; i > 1; --i) {
        const T *t = terms_.data() + 4 * i - 4;
        size += (fp::abs(t[0]) + fp::abs(t[1])) + (fp::abs(t[2]) + fp::abs(t[3]));
        if (!(size < most))
            break;
    }
    return i;
}

// A step of Newton's method from a number t of T, where the value is that of the exact coefficients by the compensated
// Horner scheme: P. Langlois and N. Louvet, How to ensure a faithful polynomial evaluation with the compensated Horner
// algorithm, ARITH 18 (2007).
template <typename T>
bool single_zero<T>::correct(const T *c, std::size_t stride, T h, T x) noexcept {
    const T t = x * h, turn = c[0] > T(0) ? T(-1) : T(1);
    const auto blocks = long_blocks();
    std::uint32_t k = std::min(4 * blocks - 1, order_);
    T value = c[k * stride], low = T(0);
    while (k-- > 0) {
        const auto product = two_product(value, t);
        const auto with_next = two_sum(product.hi, c[k * stride]);
        low = low * t + (product.lo + with_next.lo);
        value = with_next.hi;
    }
    low *= turn;
    if (blocks < blocks_)
        low += sum(terms_, blocks, x);
    value = value * turn + low;
    time_ = t - value / sum(slopes_, 0, x) * h;
    if (!(fp::abs(time_) < fp::abs(h)))
        time_ = fp::nextafter(h, T(0));
    return is_exact(x, value);
}

// The zero z is d = |q(x)| / s away at most, and the slope between differs by p K d at most from that at x, which has
// less than 4 n roundings. So x - q(x) / q'(x) is wrong by e, where
//
//   e s <= (p eps)^2 (|q(x)| + 2 x K) + eps x s / 32 + 16 n m (1 + |h^p|) + d K (2 n eps + p d) + eps |q(x)|
//
// for the scheme, with sum |t_k| x^k <= |q(x)| + 2 x K; for the other blocks; for what underflows; for the slope; and
// for roundings of the result. Each of the four is to be below eps x s / 32, and so is the last one then. With
// e < eps x / 6, which is less than half the spacing of T's numbers, z is between the neighbours of what is nearest.
template <typename T>
bool single_zero<T>::is_exact(T x, T value) const noexcept {
    const T n = static_cast<T>(order_ + 1.), d = fp::abs(value) / least_, most = eps<T> / T(32) * x * least_;
    return T(64) * n * n * eps<T> * sizes_ < least_ &&
           T(16) * n * std::numeric_limits<T>::min() * (T(1) + last_power_) < most &&
           d * sizes_ * (T(2) * n * eps<T> + n * d) < most && fp::abs(time_) > lost<T>;
}

template <typename T>
auto single_zero<T>::find(const T *c, std::size_t stride, std::uint32_t order, T h) -> outcome {
    order_ = order;
    blocks_ = order / 4 + 1;
    if (terms_.size() < 4 * blocks_) {
        terms_.resize(4 * blocks_);
        slopes_.resize(4 * blocks_);
    }
    make_terms(c, stride, h);
    if (!rises())
        return outcome::undecided;
    if (end_ < T(0))
        return outcome::none;
    return correct(c, stride, h, close_to_zero()) ? outcome::one : outcome::undecided;
}

#define BROOK_INSTANCE(type) template class single_zero<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
