// SPDX-License-Identifier: MPL-2.0
// The jet of a program computed with plain numbers: what generated code must reproduce bit for bit.
#pragma once

#include <cstdint>
#include <vector>

#include "decomposition/program.hpp"
#include "interpreter/program_interpreter.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Taylor coefficients of all values of a program.
template <typename T>
class reference_jet {
public:
    /// `state` has one value for each state variable; `fused` says whether the code at hand fuses multiply-adds; `data`
    /// are those of tables.
    reference_jet(const program &p, std::uint32_t order, bool fused, const std::vector<T> &state,
                  const std::vector<T> &pars, T time, const void *const *data = nullptr) {
        const program_interpreter<T> interpreter(p, order, fused);
        std::vector<T> memory(interpreter.memory_size());
        for (std::uint32_t i = 0; i < p.n_states; ++i)
            memory[interpreter[i]] = state[i];
        interpreter.run(memory.data(), pars.data(), time, data);
        for (value_id v = 0; v < p.n_values(); ++v) {
            const auto begin = memory.begin() + static_cast<std::ptrdiff_t>(interpreter[v]);
            coefficients_.emplace_back(begin, begin + order + 1);
        }
    }

    /// Coefficients of orders 0 to `order` of a value. Unless the program has outputs, those of the highest order are
    /// computed for state variables only.
    const std::vector<T> &operator[](value_id v) const { return coefficients_[v]; }

private:
    std::vector<std::vector<T>> coefficients_;
};

} // namespace detail

BROOK_END_NAMESPACE
