// SPDX-License-Identifier: MPL-2.0
// What the numbers of a state have beyond their last digits. With high accuracy, the rounding of a new state is not
// lost but kept beside it, and enters the next one. (Its influence on the right-hand sides is below their own
// rounding.)
//
// Users may write into the state at any time. So each low part remembers the number that it belongs to, and beside any
// other it counts as 0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "integrator/state_layout.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Those of a group of trajectories, as the loops over states see them: in all arrays the numbers of slice i begin at
/// i * widest_slice<T>.
template <typename T>
struct low_parts {
    const T *of = nullptr; ///< whom they belong to
    const T *low = nullptr;
    T *new_of = nullptr; ///< and at the end of the step
    T *new_low = nullptr;

    low_parts from(std::size_t offset) const { return {of + offset, low + offset, new_of + offset, new_low + offset}; }

    /// Those of the lanes at x, which are in one slice.
    template <std::uint32_t W>
    BROOK_INLINE void load(typename lane_vector<T, W>::type &lanes_low, const T *x, std::size_t place) const {
        using lanes = lane_vector<T, W>;
        typename lanes::type numbers, owners;
        lanes::load(numbers, x);
        lanes::load(owners, of + place);
        lanes::load(lanes_low, low + place);
        lanes_low = numbers == owners ? lanes_low : typename lanes::type{};
    }
    template <std::uint32_t W>
    BROOK_INLINE void store(const typename lane_vector<T, W>::type &x,
                            const typename lane_vector<T, W>::type &lanes_low, std::size_t place) const {
        lane_vector<T, W>::store(new_of + place, x);
        lane_vector<T, W>::store(new_low + place, lanes_low);
    }
};

/// Those of all trajectories.
template <typename T>
class kept_low_parts {
public:
    /// For `groups` of as many trajectories as the layout is of. At first all are 0.
    kept_low_parts(const state_layout &layout, std::size_t groups)
        : size_(layout.offsets.size() * widest_slice<T>), n_states_(layout.memory->states.size()), of_(groups * size_),
          low_(groups * size_), new_of_(size_), new_low_(size_) {
        for (const auto &place : places_in_slices(layout))
            places_.push_back(place.slice * widest_slice<T> + place.lane);
        for (const auto &lane : layout.memory->padding)
            copies_.push_back(lane.copies);
    }

    low_parts<T> of_group(std::size_t g) {
        return {&of_[g * size_], &low_[g * size_], new_of_.data(), new_low_.data()};
    }

    /// The step of a group is made.
    void commit(std::size_t g) {
        if (of_.size() == size_) {
            of_.swap(new_of_);
            low_.swap(new_low_);
            return;
        }
        std::ranges::copy(new_of_, of_.begin() + static_cast<std::ptrdiff_t>(g * size_));
        std::ranges::copy(new_low_, low_.begin() + static_cast<std::ptrdiff_t>(g * size_));
    }
    /// The same for one number: `i` is the index of a state variable of the code.
    void commit(std::size_t g, std::size_t i) { set(g, i, new_of_[places_[i]], new_low_[places_[i]]); }

    /// That of a variable whose value is x.
    T operator()(std::size_t g, std::size_t i, T x) const {
        const auto at = g * size_ + places_[i];
        return of_[at] == x ? low_[at] : T(0);
    }
    void set(std::size_t g, std::size_t i, T x, T low) {
        const auto write = [&](std::size_t place) {
            of_[g * size_ + place] = x;
            low_[g * size_ + place] = low;
        };
        write(places_[i]);
        for (std::size_t k = 0; k < copies_.size(); ++k)
            if (copies_[k] == i)
                write(places_[n_states_ + k]);
    }

private:
    std::size_t size_; // of a group
    std::size_t n_states_;
    std::vector<std::size_t> places_, copies_; // of states, and of padding behind them; what the latter copies
    std::vector<T> of_, low_, new_of_, new_low_;
};

} // namespace detail
BROOK_END_NAMESPACE
