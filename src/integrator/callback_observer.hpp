// SPDX-License-Identifier: MPL-2.0
// Calls a step callback.
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/integrator/step_callback.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Hands the integrator to a callback that is not empty.
template <typename T, typename Integrator>
class callback_observer final : public step_observer<T> {
public:
    callback_observer(Integrator &ta, basic_step_callback<Integrator> &callback) : ta_(ta), callback_(callback) {}

    void begun(trajectories<T> &all) override {
        leaving_time(all, "The pre_hook() of a step callback", [&] { callback_.pre_hook(ta_); });
    }

    bool stepped(trajectories<T> &all) override {
        bool go_on = true;
        leaving_time(all, "A step callback", [&] { go_on = callback_(ta_); });
        return go_on;
    }

private:
    template <typename F>
    void leaving_time(trajectories<T> &all, std::string_view who, F f) {
        time_ = all.time;
        time_low_ = all.time_low;
        f();
        if (!is_still(all))
            throw_runtime_error("{} must not assign to the integrator, or move from it", who);
        for (std::size_t k = 0; k < time_.size(); ++k)
            // A time that is NaN is none that the propagation had.
            if (!(all.time[k] == time_[k] && all.time_low[k] == time_low_[k]))
                throw_runtime_error("{} must not change the time, but it went from {} + {} to {} + {}", who, time_[k],
                                    time_low_[k], all.time[k], all.time_low[k]);
    }

    // `all` is kept alive by the propagation, whatever became of the integrator.
    bool is_still(trajectories<T> &all) const {
        try {
            return ta_.get_state_data() == all.state.data();
        } catch (const std::invalid_argument &) { // moved from
            return false;
        }
    }

    Integrator &ta_;
    basic_step_callback<Integrator> &callback_;
    std::vector<T> time_, time_low_;
};

} // namespace detail
BROOK_END_NAMESPACE
