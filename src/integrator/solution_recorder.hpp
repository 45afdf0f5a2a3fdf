// SPDX-License-Identifier: MPL-2.0
// Records the steps of a propagation.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <brook/output/output_file.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"
#include "output/recording.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Steps must write their coefficients, and fail to be recorded as row_file says. What evaluates them is what evaluates
/// those of the last step.
template <typename T>
class solution_recorder final : public step_observer<T> {
public:
    /// Records as asked for; there must be something to record.
    explicit solution_recorder(output_choice choice) : choice_(std::move(choice)) {}

    void begun(trajectories<T> &all) override {
        const auto *in_file = std::get_if<output_file>(&choice_);
        const auto file = in_file == nullptr ? nullptr : std::make_shared<row_file>(in_file->directory);
        steps_ = std::make_shared<recording<T>>(all.state.size() / all.size(), all.size(), all.evaluator, file);
        steps_->times = all.time;
    }

    bool stepped(trajectories<T> &all) override {
        if (std::all_of(all.last_h.begin(), all.last_h.end(), [](T h) { return h == 0; }))
            return true;
        auto &s = *steps_;
        origins_.clear();
        for (std::size_t k = 0; k < all.size(); ++k) {
            origins_.push_back(all.origin(k));
            s.backward[k] = s.backward[k] || all.last_h[k] < 0;
        }
        s.origins.append(origins_.data());
        s.times.insert(s.times.end(), all.time.begin(), all.time.end());
        s.coefficients.append(all.tc.data());
        if (all.high_accuracy)
            s.low_parts.append(all.tc_state_low.data());
        return true;
    }

    /// Null if there was no step.
    std::shared_ptr<const recording<T>> take() {
        return steps_ == nullptr || steps_->steps() == 0 ? nullptr : std::move(steps_);
    }

private:
    output_choice choice_;
    std::shared_ptr<recording<T>> steps_;
    std::vector<step_origin<T>> origins_; ///< of the step at work
};

} // namespace detail
BROOK_END_NAMESPACE
