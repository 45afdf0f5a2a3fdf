// SPDX-License-Identifier: MPL-2.0
// An elementary operation of a program: a recurrence, instantiated for every emitter.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <brook/expression/emitter.hpp>
#include <brook/expression/expression.hpp>
#include <brook/expression/numeric_emitter.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// The two halves of a recurrence for one emitter.
template <typename Emitter>
struct recurrence_steps {
    void (*start)(Emitter &) = nullptr; ///< order zero
    void (*next)(Emitter &) =
        nullptr; ///< order n >= 1, from the lower orders of everything and order n of the arguments
};

template <typename T>
using numeric_steps = recurrence_steps<numeric_emitter<T>>;

/// What the constants of an operation are. Each lane of a block has its own.
enum class constant_role : std::uint8_t {
    none,         ///< there are none
    value,        ///< one: the result
    coefficients, ///< of a sum: one for each term, and behind them one that is added, or none
    parameter,    ///< one: the index of the parameter that is read
    trajectory,   ///< one, or none where there is one trajectory: the number of the trajectory whose time is read
    data          ///< one: the index, among the data that the code is given, of what is read
};

/// An operation applied to expressions.
struct applied_operation {
    std::span<const expression> args;
    std::span<const number> attributes, constants;
};

/// All there is to say about an operation but its recurrence, which tells the rest: what is read and kept, what it
/// costs and which functions of the library are called (decomposition/usage.hpp).
struct operation_row {
    std::string_view name; ///< of no other operation
    std::uint32_t results = 1;
    bool reduction = false; ///< arguments are combined order by order, without memory of lower ones
    /// Of sums of any number of terms: how many arguments each term is the product of. 0: it is no such sum.
    std::uint32_t args_per_term = 0;
    constant_role constants = constant_role::none;
    /// Whatever the arguments do, the results do not change within a step: their coefficients beyond order zero vanish.
    bool flat = false;
    /// The recurrence holds only where the last argument does not change.
    bool needs_constant_last = false;
    /// Not 0: this result is the sine of the first one, and the next result its cosine. Nobody has to compute them
    /// again.
    std::uint32_t sine = 0;
    /// The results are sine and cosine of the argument.
    bool is_sine_cosine = false;
    /// The results as expressions, for people to look at; null: those of the functions whose rules name the operation.
    std::vector<expression> (*text)(const applied_operation &o) = nullptr;
};

/// What decomposition chooses and code generation carries out. One constant-initialised object for each operation.
struct operation : operation_row {
    bool time_dependent = false; ///< depends on the time by itself, whatever the arguments
    recurrence_steps<emitter> code;
    fp_tuple<numeric_steps> numeric; ///< for the reference emitter of each floating-point type

    template <typename T>
    const numeric_steps<T> &steps() const {
        return std::get<numeric_steps<T>>(numeric);
    }
};

template <typename Recurrence, typename Emitter>
constexpr recurrence_steps<Emitter> steps_for() {
    return {[](Emitter &e) { Recurrence::start(e); }, [](Emitter &e) { Recurrence::next(e); }};
}

template <typename Recurrence>
constexpr bool depends_on_time = requires {
    requires bool(Recurrence::time_dependent);
};

/// `Recurrence` has two static member templates, start(e) and next(e), and if it depends on the time by itself, a
/// static constant `time_dependent = true`.
template <typename Recurrence>
constexpr operation make_operation(const operation_row &row) {
    return {row,
            depends_on_time<Recurrence>,
            steps_for<Recurrence, emitter>(),
            {
#define BROOK_FP(type, ...) steps_for<Recurrence, numeric_emitter<type>>(),
#include <brook/number/fp_types.def>
#undef BROOK_FP
            }};
}

/// The same, of no more than a name, which differs from those of all other operations.
template <typename Recurrence>
constexpr operation make_operation(std::string_view name, std::uint32_t results = 1, bool reduction = false) {
    return make_operation<Recurrence>({.name = name, .results = results, .reduction = reduction});
}

} // namespace detail

BROOK_END_NAMESPACE
