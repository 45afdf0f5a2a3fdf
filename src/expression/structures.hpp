// SPDX-License-Identifier: MPL-2.0
// Numbers the different functions of graphs, whatever is shared in memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <brook/expression/expression.hpp>
#include <brook/expression/func_node.hpp>

#include "expression/index_table.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Variables as keys: the hash says where, and the name decides. Borrows the name.
struct variable_key {
    hash128 hash;
    const std::string *name;

    friend bool operator==(const variable_key &a, const variable_key &b) noexcept {
        return a.hash == b.hash && (a.name == b.name || *a.name == *b.name);
    }
};

inline std::uint64_t place_of(const variable_key &key) noexcept { return key.hash.lo; }

/// Indices of functions, equal where the structures are: the same rule object, and arguments that are equal to the bit.
/// Hashes only say where to look. As arguments have their indices before functions, one level is compared, and no
/// function that appears twice in memory is compared more than once. Borrows the functions.
class structures {
public:
    static constexpr std::uint32_t none = index_table<hash128>::none;

    /// The index of a function object that has been added; else none.
    std::uint32_t find(const func_node &f) const noexcept {
        const auto same = firsts_.find_if(f.hash.lo, [&](const first &x) { return x.node == &f; });
        return same != none || others_.size() == 0 ? same : others_.find(&f);
    }

    /// Adds an object that has not been, but whose arguments have been. Returns its index, which is `next` if no equal
    /// one has been added before.
    std::uint32_t add(const func_node &f, std::uint32_t next) {
        const auto known =
            firsts_.find_if(f.hash.lo, [&](const first &x) { return x.node->hash == f.hash && are_equal(*x.node, f); });
        if (known != none) {
            others_.insert(&f, known);
            return known;
        }
        firsts_.insert({&f}, next);
        return next;
    }

private:
    struct first {
        const func_node *node;

        friend std::uint64_t place_of(const first &x) noexcept { return x.node->hash.lo; }
    };

    bool are_equal(const func_node &f, const func_node &g) const noexcept {
        return f.rule == g.rule &&
               std::equal(f.args().begin(), f.args().end(), g.args().begin(), g.args().end(),
                          [this](const expression &a, const expression &b) { return are_equal(a, b); });
    }

    bool are_equal(const expression &a, const expression &b) const noexcept {
        if (a.value().index() != b.value().index())
            return false;
        if (const auto *f = as_func(a)) {
            const auto *g = as_func(b);
            return &f->node() == &g->node() || find(f->node()) == find(g->node());
        }
        if (const auto *v = as_variable(a))
            return v->name() == as_variable(b)->name();
        const auto *x = as_number(a);
        return x != nullptr ? identical(*x, *as_number(b)) : as_param(a)->idx() == as_param(b)->idx();
    }

    index_table<first> firsts_; // of each structure, the object that was added first
    index_table<const func_node *> others_;
};

} // namespace detail
BROOK_END_NAMESPACE
