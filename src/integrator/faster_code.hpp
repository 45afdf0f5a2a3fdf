// SPDX-License-Identifier: MPL-2.0
// The code that takes the place of a stepper's when that pays: start_mode::behind and start_mode::interpreted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <brook/support/visibility.hpp>

#include "integrator/stepper_code.hpp"
#include "jit/look_up.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Code, and where it came from.
struct found_stepper {
    std::shared_ptr<const stepper_code> code; ///< null: there is none
    found_code origin;
};

/// Shared by all integrators with the same code. All functions are thread-safe.
///
/// Instructions of a jet are run about as fast as 100,000 times in the time that it takes to compile one of them, the
/// size of a system being the same on both sides: so many steps are what unrolled code costs, and it comes when they
/// have been taken. Whoever rents for as long as that and then buys pays at most twice what would have been best.
/// Earlier, the caches are asked once: another process may have paid.
class faster_code : public std::enable_shared_from_this<faster_code> {
public:
    static constexpr std::uint64_t steps_to_look = 1000, steps_to_make = 100'000;

    /// `find(make)` looks for the code in the caches, and makes it if it may and should.
    using finder = std::function<found_stepper(bool make)>;
    explicit faster_code(finder find, std::uint64_t steps_until_made = steps_to_make)
        : find_(std::move(find)), steps_until_made_(steps_until_made) {}
    ~faster_code() { delete get(); }

    /// Counts steps. After `steps_to_look` the caches are asked, in this thread, and after those given to the
    /// constructor the code is asked for, in the background; what goes wrong there is as if there were no faster code.
    void count(std::size_t steps) noexcept;

    /// Null as long as there is none.
    const found_stepper *get() const noexcept { return found_.load(std::memory_order_acquire); }

private:
    void look(bool make) noexcept;

    finder find_;
    std::uint64_t steps_until_made_;
    std::atomic<std::uint64_t> steps_{0};
    std::atomic<std::uint64_t> asked_in_{0}; // the number of the process, counted by forks, that has asked for it; or 0
    std::atomic<const found_stepper *> found_{nullptr};
};

/// Waits until all code that has been asked for is there.
void finish_compiling_behind() noexcept;

} // namespace detail
BROOK_END_NAMESPACE
