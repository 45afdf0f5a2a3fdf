// SPDX-License-Identifier: MPL-2.0
// What decides about the code of a definition.
#include "decomposition/kind.hpp"

#include <algorithm>

#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

kind kind_of(const program &p, const definition &d, std::uint32_t level) {
    kind k{d.op->name, false, d.constant, has_any_length(p, d), level, d.args.size(), d.constants.size(), {}, {}};
    if (k.any_length) {
        k.arity = args_per_term(d);
        k.constants -= d.op == &linear_operation ? d.args.size() : 0;
    }
    for (std::size_t a = 0; a < k.arity; ++a) {
        k.constant_args.push_back(p.is_constant(d.args[a]));
    }
    for (const auto &x : d.attributes) {
        const auto bits = bits_of(x);
        k.attributes.emplace_back(bits.low, bits.high ^ (std::uint64_t(bits.type) << 32));
    }
    return k;
}

std::size_t args_per_term(const definition &d) {
    if (d.op == &sum_of_products_operation) {
        return 2;
    }
    return d.op == &linear_operation || d.op == &sum_of_squares_operation ? 1 : 0;
}

bool has_any_length(const program &p, const definition &d) {
    if (d.constant || !is_linear(p, d) || changing_args(p, d) < 4) {
        return false;
    }
    const auto stride = args_per_term(d);
    for (std::size_t a = stride; a < d.args.size(); ++a) {
        if (p.is_constant(d.args[a]) != p.is_constant(d.args[a - stride])) {
            return false;
        }
    }
    return true;
}

std::size_t changing_args(const program &p, const definition &d) {
    return static_cast<std::size_t>(
        std::count_if(d.args.begin(), d.args.end(), [&](value_id v) { return !p.is_constant(v); }));
}

bool is_linear(const program &p, const definition &d) {
    if (d.op != &sum_of_products_operation) {
        return d.op->reduction;
    }
    for (std::size_t i = 0; i < d.args.size(); i += 2) {
        if (!p.is_constant(d.args[i]) && !p.is_constant(d.args[i + 1])) {
            return false;
        }
    }
    return true;
}

} // namespace detail

BROOK_END_NAMESPACE
