// SPDX-License-Identifier: MPL-2.0
// What integrators of one and of several trajectories have in common.
#include <brook/integrator/integrator_base.hpp>

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "decomposition/decompose.hpp"
#include "decomposition/view.hpp"
#include "integrator/make_integrator.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

template <typename T>
integrator_base<T>::integrator_base() noexcept = default;
template <typename T>
integrator_base<T>::integrator_base(std::shared_ptr<detail::integrator_data<T>> data) noexcept
    : data_(std::move(data)) {}
template <typename T>
integrator_base<T>::integrator_base(integrator_base &&) noexcept = default;
template <typename T>
integrator_base<T> &integrator_base<T>::operator=(integrator_base &&) noexcept = default;
template <typename T>
integrator_base<T>::~integrator_base() = default;

template <typename T>
integrator_base<T>::integrator_base(const integrator_base &other)
    : data_(other.data_ ? std::make_shared<detail::integrator_data<T>>(*other.data_) : nullptr) {}

template <typename T>
integrator_base<T> &integrator_base<T>::operator=(const integrator_base &other) {
    if (this != &other)
        *this = integrator_base(other);
    return *this;
}

template <typename T>
detail::integrator_data<T> &integrator_base<T>::data() {
    if (!data_)
        detail::throw_invalid_argument("An integrator was used that is default-constructed or moved from");
    return *data_;
}

template <typename T>
const detail::integrator_data<T> &integrator_base<T>::data() const {
    return const_cast<integrator_base &>(*this).data();
}

template <typename T>
std::shared_ptr<detail::integrator_data<T>> integrator_base<T>::kept_data() {
    data();
    return data_;
}

template <typename T>
std::uint32_t integrator_base<T>::get_order() const {
    return data().batch.code->order;
}

template <typename T>
T integrator_base<T>::get_tol() const {
    return data().tolerance;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_scales() const {
    return data().scales;
}

template <typename T>
bool integrator_base<T>::get_high_accuracy() const {
    return data().batch.high_accuracy;
}

template <typename T>
bool integrator_base<T>::get_compact_mode() const {
    return data().code.compact;
}

template <typename T>
std::uint32_t integrator_base<T>::get_dim() const {
    return static_cast<std::uint32_t>(data().system->size());
}

template <typename T>
std::uint32_t integrator_base<T>::get_n_orig_sv() const {
    return static_cast<std::uint32_t>(data().system->n_equations());
}

template <typename T>
auto integrator_base<T>::get_sys() const -> const equations_type & {
    const auto &d = data();
    return d.variational != nullptr ? detail::equations_of(*d.variational) : d.system->equations();
}

template <typename T>
const taylor_dc_t &integrator_base<T>::get_decomposition() const {
    const auto &d = data();
    const detail::default_arithmetic arithmetic;
    return d.views->decomposition.get(
        [&] { return detail::view(detail::decompose(*d.system, detail::fp_type_of<T>), d.system->variables()); });
}

template <typename T>
const std::variant<llvm_state, llvm_multi_state> &integrator_base<T>::get_llvm_state() const {
    const auto &d = data();
    const detail::default_arithmetic arithmetic;
    return d.views->state.get(
        [&] { return detail::build_state(*d.system, detail::fp_type_of<T>, d.batch.code->order, d.code); });
}

template <typename T>
compile_info integrator_base<T>::get_compile_info() const {
    const auto &d = data();
    if (const auto *faster = d.batch.origin_of_faster()) {
        auto info = faster->info();
        info.behind = true;
        return info;
    }
    return d.origin.info();
}

template <typename T>
bool integrator_base<T>::with_events() const {
    return data().has_events();
}

template <typename T>
detail::integrator_data<T> &integrator_base<T>::data_with_events() {
    if (!with_events())
        detail::throw_invalid_argument("An integrator without events was asked for them");
    return *data_;
}

template <typename T>
const detail::integrator_data<T> &integrator_base<T>::data_with_events() const {
    return const_cast<integrator_base &>(*this).data_with_events();
}

template <typename T>
bool integrator_base<T>::is_variational() const {
    return data().variational != nullptr;
}

namespace detail {
namespace {

template <typename T>
const var_ode_data &variational_of(const integrator_data<T> &d) {
    if (d.variational == nullptr)
        throw_invalid_argument("An integrator without variational equations was asked for them");
    return *d.variational;
}

} // namespace
} // namespace detail

template <typename T>
const std::vector<expression> &integrator_base<T>::get_vargs() const {
    return detail::variational_of(data()).args;
}

template <typename T>
std::uint32_t integrator_base<T>::get_vorder() const {
    return detail::variational_of(data()).order();
}

template <typename T>
std::pair<std::uint32_t, std::uint32_t> integrator_base<T>::get_vslice(std::uint32_t order) const {
    const auto &v = detail::variational_of(data());
    if (order > v.order())
        return {get_dim(), get_dim()};
    return {get_n_orig_sv() * v.indices.begin(order), get_n_orig_sv() * v.indices.end(order)};
}

template <typename T>
std::pair<std::uint32_t, std::uint32_t> integrator_base<T>::get_vslice(std::uint32_t component,
                                                                       std::uint32_t order) const {
    const auto &v = detail::variational_of(data());
    if (component >= get_n_orig_sv())
        detail::throw_invalid_argument("There is no state variable {} among {}", component, get_n_orig_sv());
    if (order > v.order())
        return {get_dim(), get_dim()};
    const auto first = get_vslice(order).first, count = v.indices.end(order) - v.indices.begin(order);
    return {first + component * count, first + (component + 1) * count};
}

template <typename T>
const dtens::sv_idx_t &integrator_base<T>::get_mindex(std::uint32_t i) const {
    const auto &v = detail::variational_of(data());
    if (i >= v.didx.size())
        detail::throw_invalid_argument("There is no state variable {} among {}", i, v.didx.size());
    return v.didx[i];
}

template <typename T>
const std::vector<T> &integrator_base<T>::evaluate_map(const T *displacements, std::size_t count) {
    auto &d = data();
    const auto &v = detail::variational_of(d);
    const auto lanes = d.batch.size();
    if (count != v.args.size() * lanes)
        detail::throw_invalid_argument(
            "There must be one displacement for each of the {} arguments{}, but there are {}", v.args.size(),
            detail::and_trajectories(lanes), count);
    for (const auto *own : {&d.batch.state, &d.batch.pars, &d.batch.time, &d.mapped})
        if (!own->empty() && std::less<>()(displacements, own->data() + own->size()) &&
            std::less<>()(own->data(), displacements + count))
            detail::throw_invalid_argument("The displacements must not be memory of the integrator");
    d.mapped.resize(get_n_orig_sv() * lanes);
    d.taylor_map(v.indices, d.batch.state.data(), get_n_orig_sv(), displacements, lanes, lanes, d.mapped.data());
    return d.mapped;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_tstate() const {
    detail::variational_of(data());
    return data().mapped;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_state() const {
    return data().batch.state;
}

template <typename T>
const T *integrator_base<T>::get_state_data() const {
    return data().batch.state.data();
}

template <typename T>
T *integrator_base<T>::get_state_data() {
    return data().batch.state.data();
}

template <typename T>
std::ranges::subrange<typename std::vector<T>::iterator> integrator_base<T>::get_state_range() {
    return std::ranges::subrange(data().batch.state);
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_failed_state() const {
    return data().batch.failed_state;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_pars() const {
    return data().batch.pars;
}

template <typename T>
const T *integrator_base<T>::get_pars_data() const {
    return data().batch.pars.data();
}

template <typename T>
T *integrator_base<T>::get_pars_data() {
    return data().batch.pars.data();
}

template <typename T>
std::ranges::subrange<typename std::vector<T>::iterator> integrator_base<T>::get_pars_range() {
    return std::ranges::subrange(data().batch.pars);
}

template <typename T>
bool integrator_base<T>::get_tc_written() const {
    return data().batch.tc_written;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_tc() const {
    return data().batch.tc;
}

template <typename T>
const std::vector<T> &integrator_base<T>::get_d_output() const {
    return data().batch.d_output;
}

// The friend declaration exports nothing, because it is one for each instance of the class.
template <typename T>
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const integrator_base<T> &integrator) {
    // fmt prints numbers in the shortest form that reads back, whatever the locale.
    std::string text = fmt::format("C++ datatype            : {}\n", detail::fp_row<T>::printed_name);
    if (!integrator.data_)
        return out << text << "Default-constructed or moved from\n";
    const auto &d = *integrator.data_;
    const auto &batch = d.batch;
    text += fmt::format("Tolerance               : {}\n", integrator.get_tol());
    if (std::any_of(d.scales.begin(), d.scales.end(), [](T s) { return s != 1; }))
        text += fmt::format("Scales                  : [{}]\n", fmt::join(d.scales, ", "));
    text += fmt::format("High accuracy           : {}\n", batch.high_accuracy);
    text += fmt::format("Compact mode            : {}\n", integrator.get_compact_mode());
    text += fmt::format("Taylor order            : {}\n", integrator.get_order());
    text += fmt::format("Dimension               : {}\n", integrator.get_dim());
    if (d.is_batch) {
        text += fmt::format("Batch size              : {}\n", batch.size());
        text += fmt::format("Time                    : [{}]\n", fmt::join(batch.time, ", "));
    } else {
        text += fmt::format("Time                    : {}\n", batch.time[0]);
    }
    text += fmt::format("State                   : [{}]\n", fmt::join(batch.state, ", "));
    if (!batch.pars.empty())
        text += fmt::format("Parameters              : [{}]\n", fmt::join(batch.pars, ", "));
    const auto n_terminal = d.events.terminal.size() + d.batch_events.terminal.size();
    if (n_terminal != 0)
        text += fmt::format("N of terminal events    : {}\n", n_terminal);
    if (const auto others = d.detector.record().n_events() - n_terminal; others != 0)
        text += fmt::format("N of non-terminal events: {}\n", others);
    return out << text;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class integrator_base<type>;                                                                              \
    template std::ostream &operator<<(std::ostream &, const integrator_base<type> &);
#include "number/instances.def"

BROOK_END_NAMESPACE
