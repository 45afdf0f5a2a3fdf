// SPDX-License-Identifier: MPL-2.0
// Finding zeros: excluded, else the only one, else isolated and refined.
#include "event/zeros.hpp"

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "event/exclusion.hpp"
#include "event/refine.hpp"
#include "number/double_length_products.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
void zero_finder<T>::isolate() {
    auto outcome = fast_.find(q_.rounded_coefficients(), q_.degree(), q_.sign_at_zero(), intervals_);
    if (outcome == isolation::undecided)
        outcome = exact_.find(q_.coefficients(), q_.degree(), q_.sign_at_zero(), intervals_);
    else
        ++counts_.decided;
    counts_.gave_up += outcome == isolation::limited;
}

// The ends of an interval are rounded to T first. Where the sign has changed by that, the zero is between the end and
// what it was rounded to. The signs at the beginning and at the end of the step are known from the isolation alone.
template <typename T>
T zero_finder<T>::place_of(const isolating_interval<T> &interval) const {
    const T end_of_step = q_.mantissa(), smallest = std::numeric_limits<T>::min();
    const auto sign = static_cast<T>(interval.sign_before + 0.);
    const auto f = [&](T y) { return q_.value(y) * sign; };
    bracket<T> z;
    z.a = (interval.begin * end_of_step).hi;
    z.b = (interval.end * end_of_step).hi;
    z.fa = f(z.a);
    z.fb = f(z.b);
    if (z.a == T(0) && !(z.fa > T(0)))
        z.fa = smallest;
    if (z.b == end_of_step && !(z.fb < T(0)))
        z.fb = -smallest;
    const T last = fp::nextafter(end_of_step, T(0));
    if (!(z.fa > T(0)))
        return std::min(z.a, last);
    if (!(z.fb < T(0)))
        return z.b;
    z = narrowed(z, f);
    return std::min(fp::abs(z.fa) < fp::abs(z.fb) ? z.a : z.b, last);
}

template <typename T>
std::span<const polynomial_zero<T>> zero_finder<T>::find(const T *c, std::size_t stride, std::uint32_t order, T h,
                                                         bool is_open) {
    zeros_.clear();
    if (h == T(0) || !fp::isfinite(h))
        return {};
    ++counts_.polynomials;
    if (!is_open && excludes_zeros(c, stride, order, h)) {
        ++counts_.excluded;
        return {};
    }
    zeros_.reserve(order + 1);
    switch (single_.find(c, stride, order, h)) {
    case single_zero<T>::outcome::one:
        zeros_.push_back({single_.time(), (c[0] < T(0)) == (h > T(0)) ? 1 : -1});
        [[fallthrough]];
    case single_zero<T>::outcome::none:
        ++counts_.one_way;
        return zeros_;
    case single_zero<T>::outcome::undecided:
        break;
    }
    using content = typename scaled_polynomial<T>::content;
    const auto found = q_.assign(c, stride, order, h);
    counts_.gave_up += found == content::not_finite;
    if (found != content::usual)
        return {};
    intervals_.reserve(order + 1);
    const int sense = h < T(0) ? -1 : 1;
    if (q_.order_of_zero() > 0)
        zeros_.push_back({T(0), q_.sign_at_zero() * sense});
    if (q_.degree() > 0) {
        isolate();
        for (const auto &interval : intervals_)
            zeros_.push_back({q_.time(place_of(interval)), -interval.sign_before * sense});
    }
    return zeros_;
}

#define BROOK_INSTANCE(type) template class zero_finder<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
