// SPDX-License-Identifier: MPL-2.0
// Tells users of events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/event/events.hpp>
#include <brook/expression/format.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/callback_guard.hpp"
#include "integrator/event_detector.hpp"
#include "integrator/event_errors.hpp"
#include "integrator/step_observer.hpp"
#include "integrator/trajectories.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The events of an integrator, as they were given.
template <typename T, bool Batch>
struct event_lists {
    std::vector<t_event_impl<T, Batch>> terminal;
    std::vector<nt_event_impl<T, Batch>> non_terminal;

    std::size_t size() const noexcept { return terminal.size() + non_terminal.size(); }
};

/// Calls the callbacks of what a detector has found, when all trajectories have made their step, and makes outcomes of
/// terminal events.
///
/// If a callback throws, the states are those after the step, and the outcomes those of events that stop. Of a batch
/// all trajectories get their calls first.
template <typename T, typename Integrator>
class event_caller final : public step_observer<T> {
    static constexpr bool is_batch = std::is_same_v<Integrator, taylor_adaptive_batch<T>>;

public:
    event_caller(Integrator &ta, event_lists<T, is_batch> &events, event_detector<T> &detector)
        : guard_(ta), events_(events), detector_(detector) {
        detector_.clear();
    }

    void sized(sized_step<T> &step) override { detector_.sized(step); }
    void committed(const trajectories<T> &all, const trajectory_group &g) override { detector_.committed(all, g); }

    void ended(trajectories<T> &all) override {
        if (detector_.firings().empty())
            return;
        detector_.take_firings(firings_);
        for (const auto &f : firings_)
            if (is_terminal(f))
                enter(all, f, false);
        std::vector<std::exception_ptr> errors;
        guard_(all, "The callback of an event", [&] { errors = call_all(all); });
        if (errors.size() == 1)
            std::rethrow_exception(errors[0]);
        if (errors.size() > 1)
            throw std::runtime_error(joined(errors));
    }

private:
    bool is_terminal(const event_firing<T> &f) const { return f.event < events_.terminal.size(); }

    static void enter(trajectories<T> &all, const event_firing<T> &f, bool goes_on) {
        const auto i = static_cast<std::int64_t>(f.event);
        all.step_results[f.trajectory] = {f.zeno ? taylor_outcome::zeno : taylor_outcome{goes_on ? i : -i - 1},
                                          all.last_h[f.trajectory]};
    }

    // At most one exception for each trajectory, whose other events are not told then, but for a terminal one: where
    // the solution goes may depend on its callback.
    std::vector<std::exception_ptr> call_all(trajectories<T> &all) {
        std::vector<std::exception_ptr> errors;
        std::size_t failed = all.size();
        for (const auto &f : firings_)
            if ((f.trajectory != failed || is_terminal(f)) && guard_.is_still(all)) {
                try {
                    call(all, f);
                } catch (...) {
                    if (f.trajectory != std::exchange(failed, f.trajectory))
                        errors.push_back(described(f));
                }
            }
        return errors;
    }

    void call(trajectories<T> &all, const event_firing<T> &f) {
        auto &ta = guard_.integrator();
        if (!is_terminal(f)) {
            auto &callback = events_.non_terminal[f.event - events_.terminal.size()].get_callback();
            if constexpr (is_batch)
                callback(ta, f.time.hi, f.direction, static_cast<std::uint32_t>(f.trajectory));
            else
                callback(ta, f.time.hi, f.direction);
        } else if (auto &callback = events_.terminal[f.event].get_callback(); callback && !f.zeno) {
            bool goes_on = false;
            if constexpr (is_batch)
                goes_on = callback(ta, f.direction, static_cast<std::uint32_t>(f.trajectory));
            else
                goes_on = callback(ta, f.direction);
            enter(all, f, goes_on);
        }
    }

    // The exception at work, with the place where it comes from.
    std::exception_ptr described(const event_firing<T> &f) const {
        const auto n = events_.terminal.size();
        const auto &function = is_terminal(f) ? events_.terminal[f.event].get_expression()
                                              : events_.non_terminal[f.event - n].get_expression();
        const auto whose = is_batch ? fmt::format(", trajectory {}", f.trajectory) : std::string();
        try {
            rethrow_from(fmt::format("In the callback of {} event {} ('{}') at time {}{}: ",
                                     is_terminal(f) ? "terminal" : "non-terminal",
                                     is_terminal(f) ? f.event : f.event - n, function, f.time.hi, whose),
                         std::current_exception());
        } catch (...) {
            return std::current_exception();
        }
    }

    static std::string joined(const std::vector<std::exception_ptr> &errors) {
        auto text = fmt::format("The callbacks of {} trajectories have thrown exceptions", errors.size());
        for (const auto &error : errors) {
            try {
                std::rethrow_exception(error);
            } catch (const std::exception &e) {
                text += fmt::format("\n{}", e.what());
            } catch (...) {
                text += "\none that is no std::exception";
            }
        }
        return text;
    }

    callback_guard<T, Integrator> guard_;
    event_lists<T, is_batch> &events_;
    event_detector<T> &detector_;
    std::vector<event_firing<T>> firings_;
};

} // namespace detail
BROOK_END_NAMESPACE
