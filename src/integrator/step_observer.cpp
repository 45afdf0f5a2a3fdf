// SPDX-License-Identifier: MPL-2.0
// What observers see of trajectories.
#include "integrator/step_observer.hpp"

#include <brook/number/fp_functions.hpp>

#include "integrator/trajectories.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
T sized_step<T>::size(std::size_t j) const {
    return all_.reads_time_ && all_.h_[j] != 0 ? all_.progress_[j].size : all_.h_[j];
}

template <typename T>
T sized_step<T>::argument_at_beginning(std::size_t j) const {
    return all_.reads_time_ ? all_.shifts_[j] : T(0);
}

template <typename T>
double_length<T> sized_step<T>::beginning(std::size_t j) const {
    return all_.dtime(group_.first + j);
}

template <typename T>
const T *sized_step<T>::scratch() const {
    return all_.scratch_.data();
}

template <typename T>
void sized_step<T>::keep_coefficients() {
    BROOK_ENSURE(group_.count == group_.size, "coefficients are kept of some trajectories only");
    all_.tc_written = true;
}

template <typename T>
T sized_step<T>::state(std::size_t i, std::size_t j, std::uint32_t k) const {
    return all_.code->states[i * all_.at_once_ + j].coefficient(all_.scratch_.data(), k);
}

template <typename T>
T sized_step<T>::output(std::size_t i, std::size_t j, std::uint32_t k) const {
    return all_.code->outputs[i * all_.at_once_ + j].coefficient(all_.scratch_.data(), k);
}

template <typename T>
void sized_step<T>::shorten(std::size_t j, T h) {
    BROOK_ENSURE(fp::signbit(h) == fp::signbit(size(j)) && fp::abs(h) <= fp::abs(size(j)),
                 "a step is made longer than its size");
    all_.progress_[j].stays = h == 0;
    all_.h_[j] = all_.argument_of_step(group_.first + j, j, fp::abs(h), h);
}

#define BROOK_INSTANCE(type) template class sized_step<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
