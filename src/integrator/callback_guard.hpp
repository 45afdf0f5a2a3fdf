// SPDX-License-Identifier: MPL-2.0
// What callbacks must not do.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <brook/support/visibility.hpp>

#include "integrator/trajectories.hpp"
#include "support/error.hpp"
#include "support/flush_subnormals.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Lets functions of users work on an integrator, in the mode of arithmetic that was at work when the guard was made,
/// and throws std::runtime_error afterwards if they have changed the time, or assigned to the integrator.
template <typename T, typename Integrator>
class callback_guard {
public:
    explicit callback_guard(Integrator &ta) : ta_(ta) {}

    Integrator &integrator() const noexcept { return ta_; }

    /// Calls f. `all` must be kept alive, whatever becomes of the integrator.
    template <typename F>
    void operator()(trajectories<T> &all, std::string_view who, F f) {
        time_ = all.time;
        time_low_ = all.time_low;
        {
            const in_subnormal_mode arithmetic(mode_);
            f();
        }
        if (!is_still(all))
            throw_runtime_error("{} must not assign to the integrator, or move from it", who);
        for (std::size_t k = 0; k < time_.size(); ++k)
            // A time that is NaN is none that the propagation had.
            if (!(all.time[k] == time_[k] && all.time_low[k] == time_low_[k]))
                throw_runtime_error("{} must not change the time, but it went from {} + {} to {} + {}", who, time_[k],
                                    time_low_[k], all.time[k], all.time_low[k]);
    }

    bool is_still(const trajectories<T> &all) const {
        try {
            return ta_.get_state_data() == all.state.data();
        } catch (const std::invalid_argument &) { // moved from
            return false;
        }
    }

private:
    Integrator &ta_;
    const subnormal_mode mode_ = subnormal_mode::current();
    std::vector<T> time_, time_low_;
};

} // namespace detail
BROOK_END_NAMESPACE
