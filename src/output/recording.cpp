// SPDX-License-Identifier: MPL-2.0
// Steps that are looked up by their times.
#include "output/recording.hpp"

#include <algorithm>
#include <limits>

#include "number/step_arithmetic.hpp"
#include "support/prefetch.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// Steps are often nearly of one size. So the search begins where the step would be if they were, and widens.
template <typename T>
std::size_t recording<T>::step_at(T time, std::size_t k) const noexcept {
    const auto last = steps() - 1;
    const bool back = backward[k];
    const auto ends_before = [&](std::size_t i) {
        const T end = times[(i + 1) * trajectories + k];
        if (end != time)
            return back ? time < end : end < time;
        const T low = origins[i][k].end.lo;
        return back ? 0 < low : low < 0;
    };
    const T begin = times[k], length = times[(last + 1) * trajectories + k] - begin;
    const T part = (time - begin) / length * static_cast<T>(last + 1);
    // Of a trajectory that did not move, and of times outside, the ends.
    const auto guess = part > 0 ? part < static_cast<T>(last) ? static_cast<std::size_t>(part) : last : 0;
    std::size_t low = guess, high = guess, width = 1;
    for (; low > 0 && !ends_before(low - 1); width *= 2)
        high = low - 1, low -= std::min(low, width);
    for (; high < last && ends_before(high); width *= 2)
        low = high + 1, high += std::min(last - high, width);
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (ends_before(middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

template <typename T>
std::size_t recording<T>::memory_size() const noexcept {
    auto bytes = sizeof(*this) + times.capacity() * sizeof(T) + origins.memory_size() + coefficients.memory_size() +
                 low_parts.memory_size();
    for (const auto *made : {joined_.known(), padded_.known()})
        bytes += made == nullptr ? 0 : made->capacity() * sizeof(T);
    return bytes;
}

template <typename T>
const std::vector<T> &recording<T>::padded_times() const {
    return padded_.get([this] {
        std::vector<T> padded;
        padded.reserve(times.size() + trajectories);
        padded = times;
        for (const bool back : backward)
            padded.push_back(back ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity());
        return padded;
    });
}

template <typename T>
void recording<T>::evaluate(T time, std::size_t k, T *out) const noexcept {
    const step_arithmetic<T> arithmetic;
    const auto i = step_at(time, k);
    prefetch<use::reading>(coefficients[i], equations * (std::size_t{evaluator.order()} + 1));
    evaluator(coefficients[i] + k, low_parts_of(i, k), equations, origins[i][k].argument_at({time, 0}), out);
}

// Coefficients of steps far from each other come from far away: some are under way while others are evaluated.
template <typename T>
void recording<T>::evaluate(const T *at, std::size_t n, T *out) const noexcept {
    constexpr std::size_t at_once = 16, most_numbers = 512;
    const auto numbers = std::min(most_numbers, equations * (std::size_t{evaluator.order()} + 1));
    const step_arithmetic<T> arithmetic;
    std::size_t steps_of[at_once];
    for (std::size_t first = 0; first < n; first += at_once) {
        const auto count = std::min(at_once, n - first);
        for (std::size_t j = 0; j < count; ++j) {
            steps_of[j] = step_at(at[first + j], 0);
            prefetch<use::reading>(coefficients[steps_of[j]], numbers);
        }
        for (std::size_t j = 0; j < count; ++j) {
            const T h = origins[steps_of[j]]->argument_at({at[first + j], 0});
            evaluator(coefficients[steps_of[j]], low_parts_of(steps_of[j], 0), equations, h,
                      out + (first + j) * equations);
        }
    }
}

#define BROOK_INSTANCE(T) template struct recording<T>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
