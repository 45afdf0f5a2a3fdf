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
// and when all trajectories have made theirs
//
//     ended()    observers may change states and results
//
// Nothing that users see changes before commit, so that an exception from an observer leaves all as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <brook/support/visibility.hpp>

#include "integrator/state_layout.hpp"
#include "number/double_length.hpp"

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
    /// What the argument of all polynomials is at the beginning of the step: 0, but where the system depends on a time
    /// that is not one number.
    T argument_at_beginning(std::size_t j) const;
    double_length<T> beginning(std::size_t j) const;

    /// The coefficient of order k of equation i, and of output i.
    T state(std::size_t i, std::size_t j, std::uint32_t k) const;
    T output(std::size_t i, std::size_t j, std::uint32_t k) const;
    /// All of them, where stepper_code::outputs says.
    const T *scratch() const;
    /// The trajectories as they were before.
    const trajectories<T> &before() const { return all_; }

    /// Makes the step end at h, which has the sign of size(j) and is not longer. It may be 0.
    void shorten(std::size_t j, T h);
    /// The coefficients of the states are to be written, as if the step had been asked to. Only where all trajectories
    /// are in one group.
    void keep_coefficients();

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

    /// All trajectories have made a step.
    virtual void ended(trajectories<T> & /*all*/) {}

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
