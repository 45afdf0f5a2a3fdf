// SPDX-License-Identifier: MPL-2.0
// The abstract emitter: the small vocabulary in which Taylor recurrences are written.
//
// A recurrence is a pair of generic callables, `start(e)` (order zero) and `next(e)` (order n >= 1), written once and
// run by two kinds of emitter: this abstract one, which code generation implements and whose values are whole groups
// (blocks times lanes), and numeric_emitter, which computes with plain numbers. Both carry out the same operations in
// the same order, so that their results agree bit for bit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/expression/comparison.hpp>
#include <brook/expression/weight.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Calls `use(j, direction)` for first <= j <= last from the middle outward, down (0) and up (1) in turn. If their
/// number is odd, the one in the middle counts as down.
template <typename Index, typename Use>
constexpr void from_the_middle(Index first, Index last, Use use) {
    const Index terms = last < first ? 0 : last - first + 1, pairs = terms / 2;
    if (terms % 2 != 0)
        use(first + pairs, std::size_t(0));
    for (Index i = pairs; i-- > 0;) {
        use(first + i, std::size_t(0));
        use(last - i, std::size_t(1));
    }
}

/// The vocabulary of recurrences, with values behind handles.
class BROOK_PUBLIC emitter {
public:
    /// An order of the Taylor series, or an index of a convolution: a run-time base plus a constant.
    struct order {
        emitter *e = nullptr;
        const void *base = nullptr; ///< null: the order is the constant `offset`
        std::int64_t offset = 0;

        friend order operator+(order a, std::int64_t b) { return {a.e, a.base, a.offset + b}; }
        friend order operator-(order a, std::int64_t b) { return {a.e, a.base, a.offset - b}; }
        friend order operator-(order a, order b) { return a.e->difference(a, b); }
    };

    /// A group of numbers: one for each lane of each block.
    struct value {
        emitter *e = nullptr;
        std::uint32_t id = 0;

        friend value operator+(value a, value b) { return a.e->binary('+', a, b); }
        friend value operator-(value a, value b) { return a.e->binary('-', a, b); }
        friend value operator*(value a, value b) { return a.e->binary('*', a, b); }
        friend value operator/(value a, value b) { return a.e->binary('/', a, b); }
        friend value operator-(value a) { return a.e->negate(a); }
    };

    /// The Taylor coefficients of an argument, a result or a derived quantity.
    struct sequence {
        enum class role : std::uint8_t { argument, result, derived };
        emitter *e = nullptr;
        role kind = role::argument;
        std::uint32_t index = 0;

        value operator[](order j) const { return e->load(*this, j); }
        value operator[](int j) const { return e->load(*this, {e, nullptr, j}); }
    };

    using sums = std::vector<value>;

    /// A sum in its two directions. In sums of f(j) g(n - j) the newest coefficient of g is the last term of `down`.
    struct halves {
        value down, up;
    };

    virtual ~emitter();

    /// Number of arguments of the operation.
    virtual std::size_t arity() const = 0;
    /// True if argument i depends neither on the state nor on time: its coefficients beyond order zero vanish.
    virtual bool is_constant(std::size_t i) const = 0;
    /// Attribute i: a number that shapes the code and is the same in all lanes (an exponent).
    virtual number attribute(std::size_t i) const = 0;
    virtual value attribute_value(std::size_t i) = 0;
    /// Constant i: a number of each lane (a coefficient of a linear form).
    virtual value constant(std::size_t i) = 0;
    virtual std::size_t constants() const = 0;

    sequence arg(std::size_t i) { return {this, sequence::role::argument, std::uint32_t(i)}; }
    sequence result(std::size_t i) { return {this, sequence::role::result, std::uint32_t(i)}; }
    /// An auxiliary sequence that the recurrence defines itself, such as j * b[j].
    sequence derived(std::size_t i) { return {this, sequence::role::derived, std::uint32_t(i)}; }

    /// The order at work: zero in `start`.
    virtual order n() = 0;
    /// True in `next`, false in `start`.
    virtual bool is_next() const = 0;
    /// Stores a coefficient of the order at work.
    virtual void set(sequence s, value v) = 0;
    /// Values that are fixed at order zero, such as 1 / a[0].
    virtual void keep(std::size_t i, value v) = 0;
    virtual value kept(std::size_t i) = 0;

    /// Binary digits of the floating-point type at hand.
    virtual int digits() const = 0;
    virtual value literal(double x) = 0;
    virtual value fma(value x, value y, value z) = 0;
    virtual value sqrt(value x) = 0;
    /// 1 where the comparison holds, 0 elsewhere.
    virtual value compare(comparison c, value x, value y) = 0;
    /// `a` where the condition is not zero (a NaN is not), `b` where it is. What is not chosen leaves no trace, be it
    /// infinite or a NaN.
    virtual value choose(value condition, value a, value b) = 0;
    /// A function of the math library (number/math_library.hpp), for order zero.
    virtual value call(std::string_view name, value x) = 0;
    virtual value call(std::string_view name, value x, value y) = 0;
    virtual value call(std::string_view name, value x, value y, value z) = 0;
    /// The parameter whose index is constant i.
    virtual value parameter(std::size_t i) = 0;
    /// Where the row begins that x belongs to, as a number, for order zero: in a table of the data that the code is
    /// given, the one whose index is constant i. `ahead` is where x goes, and how far it may be rounded: of two rows
    /// that meet at x, it is the one that lies there.
    virtual value row(std::size_t i, value x, value ahead) = 0;
    /// The number that a column of the data, the one whose index is constant i, has in this row.
    virtual value entry(std::size_t i, value row) = 0;
    /// The time at the start of the step.
    virtual value time() = 0;
    /// The same of each lane by itself: of the trajectory whose number is constant i.
    virtual value time(std::size_t i) = 0;

    /// 1 / n, from a table.
    value inverse(order n) { return weight(n, order{this, nullptr, 1}, weights::inverse()); }
    /// The order as a number.
    value real(order n) { return weight(n, order{this, nullptr, 1}, weights::identity()); }
    /// Entry (n, j) of a table of weights, computed in the floating-point type at hand.
    virtual value weight(order n, order j, const weights::table &w) = 0;

    /// sum_{j=first..last} of what `body(j, acc)` adds to its `Count` accumulators, in the order of from_the_middle():
    /// terms with coefficients of low orders come first, and those of the order before last. Two accumulators serve
    /// each sum, one for each direction, and are added at the end. Terms with coefficients of the order at work belong
    /// after the sum, not into it. So what an order waits for is a few operations, not a chain as long as the sum.
    template <std::size_t Count, typename Body>
    std::array<value, Count> convolve(order first, order last, Body body) {
        const auto sums_in_halves = convolve_in_halves<Count>(first, last, body);
        std::array<value, Count> r;
        for (std::size_t i = 0; i < Count; ++i)
            r[i] = sums_in_halves[i].down + sums_in_halves[i].up;
        return r;
    }
    /// The same without the last addition.
    template <std::size_t Count, typename Body>
    std::array<halves, Count> convolve_in_halves(order first, order last, Body body) {
        const auto acc = accumulate(first, last, Count, 2, [&](order j, sums &a) { body(j, a); });
        std::array<halves, Count> r;
        for (std::size_t i = 0; i < Count; ++i)
            r[i] = {acc[i], acc[Count + i]};
        return r;
    }
    template <std::size_t Count, typename Body>
    std::array<value, Count> convolve(int first, order last, Body body) {
        return convolve<Count>(order{this, nullptr, first}, last, body);
    }
    template <std::size_t Count, typename Body>
    std::array<halves, Count> convolve_in_halves(int first, order last, Body body) {
        return convolve_in_halves<Count>(order{this, nullptr, first}, last, body);
    }
    /// (s.down + s.up) factor + x y. What `down` ends with is two operations away from the result, which a recurrence
    /// whose newest coefficient it is need not wait longer for.
    value scaled(const halves &s, value factor, value x, value y) {
        return fma(s.down, factor, fma(x, y, s.up * factor));
    }
    /// As convolve, with a number of sums known at run time and a single accumulator each, for both directions in turn.
    template <typename Body>
    sums sum(int first, order last, std::size_t count, Body body) {
        return accumulate({this, nullptr, first}, last, count, 1, [&](order j, sums &a) { body(j, a); });
    }

    /// n / 2, rounded down.
    virtual order half(order n) = 0;
    /// `body(n / 2, r)` where the order at work is even, r where it is odd.
    virtual value if_even(value r, const std::function<value(order, value)> &body) = 0;

    // What the operators of the handles stand for.
    virtual order difference(order a, order b) = 0;
    virtual value binary(char op, value a, value b) = 0;
    virtual value negate(value a) = 0;
    virtual value load(sequence s, order j) = 0;
    virtual sums accumulate(order first, order last, std::size_t count, std::size_t directions,
                            const std::function<void(order, sums &)> &body) = 0;
};

} // namespace detail

BROOK_END_NAMESPACE
