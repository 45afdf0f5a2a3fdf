// SPDX-License-Identifier: MPL-2.0
// Steps of systems that depend on the time. Code gets the high part of the time only, while the state belongs to both.
// So steps of natural size end where the low part is 0; and where a user's times or limits left one, the state is first
// moved to the high part.
#include <limits>

#include <brook/number/fp_functions.hpp>

#include "integrator/representable_end.hpp"
#include "integrator/state_loops.hpp"
#include "integrator/trajectories.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
void trajectories<T>::go_to_high_parts(const trajectory_group &g) {
    bool any = false;
    for (std::size_t j = 0; j < g.count; ++j) {
        shifts_[j] = 0;
        any = any || time_low[g.first + j] != 0;
    }
    if (any && find_shifts(g))
        // Each round leaves an error smaller by the ratio of the low part to the size of a step.
        for (int round = 0; round < 2; ++round)
            move_by_shifts(g, round == 0 ? state : moved_);
    for (std::size_t j = 0; j < g.count; ++j)
        tc_low[g.first + j] = shifts_[j];
}

// True if there are any. A low part that is not much shorter than a step cannot be bridged so: then the system changes
// within the distance of two numbers, and there is no way to tell the code. One that is lost in the rounding of the
// step changes nothing.
template <typename T>
bool trajectories<T>::find_shifts(const trajectory_group &g) {
    natural_sizes();
    bool any = false;
    for (std::size_t j = 0; j < g.count; ++j) {
        const T low = fp::abs(time_low[g.first + j]), h = across_gap(h_[j], j);
        if (low <= h / 4 && low > h * std::numeric_limits<T>::epsilon()) {
            shifts_[j] = time_low[g.first + j];
            any = true;
        }
    }
    return any;
}

// The scratch memory holds the coefficients at the high parts for `from`, an estimate of the state there. What their
// polynomials miss, at the low parts, corrects it.
template <typename T>
void trajectories<T>::move_by_shifts(const trajectory_group &g, const std::vector<T> &from) {
    T *const x = scratch_.data();
    for (std::size_t j = 0; j < at_once_; ++j)
        h_[j] = shifts_[j < g.count ? j : g.count - 1];
    advance(g);
    store_state(x, *layout, reached_.data(), g);
    for (std::size_t row = g.first; row < state.size(); row += g.size)
        for (std::size_t j = 0; j < g.count; ++j) {
            const auto i = row + j;
            moved_[i] = shifts_[j] == 0 ? state[i] : from[i] + (state[i] - reached_[i]);
        }
    load_state(x, *layout, moved_.data(), g);
    code->jet(x, pars_of(g), times_of(g));
}

// Says how far the step goes, and returns the argument of its polynomials. In lane j is trajectory k.
template <typename T>
T trajectories<T>::timed_argument(std::size_t k, std::size_t j, T h, T limit) {
    if (limit == 0)
        return 0;
    const auto start = dtime(k);
    auto &step = progress_[j];
    step.size = h;
    step.end = start + h;
    if (h != limit)
        if (const T end = representable_end(start, h), size = distance(start, end); fp::abs(size) < fp::abs(limit)) {
            step.size = size;
            step.end = {end, 0};
        }
    return step.size + shifts_[j];
}

// The largest size within h that ends at one number, if there is one that is not much smaller.
template <typename T>
T trajectories<T>::timed_limit(std::size_t k, T h) const {
    if (fp::isinf(h))
        return h;
    const T size = distance(dtime(k), representable_end(dtime(k), h));
    return fp::abs(size) <= fp::abs(h) ? size : h;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template void trajectories<type>::go_to_high_parts(const trajectory_group &);                                      \
    template type trajectories<type>::timed_argument(std::size_t, std::size_t, type, type);                            \
    template type trajectories<type>::timed_limit(std::size_t, type) const;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
