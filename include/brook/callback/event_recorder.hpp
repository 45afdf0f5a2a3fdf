// SPDX-License-Identifier: MPL-2.0
// A callback of events that keeps when they happen, and the states there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct event_rows;

} // namespace detail

namespace callback {

/// Keeps time, state and direction of events, in memory. It is the callback of events of all kinds: of terminal ones,
/// which it lets go on, and others, of integrators and batches.
///
///     callback::event_recorder<double> rec;
///     nt_event<double>(x, rec), nt_event<double>(y, rec.labelled(1)), t_event<double>(z, kw::callback = rec)
///
/// There are as many rows as events that have been told, in the order in which they are: in a step by their time; in a
/// batch trajectory after trajectory. A label says which event it was: rec.labelled(3) records the label 3 in the rows
/// of rec. A terminal event whose callback does something else calls `rec(ta, d_sgn)` before it changes the state.
///
/// The state at a non-terminal event is that of update_d_output() at its time, which get_d_output() holds afterwards;
/// that at a terminal event is the current one. (A zeno point calls no callback, and is not recorded.)
///
/// Copies share the rows, and so do those that copies of an integrator have. They are for one thread at a time, and so
/// not for the members of an ensemble.
template <typename T>
class BROOK_PUBLIC event_recorder {
public:
    /// One without rows, of label 0.
    event_recorder();
    /// One that shares the rows of this one, and records another label. Throws std::invalid_argument if that is
    /// negative or too large.
    event_recorder labelled(detail::integer_argument<std::uint32_t, "The label of an event"> label) const;

    event_recorder(const event_recorder &) = default;            ///< shares the rows
    event_recorder &operator=(const event_recorder &) = default; ///< shares the rows
    ~event_recorder() = default;

    /// Records a non-terminal event. Throws std::invalid_argument if the number of equations is not that of the rows
    /// before.
    void operator()(taylor_adaptive<T> &ta, T time, int d_sgn);
    void operator()(taylor_adaptive_batch<T> &ta, T time, int d_sgn, std::uint32_t k); ///< likewise, of trajectory k
    /// Records a terminal event. Returns true. Throws likewise.
    bool operator()(taylor_adaptive<T> &ta, int d_sgn);
    bool operator()(taylor_adaptive_batch<T> &ta, int d_sgn, std::uint32_t k); ///< likewise, of trajectory k

    /// How many events there are.
    std::size_t n_events() const;
    /// When they happened.
    const std::vector<T> &times() const;
    /// The states there: [event][equation], in a batch that of the trajectory to which it happened.
    const std::vector<T> &states() const;
    /// The signs of the derivatives of the event functions with respect to time: 1 or -1.
    const std::vector<int> &directions() const;
    /// The labels of the recorders that recorded them.
    const std::vector<std::uint32_t> &labels() const;
    /// The trajectories to which they happened; 0 if there is but one.
    const std::vector<std::uint32_t> &trajectories() const;
    /// Removes all rows.
    void clear();

private:
    std::shared_ptr<detail::event_rows<T>> rows_;
    std::uint32_t label_ = 0;
};

} // namespace callback
BROOK_END_NAMESPACE
