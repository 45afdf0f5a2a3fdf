// SPDX-License-Identifier: MPL-2.0
// Symbolic elimination, with a shadow in numbers.
#include "ode/mass_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <tuple>
#include <utility>

#include <brook/math/functions.hpp>

#include "expression/walk.hpp"
#include "ode/random_point.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

using number_matrix = std::vector<std::vector<rounded_value>>;

// A symmetric matrix of which one half is kept.
template <typename Matrix>
auto &element(Matrix &M, std::size_t i, std::size_t j) {
    return M[std::min(i, j)][std::max(i, j)];
}

bool is_finite(const number_matrix &M) {
    return std::all_of(M.begin(), M.end(), [](const auto &row) {
        return std::all_of(row.begin(), row.end(), [](const rounded_value &x) { return std::isfinite(x.value); });
    });
}

number_matrix values_of(const expression_matrix &M, random_point at) {
    number_matrix values(M.size(), std::vector<rounded_value>(M.size()));
    for (std::size_t i = 0; i < M.size(); ++i)
        for (std::size_t j = i; j < M.size(); ++j)
            values[i][j] = at(M[i][j]);
    return values;
}

// At some points where all elements have values. Ranges differ, because nobody knows the domains of the functions.
std::vector<number_matrix> shadows_of(const expression_matrix &M) {
    constexpr std::pair<long double, long double> ranges[] = {{0.2L, 0.9L}, {1.5L, 4.L}, {-0.9L, 0.9L}};
    std::vector<number_matrix> shadows;
    for (std::uint64_t seed = 0; seed < 12 && shadows.size() < 3; ++seed) {
        const auto [low, high] = ranges[seed % std::size(ranges)];
        auto values = values_of(M, random_point(seed * 0x9e3779b97f4a7c15u, low, high));
        if (is_finite(values))
            shadows.push_back(std::move(values));
    }
    return shadows;
}

// Forward and backward substitution go along with the elimination, row by row.
class elimination {
public:
    elimination(expression_matrix M, std::vector<expression> f)
        : M_(std::move(M)), f_(std::move(f)), shadows_(shadows_of(M_)) {
        for (std::size_t i = 0; i < M_.size(); ++i)
            left_.push_back(i);
    }

    linear_solution operator()() {
        drop_zeros();
        while (!left_.empty()) {
            if (const auto pivot = best_on_diagonal())
                eliminate(*pivot);
            else if (const auto pair = off_diagonal())
                eliminate(pair->first, pair->second);
            else
                return {{}, left_[0]};
            drop_zeros();
        }
        return {substitute_back(), {}};
    }

private:
    // Element (i, j) of what is left is zero at all points. Without points, those that say so are.
    bool vanishes(std::size_t i, std::size_t j) const {
        if (is_number_zero(element(M_, i, j)))
            return true;
        return !shadows_.empty() && std::all_of(shadows_.begin(), shadows_.end(), [i, j](const number_matrix &shadow) {
            return element(shadow, i, j).is_zero();
        });
    }

    void drop_zeros() {
        for (const auto i : left_)
            for (const auto j : left_)
                if (i <= j && vanishes(i, j)) {
                    M_[i][j] = expression(0.);
                    for (auto &shadow : shadows_)
                        shadow[i][j] = {};
                }
    }

    bool is_zero(std::size_t i, std::size_t j) const { return is_number_zero(element(M_, i, j)); }

    bool is_positive(std::size_t i) const {
        return std::all_of(shadows_.begin(), shadows_.end(),
                           [i](const number_matrix &shadow) { return shadow[i][i].value > 0; });
    }

    std::size_t neighbours(std::size_t i) const {
        return static_cast<std::size_t>(
            std::count_if(left_.begin(), left_.end(), [this, i](std::size_t j) { return j != i && !is_zero(i, j); }));
    }

    // What has one sign everywhere is safer than what may vanish; few neighbours are cheap, and numbers cheaper still.
    std::optional<std::size_t> best_on_diagonal() const {
        std::optional<std::size_t> best;
        std::tuple<bool, std::size_t, bool> least;
        for (const auto i : left_) {
            if (is_zero(i, i))
                continue;
            const std::tuple rank{!is_positive(i), neighbours(i), as_number(M_[i][i]) == nullptr};
            if (!best || rank < least) {
                best = i;
                least = rank;
            }
        }
        return best;
    }

    std::optional<std::pair<std::size_t, std::size_t>> off_diagonal() const {
        for (const auto i : left_)
            for (const auto j : left_)
                if (i < j && !is_zero(i, j))
                    return std::pair{i, j};
        return std::nullopt;
    }

    // A term of the equation of a variable that was eliminated: coefficient times a variable that is solved for before.
    struct term {
        expression factor;
        std::size_t variable;
    };
    struct solved_row {
        std::size_t variable;
        expression constant;
        std::vector<term> terms;
    };

    void take(std::size_t i) { left_.erase(std::find(left_.begin(), left_.end(), i)); }

    // x_k = (f_k - sum_i M_ik x_i) / d;  M_ij -= M_ik M_jk / d,  f_i -= M_ik f_k / d.
    void eliminate(std::size_t k) {
        take(k);
        const auto &d = M_[k][k];
        std::vector<std::size_t> touched;
        solved_row row{k, f_[k] / d, {}};
        for (const auto i : left_) {
            if (is_zero(i, k))
                continue;
            touched.push_back(i);
            row.terms.push_back({element(M_, i, k) / d, i});
        }
        for (std::size_t a = 0; a < touched.size(); ++a) {
            const auto i = touched[a];
            f_[i] = f_[i] - row.terms[a].factor * f_[k];
            for (std::size_t b = a; b < touched.size(); ++b)
                subtract(i, touched[b], row.terms[a].factor * element(M_, touched[b], k));
            for (auto &shadow : shadows_)
                for (std::size_t b = a; b < touched.size(); ++b)
                    subtract(shadow, i, touched[b], product(shadow, i, k, touched[b], k) / shadow[k][k].value);
        }
        rows_.push_back(std::move(row));
    }

    // ((0, b), (b, 0)):  x_m = (f_k - sum_i M_ik x_i) / b,  x_k = (f_m - sum_i M_im x_i) / b;
    // M_ij -= (M_ik M_jm + M_im M_jk) / b,  f_i -= (M_ik f_m + M_im f_k) / b.
    void eliminate(std::size_t k, std::size_t m) {
        take(k);
        take(m);
        const auto b = M_[k][m];
        solved_row of_m{m, f_[k] / b, {}}, of_k{k, f_[m] / b, {}};
        std::vector<expression> u, w; // M_ik / b, M_im / b
        for (const auto i : left_) {
            u.push_back(element(M_, i, k) / b);
            w.push_back(element(M_, i, m) / b);
            if (!is_number_zero(u.back()))
                of_m.terms.push_back({u.back(), i});
            if (!is_number_zero(w.back()))
                of_k.terms.push_back({w.back(), i});
        }
        for (std::size_t p = 0; p < left_.size(); ++p) {
            const auto i = left_[p];
            f_[i] = f_[i] - (u[p] * f_[m] + w[p] * f_[k]);
            for (const auto j : left_)
                if (i <= j)
                    subtract(i, j, u[p] * element(M_, j, m) + w[p] * element(M_, j, k));
            for (auto &shadow : shadows_)
                for (const auto j : left_)
                    if (i <= j) {
                        subtract(shadow, i, j, product(shadow, i, k, j, m) / shadow[k][m].value);
                        subtract(shadow, i, j, product(shadow, i, m, j, k) / shadow[k][m].value);
                    }
        }
        rows_.push_back(std::move(of_m));
        rows_.push_back(std::move(of_k));
    }

    void subtract(std::size_t i, std::size_t j, const expression &x) {
        auto &e = element(M_, i, j);
        e = e - x;
    }

    static long double product(const number_matrix &shadow, std::size_t i, std::size_t j, std::size_t k,
                               std::size_t l) {
        return element(shadow, i, j).value * element(shadow, k, l).value;
    }

    static void subtract(number_matrix &shadow, std::size_t i, std::size_t j, long double x) {
        auto &e = element(shadow, i, j);
        e = {e.value - x, e.size + std::abs(x)};
    }

    std::vector<expression> substitute_back() const {
        std::vector<expression> x(M_.size());
        for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
            std::vector<expression> terms{row->constant};
            for (const auto &t : row->terms)
                terms.push_back(-(t.factor * x[t.variable]));
            x[row->variable] = sum(std::move(terms));
        }
        return x;
    }

    expression_matrix M_;
    std::vector<expression> f_;
    std::vector<number_matrix> shadows_;
    std::vector<std::size_t> left_; // not eliminated yet, sorted
    std::vector<solved_row> rows_;
};

} // namespace

linear_solution solve_symmetric(expression_matrix M, std::vector<expression> f) {
    return elimination(std::move(M), std::move(f))();
}

} // namespace detail
BROOK_END_NAMESPACE
