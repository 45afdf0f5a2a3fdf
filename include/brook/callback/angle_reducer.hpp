// SPDX-License-Identifier: MPL-2.0
// A step callback that keeps angles small.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <ranges>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Ready-made step callbacks.
namespace callback {

/// Brings state variables that are angles into [0, 2 pi) after each step, so that they do not lose digits by growing.
/// (The solution goes on as before only if the equations do not change when a turn is added.) For integrators and
/// batches of any floating-point type; variables that a system does not have are ignored.
class BROOK_PUBLIC angle_reducer {
public:
    /// Without variables. A call throws std::invalid_argument; so does one of a moved-from object.
    angle_reducer() noexcept = default;
    /// Of these variables. Throws std::invalid_argument if there are none, or if one is no variable.
    explicit angle_reducer(std::vector<expression> angles);
    angle_reducer(std::initializer_list<expression> angles)
        : angle_reducer(std::vector<expression>(angles)) {} ///< likewise
    /// Of a range of what makes expressions.
    template <std::ranges::input_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, angle_reducer> &&
             !std::same_as<std::remove_cvref_t<Range>, std::vector<expression>> &&
             std::constructible_from<expression,
                                     std::ranges::range_reference_t<Range>>) explicit angle_reducer(Range &&angles)
        : angle_reducer([&] {
              std::vector<expression> all;
              for (auto &&angle : angles)
                  all.emplace_back(std::forward<decltype(angle)>(angle));
              return all;
          }()) {}

    /// The variables; empty for an object without.
    const std::vector<expression> &angles() const noexcept { return angles_; }

    /// Finds out which state variables they are.
    template <typename T>
    void pre_hook(integrator_base<T> &ta) {
        find(ta.get_sys());
    }
    /// Reduces them; after single steps, too, where pre_hook() was not called. Returns true. Throws
    /// std::invalid_argument if pre_hook() was called for a larger system.
    template <typename T>
    bool operator()(integrator_base<T> &ta) {
        if (!prepared_)
            find(ta.get_sys());
        check(ta.get_dim());
        const std::size_t lanes = ta.get_state().size() / ta.get_dim();
        for (const auto i : indices_)
            reduce(ta.get_state_data() + i * lanes, lanes);
        return true;
    }

    /// Prints the names of the variables.
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const angle_reducer &reducer);

private:
    void find(const std::vector<std::pair<expression, expression>> &equations);
    void check(std::size_t equations) const;
    template <typename T>
    static void reduce(T *x, std::size_t n);

    std::vector<expression> angles_;
    std::vector<std::size_t> indices_; // of the system that pre_hook() was told
    bool prepared_ = false;
};

} // namespace callback

BROOK_END_NAMESPACE
