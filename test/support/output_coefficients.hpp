// SPDX-License-Identifier: MPL-2.0
// The polynomials of event functions in the last step.
#pragma once

#include <cstddef>
#include <vector>

#include "integrator/trajectories.hpp"

namespace brook::test {

/// Watches the steps of trajectories.
template <typename T>
class output_coefficients final : public detail::step_observer<T> {
public:
    std::vector<T> tc; ///< [output][order][trajectory]

    void step(detail::trajectories<T> &t, const T *limits) {
        detail::step_observer<T> *const observers[] = {this};
        outputs_ = t.code->outputs.size() / t.code->trajectories;
        order_ = t.code->order;
        tc.resize(outputs_ * (order_ + 1) * t.size());
        t.step(limits, true, observers);
    }

    void sized(detail::sized_step<T> &step) override {
        const auto &g = step.group();
        for (std::size_t i = 0; i < outputs_; ++i)
            for (std::uint32_t k = 0; k <= order_; ++k)
                for (std::size_t j = 0; j < g.count; ++j)
                    tc[(i * (order_ + 1) + k) * g.size + g.first + j] = step.output(i, j, k);
    }

private:
    std::size_t outputs_ = 0;
    std::uint32_t order_ = 0;
};

} // namespace brook::test
