// SPDX-License-Identifier: MPL-2.0
// What the copies of a recorder share: when states are recorded, and the rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <brook/expression/format.hpp>
#include <brook/integrator/integrator_base.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "callback/chosen_times.hpp"
#include "callback/row_store.hpp"
#include "number/double_length.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// After every so many steps.
struct counted_steps {
    std::size_t n;
};

template <typename T>
using record_schedule = std::variant<listed_times<T>, spaced_times<T>, counted_steps>;

/// What a recorder sees of an integrator. One trajectory is a batch of one.
template <typename T>
struct recorded_integrator {
    const integrator_base<T> &base;
    std::span<const T> times, times_low; // together of double length
    std::span<const T> last_h;
};

/// Puts what is chosen into rows.
template <typename T>
class recording_rows {
public:
    /// Dense output of each trajectory at a time of its own.
    using dense_output = std::function<const std::vector<T> &(const std::vector<T> &)>;

    recording_rows(record_schedule<T> schedule, const std::optional<std::filesystem::path> &path,
                   callback::record_format format)
        : schedule_(std::move(schedule)), rows_(path, format) {}

    bool needs_tc() const { return !std::holds_alternative<counted_steps>(schedule_); }

    void begin(const recorded_integrator<T> &ta) {
        prepare(ta);
        for (std::size_t k = 0; k < lanes(); ++k)
            if (auto &lane = lanes_[k]; !lane.begun || ta.times[k] != lane.now)
                lane.begin_at(ta.times[k]);
    }

    void step(const recorded_integrator<T> &ta, const dense_output &evaluate) {
        prepare(ta);
        if (const auto *const every = std::get_if<counted_steps>(&schedule_)) {
            const bool moved = std::any_of(ta.last_h.begin(), ta.last_h.end(), [](T h) { return h != 0; });
            if (moved && ++steps_ % every->n == 0)
                record(ta);
            return;
        }
        if (!ta.base.get_tc_written())
            throw_invalid_argument("A recorder of chosen times needs the Taylor coefficients of the step, but it did "
                                   "not write them: step(true), or write_tc = true where the recorder is called by "
                                   "another callback");
        for (std::size_t k = 0; k < lanes(); ++k)
            find_due(lanes_[k], {ta.times[k], ta.times_low[k]}, ta.last_h[k]);
        evaluate_due(ta, evaluate);
        rows_.write_complete();
    }

    void record(const recorded_integrator<T> &ta) {
        prepare(ta);
        for (std::size_t k = 0; k < lanes(); ++k)
            rows_.put(k, ta.times[k], ta.base.get_state());
        rows_.write_complete();
    }

    row_store<T> &rows() { return rows_; }

private:
    /// What was recorded of a trajectory.
    struct lane_account {
        bool begun = false, fresh = false; // fresh: nothing of it yet, so that its begin is to be found
        T begin = 0, now = 0;
        std::vector<T> due; // in this step

        void begin_at(T t) {
            begun = fresh = true;
            begin = now = t;
        }
    };

    std::size_t lanes() const { return lanes_.size(); }

    void prepare(const recorded_integrator<T> &ta) {
        const std::size_t equations = ta.base.get_dim();
        rows_.expect_open();
        if (!rows_.is_begun()) {
            lanes_.resize(ta.times.size());
            rows_.begin(names_of(ta), equations, lanes());
        }
        if (rows_.equations() != equations || lanes() != ta.times.size())
            throw_invalid_argument("A recorder that began with {} equations and {} trajectories cannot go on with {} "
                                   "equations and {} trajectories",
                                   rows_.equations(), lanes(), equations, ta.times.size());
    }

    std::vector<std::string> names_of(const recorded_integrator<T> &ta) const {
        std::vector<std::string> bases{"time"}, names;
        for (const auto &[variable, derivative] : ta.base.get_sys())
            bases.push_back(fmt::format("{}", variable));
        for (const auto &base : bases)
            for (std::size_t k = 0; k < lanes(); ++k)
                names.push_back(lanes() == 1 ? base : fmt::format("{}[{}]", base, k));
        return names;
    }

    void find_due(lane_account &lane, double_length<T> end, T h) {
        const T before = (end + -h).hi;
        // The difference is not quite what the sum was made of.
        const T rounding = 4 * std::numeric_limits<T>::epsilon() * fp::fmax(fp::abs(before), fp::abs(h));
        if (!lane.begun || !(fp::abs(before - lane.now) <= rounding))
            lane.begin_at(before);
        const step_span<T> step{std::exchange(lane.now, end.hi), end.hi, std::exchange(lane.fresh, false)};
        lane.due.clear();
        if (const auto *const list = std::get_if<listed_times<T>>(&schedule_))
            list->find(step, lane.due);
        else
            std::get<spaced_times<T>>(schedule_).find(lane.begin, step, lane.due);
    }

    void evaluate_due(const recorded_integrator<T> &ta, const dense_output &evaluate) {
        std::size_t rounds = 0;
        for (const auto &lane : lanes_)
            rounds = std::max(rounds, lane.due.size());
        for (std::size_t i = 0; i < rounds; ++i) {
            at_.assign(ta.times.begin(), ta.times.end());
            for (std::size_t k = 0; k < lanes(); ++k)
                if (i < lanes_[k].due.size())
                    at_[k] = lanes_[k].due[i];
            const auto &states = evaluate(at_);
            for (std::size_t k = 0; k < lanes(); ++k)
                if (i < lanes_[k].due.size())
                    rows_.put(k, at_[k], states);
        }
    }

    record_schedule<T> schedule_;
    row_store<T> rows_;
    std::size_t steps_ = 0;
    std::vector<lane_account> lanes_;
    std::vector<T> at_; // where dense output is evaluated
};

} // namespace detail
BROOK_END_NAMESPACE
