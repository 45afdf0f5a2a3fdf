// SPDX-License-Identifier: MPL-2.0
// The jet of a program computed with plain numbers: what generated code must reproduce bit for bit.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/expression/numeric_emitter.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Taylor coefficients of all values of a program.
template <typename T>
class reference_jet {
public:
    /// `state` has one value for each state variable; `fused` says whether the code at hand fuses multiply-adds; `data`
    /// are those of tables.
    reference_jet(const program &p, std::uint32_t order, bool fused, const std::vector<T> &state,
                  const std::vector<T> &pars, T time, const void *const *data = nullptr)
        : program_(p), order_(order), emitter_(fused, static_cast<int>(order), pars.data(), time, data),
          coefficients_(p.n_values(), std::vector<T>(order + 1)) {
        for (std::uint32_t i = 0; i < p.n_states; ++i)
            coefficients_[i][0] = state[i];
        bind();
        for (std::uint32_t n = 0; n < order; ++n) {
            compute_values(n);
            advance_states(n);
        }
        if (order == 0 || !p.outputs.empty())
            compute_values(order);
    }

    /// Coefficients of orders 0 to `order` of a value. Unless the program has outputs, those of the highest order are
    /// computed for state variables only.
    const std::vector<T> &operator[](value_id v) const { return coefficients_[v]; }

private:
    void bind() {
        for (const auto &d : program_.definitions) {
            auto &o = operands_.emplace_back();
            for (const auto v : d.args) {
                o.args.push_back(coefficients_[v].data());
                o.constant.push_back(program_.is_constant(v));
            }
            for (std::uint32_t r = 0; r < d.op->results; ++r)
                o.results.push_back(coefficients_[d.first_result + r].data());
            o.attributes = d.attributes;
            o.constants = d.constants;
        }
    }

    void compute_values(std::uint32_t n) {
        for (std::size_t i = 0; i < operands_.size(); ++i) {
            const auto &d = program_.definitions[i];
            if (n == 0 || !d.constant) {
                emitter_.select(operands_[i], static_cast<int>(n));
                const auto &steps = d.op->template steps<T>();
                (n == 0 ? steps.start : steps.next)(emitter_);
            }
        }
    }

    void advance_states(std::uint32_t n) {
        for (std::uint32_t i = 0; i < program_.n_states; ++i) {
            const auto v = program_.derivatives[i];
            const bool vanishes = n > 0 && program_.is_constant(v);
            const T x = coefficients_[v][n];
            coefficients_[i][n + 1] = vanishes ? T(0) : n == 0 ? x : over(x, static_cast<int>(n + 1));
        }
    }

    // A rounded reciprocal 1 / n errs with the same sign in every step, which would make errors of energy grow with the
    // number of steps instead of its root. Where operations are fused it is taken in two parts, which is cheaper than a
    // division; elsewhere the second part would be lost in the rounding of the first product.
    T over(T x, int n) const {
        return emitter_.fused()
                   ? emitter_.fma(x, emitter_.inverse(n), x * emitter_.weight(n, 1, weights::inverse_rest()))
                   : x / emitter_.real(n);
    }

    const program &program_;
    std::uint32_t order_;
    numeric_emitter<T> emitter_;
    std::vector<std::vector<T>> coefficients_;
    std::vector<typename numeric_emitter<T>::operands> operands_;
};

} // namespace detail

BROOK_END_NAMESPACE
