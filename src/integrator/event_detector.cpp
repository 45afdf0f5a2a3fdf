// SPDX-License-Identifier: MPL-2.0
// Events of steps.
#include "integrator/event_detector.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>
#include <utility>

#include <brook/number/fp_functions.hpp>

#include "integrator/trajectories.hpp"
#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr unsigned char unknown_side = 0, positive_side = static_cast<unsigned char>(exclusion_status::positive),
                        negative_side = static_cast<unsigned char>(exclusion_status::negative);
// Added to the side behind a zero at which an event has ended the step.
constexpr unsigned char at_zero = 4;

// What no status equals: functions that are open are always looked at.
constexpr unsigned char never_a_status = 255;
unsigned char arranged(unsigned char side) noexcept { return side == unknown_side ? never_a_status : side; }

unsigned char side_of(int sign) noexcept { return sign > 0 ? positive_side : sign < 0 ? negative_side : unknown_side; }
int sign_of(unsigned char side) noexcept {
    const auto plain = side & ~at_zero;
    return plain == positive_side ? 1 : plain == negative_side ? -1 : 0;
}

} // namespace

template <typename T>
event_detector<T>::event_detector(std::vector<event_rule<T>> rules, const stepper_code &code,
                                  std::size_t n_trajectories, T tolerance)
    : record_(std::move(rules), n_trajectories), trajectories_(n_trajectories), lanes_(code.trajectories),
      order_(code.order), tolerance_(tolerance) {
    // A constant function has no zeros.
    for (std::size_t i = 0; i < code.outputs.size(); ++i)
        if (!code.outputs[i].constant)
            outputs_.push_back({code.outputs[i], i / lanes_, i % lanes_});
    const auto place = [](const output &o) { return std::pair(o.at.stride, o.at.offset); };
    std::sort(outputs_.begin(), outputs_.end(), [&](const auto &a, const auto &b) { return place(a) < place(b); });
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        const auto &at = outputs_[i].at;
        if (runs_.empty() || runs_.back().stride != at.stride || runs_.back().offset + runs_.back().count != at.offset)
            runs_.push_back({i, 0, at.offset, at.stride});
        ++runs_.back().count;
    }
    statuses_.resize(outputs_.size());
    sizes_.resize(outputs_.size());
    shifted_.resize(order_ + 1);
    const auto n = record_.n_events() * trajectories_;
    memory_.sides.resize(n, unknown_side);
    arrange_sides();
    memory_.values.resize(n, std::numeric_limits<T>::quiet_NaN());
    memory_.errors.resize(n);
}

template <typename T>
void event_detector<T>::restore(std::vector<event_history<T>> histories, event_memory<T> memory) {
    record_.restore(std::move(histories));
    memory_ = std::move(memory);
    arrange_sides();
    near_zero_.clear();
    for (std::size_t i = 0; i < memory_.values.size(); ++i)
        if (!fp::isnan(memory_.values[i]))
            near_zero_.push_back(i);
}

template <typename T>
void event_detector<T>::arrange_sides() {
    const auto groups = (trajectories_ + lanes_ - 1) / lanes_;
    sides_.assign(groups * outputs_.size(), never_a_status);
    for (std::size_t k = 0; k < trajectories_; ++k)
        for (std::size_t i = 0; i < outputs_.size(); ++i)
            if (outputs_[i].lane == k % lanes_)
                sides_[k / lanes_ * outputs_.size() + i] =
                    arranged(memory_.sides[outputs_[i].event * trajectories_ + k]);
}

template <typename T>
void event_detector<T>::sized(sized_step<T> &step) {
    if (outputs_.empty())
        return;
    const auto &g = step.group();
    compare(step);
    looked_at_.clear();
    zeros_.clear();
    const auto *const sides = sides_of(g);
    // In most steps all have, from beginning to end, the signs that they had before.
    if (outputs_.size() == 1 ? static_cast<unsigned char>(statuses_[0]) == sides[0]
                             : std::memcmp(statuses_.data(), sides, outputs_.size()) == 0)
        return;
    for (std::size_t i = 0; i < outputs_.size(); ++i)
        if (const auto &o = outputs_[i]; o.lane < g.count && static_cast<unsigned char>(statuses_[i]) != sides[i]) {
            const T h = step.size(o.lane);
            if (h != T(0) && fp::isfinite(h))
                look_at(step, o, statuses_[i]);
        }
    if (looked_at_.empty())
        return;
    for (std::size_t lane = 0; lane < g.count; ++lane)
        choose(step, lane);
    if (!fired_.empty() && g.count == g.size)
        step.keep_coefficients();
}

template <typename T>
void event_detector<T>::compare(const sized_step<T> &step) {
    const auto &g = step.group();
    const auto size_of = [&](std::size_t lane) { return step.size(std::min(lane, g.count - 1)); };
    sizes_[0] = size_of(0);
    for (std::size_t i = 0; i < outputs_.size() && lanes_ > 1; ++i)
        sizes_[i] = size_of(outputs_[i].lane);
    if (outputs_.size() == 1 && lanes_ == 1) // the call would take a third of the time
        statuses_[0] = status_of(step.scratch() + runs_[0].offset, runs_[0].stride, order_, sizes_[0]);
    else
        for (const auto &run : runs_)
            exclude_zeros<T>({step.scratch() + run.offset, run.stride, order_,
                              lanes_ == 1 ? sizes_.data() : sizes_.data() + run.first, lanes_ == 1,
                              &statuses_[run.first]},
                             run.count);
    for (std::size_t lane = 0; lane < g.count; ++lane)
        if (step.argument_at_beginning(lane) != T(0)) // their polynomials begin elsewhere
            for (std::size_t i = 0; i < outputs_.size(); ++i)
                if (outputs_[i].lane == lane)
                    statuses_[i] = exclusion_status::open;
}

template <typename T>
strided_polynomial<T> event_detector<T>::polynomial(const sized_step<T> &step, const output &o) {
    const T s = step.argument_at_beginning(o.lane);
    if (s == T(0))
        return {step.scratch() + o.at.offset, o.at.stride, order_};
    for (std::uint32_t k = 0; k <= order_; ++k)
        shifted_[k] = o.at.coefficient(step.scratch(), k);
    shift(shifted_, s);
    return {shifted_.data(), 1, order_};
}

template <typename T>
void event_detector<T>::look_at(const sized_step<T> &step, const output &o, exclusion_status status) {
    const auto p = polynomial(step, o);
    const T h = step.size(o.lane);
    const int sign = p.sign_after_zero(h);
    if (sign == 0 && p.most(h) == T(0))
        return;
    std::span<const polynomial_zero<T>> found;
    if (status == exclusion_status::open)
        found = finder_.find(p.c, p.stride, order_, h, step.argument_at_beginning(o.lane) == T(0));
    if (finder_.counts().gave_up != 0)
        warn_once("event.gave_up", "The zeros of an event function could not be told apart in a step, or it is not "
                                   "finite: events may be missing");
    if (sign == 0) // not a number
        return;
    looked_at entry{&o, sign, zeros_.size(), 0};
    const auto side = memory_.sides[index(o, step.group())];
    if ((side & at_zero) != 0)
        record_.note_slope(o.event, step.group().first + o.lane, number_sign(p[1]));
    if (side != side_of(sign) || (!found.empty() && found[0].time == T(0)))
        begin(step, p, entry, found);
    for (const auto &z : found)
        zeros_.push_back({z.time, z.direction, false});
    entry.end = zeros_.size();
    looked_at_.push_back(entry);
}

// The side where the function comes from, and which of the zeros found next to the beginning of the step are new.
template <typename T>
void event_detector<T>::begin(const sized_step<T> &step, const strided_polynomial<T> &p, looked_at &entry,
                              std::span<const polynomial_zero<T>> &found) {
    const auto &o = *entry.at;
    const auto i = index(o, step.group());
    const int sign = entry.sign, before = sign_of(memory_.sides[i]);
    const int slope = number_sign(p[1]), sense = step.size(o.lane) < T(0) ? -1 : 1;
    const T error = memory_.errors[i];
    const bool was_at_zero = (memory_.sides[i] & at_zero) != 0;
    const bool begins_with_zero = !found.empty() && found[0].time == T(0);
    // The zero where the first two terms have theirs.
    const bool begins_towards_zero = !found.empty() && found[0].direction == slope && slope * sense == -sign;
    const bool is_same_state = is_where_it_was(step.before(), step.group().first + o.lane);
    const auto pass_first = [&] { found = found.subspan(1); };
    if (was_at_zero && !is_same_state) {
        // A callback has changed where the solution goes: this zero has been told.
        if (begins_with_zero) {
            pass_first();
        } else if (begins_towards_zero && fp::abs(p[0]) <= 10 * std::max(error, fp::abs(memory_.values[i]))) {
            pass_first();
            entry.sign = -sign;
        }
    } else if (before != 0 && (is_same_state || fp::abs(p[0] - memory_.values[i]) <= 10 * error)) {
        entry.sign = before;
        if (begins_with_zero)
            pass_first();
        if (before != sign) {
            if (begins_towards_zero)
                pass_first();
            else
                zeros_.push_back({T(0), sign * sense, false});
        }
    } else if (begins_with_zero) {
        entry.sign = -sign;
    }
}

template <typename T>
bool event_detector<T>::is_where_it_was(const trajectories<T> &all, std::size_t k) const {
    if (memory_.state.size() != all.state.size() || memory_.pars.size() != all.pars.size())
        return false;
    const auto same = [&](const std::vector<T> &a, const std::vector<T> &b) {
        for (auto i = k; i < a.size(); i += trajectories_)
            if (!(a[i] == b[i]))
                return false;
        return true;
    };
    return same(memory_.state, all.state) && same(memory_.pars, all.pars) && memory_.time[k] == all.time[k] &&
           memory_.time_low[k] == all.time_low[k];
}

// Of values between 0 and h. What cancels in the coefficient of order 0 is not seen there, but in how much the function
// changes within a step. As long as it goes on, errors do not become smaller: those of bounces follow from the heights
// that they began with.
template <typename T>
T event_detector<T>::error_of(const strided_polynomial<T> &p, T h) const {
    return std::max(tolerance_, std::numeric_limits<T>::epsilon()) * p.most(h);
}

template <typename T>
void event_detector<T>::choose(sized_step<T> &step, std::size_t lane) {
    const auto k = step.group().first + lane;
    candidates_.clear();
    for (std::size_t i = 0; i < looked_at_.size(); ++i)
        if (looked_at_[i].at->lane == lane)
            for (auto z = looked_at_[i].begin; z < looked_at_[i].end; ++z)
                candidates_.push_back({i, z, looked_at_[i].at->event});
    const auto place = [&](const candidate &c) {
        return std::tuple(fp::abs(zeros_[c.zero].after), record_.is_terminal(c.event), c.event);
    };
    if (candidates_.size() > 1)
        std::sort(candidates_.begin(), candidates_.end(),
                  [&](const auto &a, const auto &b) { return place(a) < place(b); });
    T end = step.size(lane);
    bool stopped = false;
    for (const auto &c : candidates_) {
        auto &z = zeros_[c.zero];
        if (stopped && z.after != end)
            break;
        event_firing<T> f{z.after, step.beginning(lane) + z.after, c.event, k, z.direction};
        if (!happens(step, looked_at_[c.looked_at], f))
            continue;
        if (stopped) {
            z.waits = true;
            continue;
        }
        if (record_.is_terminal(c.event)) {
            stopped = true;
            end = f.after;
            step.shorten(lane, fp::copysign(fp::abs(end), step.size(lane)));
        }
        fired_.push_back(f);
    }
    note_ends(step, lane, end, stopped);
}

template <typename T>
bool event_detector<T>::happens(const sized_step<T> &step, const looked_at &l, event_firing<T> &f) {
    if (!record_.allows(f, fired_))
        return false;
    if (!record_.is_terminal(f.event))
        return true;
    const auto p = polynomial(step, *l.at);
    if (!record_.has_cooled(f, p))
        return false;
    const T error = std::max(memory_.errors[f.event * trajectories_ + f.trajectory], error_of(p, f.after));
    f.cooldown = record_.cooldown_after(f.event, error, p.slope(f.after));
    return true;
}

// The side of each function that was looked at, and its value, where the step ends.
template <typename T>
void event_detector<T>::note_ends(const sized_step<T> &step, std::size_t lane, T end, bool stopped) {
    for (auto &l : looked_at_)
        if (l.at->lane == lane) {
            for (auto z = l.begin; z < l.end; ++z)
                if (fp::abs(zeros_[z].after) <= fp::abs(end) && !zeros_[z].waits) {
                    l.sign = -l.sign;
                    l.at_zero = zeros_[z].after == end;
                }
            const auto p = polynomial(step, *l.at);
            l.value = p.value(end);
            l.error = std::max(memory_.errors[index(*l.at, step.group())], error_of(p, end));
            if (stopped && fired_.back().event == l.at->event)
                fired_.back().error = std::max(l.error, fp::abs(l.value));
        }
}

template <typename T>
void event_detector<T>::committed(const trajectories<T> &all, const trajectory_group &g) {
    if (record_.is_any_cooling() || !near_zero_.empty() || !looked_at_.empty())
        update(all, g);
    remember_state(all, g);
}

template <typename T>
void event_detector<T>::update(const trajectories<T> &all, const trajectory_group &g) {
    const auto is_of_group = [&](std::size_t k) { return k >= g.first && k < g.first + g.count; };
    const auto failed = [&](std::size_t k) { return std::get<0>(all.step_results[k]) == taylor_outcome::err_nf_state; };
    std::erase_if(fired_, [&](const auto &f) { return is_of_group(f.trajectory) && failed(f.trajectory); });
    if (record_.is_any_cooling())
        record_.age(all, g);
    for (const auto &f : fired_)
        if (is_of_group(f.trajectory))
            record_.enter(f);
    std::erase_if(near_zero_, [&](std::size_t i) {
        const auto k = i % trajectories_;
        if (!is_of_group(k) || all.last_h[k] == T(0)) // a step that goes nowhere leaves all as it is
            return false;
        memory_.values[i] = std::numeric_limits<T>::quiet_NaN();
        return true;
    });
    for (const auto &l : looked_at_)
        if (const auto i = index(*l.at, g), k = i % trajectories_; !failed(k)) {
            memory_.sides[i] = static_cast<unsigned char>(side_of(l.sign) | (l.at_zero ? at_zero : 0));
            sides_of(g)[l.at - outputs_.data()] = arranged(memory_.sides[i]);
            memory_.values[i] = l.value;
            memory_.errors[i] = l.error;
            near_zero_.push_back(i);
        }
    looked_at_.clear();
}

template <typename T>
void event_detector<T>::remember_state(const trajectories<T> &all, const trajectory_group &g) {
    auto &m = memory_;
    if (m.state.empty()) {
        m.state = all.state;
        m.pars = all.pars;
        m.time = all.time;
        m.time_low = all.time_low;
        return;
    }
    for (auto k = g.first; k < g.first + g.count; ++k) {
        if (all.last_h[k] == T(0))
            continue;
        for (auto i = k; i < m.state.size(); i += trajectories_)
            m.state[i] = all.state[i];
        for (auto i = k; i < m.pars.size(); i += trajectories_)
            m.pars[i] = all.pars[i];
        m.time[k] = all.time[k];
        m.time_low[k] = all.time_low[k];
    }
}

#define BROOK_INSTANCE(type) template class event_detector<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
