// SPDX-License-Identifier: MPL-2.0
// Which zeros of event functions are events.
#include "integrator/event_record.hpp"

#include <brook/number/fp_functions.hpp>

#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
void event_record<T>::restore(std::vector<event_history<T>> histories) {
    histories_ = std::move(histories);
    cooling_ = 0;
    for (const auto &history : histories_)
        cooling_ += history.cooldown.has_value();
}

template <typename T>
void event_record<T>::reset(std::size_t k) {
    for (auto i = k; i < histories_.size(); i += trajectories_) {
        cooling_ -= histories_[i].cooldown.has_value();
        histories_[i] = {};
    }
}

template <typename T>
bool event_record<T>::allows(const event_firing<T> &f, std::span<const event_firing<T>> in_step) const {
    const auto &rule = rules_[f.event];
    if (rule.direction != 0 && rule.direction != f.direction)
        return false;
    auto [firings, last, cooldown] = of(f.event, f.trajectory);
    for (const auto &other : in_step)
        if (other.event == f.event && other.trajectory == f.trajectory) {
            ++firings;
            last = other.time;
        }
    if (rule.max_firings != 0 && firings >= rule.max_firings)
        return false;
    return firings == 0 || !(fp::abs((f.time - last).hi) < rule.min_delta_t);
}

template <typename T>
bool event_record<T>::has_cooled(event_firing<T> &f, const strided_polynomial<T> &p) const {
    const auto &cooldown = of(f.event, f.trajectory).cooldown;
    if (!cooldown || fp::abs(cooldown->elapsed + f.after) > cooldown->total)
        return true;
    if (!cooldown->automatic)
        return false;
    // Where the derivative was small, that time is long. What has left the error in it is another zero.
    if (!(p.most(f.after) <= 10 * cooldown->error))
        return true;
    f.zeno = cooldown->slope == -cooldown->direction && f.direction == cooldown->direction;
    return f.zeno;
}

template <typename T>
T event_record<T>::cooldown_after(std::size_t event, T error, T slope) const {
    if (const T given = rules_[event].cooldown; !(given < T(0)))
        return given;
    if (const T cooldown = 10 * error / fp::abs(slope); fp::isfinite(cooldown))
        return cooldown;
    warn_once("event.cooldown", "A terminal event fired where the derivative of its function is 0 or not finite; "
                                "it has no automatic cooldown then");
    return 0;
}

template <typename T>
void event_record<T>::note_slope(std::size_t event, std::size_t k, int slope) {
    auto &cooldown = histories_[event * trajectories_ + k].cooldown;
    if (cooldown && cooldown->slope == 0)
        cooldown->slope = slope;
}

template <typename T>
void event_record<T>::age(const trajectories<T> &all, const trajectory_group &g) {
    for (std::size_t event = 0; event < rules_.size() && rules_[event].terminal; ++event)
        for (std::size_t k = g.first; k < g.first + g.count; ++k) {
            auto &cooldown = histories_[event * trajectories_ + k].cooldown;
            if (!cooldown)
                continue;
            cooldown->elapsed += all.last_h[k];
            if (all.last_h[k] != T(0) && fp::abs(cooldown->elapsed) >= cooldown->total) {
                cooldown.reset();
                --cooling_;
            }
        }
}

template <typename T>
void event_record<T>::enter(const event_firing<T> &f) {
    auto &history = histories_[f.event * trajectories_ + f.trajectory];
    ++history.firings;
    history.last = f.time;
    const auto &rule = rules_[f.event];
    if (!rule.terminal)
        return;
    cooling_ += !history.cooldown;
    history.cooldown = event_cooldown<T>{0, f.cooldown, f.error, f.direction, 0, rule.cooldown < T(0)};
}

#define BROOK_INSTANCE(type) template class event_record<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
