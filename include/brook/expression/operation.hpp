// SPDX-License-Identifier: MPL-2.0
// An elementary operation of a program: a recurrence, instantiated for every emitter.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include <brook/expression/emitter.hpp>
#include <brook/expression/numeric_emitter.hpp>
#include <brook/number/fp_type.hpp>
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

/// What decomposition chooses and code generation carries out. One constant-initialised object for each operation.
struct operation {
    std::string_view name;
    std::uint32_t results = 1;
    bool reduction = false;      ///< arguments are combined order by order, without memory of lower ones
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
/// static constant `time_dependent = true`. `name` differs from those of all other operations.
template <typename Recurrence>
constexpr operation make_operation(std::string_view name, std::uint32_t results = 1, bool reduction = false) {
    return {name,
            results,
            reduction,
            depends_on_time<Recurrence>,
            steps_for<Recurrence, emitter>(),
            {
#define BROOK_FP(type, ...) steps_for<Recurrence, numeric_emitter<type>>(),
#include <brook/number/fp_types.def>
#undef BROOK_FP
            }};
}

} // namespace detail

BROOK_END_NAMESPACE
