// SPDX-License-Identifier: MPL-2.0
// What recurrences ask for, as arithmetic of homogeneous polynomials.
#include "decomposition/variation_emitter.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <brook/expression/rule.hpp>

#include "math/operations.hpp"
#include "support/contract.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

variation_emitter::variation_emitter(homogeneous_arithmetic arithmetic, const definition &d,
                                     std::vector<const variation *> args, std::uint32_t order, fp_type type)
    : arithmetic_(arithmetic), definition_(d), args_(std::move(args)), order_(order), type_(type),
      results_(d.op->results, variation(order)) {}

std::vector<variation> variation_emitter::run() {
    definition_.op->code.start(*this);
    for (n_ = 1; n_ <= order_; ++n_)
        definition_.op->code.next(*this);
    return std::move(results_);
}

bool variation_emitter::is_constant(std::size_t i) const {
    return args_[i] == nullptr ||
           std::all_of(args_[i]->begin(), args_[i]->end(), [](const homogeneous &p) { return p.empty(); });
}

emitter::value variation_emitter::made(homogeneous p) {
    values_.push_back(std::move(p));
    return {this, static_cast<std::uint32_t>(values_.size() - 1)};
}

// What the results are at degree 0 is known.
void variation_emitter::set(sequence s, value v) {
    if (s.kind == sequence::role::result && n_ == 0)
        return;
    arithmetic_.settle(at(v));
    if (s.kind == sequence::role::result)
        results_[s.index][static_cast<std::size_t>(n_ - 1)] = at(v);
    else
        derived_[{s.index, n_}] = at(v);
}

emitter::value variation_emitter::load(sequence s, order j) {
    const auto degree = j.offset;
    if (s.kind == sequence::role::derived) {
        const auto found = derived_.find({s.index, degree});
        return made(found == derived_.end() ? homogeneous() : found->second);
    }
    const bool is_arg = s.kind == sequence::role::argument;
    if (degree == 0)
        return value_of(is_arg ? definition_.args[s.index] : definition_.first_result + s.index);
    if (is_arg && args_[s.index] == nullptr)
        return made({});
    const auto &parts = is_arg ? *args_[s.index] : results_[s.index];
    return made(parts[static_cast<std::size_t>(degree - 1)]);
}

int variation_emitter::digits() const {
    return visit_fp(type_, []<typename T>() { return std::numeric_limits<T>::digits; });
}

emitter::value variation_emitter::weight(order n, order j, const weights::table &w) {
    return constant_of(w.entry(type_, w.parameter, static_cast<int>(n.offset), static_cast<int>(j.offset)));
}

emitter::value variation_emitter::binary(char op, value a, value b) {
    switch (op) {
    case '+':
        return made(homogeneous_arithmetic::sum(at(a), at(b)));
    case '-':
        return made(homogeneous_arithmetic::sum(at(a), homogeneous_arithmetic::scaled(number(-1.), at(b))));
    case '*':
        return made(arithmetic_.product(at(a), at(b)));
    default:
        return made(arithmetic_.quotient(at(a), at(b)));
    }
}

emitter::value variation_emitter::negate(value a) { return made(homogeneous_arithmetic::scaled(number(-1.), at(a))); }

value_id variation_emitter::of_degree_zero(value v) {
    auto &p = at(v);
    BROOK_ENSURE(p.empty() || (p.size() == 1 && p.begin()->first == 0),
                 "a function of a variation, not of the value that varies");
    return arithmetic_.value_of(p[0]);
}

emitter::value variation_emitter::sqrt(value x) {
    return value_of(arithmetic_.builder().power(of_degree_zero(x), number(.5)));
}

emitter::value variation_emitter::compare(comparison c, value x, value y) {
    constexpr std::array operations{&eq_operation, &neq_operation, &lt_operation,
                                    &gt_operation, &lte_operation, &gte_operation};
    return value_of(
        arithmetic_.builder().add(*operations[static_cast<std::size_t>(c)], {of_degree_zero(x), of_degree_zero(y)}));
}

emitter::value variation_emitter::choose(value condition, value a, value b) {
    return made(arithmetic_.choice(at(condition), at(a), at(b)));
}

// The functions of the library are functions of brook's by the same names.
emitter::value variation_emitter::called(std::string_view name, std::initializer_list<value> args) {
    std::vector<value_id> values;
    for (const auto v : args)
        values.push_back(of_degree_zero(v));
    if (name == "pow")
        return value_of(arithmetic_.builder().power(values[0], values[1]));
    for (const auto *rule : function_registry())
        if (rule->name == name && rule->taylor != nullptr)
            return value_of(arithmetic_.builder().add(*rule->taylor, std::move(values)) + rule->taylor_result);
    throw_not_implemented("The operation '{}' calls the function '{}', whose derivatives are not known",
                          definition_.op->name, name);
}

// Neither what is flat nor values without arguments get here.
emitter::value variation_emitter::parameter(std::size_t) { return value_of(definition_.first_result); }
emitter::value variation_emitter::time() { return value_of(definition_.first_result); }

emitter::value variation_emitter::if_even(value r, const std::function<value(order, value)> &body) {
    return n_ % 2 == 0 ? body({this, nullptr, n_ / 2}, r) : r;
}

// The order of additions is that of the operations which come of them.
emitter::sums variation_emitter::accumulate(order first, order last, std::size_t count, std::size_t directions,
                                            const std::function<void(order, sums &)> &body) {
    sums all;
    for (std::size_t i = 0; i < count * directions; ++i)
        all.push_back(made({}));
    for (auto j = first.offset; j <= last.offset; ++j)
        body({this, nullptr, j}, all);
    return all;
}

} // namespace detail
BROOK_END_NAMESPACE
