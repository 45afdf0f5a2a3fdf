// SPDX-License-Identifier: MPL-2.0
// Rebuilds every function around the parameters that stand for its numbers.
#include "ode/lift_constants.hpp"

#include <limits>
#include <utility>

#include "expression/walk.hpp"
#include "math/rules.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class lifter {
public:
    explicit lifter(std::uint32_t first) : first_(first) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        return f == nullptr ? of_leaf(ex) : walk_(*f, [this](const func &g) { return rebuilt(g); });
    }

    std::vector<number> take_values() { return std::move(values_); }

private:
    expression rebuilt(const func &f) {
        std::vector<expression> args;
        args.reserve(f.args().size());
        for (const auto &arg : f.args()) {
            const func *g = as_func(arg);
            const bool is_exponent = &f.rule() == &pow_rule && args.size() == 1;
            args.push_back(g != nullptr ? walk_.at(*g) : is_exponent ? arg : of_leaf(arg));
        }
        return expression(func(f.rule(), std::move(args)));
    }

    expression of_leaf(const expression &ex) {
        const number *x = as_number(ex);
        if (x == nullptr || is_zero(*x) || is_one(*x) || is_negative_one(*x))
            return ex;
        const auto index = first_ + values_.size();
        if (index > std::numeric_limits<std::uint32_t>::max())
            throw_invalid_argument("The hidden parameters of lifted constants must have indices of 32 bits, but the "
                                   "next one is {}",
                                   index);
        values_.push_back(*x);
        return expression(param(static_cast<std::uint32_t>(index)));
    }

    std::uint32_t first_;
    std::vector<number> values_;
    walk<expression> walk_;
};

} // namespace

lifted_expressions lift_constants(const std::vector<expression> &exs, std::uint32_t first) {
    lifter lift(first);
    auto lifted = of_each(exs, lift);
    return {std::move(lifted), lift.take_values()};
}

} // namespace detail
BROOK_END_NAMESPACE
