// SPDX-License-Identifier: MPL-2.0
// Carries out a program as it is, one operation after the other: no compiler, and the bits of compiled code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <brook/expression/numeric_emitter.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The recurrences of src/math with numbers of type T. An operation of low order takes a few nanoseconds and the call
/// of a function, where compiled code takes a part of a vector operation: that is 3 to 100 times slower, and ready at
/// once. Immutable, so that threads can share it: all it writes to is the caller's.
template <typename T>
class program_interpreter {
public:
    /// Of the Taylor coefficients up to `order` of all values; of the values alone if the program has no derivatives.
    /// `fused` says whether the code whose bits are asked for fuses multiplications with additions.
    program_interpreter(program p, std::uint32_t order, bool fused);
    program_interpreter(const program_interpreter &) = delete;
    program_interpreter &operator=(const program_interpreter &) = delete;

    const program &of() const noexcept { return program_; }

    /// In numbers of type T, which must be zeros before the first run.
    std::size_t memory_size() const noexcept { return memory_size_; }
    /// Where in memory the coefficients of a value begin. Those of a constant beyond order zero are 0.
    std::size_t operator[](value_id v) const noexcept { return std::size_t{v} * (order_ + 1); }

    /// From order zero of the states, which the caller has put into memory. Orders above it are filled up to the
    /// highest of states, and of all others if the program has outputs. `data` are those of tables.
    void run(T *memory, const T *pars, T time, const void *const *data = nullptr) const;

private:
    using emitter_type = numeric_emitter<T>;
    using operands = typename emitter_type::operands;

    void bind();
    void advance_states(emitter_type &e, T *memory, std::uint32_t n) const;

    program program_;
    std::uint32_t order_;
    bool fused_;
    std::size_t memory_size_;
    std::vector<operands> operands_; ///< one for each definition, whose attributes and constants they refer to
    known_weights<T> weights_;
};

} // namespace detail
BROOK_END_NAMESPACE
