// SPDX-License-Identifier: MPL-2.0
// The emitter whose values are plain numbers: the reference against which generated code is tested bit for bit.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
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

    /// What an operation reads and writes; every sequence has one element for each order.
    struct operands {
        std::vector<T *> args, results;
        std::vector<bool> constant; ///< one for each argument
        std::vector<std::vector<T>> derived;
        std::vector<T> kept;
        std::span<const number> attributes, constants;
    };

    numeric_emitter(bool fused, int max_order, const T *pars, T time, const void *const *data = nullptr)
        : fused_(fused && fp_has_vectors(fp_type_of<T>)), max_order_(max_order), pars_(pars), time_(time), data_(data) {
    }

    /// Chooses the operation and the order that the next calls work on.
    void select(operands &op, int n) {
        op_ = &op;
        n_ = n;
    }

    std::size_t arity() const { return op_->args.size(); }
    bool is_constant(std::size_t i) const { return op_->constant[i]; }
    number attribute(std::size_t i) const { return op_->attributes[i]; }
    T attribute_value(std::size_t i) const { return number_as<T>(op_->attributes[i]); }
    std::size_t constants() const { return op_->constants.size(); }
    T constant(std::size_t i) const { return number_as<T>(op_->constants[i]); }
    sequence arg(std::size_t i) { return {op_->args[i]}; }
    sequence result(std::size_t i) { return {op_->results[i]}; }
    sequence derived(std::size_t i) {
        while (op_->derived.size() <= i)
            op_->derived.emplace_back(std::size_t(max_order_) + 1);
        return {op_->derived[i].data()};
    }

    bool fused() const { return fused_; }
    int n() const { return n_; }
    bool is_next() const { return n_ > 0; }
    void set(sequence s, T v) { s.data[n_] = v; }
    void keep(std::size_t i, T v) {
        if (op_->kept.size() <= i)
            op_->kept.resize(i + 1);
        op_->kept[i] = v;
    }
    T kept(std::size_t i) const { return op_->kept[i]; }

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
    T weight(int n, int j, const weights::table &w) const { return w.at<T>(n, j); }

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
        std::array<sums, 2> acc{sums(Count, T(0)), sums(Count, T(0))};
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
    int max_order_;
    const T *pars_;
    T time_;
    const void *const *data_;
    operands *op_ = nullptr;
    int n_ = 0;
};

} // namespace detail

BROOK_END_NAMESPACE
