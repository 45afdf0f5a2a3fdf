// SPDX-License-Identifier: MPL-2.0
// Rows of events.
#include <brook/callback/event_recorder.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the copies of an event_recorder share.
template <typename T>
struct event_rows {
    std::vector<T> times, states;
    std::vector<int> directions;
    std::vector<std::uint32_t> labels, trajectories;
    std::vector<T> at; // of each trajectory of a batch: when its dense output is evaluated

    /// `states` are those of all trajectories, side by side.
    void add(T time, const std::vector<T> &all, std::size_t n, int direction, std::uint32_t label, std::uint32_t k) {
        const auto lanes = all.size() / n;
        if (!times.empty() && states.size() != n * times.size())
            throw_invalid_argument("An event_recorder has rows of {} equations, but was called for a system of {}",
                                   states.size() / times.size(), n);
        for (std::size_t i = 0; i < n; ++i)
            states.push_back(all[i * lanes + k]);
        times.push_back(time);
        directions.push_back(direction);
        labels.push_back(label);
        trajectories.push_back(k);
    }
};

} // namespace detail

namespace callback {

template <typename T>
event_recorder<T>::event_recorder() : rows_(std::make_shared<detail::event_rows<T>>()) {}

template <typename T>
event_recorder<T>
event_recorder<T>::labelled(detail::integer_argument<std::uint32_t, "The label of an event"> label) const {
    auto other = *this;
    other.label_ = label;
    return other;
}

template <typename T>
void event_recorder<T>::operator()(taylor_adaptive<T> &ta, T time, int d_sgn) {
    rows_->add(time, ta.update_d_output(time), ta.get_dim(), d_sgn, label_, 0);
}

template <typename T>
void event_recorder<T>::operator()(taylor_adaptive_batch<T> &ta, T time, int d_sgn, std::uint32_t k) {
    // The others' polynomials are evaluated where they are precise.
    rows_->at = ta.get_time();
    rows_->at.at(k) = time;
    rows_->add(time, ta.update_d_output(rows_->at), ta.get_dim(), d_sgn, label_, k);
}

template <typename T>
bool event_recorder<T>::operator()(taylor_adaptive<T> &ta, int d_sgn) {
    rows_->add(ta.get_time(), ta.get_state(), ta.get_dim(), d_sgn, label_, 0);
    return true;
}

template <typename T>
bool event_recorder<T>::operator()(taylor_adaptive_batch<T> &ta, int d_sgn, std::uint32_t k) {
    rows_->add(ta.get_time().at(k), ta.get_state(), ta.get_dim(), d_sgn, label_, k);
    return true;
}

template <typename T>
std::size_t event_recorder<T>::n_events() const {
    return rows_->times.size();
}

template <typename T>
const std::vector<T> &event_recorder<T>::times() const {
    return rows_->times;
}

template <typename T>
const std::vector<T> &event_recorder<T>::states() const {
    return rows_->states;
}

template <typename T>
const std::vector<int> &event_recorder<T>::directions() const {
    return rows_->directions;
}

template <typename T>
const std::vector<std::uint32_t> &event_recorder<T>::labels() const {
    return rows_->labels;
}

template <typename T>
const std::vector<std::uint32_t> &event_recorder<T>::trajectories() const {
    return rows_->trajectories;
}

template <typename T>
void event_recorder<T>::clear() {
    *rows_ = {};
}

#define BROOK_INSTANCE(type) template class event_recorder<type>;
#include "number/instances.def"

} // namespace callback
BROOK_END_NAMESPACE
