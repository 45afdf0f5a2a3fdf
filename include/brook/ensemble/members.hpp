// SPDX-License-Identifier: MPL-2.0
// What all ensembles have in common: their keywords, how members are made, and how each is propagated.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/support/callable.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace kw {

/// What an ensemble calls with the number of members that are done, and of all: a function void(std::size_t done,
/// std::size_t n) that can be copied, such as a callback::ensemble_progress (default none). It is called with 0 before
/// the first member, and after each; by the threads that propagate, but by one at a time. What it throws ends the
/// ensemble and is thrown.
inline constexpr detail::keyword<"progress"> progress;

} // namespace kw

namespace detail {

/// Hears how many members of an ensemble are done.
using progress_function = callable<void(std::size_t, std::size_t)>;
template <>
inline constexpr bool is_single_function<progress_function> = true;

/// Of a propagation, and of an ensemble of such.
template <typename Options>
struct ensemble_options : Options {
    progress_function progress = {};
};

/// Keywords, and progress.
template <typename Options, typename Accepts>
using with_progress = also_accepts<Accepts, sets<kw::progress, &Options::progress>>;

/// Those of ensembles whose members propagate with these options, until a time or along a grid.
template <typename Propagation, typename Options = ensemble_options<Propagation>>
struct ensemble_keywords : with_progress<Options, propagate_keywords<Options>> {
    static constexpr bool along_grid = false;
};
template <typename Propagation, typename Options = ensemble_options<Propagation>>
struct ensemble_grid_keywords : with_progress<Options, grid_keywords<Options>> {
    static constexpr bool along_grid = true;
};

/// The keyword arguments of such an ensemble.
template <typename Keywords, typename... Args>
concept ensemble_arguments = keyword_arguments<typename Keywords::type, Args...>;
template <typename Keywords, typename... Args>
concept wrong_ensemble_arguments = wrong_keywords<typename Keywords::type, Args...>;

/// Calls run(i) for all i < n, in threads that take the next one when they are done, and returns when all are done. If
/// one throws, no more are begun, and the exception of one of them is thrown. `progress` may be empty.
BROOK_PUBLIC void run_members(std::size_t n, const std::function<void(std::size_t)> &run, progress_function &progress);

/// A generator of members, from a copy of the integrator and the index of the member; or what changes a copy in place.
template <typename Generator, typename Integrator>
concept member_maker = std::is_invocable_r_v<Integrator, const Generator &, Integrator, std::size_t>;
template <typename Generator, typename Integrator>
concept member_changer = std::is_invocable_v<const Generator &, Integrator &, std::size_t> &&
    !std::is_invocable_v<const Generator &, Integrator, std::size_t>;
template <typename Generator, typename Integrator>
concept member_generator = member_maker<Generator, Integrator> || member_changer<Generator, Integrator>;

/// Member `i` of an ensemble.
template <typename Integrator, typename Generator>
Integrator member_of(const Integrator &ta, const Generator &generate, std::size_t i) {
    Integrator member(ta);
    if constexpr (member_changer<Generator, Integrator>) {
        generate(member, i);
        return member;
    } else {
        return generate(std::move(member), i);
    }
}

/// Calls `propagate` with what the options say, as keywords: those of grids, and all.
template <typename Options, typename F>
auto with_grid_keywords(const Options &o, F propagate) {
    const auto run = [&](auto... more) {
        return propagate(kw::max_steps = o.max_steps, kw::max_delta_t = o.max_delta_t, kw::callback = o.callback,
                         kw::stop_at = o.stop_at, more...);
    };
    if constexpr (has_skip_failed<Options>)
        return run(kw::skip_failed = o.skip_failed, kw::skip_stopped = o.skip_stopped);
    else
        return run();
}
template <typename Options, typename F>
auto with_keywords(const Options &o, F propagate) {
    return with_grid_keywords(
        o, [&](auto... limits) { return propagate(limits..., kw::write_tc = o.write_tc, kw::c_output = o.c_output); });
}

/// A member, followed by the elements of the result of its propagation, as a tuple.
template <typename Integrator, typename Result>
auto member_and(Integrator member, Result result) {
    return std::tuple_cat(std::tuple<Integrator>(std::move(member)),
                          static_cast<typename Result::tuple_type &&>(result));
}

/// What comes of `propagate(member, keywords...)`, with the keywords that Keywords are.
template <typename Result, typename Keywords, typename Options, typename Integrator, typename Propagate>
Result propagate_member(const Options &options, Integrator member, Propagate propagate) {
    auto result = [&] {
        const auto run = [&](auto... keywords) { return propagate(member, keywords...); };
        if constexpr (Keywords::along_grid)
            return with_grid_keywords(options, run);
        else
            return with_keywords(options, run);
    }();
    return Result(member_and(std::move(member), std::move(result)));
}

/// That of each member, in order, in threads. Results need no default constructor.
template <typename Result, typename Keywords, typename Integrator, typename Generator, typename Propagate,
          typename... Args>
std::vector<Result> propagate_ensemble(const Integrator &ta, std::size_t n, const Generator &generate,
                                       Propagate propagate, Args &&...args) {
    auto options = fill<typename Keywords::type>(std::forward<Args>(args)...);
    std::vector<std::optional<Result>> found(n);
    const auto run = [&](std::size_t i) {
        found[i].emplace(propagate_member<Result, Keywords>(options, member_of(ta, generate, i), propagate));
    };
    run_members(n, run, options.progress);
    std::vector<Result> results;
    results.reserve(n);
    for (auto &result : found)
        results.push_back(std::move(*result));
    return results;
}

using member_count = integer_argument<std::size_t, "The number of members of an ensemble">;

} // namespace detail

BROOK_END_NAMESPACE
