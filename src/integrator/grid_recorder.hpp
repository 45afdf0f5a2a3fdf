// SPDX-License-Identifier: MPL-2.0
// The solution at the points of a grid of times.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"
#include "support/flush_subnormals.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Of each step it takes the points that lie in it. Steps must write their coefficients, and start where the grid does.
template <typename T>
class grid_recorder final : public step_observer<T> {
public:
    /// `grid` is [point][trajectory], and must outlive this.
    grid_recorder(const std::vector<T> &grid, trajectories<T> &all)
        : grid_(grid), lanes_(all.size()), points_(grid.size() / lanes_), next_(lanes_, 1),
          out_(points_ * all.state.size(), std::numeric_limits<T>::quiet_NaN()) {
        std::copy(all.state.begin(), all.state.end(), out_.begin());
    }

    bool stepped(trajectories<T> &all) override {
        std::optional<flush_subnormals> guard;
        if (fp_has_native_vectors<T>)
            guard.emplace();
        for (std::size_t k = 0; k < lanes_; ++k)
            for (; next_[k] < points_ && is_reached(all, k); ++next_[k]) {
                all.evaluator(all.tc.data() + k, all.state.size() / lanes_, all.origin(k).argument_at({point(k), 0}),
                              out_.data() + next_[k] * all.state.size() + k);
            }
        return true;
    }

    /// The points of trajectory k that were reached.
    std::size_t reached(std::size_t k) const { return next_[k]; }
    /// [point][equation][trajectory]; NaN where a point was not reached.
    std::vector<T> take() { return std::move(out_); }

private:
    T point(std::size_t k) const { return grid_[next_[k] * lanes_ + k]; }
    bool is_reached(const trajectories<T> &all, std::size_t k) const {
        const double_length<T> t{point(k), 0}, now = all.dtime(k);
        return grid_[lanes_ + k] > grid_[k] ? !(now < t) : !(t < now);
    }

    const std::vector<T> &grid_;
    std::size_t lanes_, points_;
    std::vector<std::size_t> next_;
    std::vector<T> out_;
};

} // namespace detail
BROOK_END_NAMESPACE
