// SPDX-License-Identifier: MPL-2.0
// The solution at the points of a grid of times.
#pragma once

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"
#include "number/step_arithmetic.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Of each step it takes the points that lie in it. Steps must write their coefficients, and start where the grid does.
template <typename T>
class grid_recorder final : public step_observer<T> {
public:
    /// `grid` is [point][trajectory], and must outlive this.
    grid_recorder(const std::vector<T> &grid, trajectories<T> &all)
        : grid_(grid), lanes_(all.size()), points_(grid.size() / lanes_), next_(lanes_, 1),
          out_(points_ * all.state.size(), std::numeric_limits<T>::quiet_NaN()) {}

    bool stepped(trajectories<T> &all) override {
        if (!std::exchange(begun_, true)) // the first row: a pre_hook() may have changed the state since
            for (std::size_t i = 0; i < all.state.size() / lanes_; ++i)
                std::copy_n(all.tc.begin() + static_cast<std::ptrdiff_t>(i * lanes_ * (all.code->order + 1)), lanes_,
                            out_.begin() + static_cast<std::ptrdiff_t>(i * lanes_));
        for (std::size_t k = 0; k < lanes_; ++k) {
            auto end = next_[k];
            while (end < points_ && is_reached(all, k, end)) // where subnormal times are no zeros
                ++end;
            if (next_[k] == end)
                continue;
            const step_arithmetic<T> arithmetic;
            for (; next_[k] < end; ++next_[k])
                all.evaluate(k, all.origin(k).argument_at({point(next_[k], k), 0}),
                             out_.data() + next_[k] * all.state.size() + k);
        }
        return true;
    }

    /// Those that did not fail have reached points, too.
    void failed(trajectories<T> &all) override { stepped(all); }

    /// The points of trajectory k that were reached.
    std::size_t reached(std::size_t k) const { return next_[k]; }
    /// [point][equation][trajectory]; NaN where a point was not reached.
    std::vector<T> take() { return std::move(out_); }

private:
    T point(std::size_t i, std::size_t k) const { return grid_[i * lanes_ + k]; }
    bool is_reached(const trajectories<T> &all, std::size_t k, std::size_t i) const {
        const double_length<T> t{point(i, k), 0}, now = all.dtime(k);
        return grid_[lanes_ + k] > grid_[k] ? !(now < t) : !(t < now);
    }

    const std::vector<T> &grid_;
    std::size_t lanes_, points_;
    std::vector<std::size_t> next_;
    std::vector<T> out_;
    bool begun_ = false;
};

} // namespace detail
BROOK_END_NAMESPACE
