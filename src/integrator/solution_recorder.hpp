// SPDX-License-Identifier: MPL-2.0
// Records the steps of a propagation.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <brook/support/visibility.hpp>

#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"
#include "output/recording.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Steps must write their coefficients. What evaluates them is what evaluates those of the last step.
template <typename T>
class solution_recorder final : public step_observer<T> {
public:
    void begun(trajectories<T> &all) override {
        steps_ = std::make_shared<recording<T>>(all.state.size() / all.size(), all.size(), all.evaluator);
        steps_->times = all.time;
    }

    bool stepped(trajectories<T> &all) override {
        if (std::all_of(all.last_h.begin(), all.last_h.end(), [](T h) { return h == 0; }))
            return true;
        auto &s = *steps_;
        for (std::size_t k = 0; k < all.size(); ++k) {
            s.origins.push_back(all.origin(k));
            s.backward[k] = s.backward[k] || all.last_h[k] < 0;
        }
        s.times.insert(s.times.end(), all.time.begin(), all.time.end());
        s.coefficients.append(all.tc.data());
        return true;
    }

    /// Null if there was no step.
    std::shared_ptr<const recording<T>> take() {
        return steps_ == nullptr || steps_->origins.empty() ? nullptr : std::move(steps_);
    }

private:
    std::shared_ptr<recording<T>> steps_;
};

} // namespace detail
BROOK_END_NAMESPACE
