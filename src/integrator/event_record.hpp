// SPDX-License-Identifier: MPL-2.0
// What events have done so far, and whether that lets them happen again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "event/strided_polynomial.hpp"
#include "integrator/trajectories.hpp"
#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What is asked of the zeros of an event function. Of all events the terminal ones come first.
template <typename T>
struct event_rule {
    bool terminal = false;
    int direction = 0; ///< 0: any
    T min_delta_t = 0;
    std::uint64_t max_firings = 0; ///< 0: no limit
    T cooldown = -1;               ///< of terminal ones; negative: from the error of the function
};

/// An event that happens in a step.
template <typename T>
struct event_firing {
    T after;               ///< so much after the beginning of the step, signed
    double_length<T> time; ///< when
    std::size_t event;
    std::size_t trajectory;
    int direction;
    T cooldown = 0, error = 0; ///< of terminal ones
    bool zeno = false;
};

/// That an event does not happen again until `elapsed` is as large as `total`.
template <typename T>
struct event_cooldown {
    T elapsed = 0, total = 0;
    T error = 0;       ///< of the function at the event
    int direction = 0; ///< of the zero
    int slope = 0;     ///< the sign of the derivative just after the event; 0: not known yet
    bool automatic = false;
};

/// What an event has done so far in one trajectory.
template <typename T>
struct event_history {
    std::uint64_t firings = 0;
    double_length<T> last;
    std::optional<event_cooldown<T>> cooldown;
};

template <typename T>
class event_record {
public:
    /// Of no events.
    event_record() = default;
    event_record(std::vector<event_rule<T>> rules, std::size_t n_trajectories)
        : rules_(std::move(rules)), trajectories_(n_trajectories), histories_(rules_.size() * n_trajectories) {}

    std::size_t n_events() const noexcept { return rules_.size(); }
    const event_rule<T> &rule(std::size_t event) const { return rules_[event]; }
    bool is_terminal(std::size_t event) const { return rules_[event].terminal; }

    const event_history<T> &of(std::size_t event, std::size_t k) const { return histories_[event * trajectories_ + k]; }
    /// Indices are [event][trajectory].
    const std::vector<event_history<T>> &all() const noexcept { return histories_; }
    /// Goes on from these, which are as many.
    void restore(std::vector<event_history<T>> histories);
    /// What has happened is forgotten, for one trajectory.
    void reset(std::size_t k);

    /// Whether the rule of the event lets a zero happen, after those of the same step that do.
    bool allows(const event_firing<T> &f, std::span<const event_firing<T>> in_step) const;
    /// Whether a terminal event may happen again at a zero of its polynomial in the step. What does within its
    /// automatic cooldown is a Zeno point.
    bool has_cooled(event_firing<T> &f, const strided_polynomial<T> &p) const;
    /// The cooldown of a terminal event, from the error of its function and the slope at the zero.
    T cooldown_after(std::size_t event, T error, T slope) const;

    bool is_any_cooling() const noexcept { return cooling_ != 0; }
    /// The sign of the derivative in the step that follows an event.
    void note_slope(std::size_t event, std::size_t k, int slope);
    /// The group has made its steps.
    void age(const trajectories<T> &all, const trajectory_group &g);
    /// The event has happened.
    void enter(const event_firing<T> &f);

private:
    std::vector<event_rule<T>> rules_;
    std::size_t trajectories_ = 0;
    std::vector<event_history<T>> histories_;
    std::size_t cooling_ = 0; // how many cooldowns are at work
};

} // namespace detail
BROOK_END_NAMESPACE
