// SPDX-License-Identifier: MPL-2.0
// What watches steps: events, output, callbacks, progress.
//
// The phases of a step of some trajectories are
//
//     jet        the coefficients at its beginning
//     size       how far it goes
//     sized()    observers look at both, and may shorten the step
//     advance    the state at its end
//     commit     state, time and results change
//     committed()
//
// Nothing that users see changes before commit, so that an exception from an observer leaves all as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <brook/support/visibility.hpp>

#include "integrator/state_layout.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct trajectories;

/// A step whose size is known. In lane j, j < group().count, is trajectory group().first + j.
template <typename T>
class sized_step {
public:
    sized_step(trajectories<T> &all, const trajectory_group &g) : all_(all), group_(g) {}

    const trajectory_group &group() const { return group_; }

    /// From the beginning of the step, signed; 0 where a trajectory waits.
    T size(std::size_t j) const;

    /// The coefficient of order k of equation i, and of output i.
    T state(std::size_t i, std::size_t j, std::uint32_t k) const;
    T output(std::size_t i, std::size_t j, std::uint32_t k) const;

    /// Makes the step end at h, which has the sign of size(j) and is not longer.
    void shorten(std::size_t j, T h);

private:
    trajectories<T> &all_;
    const trajectory_group &group_;
};

template <typename T>
class step_observer {
public:
    virtual ~step_observer() = default;

    /// A propagation is about to take its first step.
    virtual void begun(trajectories<T> & /*all*/) {}

    virtual void sized(sized_step<T> & /*step*/) {}

    /// The trajectories of the group have their new states and results.
    virtual void committed(const trajectories<T> & /*all*/, const trajectory_group & /*g*/) {}

    /// A propagation has made a step of all trajectories, none of which failed. False ends it.
    virtual bool stepped(trajectories<T> & /*all*/) { return true; }

    /// The same, but some of them failed, and the propagation ends.
    virtual void failed(trajectories<T> & /*all*/) {}
};

/// In the order in which they are asked.
template <typename T>
using step_observers = std::span<step_observer<T> *const>;

} // namespace detail
BROOK_END_NAMESPACE
