// SPDX-License-Identifier: MPL-2.0
// The gravity field of a body in spherical harmonics.
#include <brook/model/sh_gravity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <brook/math/functions.hpp>

#include "model/checks.hpp"
#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Where degree n begins, if degrees have their orders from 0 to n.
std::size_t begin_of(std::size_t n) { return n * (n + 1) / 2; }
std::size_t index_of(std::size_t n, std::size_t m) { return begin_of(n) + m; }

struct degree_and_order {
    std::size_t degree, order;
};

// The degree of all coefficients.
std::size_t degree_of(const char *function, std::size_t n_coefficients) {
    std::size_t degree = 0;
    while (2 * begin_of(degree + 1) < n_coefficients)
        ++degree;
    if (2 * begin_of(degree + 1) != n_coefficients)
        throw_invalid_argument("{}() needs the coefficients C and S of all orders from 0 to n for each degree n, which "
                               "are (n + 1)(n + 2) up to degree n, but got {}",
                               function, n_coefficients);
    return degree;
}

degree_and_order checked(const char *function, const sh_gravity_options &options) {
    check_positive(function, "mu", options.mu);
    check_positive(function, "The radius a", options.a);
    const auto available = degree_of(function, options.sh_coefficients.size());
    const std::size_t degree = options.max_degree.value_or(static_cast<std::uint32_t>(available));
    if (degree > available)
        throw_invalid_argument("max_degree of {}() must not be above {}, the degree of the coefficients, but it is {}",
                               function, available, degree);
    const std::size_t order = options.max_order.value_or(static_cast<std::uint32_t>(degree));
    if (order > degree)
        throw_invalid_argument("max_order of {}() must not be above max_degree, which is {}, but it is {}", function,
                               degree, order);
    // Millions of them, so that a message is only made for one that is wrong.
    const auto &all = options.sh_coefficients;
    const auto wrong = std::find_if_not(all.begin(), all.end(), may_be_finite);
    if (wrong != all.end())
        check_finite(function, fmt::format("Number {} of the coefficients", wrong - all.begin()), *wrong);
    return {degree, order};
}

// V_nm = (a/r)^(n+1) P_nm(sin(phi)) cos(m lambda), W_nm with the sine, fully normalised.
struct solid_harmonics {
    std::vector<expression> V, W;

    // Up to a degree and an order; elements of higher orders are left empty.
    solid_harmonics(const model_vector &position, const expression &a, degree_and_order last)
        : V(begin_of(last.degree + 1)), W(V.size()) {
        const auto r2 = square_of(position);
        const auto w = a * pow(r2, -1.);
        x_ = position[0] * w;
        y_ = position[1] * w;
        z_ = position[2] * w;
        q_ = a * w;
        V[0] = a * pow(r2, -0.5);
        for (std::size_t m = 0; m <= last.order; ++m) {
            if (m > 0)
                on_diagonal(m);
            for (std::size_t n = m + 1; n <= last.degree; ++n)
                next_degree(n, m);
        }
    }

private:
    // V_mm = f (x a/r^2 V - y a/r^2 W), W_mm = f (x a/r^2 W + y a/r^2 V), with V and W of degree and order m - 1.
    void on_diagonal(std::size_t m) {
        const double k = double(m), f = m == 1 ? std::sqrt(3.) : std::sqrt((2 * k + 1) / (2 * k));
        const auto here = index_of(m, m), last = index_of(m - 1, m - 1);
        V[here] = f * (x_ * V[last]) - f * (y_ * W[last]);
        W[here] = f * (x_ * W[last]) + f * (y_ * V[last]);
    }

    // V_nm = g z a/r^2 V_(n-1)m - h a^2/r^2 V_(n-2)m, and so W.
    void next_degree(std::size_t n, std::size_t m) {
        const double i = double(n), k = double(m);
        const double g = std::sqrt((2 * i + 1) * (2 * i - 1) / ((i - k) * (i + k)));
        const double h = std::sqrt((2 * i + 1) * (i - k - 1) * (i + k - 1) / ((2 * i - 3) * (i + k) * (i - k)));
        for (auto *values : {&V, &W}) {
            if (m == 0 && values == &W)
                continue;
            auto &u = *values;
            u[index_of(n, m)] = g * (z_ * u[index_of(n - 1, m)]);
            if (n > m + 1)
                u[index_of(n, m)] += -h * (q_ * u[index_of(n - 2, m)]);
        }
    }

    expression x_, y_, z_, q_;
};

// Sums of multiples of V and W, with the coefficients of each added up first.
class combination {
public:
    explicit combination(std::size_t size) : of_V_(size), of_W_(size) {}

    void add_V(std::size_t n, std::size_t m, const expression &factor) { add(of_V_[index_of(n, m)], factor); }
    void add_W(std::size_t n, std::size_t m, const expression &factor) {
        if (m > 0) // W_n0 is 0
            add(of_W_[index_of(n, m)], factor);
    }

    expression of(const solid_harmonics &h) const {
        std::vector<expression> terms;
        for (std::size_t i = 0; i < of_V_.size(); ++i) {
            add_term(terms, of_V_[i], h.V[i]);
            add_term(terms, of_W_[i], h.W[i]);
        }
        return sum(std::move(terms));
    }

private:
    static void add(expression &factor, const expression &more) { factor = factor + more; }

    static void add_term(std::vector<expression> &terms, const expression &factor, const expression &value) {
        if (!is_number_zero(factor))
            terms.push_back(factor * value);
    }

    std::vector<expression> of_V_, of_W_;
};

// Calls f(n, m, C_nm, S_nm) for all that is used.
template <typename F>
void for_each_coefficient(const sh_gravity_options &options, degree_and_order last, F f) {
    for (std::size_t n = 0; n <= last.degree; ++n)
        for (std::size_t m = 0; m <= std::min(n, last.order); ++m) {
            const auto *cs = &options.sh_coefficients[2 * index_of(n, m)];
            f(n, m, cs[0], cs[1]);
        }
}

// What the derivatives of V_nm and W_nm make of V and W of degree n + 1, for coefficients C and S: Montenbruck and Gill
// (3.33), with factors for full normalisation.
void add_gradient(std::array<combination, 3> &a, std::size_t n, std::size_t m, const expression &C,
                  const expression &S) {
    const double i = double(n), k = double(m), q = (2 * i + 1) / (2 * i + 3);
    const double same = std::sqrt(q * (i + k + 1) * (i - k + 1));
    a[2].add_V(n + 1, m, -same * C);
    a[2].add_W(n + 1, m, -same * S);
    if (m == 0) {
        const double up = std::sqrt(0.5 * q * (i + 1) * (i + 2));
        a[0].add_V(n + 1, 1, -up * C);
        a[1].add_W(n + 1, 1, -up * C);
        return;
    }
    const double up = 0.5 * std::sqrt(q * (i + k + 1) * (i + k + 2));
    const double down = 0.5 * std::sqrt((m == 1 ? 2 : 1) * q * (i - k + 1) * (i - k + 2));
    a[0].add_V(n + 1, m + 1, -up * C);
    a[0].add_W(n + 1, m + 1, -up * S);
    a[0].add_V(n + 1, m - 1, down * C);
    a[0].add_W(n + 1, m - 1, down * S);
    a[1].add_V(n + 1, m + 1, up * S);
    a[1].add_W(n + 1, m + 1, -up * C);
    a[1].add_V(n + 1, m - 1, down * S);
    a[1].add_W(n + 1, m - 1, -down * C);
}

} // namespace

expression make_sh_gravity_pot(const sh_gravity_options &options, const model_vector &position) {
    const auto last = checked("sh_gravity_pot", options);
    combination U(begin_of(last.degree + 1));
    for_each_coefficient(options, last, [&U](auto n, auto m, const auto &C, const auto &S) {
        U.add_V(n, m, C);
        U.add_W(n, m, S);
    });
    return options.mu / options.a * U.of(solid_harmonics(position, options.a, last));
}

model_vector make_sh_gravity_acc(const sh_gravity_options &options, const model_vector &position) {
    const auto last = checked("sh_gravity_acc", options);
    const combination none(begin_of(last.degree + 2));
    std::array<combination, 3> a{none, none, none};
    for_each_coefficient(options, last,
                         [&a](auto n, auto m, const auto &C, const auto &S) { add_gradient(a, n, m, C, S); });
    const solid_harmonics h(position, options.a, {last.degree + 1, last.order + 1});
    const auto scale = options.mu / (options.a * options.a);
    return {scale * a[0].of(h), scale * a[1].of(h), scale * a[2].of(h)};
}

} // namespace detail
BROOK_END_NAMESPACE
