// SPDX-License-Identifier: MPL-2.0
// The emitter that runs recurrences over degrees of variations instead of orders of time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/expression/emitter.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/homogeneous.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The homogeneous parts of a value that belong to degrees 1, 2, ...; the part of degree 0 is the value itself.
using variation = std::vector<homogeneous>;

/// One operation at a time.
class variation_emitter final : public emitter {
public:
    /// Of the operation, whose results are values of the program already. `args` are those of its arguments.
    variation_emitter(homogeneous_arithmetic arithmetic, const definition &d, std::vector<const variation *> args,
                      std::uint32_t order, fp_type type);

    /// The parts of degrees 1 to `order` of each result.
    std::vector<variation> run();

    std::size_t arity() const override { return definition_.args.size(); }
    bool is_constant(std::size_t i) const override;
    number attribute(std::size_t i) const override { return definition_.attributes[i]; }
    value attribute_value(std::size_t i) override { return constant_of(definition_.attributes[i]); }
    value constant(std::size_t i) override { return constant_of(definition_.constants[i]); }
    std::size_t constants() const override { return definition_.constants.size(); }

    order n() override { return {this, nullptr, n_}; }
    bool is_next() const override { return n_ > 0; }
    void set(sequence s, value v) override;
    void keep(std::size_t i, value v) override { kept_.insert_or_assign(i, v.id); }
    value kept(std::size_t i) override { return {this, kept_.at(i)}; }

    int digits() const override;
    value literal(double x) override { return constant_of(number(x)); }
    value fma(value x, value y, value z) override { return x * y + z; }
    value sqrt(value x) override;
    value compare(comparison c, value x, value y) override;
    value choose(value condition, value a, value b) override;
    value call(std::string_view name, value x) override { return called(name, {x}); }
    value call(std::string_view name, value x, value y) override { return called(name, {x, y}); }
    value call(std::string_view name, value x, value y, value z) override { return called(name, {x, y, z}); }
    value parameter(std::size_t) override;
    value row(std::size_t, value, value) override { return time(); }
    value entry(std::size_t, value) override { return time(); }
    value time() override;
    value time(std::size_t) override { return time(); }
    value weight(order n, order j, const weights::table &w) override;

    order half(order n) override { return {this, nullptr, n.offset / 2}; }
    value if_even(value r, const std::function<value(order, value)> &body) override;
    order difference(order a, order b) override { return {this, nullptr, a.offset - b.offset}; }
    value binary(char op, value a, value b) override;
    value negate(value a) override;
    value load(sequence s, order j) override;
    sums accumulate(order first, order last, std::size_t count, std::size_t directions,
                    const std::function<void(order, sums &)> &body) override;

private:
    value made(homogeneous p);
    value constant_of(const number &x) { return made(homogeneous_arithmetic::constant(x)); }
    value value_of(value_id v) { return made(homogeneous_arithmetic::value(v)); }
    homogeneous &at(value v) { return values_[v.id]; }
    value_id of_degree_zero(value v);
    value called(std::string_view name, std::initializer_list<value> args);

    homogeneous_arithmetic arithmetic_;
    const definition &definition_;
    std::vector<const variation *> args_;
    std::int64_t order_, n_ = 0;
    fp_type type_;
    std::deque<homogeneous> values_;
    std::map<std::size_t, std::uint32_t> kept_;
    std::vector<variation> results_;
    std::map<std::pair<std::uint32_t, std::int64_t>, homogeneous> derived_; // by index and degree
};

} // namespace detail
BROOK_END_NAMESPACE
