// SPDX-License-Identifier: MPL-2.0
// Operation by operation: what it was before, and the variations of its results.
#include "decomposition/vary.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "decomposition/homogeneous.hpp"
#include "decomposition/program_builder.hpp"
#include "decomposition/variation_emitter.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class variator {
public:
    variator(const program &p, std::span<const varied> args, const multi_indices &indices, fp_type type)
        : program_(p), args_(args), indices_(indices), order_(indices.order()), type_(type),
          n_(static_cast<std::uint32_t>(p.derivatives.size())), builder_(n_ * indices.size()),
          one_(visit_fp(type, []<typename T>() { return number(T(1)); })), arithmetic_(builder_, indices, one_),
          values_(p.n_values()), variations_(p.n_values()) {}

    program run() {
        for (std::uint32_t i = 0; i < program_.n_states; ++i) {
            values_[i] = i;
            if (i < n_)
                variations_[i] = of_state(i);
        }
        for (const auto &d : program_.definitions)
            append(d);
        std::vector<value_id> derivatives, outputs;
        for (const auto v : program_.derivatives)
            derivatives.push_back(values_[v]);
        for (std::uint32_t degree = 1; degree <= order_; ++degree)
            for (std::uint32_t i = 0; i < n_; ++i)
                for (auto index = indices_.begin(degree); index < indices_.end(degree); ++index)
                    derivatives.push_back(derivative(i, degree, index));
        for (const auto v : program_.outputs)
            outputs.push_back(values_[v]);
        return builder_.finish(std::move(derivatives), std::move(outputs));
    }

private:
    std::uint32_t state(std::uint32_t i, std::uint32_t index) const {
        return variational_state(indices_, n_, i, index);
    }
    // What a double holds exactly is one, as other coefficients are, which it may then be equal to.
    number scale(std::uint32_t index) const {
        const auto factorial = indices_.factorial(index);
        return (std::has_single_bit(static_cast<std::uint64_t>(factorial)) ? number(1.) : one_) / number(factorial);
    }

    // State variables are derivatives, not coefficients of a power series.
    variation of_state(std::uint32_t i) const {
        variation parts(order_);
        for (std::uint32_t degree = 1; degree <= order_; ++degree)
            for (auto index = indices_.begin(degree); index < indices_.end(degree); ++index)
                parts[degree - 1][index].terms = {{scale(index), state(i, index)}};
        return parts;
    }

    value_id derivative(std::uint32_t i, std::uint32_t degree, std::uint32_t index) {
        const auto v = program_.derivatives[i];
        const auto &parts = variations_[v];
        const auto found = parts.empty() ? homogeneous::const_iterator() : parts[degree - 1].find(index);
        if (parts.empty() || found == parts[degree - 1].end())
            return builder_.constant(number(0.));
        if (program_.is_state(v))
            return state(v, index);
        const std::map<std::uint32_t, open_sum> part{{index, found->second}};
        auto scaled = homogeneous_arithmetic::scaled(number(indices_.factorial(index)), part);
        return arithmetic_.value_of(scaled.begin()->second);
    }

    void append(const definition &d) {
        auto moved = d;
        std::transform(d.args.begin(), d.args.end(), moved.args.begin(), [&](value_id v) { return values_[v]; });
        moved.first_result = builder_.add(*d.op, moved.args, d.attributes, d.constants);
        for (std::uint32_t r = 0; r < d.op->results; ++r)
            values_[d.first_result + r] = moved.first_result + r;
        std::vector<const variation *> args;
        bool varies = false;
        for (const auto v : d.args) {
            args.push_back(variations_[v].empty() ? nullptr : &variations_[v]);
            varies = varies || args.back() != nullptr;
        }
        if (d.op->constants == constant_role::parameter)
            variations_[d.first_result] = of_parameter(index_from(d.constants[0]));
        if (!varies || d.op->flat)
            return;
        auto results = d.op->needs_constant_last && args.back() != nullptr
                           ? of_power(moved, args)
                           : variation_emitter(arithmetic_, moved, args, order_, type_).run();
        // What varies by nothing, such as a comparison, is constant to those that use it.
        for (std::uint32_t r = 0; r < d.op->results; ++r)
            if (!std::all_of(results[r].begin(), results[r].end(), [](const homogeneous &p) { return p.empty(); }))
                variations_[d.first_result + r] = std::move(results[r]);
    }

    // Empty where the parameter does not vary.
    variation of_parameter(std::uint64_t which) const {
        variation parts;
        for (std::uint32_t a = 0; a < args_.size(); ++a)
            if (args_[a].what == varied::kind::parameter && args_[a].index == which) {
                parts.resize(order_);
                parts[0][indices_.begin(1) + a].offset = number(1.);
            }
        return parts;
    }

    // b^e, where e does not change in time but with a parameter: like exp(e log(b)).
    std::vector<variation> of_power(const definition &d, const std::vector<const variation *> &args) {
        const auto b = d.args[0], e = d.args[1];
        const auto l = builder_.add(log_operation, {b}), product = builder_.product(e, l);
        const auto run = [&](const operation &op, std::vector<value_id> values, std::vector<const variation *> of,
                             value_id result) {
            const definition step{&op, std::move(values), {}, {}, result, false};
            return variation_emitter(arithmetic_, step, std::move(of), order_, type_).run();
        };
        std::vector<variation> of_log{variation()};
        if (args[0] != nullptr)
            of_log = run(log_operation, {b}, {args[0]}, l);
        const auto *log_varies = of_log[0].empty() ? nullptr : &of_log[0];
        const auto of_product = run(sum_of_products_operation, {e, l}, {args[1], log_varies}, product);
        return run(general_power_operation, {b, e, product}, {args[0], args[1], &of_product[0]}, d.first_result);
    }

    const program &program_;
    std::span<const varied> args_;
    const multi_indices &indices_;
    std::uint32_t order_;
    fp_type type_;
    std::uint32_t n_; // state variables that do not stand for derivatives
    program_builder builder_;
    number one_;
    homogeneous_arithmetic arithmetic_;
    std::vector<value_id> values_;      // of the old program, in the new one
    std::vector<variation> variations_; // of the values of the old program; empty: none
};

} // namespace

program vary(const program &p, std::span<const varied> args, const multi_indices &indices, fp_type type) {
    return variator(p, args, indices, type).run();
}

} // namespace detail
BROOK_END_NAMESPACE
