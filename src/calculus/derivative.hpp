// SPDX-License-Identifier: MPL-2.0
// A derivative together with where it vanishes because of a choice: what a function of several pieces does not choose
// may be infinite or a NaN there, and must not be multiplied by the zero of another piece.
#pragma once

#include <span>

#include <brook/expression/expression.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Where something may differ from zero: where `condition` holds, or if `negated` where it does not; a condition that
/// is the number 1 or 0 means everywhere or nowhere.
struct support {
    expression condition{1.};
    bool negated = false;

    static support nowhere() { return {expression(0.)}; }
    bool is_everywhere() const;
    bool is_nowhere() const;
    /// The condition under which it may differ from zero, as an expression.
    expression holds() const;

    friend bool operator==(const support &a, const support &b) {
        return a.negated == b.negated && a.condition == b.condition;
    }
};

/// `value` where the support says so, elsewhere zero whatever `value` is there.
struct derivative {
    expression value{0.};
    support where = support::nowhere();
    bool vanishes = false; ///< `value` is zero elsewhere by itself

    /// Everything in one expression.
    expression whole() const;
};

/// outer * inner', a term of the chain rule, which counts where `where` says so. Borrows all of it.
struct chain_term {
    const expression *outer;
    const derivative *inner;
    const support *where;
};

/// Sum of the terms. Those whose outer derivative is the number 0 do not count.
derivative sum_of(std::span<const chain_term> terms);

} // namespace detail
BROOK_END_NAMESPACE
