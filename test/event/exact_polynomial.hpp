// SPDX-License-Identifier: MPL-2.0
// Polynomials with the exact values of floating-point coefficients: signs and numbers of zeros without rounding.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

namespace event_test {

using integer = boost::multiprecision::cpp_int;

/// mantissa 2^exponent.
struct dyadic {
    integer mantissa = 0;
    int exponent = 0;
};

template <typename T>
dyadic dyadic_of(T x) {
    int e = 0;
    constexpr int digits = std::numeric_limits<T>::digits;
    const T m = std::ldexp(std::frexp(x, &e), digits);
    dyadic d{static_cast<std::uint64_t>(std::fabs(m)), e - digits};
    if (m < 0)
        d.mantissa = -d.mantissa;
    return d;
}

using coefficients = std::vector<integer>; // of a polynomial without zeros at the end

inline void strip(coefficients &p) {
    while (!p.empty() && p.back() == 0)
        p.pop_back();
}

inline void make_primitive(coefficients &p) {
    integer content = 0;
    for (const auto &x : p)
        content = gcd(content, x);
    if (content > 1)
        for (auto &x : p)
            x /= content;
}

inline coefficients derivative(const coefficients &p) {
    coefficients d;
    for (std::size_t k = 1; k < p.size(); ++k)
        d.push_back(p[k] * k);
    return d;
}

/// The quotient and the remainder, each times a positive number.
inline std::pair<coefficients, coefficients> divide(coefficients p, const coefficients &q) {
    coefficients quotient(p.size() >= q.size() ? p.size() - q.size() + 1 : 0);
    const integer lead = abs(q.back());
    while (p.size() >= q.size()) {
        const auto shift = p.size() - q.size();
        const integer factor = q.back() < 0 ? integer(-p.back()) : p.back();
        for (auto &x : p)
            x *= lead;
        for (auto &x : quotient)
            x *= lead;
        quotient[shift] += factor;
        for (std::size_t k = 0; k < q.size(); ++k)
            p[k + shift] -= factor * q[k];
        strip(p);
    }
    make_primitive(p);
    make_primitive(quotient);
    return {quotient, p};
}

inline int sign_at(const coefficients &p, const dyadic &x) {
    integer sum = 0;
    // With a negative exponent e, 2^(-e n) times the value.
    const int e = x.exponent < 0 ? -x.exponent : 0;
    const integer m = x.exponent > 0 ? integer(x.mantissa << x.exponent) : x.mantissa;
    for (std::size_t k = p.size(); k-- > 0;)
        sum = sum * m + (p[k] << (static_cast<std::size_t>(e) * (p.size() - 1 - k)));
    return sum.sign();
}

/// Sturm's sequence of the polynomial with each of its zeros once.
class sturm {
public:
    explicit sturm(coefficients p) {
        make_chain(p);
        if (chain_.back().size() > 1)
            make_chain(divide(p, chain_.back()).first);
    }

    /// The number of distinct zeros with a < x <= b.
    int zeros(const dyadic &a, const dyadic &b) const { return changes(a) - changes(b); }

private:
    void make_chain(const coefficients &p) {
        chain_ = {p, derivative(p)};
        while (chain_.back().size() > 1) {
            auto rest = divide(chain_[chain_.size() - 2], chain_.back()).second;
            if (rest.empty())
                break;
            for (auto &x : rest)
                x = -x;
            chain_.push_back(rest);
        }
        if (chain_.back().empty())
            chain_.pop_back();
    }

    int changes(const dyadic &x) const {
        int before = 0, n = 0;
        for (const auto &p : chain_) {
            const int s = sign_at(p, x);
            n += s != 0 && s == -before;
            before = s != 0 ? s : before;
        }
        return n;
    }

    std::vector<coefficients> chain_;
};

/// The coefficients times a power of two.
template <typename T>
coefficients exact_coefficients(const std::vector<T> &c) {
    std::vector<dyadic> d;
    int smallest = std::numeric_limits<int>::max();
    for (const T x : c) {
        d.push_back(dyadic_of(x));
        if (x != 0)
            smallest = std::min(smallest, d.back().exponent);
    }
    coefficients p;
    for (const auto &x : d)
        p.push_back(x.mantissa == 0 ? integer(0) : integer(x.mantissa << (x.exponent - smallest)));
    strip(p);
    return p;
}

} // namespace event_test
