// SPDX-License-Identifier: MPL-2.0
// The public integrator: checks what the caller passed, and leaves the work to the trajectory.
#include <brook/integrator/taylor_adaptive.hpp>

#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "decomposition/decompose.hpp"
#include "decomposition/view.hpp"
#include "integrator/make_integrator.hpp"
#include "integrator/trajectory.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
void check_interval(double_length<T> start, double_length<T> target, std::string_view preposition, T asked) {
    if (!std::isfinite(asked))
        throw_invalid_argument("A propagation must go until a finite time or for a finite time, but it was asked to go "
                               "{} {}",
                               preposition, asked);
    if (!is_finite(start))
        throw_invalid_argument("A propagation must start at a finite time, but the current time is {}", start.hi);
    if (!is_finite(target) || !is_finite(target - start))
        throw_invalid_argument("The final time of a propagation and its distance must be finite, but it was asked to "
                               "go from {} {} {}",
                               start.hi, preposition, asked);
}

template <typename T>
std::tuple<taylor_outcome, T, T, std::size_t> run_propagation(trajectory<T> &lane, double_length<T> target,
                                                              const propagate_options<T> &options) {
    // Also false for NaN.
    if (!(options.max_delta_t > 0))
        throw_invalid_argument("max_delta_t must be positive (backward, too), but it is {}", options.max_delta_t);
    const auto result = lane.propagate(target, options);
    return {result.outcome, result.min_h, result.max_h, result.steps};
}

template <typename T>
std::tuple<taylor_outcome, T> run_step(trajectory<T> &lane, T limit, bool write_tc) {
    const auto result = lane.step(limit, write_tc);
    return {result.outcome, result.h};
}

} // namespace
} // namespace detail

template <typename T>
taylor_adaptive<T>::taylor_adaptive() noexcept = default;
template <typename T>
taylor_adaptive<T>::taylor_adaptive(taylor_adaptive &&) noexcept = default;
template <typename T>
taylor_adaptive<T> &taylor_adaptive<T>::operator=(taylor_adaptive &&) noexcept = default;
template <typename T>
taylor_adaptive<T>::~taylor_adaptive() = default;

template <typename T>
taylor_adaptive<T>::taylor_adaptive(equations_type &&equations, std::vector<T> &&state,
                                    detail::integrator_options<T> &&options)
    : data_(detail::make_integrator(std::move(equations), std::move(state), std::move(options))) {}

template <typename T>
taylor_adaptive<T>::taylor_adaptive(const taylor_adaptive &other)
    : data_(other.data_ ? std::make_unique<detail::integrator_data<T>>(*other.data_) : nullptr) {}

template <typename T>
taylor_adaptive<T> &taylor_adaptive<T>::operator=(const taylor_adaptive &other) {
    if (this != &other)
        *this = taylor_adaptive(other);
    return *this;
}

template <typename T>
detail::integrator_data<T> &taylor_adaptive<T>::data() {
    if (!data_)
        detail::throw_invalid_argument("An integrator was used that is default-constructed or moved from");
    return *data_;
}

template <typename T>
const detail::integrator_data<T> &taylor_adaptive<T>::data() const {
    return const_cast<taylor_adaptive &>(*this).data();
}

template <typename T>
std::uint32_t taylor_adaptive<T>::get_order() const {
    return data().lane.code->order;
}

template <typename T>
T taylor_adaptive<T>::get_tol() const {
    return data().tolerance;
}

template <typename T>
bool taylor_adaptive<T>::get_high_accuracy() const {
    return data().lane.high_accuracy;
}

template <typename T>
bool taylor_adaptive<T>::get_compact_mode() const {
    return data().code.compact;
}

template <typename T>
std::uint32_t taylor_adaptive<T>::get_dim() const {
    return static_cast<std::uint32_t>(data().system->size());
}

template <typename T>
std::uint32_t taylor_adaptive<T>::get_n_orig_sv() const {
    return get_dim();
}

template <typename T>
auto taylor_adaptive<T>::get_sys() const -> const equations_type & {
    return data().system->equations();
}

template <typename T>
const taylor_dc_t &taylor_adaptive<T>::get_decomposition() const {
    const auto &d = data();
    if (d.decomposition.empty()) {
        d.decomposition = detail::view(detail::decompose(*d.system, detail::fp_type_of<T>), d.system->variables());
    }
    return d.decomposition;
}

template <typename T>
const std::variant<llvm_state, llvm_multi_state> &taylor_adaptive<T>::get_llvm_state() const {
    const auto &d = data();
    if (!d.state) {
        d.state = std::make_shared<const std::variant<llvm_state, llvm_multi_state>>(
            detail::build_state(*d.system, detail::fp_type_of<T>, d.lane.code->order, d.code));
    }
    return *d.state;
}

template <typename T>
compile_info taylor_adaptive<T>::get_compile_info() const {
    return data().origin.info();
}

template <typename T>
bool taylor_adaptive<T>::with_events() const {
    return data(), false;
}

template <typename T>
bool taylor_adaptive<T>::is_variational() const {
    return data(), false;
}

template <typename T>
T taylor_adaptive<T>::get_time() const {
    return data().lane.time.hi;
}

template <typename T>
void taylor_adaptive<T>::set_time(T time) {
    data().lane.time = {time, 0};
}

template <typename T>
std::pair<T, T> taylor_adaptive<T>::get_dtime() const {
    const auto &time = data().lane.time;
    return {time.hi, time.lo};
}

template <typename T>
void taylor_adaptive<T>::set_dtime(T hi, T lo) {
    auto &time = data().lane.time;
    if (!std::isfinite(hi) || !std::isfinite(lo))
        detail::throw_invalid_argument("Both parts of a time must be finite, but they are {} and {}", hi, lo);
    if (std::abs(hi) < std::abs(lo))
        detail::throw_invalid_argument("The first part of a time must not be smaller than the second, but they are {} "
                                       "and {}",
                                       hi, lo);
    const auto sum = detail::normalised(hi, lo);
    if (!detail::is_finite(sum))
        detail::throw_invalid_argument("The sum of both parts of a time must be finite, but they are {} and {}", hi,
                                       lo);
    time = sum;
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::get_state() const {
    return data().lane.state;
}

template <typename T>
const T *taylor_adaptive<T>::get_state_data() const {
    return data().lane.state.data();
}

template <typename T>
T *taylor_adaptive<T>::get_state_data() {
    return data().lane.state.data();
}

template <typename T>
std::ranges::subrange<typename std::vector<T>::iterator> taylor_adaptive<T>::get_state_range() {
    return std::ranges::subrange(data().lane.state);
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::get_pars() const {
    return data().lane.pars;
}

template <typename T>
const T *taylor_adaptive<T>::get_pars_data() const {
    return data().lane.pars.data();
}

template <typename T>
T *taylor_adaptive<T>::get_pars_data() {
    return data().lane.pars.data();
}

template <typename T>
std::ranges::subrange<typename std::vector<T>::iterator> taylor_adaptive<T>::get_pars_range() {
    return std::ranges::subrange(data().lane.pars);
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::get_tc() const {
    return data().lane.tc;
}

template <typename T>
T taylor_adaptive<T>::get_last_h() const {
    return data().lane.last_h;
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::get_d_output() const {
    return data().lane.d_output;
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::update_d_output(T time, bool rel_time) {
    auto &lane = data().lane;
    const auto from_now = rel_time ? detail::double_length<T>{time, 0} : detail::double_length<T>{time, 0} - lane.time;
    lane.evaluate_dense_output((from_now + lane.last_h).hi);
    return lane.d_output;
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step(bool write_tc) {
    return detail::run_step(data().lane, std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step_backward(bool write_tc) {
    return detail::run_step(data().lane, -std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step(T max_delta_t, bool write_tc) {
    auto &lane = data().lane;
    if (std::isnan(max_delta_t))
        detail::throw_invalid_argument("The largest size of a step must be a number, but it is NaN");
    return detail::run_step(lane, max_delta_t, write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T, T, std::size_t>
taylor_adaptive<T>::propagate_until_with(T t, const detail::propagate_options<T> &options) {
    auto &lane = data().lane;
    detail::check_interval(lane.time, {t, 0}, "until", t);
    return detail::run_propagation(lane, {t, 0}, options);
}

template <typename T>
std::tuple<taylor_outcome, T, T, std::size_t>
taylor_adaptive<T>::propagate_for_with(T delta_t, const detail::propagate_options<T> &options) {
    auto &lane = data().lane;
    const auto target = lane.time + delta_t;
    detail::check_interval(lane.time, target, "for", delta_t);
    return detail::run_propagation(lane, target, options);
}

// The friend declaration exports nothing, because it is one for each instance of the class.
template <typename T>
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const taylor_adaptive<T> &integrator) {
    // fmt prints numbers in the shortest form that reads back, whatever the locale.
    std::string text = fmt::format("C++ datatype            : {}\n", detail::fp_row<T>::printed_name);
    if (!integrator.data_)
        return out << text << "Default-constructed or moved from\n";
    const auto &lane = integrator.data_->lane;
    text += fmt::format("Tolerance               : {}\n", integrator.get_tol());
    text += fmt::format("High accuracy           : {}\n", lane.high_accuracy);
    text += fmt::format("Compact mode            : {}\n", integrator.get_compact_mode());
    text += fmt::format("Taylor order            : {}\n", integrator.get_order());
    text += fmt::format("Dimension               : {}\n", integrator.get_dim());
    text += fmt::format("Time                    : {}\n", lane.time.hi);
    text += fmt::format("State                   : [{}]\n", fmt::join(lane.state, ", "));
    if (!lane.pars.empty())
        text += fmt::format("Parameters              : [{}]\n", fmt::join(lane.pars, ", "));
    return out << text;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class taylor_adaptive<type>;                                                                              \
    template std::ostream &operator<<(std::ostream &, const taylor_adaptive<type> &);
#include "number/instances.def"

BROOK_END_NAMESPACE
