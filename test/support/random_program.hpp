// SPDX-License-Identifier: MPL-2.0
// Random programs made of equal copies of one straight line, so that blocks of any width can be cut from them by hand.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "decomposition/plan.hpp"
#include "math/operations.hpp"

namespace brook::test {

/// `copies` interleaved copies of a random straight line over two state variables each, the constants differing from
/// copy to copy, and which of three parameters is read; arguments come from the same copy, from another one (a
/// permutation of lanes), or from copy 0 for all (a broadcast).
class copied_program {
public:
    copied_program(std::uint32_t copies, unsigned seed, int steps) : copies_(copies), random_(seed) {
        program.n_states = 2 * copies;
        columns_.push_back({{}, true});
        columns_.push_back({{}, true});
        for (std::uint32_t i = 0; i < copies; ++i) {
            columns_[0].values.push_back(i);
            columns_[1].values.push_back(copies + i);
        }
        add({}, &detail::parameter_operation, {}, 1, true);
        add({}, &detail::time_operation, {}, 0, false);
        for (int i = 0; i < steps; ++i)
            add_random();
        finish();
    }

    /// Bundles of `width` copies.
    detail::bundles bundles(std::uint32_t width) const {
        detail::bundles b;
        for (const auto &d : definitions_)
            cut(d, width, b.definitions);
        for (int s = 0; s < 2; ++s)
            cut(columns_[std::size_t(s)].values, width, b.states);
        return b;
    }

    /// Makes outputs of `n` values of every copy: states, constants and results of operations.
    void add_outputs(int n) {
        for (int i = 0; i < n; ++i) {
            const auto &values = columns_[i == 0 ? 0 : below(columns_.size())].values;
            program.outputs.insert(program.outputs.end(), values.begin(), values.end());
        }
    }

    template <typename T>
    std::vector<T> random_state(unsigned seed) const {
        std::mt19937 r(seed);
        std::uniform_real_distribution<long double> u(.5, 1);
        std::vector<T> x;
        for (std::uint32_t i = 0; i < program.n_states; ++i)
            x.push_back(static_cast<T>(u(r)));
        return x;
    }

    detail::program program;

private:
    struct column {
        std::vector<detail::value_id> values;
        bool positive = false;
    };

    static void cut(const std::vector<std::uint32_t> &all, std::uint32_t width,
                    std::vector<std::vector<std::uint32_t>> &out) {
        for (std::size_t i = 0; i < all.size(); i += width)
            out.emplace_back(all.begin() + long(i), all.begin() + long(std::min(all.size(), i + width)));
    }

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
    long double coefficient() { return std::uniform_real_distribution<long double>(-1, 1)(random_); }

    // The values of an argument in all copies.
    std::vector<detail::value_id> argument(bool positive) {
        std::size_t c;
        do {
            c = below(columns_.size());
        } while (positive && !columns_[c].positive);
        auto v = columns_[c].values;
        switch (below(4)) {
        case 0:
            std::rotate(v.begin(), v.begin() + long(below(v.size())), v.end());
            break;
        case 1:
            std::fill(v.begin(), v.end(), v[0]);
            break;
        default:
            break;
        }
        return v;
    }

    void add(const std::vector<std::vector<detail::value_id>> &args, const detail::operation *op,
             const std::vector<number> &attributes, std::size_t n_constants, bool positive) {
        column c{{}, positive}, second;
        definitions_.emplace_back();
        for (std::uint32_t i = 0; i < copies_; ++i) {
            detail::definition d{op, {}, attributes, {}, 0, false};
            for (const auto &a : args)
                d.args.push_back(a[i]);
            for (std::size_t k = 0; k < n_constants; ++k) {
                d.constants.emplace_back(op == &detail::parameter_operation ? 2 - i % 3
                                         : below(4) == 0                    ? 1
                                                                            : coefficient());
            }
            definitions_.back().push_back(std::uint32_t(program.definitions.size()));
            c.values.push_back(program.add(d));
            second.values.push_back(c.values.back() + 1);
        }
        columns_.push_back(c);
        if (op->results == 2)
            columns_.push_back(second);
    }

    // Small numbers keep the coefficients of order 20 finite.
    void add_random() {
        using namespace detail;
        const auto any = [this] { return argument(false); };
        const auto positive = [this] { return argument(true); };
        const long double exponents[] = {-1.5, .5, -1, 3, 2.7L, -.5, -20.5};
        switch (below(10)) {
        case 0:
            return add({any(), any()}, &linear_operation, {}, 3, false);
        case 1:
            return add({any(), any(), any(), any(), any()}, &linear_operation, {}, 5, false);
        case 2:
            return add({any(), any()}, &sum_of_products_operation, {}, 0, false);
        case 3:
            return add({any(), any(), any(), any(), any(), any()}, &sum_of_products_operation, {}, 0, false);
        case 4: {
            const auto a = positive(), b = positive();
            return is_constant(a) || is_constant(b) ? add_random()
                                                    : add({a, b}, &sum_of_squares_operation, {}, 0, true);
        }
        case 5:
            return add({any(), positive()}, &quotient_operation, {}, 0, false);
        case 6:
            return add({positive()}, &power_operation, {number(exponents[below(7)])}, 0, true);
        case 7: {
            const operation *ops[] = {&sine_cosine_operation, &tanh_operation};
            return add({any()}, ops[below(2)], {}, 0, false);
        }
        case 8:
            return add({positive()}, &log_operation, {}, 0, false);
        default: {
            const operation *ops[] = {&tan_operation, &exp_operation};
            const auto a = argument(true);
            add({a}, &tanh_operation, {}, 0, false);
            return add({columns_[columns_.size() - 2].values}, ops[below(2)], {}, 0, false);
        }
        }
    }

    bool is_constant(const std::vector<detail::value_id> &v) const { return program.is_constant(v[0]); }

    // Bounded derivatives: hyperbolic tangents of the last columns.
    void finish() {
        std::size_t last = columns_.size() - 1;
        while (is_constant(columns_[last].values) || columns_[last].values[0] < program.n_states)
            --last;
        add({columns_[last].values}, &detail::tanh_operation, {}, 0, false);
        const auto a = columns_[columns_.size() - 2].values;
        program.derivatives.assign(program.n_states, 0);
        for (std::uint32_t i = 0; i < copies_; ++i) {
            program.derivatives[i] = a[i];
            program.derivatives[copies_ + i] = below(2) == 0 ? a[(i + 1) % copies_] : i;
        }
    }

    std::uint32_t copies_;
    std::mt19937 random_;
    std::vector<column> columns_;
    std::vector<std::vector<std::uint32_t>> definitions_; // of each operation, copy by copy
};

} // namespace brook::test
