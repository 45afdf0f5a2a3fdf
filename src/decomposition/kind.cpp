// SPDX-License-Identifier: MPL-2.0
// What decides about the code of a definition.
#include "decomposition/kind.hpp"

#include <algorithm>
#include <span>

BROOK_BEGIN_NAMESPACE
namespace detail {

kind kind_of(const program &p, const definition &d, std::uint32_t level) {
    kind k{d.op->name, false, d.constant, has_any_length(p, d), level, d.args.size(), d.constants.size(), {}, {}};
    if (k.any_length) {
        k.arity = d.op->args_per_term;
        k.constants -= d.op->constants == constant_role::coefficients ? d.n_terms() : 0;
    }
    for (std::size_t a = 0; a < k.arity; ++a)
        k.constant_args.push_back(p.is_constant(d.args[a]));
    for (const auto &x : d.attributes) {
        const auto bits = bits_of(x);
        k.attributes.emplace_back(bits.low, bits.high ^ (std::uint64_t(bits.type) << 32));
    }
    return k;
}

bool has_any_length(const program &p, const definition &d) {
    if (d.constant || !is_linear(p, d) || changing_args(p, d) < 4)
        return false;
    const auto stride = d.op->args_per_term;
    for (std::size_t a = stride; a < d.args.size(); ++a)
        if (p.is_constant(d.args[a]) != p.is_constant(d.args[a - stride]))
            return false;
    return true;
}

namespace {

std::size_t changing(const program &p, std::span<const value_id> values) {
    return static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(), [&](value_id v) { return !p.is_constant(v); }));
}

} // namespace

std::size_t changing_args(const program &p, const definition &d) { return changing(p, d.args); }

bool is_linear(const program &p, const definition &d) {
    const std::size_t factors = d.op->args_per_term;
    if (factors < 2)
        return d.op->reduction;
    for (std::size_t i = 0; i < d.args.size(); i += factors)
        if (changing(p, std::span(d.args).subspan(i, factors)) > 1)
            return false;
    return true;
}

} // namespace detail
BROOK_END_NAMESPACE
