// SPDX-License-Identifier: MPL-2.0
// The memory of a program, and its recurrences order by order.
#include "interpreter/program_interpreter.hpp"

#include <map>

#include <brook/expression/weight.hpp>

#include "decomposition/kind.hpp"
#include "decomposition/usage.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
program_interpreter<T>::program_interpreter(program p, std::uint32_t order, bool fused)
    : program_(std::move(p)), order_(order), fused_(fused && fp_has_vectors(fp_type_of<T>)),
      memory_size_(std::size_t{program_.n_values()} * (order + 1)) {
    const auto last = static_cast<int>(order_);
    weights_.add(weights::inverse(), last);
    weights_.add(weights::inverse_rest(), last);
    bind();
}

template <typename T>
void program_interpreter<T>::bind() {
    const auto last = static_cast<int>(order_);
    std::map<kind, usage> known;
    operands_.reserve(program_.definitions.size());
    for (const auto &d : program_.definitions) {
        auto &o = operands_.emplace_back();
        for (const auto v : d.args) {
            o.args.push_back((*this)[v]);
            o.constant.push_back(program_.is_constant(v));
        }
        for (std::uint32_t r = 0; r < d.op->results; ++r)
            o.results.push_back((*this)[d.first_result + r]);
        o.attributes = d.attributes;
        o.constants = d.constants;
        for (const auto &c : d.constants)
            o.values.push_back(number_as<T>(c));
        auto k = kind_of(program_, d, 0);
        k.arity = d.args.size();
        auto at = known.find(k);
        if (at == known.end())
            at = known.emplace(std::move(k), usage_of(program_, d)).first;
        const auto &u = at->second;
        for (std::size_t i = 0; i < u.derived_history.size(); ++i, memory_size_ += order_ + 1)
            o.derived.push_back(memory_size_);
        o.kept = memory_size_;
        memory_size_ += u.kept;
        for (const auto &w : u.weights)
            weights_.add(w, last);
    }
}

template <typename T>
void program_interpreter<T>::run(T *memory, const T *pars, T time, const void *const *data) const {
    emitter_type e(fused_, memory, weights_, pars, time, data);
    const auto compute_values = [&](std::uint32_t n) {
        for (std::size_t i = 0; i < operands_.size(); ++i) {
            const auto &d = program_.definitions[i];
            if (n != 0 && d.constant)
                continue;
            e.select(operands_[i], static_cast<int>(n));
            const auto &steps = d.op->template steps<T>();
            (n == 0 ? steps.start : steps.next)(e);
        }
    };
    for (std::uint32_t n = 0; n < order_; ++n) {
        compute_values(n);
        advance_states(e, memory, n);
    }
    if (order_ == 0 || !program_.outputs.empty())
        compute_values(order_);
}

// x[n + 1] = f[n] / (n + 1). A rounded reciprocal errs with the same sign in every step, which would make errors of
// energy grow with the number of steps instead of its root. Where operations are fused it is taken in two parts, which
// is cheaper than a division; elsewhere the second part would be lost in the rounding of the first product.
template <typename T>
void program_interpreter<T>::advance_states(emitter_type &e, T *memory, std::uint32_t n) const {
    const auto next = static_cast<int>(n + 1);
    for (std::uint32_t i = 0; i < program_.n_states; ++i) {
        const auto v = program_.derivatives[i];
        const T f = memory[(*this)[v] + n];
        T &x = memory[(*this)[i] + n + 1];
        if (n == 0)
            x = f;
        else if (program_.is_constant(v))
            x = T(0);
        else
            x = fused_ ? e.fma(f, e.inverse(next), f * e.weight(next, 1, weights::inverse_rest())) : f / e.real(next);
    }
}

#define BROOK_INSTANCE(T) template class program_interpreter<T>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
