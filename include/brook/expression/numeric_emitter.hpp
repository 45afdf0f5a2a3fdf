// SPDX-License-Identifier: MPL-2.0
// The emitter whose values are plain numbers: that of the interpreter, whose bits generated code must have.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <brook/expression/comparison.hpp>
#include <brook/expression/weight.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/number/math_library.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// What finds rows of a table: the beginning of an element of the data that code is given. Generated code knows no more
/// of tables than where the function is.
template <typename T>
struct row_finder {
    /// Writes the number of the row of x; see emitter::row().
    void (*find)(const row_finder *self, const T *x, const T *direction, T *row);
};

/// Weights whose values were computed in advance.
template <typename T>
class known_weights {
public:
    /// Makes those of a table known up to order `last`.
    void add(const weights::table &w, int last) {
        if (has(w))
            return;
        std::vector<T> values;
        for (int n = 0; n <= last; ++n)
            for (int j = 0; j <= (w.by_order_only ? 0 : n); ++j)
                values.push_back(n == 0 ? T(0) : w.at<T>(n, w.by_order_only ? 1 : j));
        tables_.push_back({w.entry, w.parameter, w.by_order_only, last, std::move(values)});
    }

    /// Null if it is not known.
    const T *find(const weights::table &w, int n, int j) const noexcept {
        for (const auto &t : tables_)
            if (t.is(w) && n <= t.last && j <= n)
                return &t.values[static_cast<std::size_t>(t.by_order_only ? n : n * (n + 1) / 2 + j)];
        return nullptr;
    }

private:
    struct table {
        number (*entry)(fp_type, const number &, int, int);
        number parameter;
        bool by_order_only;
        int last;
        std::vector<T> values; ///< [n], or [n][j] with j <= n

        bool is(const weights::table &w) const noexcept { return entry == w.entry && is_same(parameter, w.parameter); }
        static bool is_same(const number &a, const number &b) noexcept {
            const auto *x = std::get_if<double>(&a.value()), *y = std::get_if<double>(&b.value()); // most are
            return x != nullptr && y != nullptr ? std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y)
                                                : identical(a, b);
        }
    };

    bool has(const weights::table &w) const {
        return std::any_of(tables_.begin(), tables_.end(), [&](const auto &t) { return t.is(w); });
    }

    std::vector<table> tables_;
};

/// Carries out recurrences in type T; `fused` says whether fused multiply-adds round once, as on a CPU that has them
/// (types without vectors never do, see the table of types). The member functions are those of `emitter`, where they
/// are documented.
template <typename T>
class numeric_emitter {
public:
    using value = T;
    using order = int;
    using sums = std::vector<T>;

    struct halves {
        T down, up;
    };

    struct sequence {
        T *data;
        T operator[](int j) const { return data[j]; }
    };

    /// An operation, and where in memory it reads and writes. Every sequence has one element for each order.
    struct operands {
        std::vector<std::size_t> args, results;
        std::vector<bool> constant;       ///< one for each argument
        std::vector<std::size_t> derived; ///< as many as the recurrence asks for
        std::size_t kept = 0;             ///< where as many numbers begin as it keeps
        std::span<const number> attributes, constants;
        std::vector<T> values; ///< of the constants
    };

    /// Works in `memory`. Weights are looked up where they may be known.
    numeric_emitter(bool fused, T *memory, const known_weights<T> &known, const T *pars, T time,
                    const void *const *data = nullptr)
        : fused_(fused && fp_has_vectors(fp_type_of<T>)), memory_(memory), known_(known), pars_(pars), time_(time),
          data_(data) {}

    /// Chooses the operation and the order that the next calls work on.
    void select(const operands &op, int n) {
        op_ = &op;
        n_ = n;
    }

    std::size_t arity() const { return op_->args.size(); }
    bool is_constant(std::size_t i) const { return op_->constant[i]; }
    number attribute(std::size_t i) const { return op_->attributes[i]; }
    T attribute_value(std::size_t i) const { return number_as<T>(op_->attributes[i]); }
    std::size_t constants() const { return op_->constants.size(); }
    T constant(std::size_t i) const { return op_->values[i]; }
    sequence arg(std::size_t i) { return {memory_ + op_->args[i]}; }
    sequence result(std::size_t i) { return {memory_ + op_->results[i]}; }
    sequence derived(std::size_t i) { return {memory_ + op_->derived[i]}; }

    bool fused() const { return fused_; }
    int n() const { return n_; }
    bool is_next() const { return n_ > 0; }
    void set(sequence s, T v) { s.data[n_] = v; }
    void keep(std::size_t i, T v) { memory_[op_->kept + i] = v; }
    T kept(std::size_t i) const { return memory_[op_->kept + i]; }

    static constexpr int digits() { return std::numeric_limits<T>::digits; }
    T literal(double x) const { return static_cast<T>(x); }
    T fma(T x, T y, T z) const { return fused_ ? fp::fma(x, y, z) : x * y + z; }
    T sqrt(T x) const { return fp::sqrt(x); }
    T compare(comparison c, T x, T y) const { return holds(c, x, y) ? T(1) : T(0); }
    T choose(T condition, T a, T b) const { return condition != T(0) ? a : b; }
    T call(std::string_view name, T x) const { return math_library::call<T>(name, fused_, x); }
    T call(std::string_view name, T x, T y) const { return math_library::call<T>(name, fused_, x, y); }
    T call(std::string_view name, T x, T y, T z) const { return math_library::call<T>(name, fused_, x, y, z); }
    T parameter(std::size_t i) const { return pars_[number_as<std::size_t>(op_->constants[i])]; }
    T row(std::size_t i, T x, T direction) const {
        const auto *finder = static_cast<const row_finder<T> *>(datum(i));
        T result = 0;
        finder->find(finder, &x, &direction, &result);
        return result;
    }
    T entry(std::size_t i, T row) const { return static_cast<const T *>(datum(i))[static_cast<std::size_t>(row)]; }
    T time() const { return time_; }
    T time(std::size_t) const { return time_; } // there is one trajectory
    T inverse(int n) const { return weight(n, 1, weights::inverse()); }
    T real(int n) const { return static_cast<T>(n); }
    T weight(int n, int j, const weights::table &w) const {
        const T *known = known_.find(w, n, j);
        return known != nullptr ? *known : w.at<T>(n, j);
    }

    template <std::size_t Count, typename Body>
    std::array<T, Count> convolve(int first, int last, Body body) {
        const auto sums_in_halves = convolve_in_halves<Count>(first, last, body);
        std::array<T, Count> r;
        for (std::size_t i = 0; i < Count; ++i)
            r[i] = sums_in_halves[i].down + sums_in_halves[i].up;
        return r;
    }
    template <std::size_t Count, typename Body>
    std::array<halves, Count> convolve_in_halves(int first, int last, Body body) {
        std::array<std::array<T, Count>, 2> acc{};
        from_the_middle(first, last, [&](int j, std::size_t direction) { body(j, acc[direction]); });
        std::array<halves, Count> r;
        for (std::size_t i = 0; i < Count; ++i)
            r[i] = {acc[0][i], acc[1][i]};
        return r;
    }
    T scaled(const halves &s, T factor, T x, T y) const { return fma(s.down, factor, fma(x, y, s.up * factor)); }
    template <typename Body>
    sums sum(int first, int last, std::size_t count, Body body) {
        sums acc(count, T(0));
        from_the_middle(first, last, [&](int j, std::size_t) { body(j, acc); });
        return acc;
    }
    int half(int n) const { return n / 2; }
    template <typename Body>
    T if_even(T r, Body body) {
        return n_ % 2 == 0 ? body(n_ / 2, r) : r;
    }

private:
    const void *datum(std::size_t i) const { return data_[number_as<std::size_t>(op_->constants[i])]; }

    bool fused_;
    T *memory_;
    const known_weights<T> &known_;
    const T *pars_;
    T time_;
    const void *const *data_;
    const operands *op_ = nullptr;
    int n_ = 0;
};

} // namespace detail

BROOK_END_NAMESPACE
