// SPDX-License-Identifier: MPL-2.0
// Looks for functions that have edges, and for those that jump.
#include "ode/domain.hpp"

#include <variant>

#include <brook/number/fp_functions.hpp>

#include "expression/registry.hpp"
#include "expression/walk.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct shape {
    bool nonnegative = false; ///< wherever it is defined
    bool has_edge = false;    ///< itself, or something below
    bool may_jump = false;    ///< likewise
};

template <typename Property>
bool holds(const number &x, Property property) {
    return std::visit(property, x.value());
}

class domain_study {
public:
    shape operator()(const expression &ex) {
        if (const number *x = as_number(ex))
            return {.nonnegative = holds(*x, [](auto v) { return v >= 0; })};
        const func *f = as_func(ex);
        return f == nullptr ? shape() : known_(*f, [this](const func &g) { return leave(g); });
    }

private:
    // The shape of an argument whose functions have been visited.
    shape of(const expression &ex) {
        const func *f = as_func(ex);
        return f == nullptr ? (*this)(ex) : known_.at(*f);
    }

    shape leave(const func &f) {
        shape s;
        bool nonnegative = true;
        for (const auto &arg : f.args()) {
            const auto below = of(arg);
            s.has_edge = s.has_edge || below.has_edge;
            s.may_jump = s.may_jump || below.may_jump;
            nonnegative = nonnegative && below.nonnegative;
        }
        const auto &rule = f.rule();
        if (rule.name == pow_rule.name)
            return power(f, s);
        // Functions without arguments are constants, such as pi.
        const bool unknown = !is_built_in(rule) && (rule.arity != 0 || rule.time_dependent);
        const bool log_of_square = rule.name == log_rule.name && nonnegative;
        s.has_edge = s.has_edge || unknown || (rule.has_edge && !log_of_square);
        s.may_jump = s.may_jump || unknown || rule.may_jump;
        s.nonnegative = rule.nonnegative || is_square(f) ||
                        (nonnegative && (rule.name == sum_rule.name || rule.name == prod_rule.name));
        return s;
    }

    // Where the base cannot be negative nothing can happen but a pole, which is no edge.
    shape power(const func &f, shape s) {
        const number *e = as_number(f.args()[1]);
        const bool whole = e != nullptr && holds(*e, [](auto v) { return v == fp::floor(v); });
        const bool even = whole && holds(*e, [](auto v) { return fp::fmod(v, decltype(v)(2)) == 0; });
        const bool of_nonnegative = of(f.args()[0]).nonnegative;
        s.has_edge = s.has_edge || (!whole && !of_nonnegative);
        s.nonnegative = even || !whole || of_nonnegative;
        return s;
    }

    static bool is_square(const func &f) {
        return f.rule().name == prod_rule.name && f.args().size() == 2 && f.args()[0] == f.args()[1];
    }

    walk<shape> known_;
};

} // namespace

system_domain study_domain(std::span<const expression> right_hand_sides) {
    domain_study study;
    system_domain domain;
    for (std::uint32_t i = 0; i < right_hand_sides.size(); ++i) {
        const auto s = study(right_hand_sides[i]);
        if (s.has_edge)
            domain.edged.push_back(i);
        domain.smooth = domain.smooth && !s.may_jump;
    }
    return domain;
}

} // namespace detail
BROOK_END_NAMESPACE
