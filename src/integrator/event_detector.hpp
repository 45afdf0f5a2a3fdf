// SPDX-License-Identifier: MPL-2.0
// Finds the events of steps, and decides which of them happen.
//
// In most steps nothing happens: all event functions are shown to be positive throughout, or negative throughout, at
// once (event/exclusion.hpp), and those signs are the ones that they had when the step before ended. The others are
// looked at one by one.
//
// Between steps each function has a side, the sign that it had last. The polynomial of the next step begins with a
// value that was rounded anew, and may have another sign. If state, parameters and time are those at which the last
// step ended, that is the rounding error: the function has crossed if it moves away from zero, and not yet, or before,
// if it moves towards it. If they are others, but the value is the one at that end up to its error, the same is true.
// Otherwise the function was changed by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/support/visibility.hpp>

#include "event/exclusion.hpp"
#include "event/strided_polynomial.hpp"
#include "event/zeros.hpp"
#include "integrator/event_record.hpp"
#include "integrator/step_observer.hpp"
#include "integrator/stepper_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What a detector knows of event functions from the steps before; indices are [event][trajectory].
template <typename T>
struct event_memory {
    std::vector<unsigned char> sides; ///< as exclusion_status: 1 positive, 2 negative; 0 not known; 4 more: at a zero
    std::vector<T> values;            ///< of functions that were looked at, at the end of the last step, else NaN
    std::vector<T> errors;            ///< of these values
    std::vector<T> state, pars, time, time_low; ///< at that end
};

template <typename T>
class event_detector final : public step_observer<T> {
public:
    /// None.
    event_detector() = default;
    /// Of events whose functions are the outputs of the code, in so many trajectories.
    event_detector(std::vector<event_rule<T>> rules, const stepper_code &code, std::size_t n_trajectories, T tolerance);

    void sized(sized_step<T> &step) override;
    void committed(const trajectories<T> &all, const trajectory_group &g) override;

    /// What happens in the last step: trajectory after trajectory, in the order of time, a terminal event last.
    std::span<const event_firing<T>> firings() const noexcept { return fired_; }
    /// The same, which are forgotten here. What `to` had is given back.
    void take_firings(std::vector<event_firing<T>> &to) {
        to.clear();
        to.swap(fired_);
    }
    /// Before the first of several steps.
    void clear() noexcept { fired_.clear(); }

    /// What events have done so far.
    const event_record<T> &record() const noexcept { return record_; }
    /// Which is forgotten here, for one trajectory.
    void reset(std::size_t k) { record_.reset(k); }
    const zero_counts &counts() const noexcept { return finder_.counts(); }

    /// From the steps before.
    const event_memory<T> &memory() const noexcept { return memory_; }
    /// Goes on from these, which have the same sizes.
    void restore(std::vector<event_history<T>> histories, event_memory<T> memory);

private:
    // Functions that are neighbours in memory: `count` of outputs_, from `first` on.
    struct output_run {
        std::size_t first, count, offset;
        std::uint32_t stride;
    };
    // The function of an event, in one lane.
    struct output {
        series_place at;
        std::size_t event, lane;
    };
    struct zero {
        T after;
        int direction;
        bool waits; // for the next step: a terminal event, at the time of another one that happens
    };
    // A function that is looked at in the step at work, and its zeros.
    struct looked_at {
        const output *at;
        int sign;               // before the first of its zeros; at last that at the end of the step
        std::size_t begin, end; // of zeros_
        T value = 0, error = 0; // at the end of the step,
        bool at_zero = false;   // which is its last zero
    };
    struct candidate {
        std::size_t looked_at, zero, event;
    };

    std::size_t index(const output &o, const trajectory_group &g) const {
        return o.event * trajectories_ + g.first + o.lane;
    }
    // The sides of a group, in the order of outputs_, as far as there are such trajectories.
    unsigned char *sides_of(const trajectory_group &g) { return &sides_[g.first / lanes_ * outputs_.size()]; }
    void arrange_sides();
    void compare(const sized_step<T> &step);
    strided_polynomial<T> polynomial(const sized_step<T> &step, const output &o);
    void look_at(const sized_step<T> &step, const output &o, exclusion_status status);
    void begin(const sized_step<T> &step, const strided_polynomial<T> &p, looked_at &entry,
               std::span<const polynomial_zero<T>> &found);
    bool is_where_it_was(const trajectories<T> &all, std::size_t k) const;
    T error_of(const strided_polynomial<T> &p, T h) const;
    void choose(sized_step<T> &step, std::size_t lane);
    bool happens(const sized_step<T> &step, const looked_at &l, event_firing<T> &f);
    void note_ends(const sized_step<T> &step, std::size_t lane, T end, bool stopped);
    void update(const trajectories<T> &all, const trajectory_group &g);
    void remember_state(const trajectories<T> &all, const trajectory_group &g);

    event_record<T> record_;
    std::size_t trajectories_ = 0, lanes_ = 1;
    std::uint32_t order_ = 0;
    T tolerance_ = 0;
    std::vector<output> outputs_; // that are not constant, in the order of memory
    std::vector<output_run> runs_;
    event_memory<T> memory_;
    std::vector<unsigned char> sides_;   // those of memory_, [group][of outputs_]
    std::vector<std::size_t> near_zero_; // where memory_.values are known

    // Of the step at work.
    std::vector<exclusion_status> statuses_; // of outputs_
    std::vector<T> sizes_, shifted_;
    std::vector<looked_at> looked_at_;
    std::vector<zero> zeros_;
    std::vector<candidate> candidates_;
    std::vector<event_firing<T>> fired_;
    zero_finder<T> finder_;
};

} // namespace detail
BROOK_END_NAMESPACE
