// SPDX-License-Identifier: MPL-2.0
// Numbers the different expressions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/number/number.hpp>

#include "expression/structures.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The index of an expression among those that have been added.
using core_id = std::uint32_t;

/// Expressions by index, equal ones by the same.
class interned {
public:
    /// The index of an expression; of functions whose arguments are new, these have theirs first.
    core_id add(const expression &ex) {
        const auto next = static_cast<core_id>(of_id_.size());
        if (const auto *v = as_variable(ex))
            return remember(ex, variables_.try_emplace(v->name(), next).first->second);
        if (const auto *p = as_param(ex))
            return remember(ex, params_.try_emplace(p->idx(), next).first->second);
        if (const auto *x = as_number(ex)) {
            const auto bits = bits_of(*x);
            return remember(ex, numbers_.try_emplace({bits.type, bits.low, bits.high}, next).first->second);
        }
        const auto &f = *as_func(ex);
        if (const auto known = functions_.find(f.node()); known != structures::none)
            return known;
        for (const auto &a : f.args())
            add(a);
        kept_.push_back(ex); // whose address the table remembers
        return remember(ex, functions_.add(f.node(), static_cast<core_id>(of_id_.size())));
    }

    const expression &operator[](core_id id) const { return of_id_[id]; }

private:
    core_id remember(const expression &ex, core_id id) {
        if (id == of_id_.size())
            of_id_.push_back(ex);
        return id;
    }

    std::vector<expression> of_id_;
    std::vector<expression> kept_;
    std::unordered_map<std::string, core_id> variables_;
    std::unordered_map<std::uint32_t, core_id> params_;
    std::map<std::tuple<fp_type, std::uint64_t, std::uint64_t>, core_id> numbers_;
    structures functions_;
};

} // namespace detail
BROOK_END_NAMESPACE
