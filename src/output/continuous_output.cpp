// SPDX-License-Identifier: MPL-2.0
// Recorded solutions, as users see them.
#include <brook/output/continuous_output.hpp>

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "output/recording.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"
#include "support/huge_pages.hpp"
#include "support/parallel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
recorded_solution<T>::recorded_solution(std::shared_ptr<const recording<T>> steps)
    : steps_(std::move(steps)), output_(steps_->equations * steps_->trajectories) {}

template <typename T>
const recording<T> &recorded_solution<T>::steps() const {
    if (steps_ == nullptr)
        throw_invalid_argument("This continuous output has no steps: it was default-constructed or moved from");
    return *steps_;
}

template <typename T>
void recorded_solution<T>::check_time(T time) const {
    if (!fp::isfinite(time))
        throw_invalid_argument("A continuous output must be evaluated at a finite time, but it was asked for {}", time);
}

// Without steps the output is empty, too.
template <typename T>
const std::vector<T> &recorded_solution<T>::get_times() const {
    return steps_ == nullptr ? output_ : steps_->times;
}

template <typename T>
const std::vector<T> &recorded_solution<T>::get_tcs() const {
    return steps_ == nullptr ? output_ : steps_->all_coefficients();
}

template <typename T>
std::size_t recorded_solution<T>::get_memory_size() const {
    return steps_ == nullptr ? 0 : steps_->memory_size();
}

template <typename T>
std::size_t recorded_solution<T>::get_file_size() const {
    return steps_ == nullptr ? 0 : steps_->file_size();
}

template <typename T>
std::uint32_t recorded_solution<T>::get_dim() const {
    return steps_ == nullptr ? 0 : static_cast<std::uint32_t>(steps_->equations);
}

template <typename T>
std::uint32_t recorded_solution<T>::get_order() const {
    return steps_ == nullptr ? 0 : steps_->evaluator.order();
}

template <typename T>
std::size_t recorded_solution<T>::get_n_steps() const {
    return steps().steps();
}

template <typename T>
const llvm_state &recorded_solution<T>::get_llvm_state() const {
    static constinit made_once<llvm_state> empty;
    const default_arithmetic arithmetic;
    return steps_ == nullptr ? empty.get([] { return llvm_state(); }) : steps_->state();
}

template <typename T>
std::ostream &operator<<(std::ostream &out, const recorded_solution<T> &solution) {
    if (solution.steps_ == nullptr)
        return out << "Default-constructed continuous output\n";
    const auto &s = *solution.steps_;
    out << fmt::format("C++ datatype: {}\n", fp_printed_name(fp_type_of<T>));
    for (std::size_t k = 0; k < s.trajectories; ++k) {
        const auto whose = s.trajectories == 1 ? std::string() : fmt::format(" of trajectory {}", k);
        out << fmt::format("Direction{}: {}\nTime range{}: [{}, {}]\n", whose, s.backward[k] ? "backward" : "forward",
                           whose, s.times[k], s.times[s.steps() * s.trajectories + k]);
    }
    return out << fmt::format("Number of steps: {}\n", s.steps());
}

} // namespace detail

template <typename T>
continuous_output<T>::continuous_output(std::shared_ptr<const detail::recording<T>> steps)
    : detail::recorded_solution<T>(std::move(steps)) {}

template <typename T>
const std::vector<T> &continuous_output<T>::operator()(T time) {
    const auto &s = this->steps();
    this->check_time(time);
    s.evaluate(time, 0, this->output_.data());
    return this->output_;
}

template <typename T>
std::vector<T> continuous_output<T>::operator()(const std::vector<T> &times) const {
    const auto &s = this->steps();
    for (const T &t : times)
        this->check_time(t);
    auto all = detail::zeros_in_huge_pages<T>(times.size() * s.equations);
    // Fewer evaluations take less time than waking a thread.
    constexpr std::size_t grain = 1024;
    detail::for_each_share(times.size(), grain, [&](std::size_t begin, std::size_t end) {
        s.evaluate(times.data() + begin, end - begin, all.data() + begin * s.equations);
    });
    return all;
}

template <typename T>
std::pair<T, T> continuous_output<T>::get_bounds() const {
    const auto &times = this->steps().times;
    return {times.front(), times.back()};
}

template <typename T>
continuous_output_batch<T>::continuous_output_batch(std::shared_ptr<const detail::recording<T>> steps)
    : detail::recorded_solution<T>(std::move(steps)) {}

template <typename T>
const std::vector<T> &continuous_output_batch<T>::get_times() const {
    return this->steps_ == nullptr ? this->output_ : this->steps_->padded_times();
}

template <typename T>
const std::vector<T> &continuous_output_batch<T>::operator()(const std::vector<T> &times) {
    const auto &s = this->steps();
    if (times.size() != s.trajectories)
        detail::throw_invalid_argument("There must be one time for each of the {} trajectories, but {} were given",
                                       s.trajectories, times.size());
    return (*this)(times.data());
}

template <typename T>
const std::vector<T> &continuous_output_batch<T>::operator()(const T *times) {
    const auto &s = this->steps();
    for (std::size_t k = 0; k < s.trajectories; ++k)
        this->check_time(times[k]);
    for (std::size_t k = 0; k < s.trajectories; ++k)
        s.evaluate(times[k], k, this->output_.data() + k);
    return this->output_;
}

template <typename T>
const std::vector<T> &continuous_output_batch<T>::operator()(T time) {
    return (*this)(std::vector<T>(this->steps().trajectories, time));
}

template <typename T>
std::pair<std::vector<T>, std::vector<T>> continuous_output_batch<T>::get_bounds() const {
    const auto &times = this->steps().times;
    const auto size = static_cast<std::ptrdiff_t>(this->steps().trajectories);
    return {{times.begin(), times.begin() + size}, {times.end() - size, times.end()}};
}

template <typename T>
std::uint32_t continuous_output_batch<T>::get_batch_size() const {
    return this->steps_ == nullptr ? 0 : static_cast<std::uint32_t>(this->steps_->trajectories);
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class detail::recorded_solution<type>;                                                                    \
    template std::ostream &detail::operator<<(std::ostream &, const detail::recorded_solution<type> &);                \
    template class continuous_output<type>;                                                                            \
    template class continuous_output_batch<type>;
#include "number/instances.def"

BROOK_END_NAMESPACE
