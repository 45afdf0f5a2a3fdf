// SPDX-License-Identifier: MPL-2.0
// Equality and order of expressions.
//
// Functions with the same structural hash are equal. The converse fails, because == says that 0 and -0 are equal, and
// so are all NaNs: where the hashes that agree with == agree, arguments are compared, each pair of functions once.
#include <brook/expression/rule.hpp>

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class equality {
public:
    bool operator()(const expression &a, const expression &b) {
        bool equal = look_at(a, b);
        while (equal && !open_.empty()) {
            const auto [x, y] = open_.back();
            open_.pop_back();
            for (std::size_t i = 0; equal && i < x->args().size(); ++i)
                equal = look_at(x->args()[i], y->args()[i]);
        }
        if (!equal) {
            // Pairs were noted on the assumption that all would end well.
            open_.clear();
            noted_.clear();
        }
        return equal;
    }

private:
    using pair = std::pair<const func_node *, const func_node *>;

    bool look_at(const expression &a, const expression &b) {
        const func *f = as_func(a), *g = as_func(b);
        return f != nullptr && g != nullptr ? look_at(f->node(), g->node()) : equal_leaves(a, b);
    }

    bool look_at(const func_node &f, const func_node &g) {
        if (&f == &g || f.hash == g.hash)
            return true;
        if (f.equality_hash != g.equality_hash || f.args().size() != g.args().size() || f.rule->name != g.rule->name)
            return false;
        if (noted_.insert({&f, &g}).second)
            open_.emplace_back(&f, &g);
        return true;
    }

    static bool equal_leaves(const expression &a, const expression &b) {
        if (a.value().index() != b.value().index())
            return false;
        return std::visit(
            [&b]<typename Kind>(const Kind &x) {
                if constexpr (std::is_same_v<Kind, func>)
                    return false;
                else
                    return x == std::get<Kind>(b.value());
            },
            a.value());
    }

    std::vector<pair> open_;
    std::set<pair, std::less<>> noted_;
};

int rank(const expression &ex) noexcept {
    constexpr int of_index[] = {0, 2, 3, 1}; // number, variable, function, parameter
    return of_index[ex.value().index()];
}

bool leaf_less(const expression &a, const expression &b) noexcept {
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    if (const auto *x = as_number(a))
        return *x < *as_number(b);
    if (const auto *p = as_param(a))
        return p->idx() < as_param(b)->idx();
    return as_variable(a)->name() < as_variable(b)->name();
}

// The first arguments that differ decide, and theirs in turn.
bool less(const expression *a, const expression *b) {
    equality equal;
    while (const func *f = as_func(*a)) {
        const func *g = as_func(*b);
        if (g == nullptr)
            break;
        if (f->rule().name != g->rule().name)
            return f->rule().name < g->rule().name;
        const auto &x = f->args(), &y = g->args();
        std::size_t i = 0;
        while (i < x.size() && i < y.size() && equal(x[i], y[i]))
            ++i;
        if (i == x.size() || i == y.size())
            return x.size() < y.size();
        a = &x[i];
        b = &y[i];
    }
    return leaf_less(*a, *b);
}

} // namespace
} // namespace detail

bool operator==(const expression &a, const expression &b) noexcept { return detail::equality{}(a, b); }
bool operator==(const func &a, const func &b) noexcept { return expression(a) == expression(b); }
bool operator<(const func &a, const func &b) noexcept { return std::less<expression>{}(expression(a), expression(b)); }

BROOK_END_NAMESPACE

bool std::less<brook::expression>::operator()(const brook::expression &a, const brook::expression &b) const noexcept {
    return brook::detail::less(&a, &b);
}
