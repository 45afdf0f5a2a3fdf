// SPDX-License-Identifier: MPL-2.0
#include "test/laws/series.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "expression/walk.hpp"
#include "test/laws/function_cases.hpp"

namespace brook::test {

monomials::monomials(unsigned displacements, unsigned order, unsigned degree) : order_(order), degree_(degree) {
    exponents m(displacements + 1, 0);
    for (m[0] = 0; m[0] <= order; ++m[0])
        append(m, 1, degree);
    for (std::size_t i = 0; i < size(); ++i)
        numbers_.emplace(all_[i], i);
    for (const auto &a : all_)
        for (const auto &b : all_) {
            exponents s = a;
            for (std::size_t k = 0; k < s.size(); ++k)
                s[k] += b[k];
            products_.push_back(find(s));
        }
}

void monomials::append(exponents &m, std::size_t which, unsigned left) {
    if (which == m.size()) {
        all_.push_back(m);
        return;
    }
    for (m[which] = 0; m[which] <= left; ++m[which])
        append(m, which + 1, left - m[which]);
    m[which] = 0;
}

std::size_t monomials::find(const exponents &m) const {
    const auto found = numbers_.find(m);
    return found == numbers_.end() ? size() : found->second;
}

series constant_series(const monomials &m, const real &value, std::size_t monomial) {
    series s(m.size());
    s.c[0] = value;
    if (monomial != 0)
        s.c[monomial] = 1;
    return s;
}

namespace {

series sum_of(const series &a, const series &b) {
    series s = a;
    for (std::size_t i = 0; i < s.c.size(); ++i) {
        s.c[i] += b.c[i];
        s.error[i] += b.error[i] + abs(s.c[i]);
    }
    s.reliable = a.reliable && b.reliable;
    return s;
}

series product_of(const monomials &m, const series &a, const series &b) {
    series s(m.size());
    for (std::size_t i = 0; i < m.size(); ++i)
        if (a.c[i] != 0 || a.error[i] != 0)
            for (std::size_t j = 0; j < m.size(); ++j)
                if (const auto k = m.product(i, j); k < m.size()) {
                    const real term = a.c[i] * b.c[j];
                    s.c[k] += term;
                    s.error[k] += abs(term) + abs(a.c[i]) * b.error[j] + a.error[i] * abs(b.c[j]);
                }
    s.reliable = a.reliable && b.reliable;
    return s;
}

// Without its constant: some power of it is zero.
series nilpotent_part(series s) {
    s.c[0] = s.error[0] = 0;
    return s;
}

bool is_constant(const series &s) {
    return std::all_of(s.c.begin() + 1, s.c.end(), [](const real &x) { return x == 0; });
}

// ---- derivatives of functions of numbers ----

constexpr int reach = 8; // nodes -8, ..., 8
constexpr std::size_t n_nodes = 2 * reach + 1;

// Row k: coefficient k of the polynomial through values at the nodes, as a sum over these.
std::vector<std::vector<real>> interpolation() {
    std::vector<std::vector<real>> weights(n_nodes, std::vector<real>(n_nodes));
    for (int j = -reach; j <= reach; ++j) {
        std::vector<real> p{real(1)}; // prod (x - i) / (j - i)
        for (int i = -reach; i <= reach; ++i)
            if (i != j) {
                p.emplace_back(0);
                for (std::size_t k = p.size(); k-- > 0;)
                    p[k] = ((k > 0 ? p[k - 1] : real(0)) - i * p[k]) / (j - i);
            }
        for (std::size_t k = 0; k < n_nodes; ++k)
            weights[k][static_cast<std::size_t>(j + reach)] = p[k];
    }
    return weights;
}

// Taylor coefficients 0 to `count` - 1 of a function at 0.
template <typename F>
std::vector<real> coefficients(F f, std::size_t count, const real &h) {
    static const auto weights = interpolation();
    std::vector<real> values;
    for (int j = -reach; j <= reach; ++j)
        values.push_back(f(j * h));
    std::vector<real> c;
    real power = 1;
    for (std::size_t k = 0; k < count; ++k, power *= h) {
        real s = 0;
        for (std::size_t j = 0; j < n_nodes; ++j)
            s += weights[k][j] * values[j];
        c.push_back(s / power);
    }
    return c;
}

using table = std::vector<std::vector<real>>; // [i][j]: of x^i y^j

table coefficients(reference f, std::vector<real> args, const std::vector<std::size_t> &varying, std::size_t count,
                   const real &h) {
    const auto start = args;
    if (varying.size() == 1) {
        table t;
        for (const auto &c : coefficients(
                 [&](const real &x) {
                     args[varying[0]] = start[varying[0]] + x;
                     return f({args});
                 },
                 count, h))
            t.push_back({c});
        return t;
    }
    // First of y, at each x; then of x.
    table rows;
    for (int i = -reach; i <= reach; ++i) {
        args[varying[0]] = start[varying[0]] + i * h;
        rows.push_back(coefficients(
            [&](const real &y) {
                args[varying[1]] = start[varying[1]] + y;
                return f({args});
            },
            count, h));
    }
    table t(count);
    for (std::size_t j = 0; j < count; ++j) {
        int i = 0;
        const auto column =
            coefficients([&](const real &) { return rows[static_cast<std::size_t>(i++)][j]; }, count, h);
        for (std::size_t k = 0; k < count; ++k)
            t[k].push_back(column[k]);
    }
    return t;
}

bool agree(const table &a, const table &b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < a[i].size() && i + j < a.size(); ++j)
            if (!(abs(a[i][j] - b[i][j]) <= real("1e-20") * std::max(real(1), abs(a[i][j]))))
                return false;
    return true;
}

// ---- composition ----

class composer {
public:
    composer(const monomials &m, const function_case &c, const std::vector<series> &args)
        : m_(m), case_(c), args_(args), degree_(m.order() + m.degree()) {}

    series run() {
        const std::string_view name = case_.rule;
        if (name == "sum" || name == "prod")
            return folded(name == "sum");
        series result = case_.decision != nullptr ? piece(name) : smooth();
        for (const auto &a : args_)
            result.reliable = result.reliable && a.reliable;
        result.reliable = result.reliable && isfinite(result.c[0]);
        return result;
    }

private:
    series folded(bool is_sum) {
        auto result = constant_series(m_, real(is_sum ? 0 : 1));
        for (const auto &a : args_)
            result = is_sum ? sum_of(result, a) : product_of(m_, result, a);
        return result;
    }

    // Jumps and kinks: what is on the side of the constants.
    series piece(std::string_view name) {
        series result(m_.size());
        const auto x = constants();
        if (name == "select")
            result = x[0] != 0 ? args_[1] : args_[2];
        else if (name == "relu")
            result = x[0] > 0 ? args_[0] : product_of(m_, args_[1], args_[0]);
        else
            result.c[0] = case_.value({x});
        result.reliable = result.reliable && decided(x);
        return result;
    }

    std::vector<real> constants() const {
        std::vector<real> x;
        for (const auto &a : args_)
            x.push_back(a.c[0]);
        return x;
    }

    bool decided(const std::vector<real> &x) const {
        const auto end = case_.rule == "select" ? args_.begin() + 1 : args_.end();
        const bool exact = std::all_of(args_.begin(), end, [](const series &a) { return a.error[0] == 0; });
        return exact || abs(case_.decision({x})) > real("1e-10");
    }

    series smooth() {
        std::vector<std::size_t> varying;
        for (std::size_t i = 0; i < args_.size(); ++i)
            if (!is_constant(args_[i]) || args_[i].error[0] != 0)
                varying.push_back(i);
        if (varying.empty())
            return constant_series(m_, case_.value({constants()}));
        if (varying.size() > 2) { // more than coefficients are computed of here
            series unknown(m_.size());
            unknown.reliable = false;
            return unknown;
        }
        const std::size_t count = degree_ + 2; // one more than what is used, for errors
        const real h("1e-5");
        const auto t = coefficients(case_.value, constants(), varying, count, h);
        auto result = composed(with_errors(t, varying), varying);
        result.reliable = agree(t, coefficients(case_.value, constants(), varying, count, h / 2));
        return result;
    }

    struct uncertain {
        real value, error;
    };

    // That of a coefficient comes from its rounding, and from those of the arguments, which displace it.
    std::vector<std::vector<uncertain>> with_errors(const table &t, const std::vector<std::size_t> &varying) const {
        const auto displacement = [&](std::size_t i) {
            const auto &a = args_[varying[i]];
            return real(a.error[0] + abs(a.c[0]));
        };
        std::vector<std::vector<uncertain>> all;
        for (std::size_t i = 0; i <= degree_; ++i) {
            all.emplace_back();
            for (std::size_t j = 0; j < t[i].size() && i + j <= degree_; ++j) {
                real error = abs(t[i][j]) + (i + 1) * abs(t[i + 1][j]) * displacement(0);
                if (varying.size() > 1)
                    error += (j + 1) * abs(t[i][j + 1]) * displacement(1);
                all.back().push_back({t[i][j], error});
            }
        }
        return all;
    }

    // After Horner, in both arguments.
    series composed(const std::vector<std::vector<uncertain>> &t, const std::vector<std::size_t> &varying) {
        const auto x = nilpotent_part(args_[varying[0]]),
                   y = varying.size() > 1 ? nilpotent_part(args_[varying[1]]) : series(m_.size());
        series result(m_.size());
        for (std::size_t i = t.size(); i-- > 0;) {
            series inner(m_.size());
            for (std::size_t j = t[i].size(); j-- > 0;) {
                inner = product_of(m_, inner, y);
                inner.c[0] = t[i][j].value;
                inner.error[0] = t[i][j].error;
            }
            result = sum_of(product_of(m_, result, x), inner);
        }
        return result;
    }

    const monomials &m_;
    const function_case &case_;
    const std::vector<series> &args_;
    std::size_t degree_;
};

series leaf(const monomials &m, const expression &ex, const series_surroundings &at) {
    if (const auto *v = detail::as_variable(ex))
        return at.variables.at(v->name());
    if (const auto *p = detail::as_param(ex))
        return at.pars.at(p->idx());
    return constant_series(m, real_of(*detail::as_number(ex)));
}

} // namespace

series series_of(const monomials &m, const expression &ex, const series_surroundings &at) {
    detail::walk<series> walk;
    const auto value = [&](const func &f) {
        if (f.rule().name == "time")
            return at.time;
        std::vector<series> args;
        for (const auto &arg : f.args()) {
            const auto *g = detail::as_func(arg);
            args.push_back(g != nullptr ? walk.at(*g) : leaf(m, arg, at));
        }
        return composer(m, case_of(f.rule()), args).run();
    };
    const auto *f = detail::as_func(ex);
    return f != nullptr ? walk(*f, value) : leaf(m, ex, at);
}

void integrate(const monomials &m, const std::vector<std::pair<expression, expression>> &equations,
               series_surroundings &at) {
    for (unsigned n = 0; n < m.order(); ++n) {
        std::vector<series> slopes;
        for (const auto &[x, f] : equations)
            slopes.push_back(series_of(m, f, at));
        for (std::size_t i = 0; i < equations.size(); ++i) {
            auto &x = at.variables.at(detail::as_variable(equations[i].first)->name());
            x.reliable = x.reliable && slopes[i].reliable;
            for (std::size_t k = 0; k < m.size(); ++k)
                if (m[k][0] == n) {
                    auto next = m[k];
                    ++next[0];
                    const auto to = m.find(next);
                    x.c[to] = slopes[i].c[k] / (n + 1);
                    x.error[to] = (slopes[i].error[k] + abs(slopes[i].c[k])) / (n + 1);
                }
        }
    }
}

} // namespace brook::test
