// SPDX-License-Identifier: MPL-2.0
// Calls a step callback.
#pragma once

#include <brook/integrator/step_callback.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/callback_guard.hpp"
#include "integrator/step_observer.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Hands the integrator to a callback that is not empty.
template <typename T, typename Integrator>
class callback_observer final : public step_observer<T> {
public:
    callback_observer(Integrator &ta, basic_step_callback<Integrator> &callback) : guard_(ta), callback_(callback) {}

    void begun(trajectories<T> &all) override {
        guard_(all, "The pre_hook() of a step callback", [&] { callback_.pre_hook(guard_.integrator()); });
    }

    bool stepped(trajectories<T> &all) override {
        bool go_on = true;
        guard_(all, "A step callback", [&] { go_on = callback_(guard_.integrator()); });
        return go_on;
    }

private:
    callback_guard<T, Integrator> guard_;
    basic_step_callback<Integrator> &callback_;
};

} // namespace detail
BROOK_END_NAMESPACE
