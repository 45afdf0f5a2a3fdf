// SPDX-License-Identifier: MPL-2.0
// A program between the memory of its code and an interpreter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"
#include "integrator/stepper_code.hpp"
#include "interpreter/program_interpreter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What compiled code does, in memory of the same description, with that of the interpreter and the parameters of one
/// trajectory behind it.
template <typename T>
class stepper_interpreter {
public:
    /// `n_pars` counts hidden ones, too.
    stepper_interpreter(laid_out_stepper laid_out, std::size_t n_pars, bool fused)
        : interpreter_(std::move(laid_out.of_one), laid_out.memory.order, fused), n_pars_(n_pars),
          own_begin_(laid_out.memory.scratch_size), code_{std::move(laid_out.memory)} {
        code_.scratch_size += interpreter_.memory_size() + n_pars_;
        code_.jet = {run, this};
    }
    stepper_interpreter(const stepper_interpreter &) = delete;
    stepper_interpreter &operator=(const stepper_interpreter &) = delete;

    /// Must not outlive this.
    stepper_code &code() { return code_; }

private:
    static void run(void *scratch, const void *pars, const void *time, const void *context) {
        const auto &self = *static_cast<const stepper_interpreter *>(context);
        for (std::uint32_t k = 0; k < self.code_.trajectories; ++k)
            self.run_one(static_cast<T *>(scratch), static_cast<const T *>(pars), static_cast<const T *>(time)[k], k);
    }

    void run_one(T *scratch, const T *pars, T time, std::uint32_t k) const {
        const auto lanes = code_.trajectories;
        T *const own = scratch + own_begin_, *const own_pars = own + interpreter_.memory_size();
        const auto &p = interpreter_.of();
        for (std::size_t i = 0; i < n_pars_; ++i)
            own_pars[i] = pars[i * lanes + k];
        for (std::uint32_t i = 0; i < p.n_states; ++i)
            own[interpreter_[i]] = scratch[code_.states[i * lanes + k].offset];
        interpreter_.run(own, own_pars, time);
        for (std::uint32_t i = 0; i < p.n_states; ++i)
            copy(own + interpreter_[i], 1, scratch, code_.states[i * lanes + k]);
        for (const auto &lane : code_.padding)
            if (lane.copies % lanes == k)
                copy(own + interpreter_[lane.copies / lanes], 1, scratch, lane.at);
        for (std::size_t i = 0; i < p.outputs.size(); ++i)
            copy(own + interpreter_[p.outputs[i]], 0, scratch, code_.outputs[i * lanes + k]);
    }

    void copy(const T *from, std::uint32_t first, T *scratch, const series_place &to) const {
        const auto last = to.constant ? 0 : code_.order;
        for (auto n = first; n <= last; ++n)
            scratch[to.of_order(n)] = from[n];
    }

    program_interpreter<T> interpreter_;
    std::size_t n_pars_, own_begin_;
    stepper_code code_;
};

} // namespace detail
BROOK_END_NAMESPACE
