// SPDX-License-Identifier: MPL-2.0
// Ensembles over the machines of a cluster, for programs that link the target brook::mpi: not part of brook.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/mpi/collectives.hpp>
#include <boost/mpi/communicator.hpp>
#include <boost/serialization/string.hpp>

#include <brook/archive/archive.hpp>
#include <brook/archive/functions.hpp>
#include <brook/cache/cache_settings.hpp>
#include <brook/ensemble/ensemble.hpp>
#include <brook/mpi/share_out.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Ensembles over the processes of MPI.
namespace mpi {
namespace detail {

using brook::detail::archive_of_parts;
using brook::detail::parts_of_archive;

/// The archive of a step callback; an empty text for one that archives do not know.
template <typename Callback>
std::string archive_if_known(const Callback &callback) {
    try {
        return to_archive(callback);
    } catch (const std::invalid_argument &) {
        return {};
    }
}

/// Each element of a result in its own way.
template <typename X>
std::string bytes_of(const X &x) {
    if constexpr (std::is_enum_v<X> || std::is_integral_v<X>)
        return std::to_string(static_cast<long long>(x));
    else if constexpr (brook::detail::floating_point_type<X>)
        return to_archive(number(x));
    else if constexpr (brook::detail::function_holder<X>)
        return archive_if_known(x);
    else
        return to_archive(x);
}
template <typename X>
std::string bytes_of(const std::optional<X> &x) {
    return x ? bytes_of(*x) : std::string();
}
template <brook::detail::floating_point_type T>
std::string bytes_of(const std::vector<T> &values) {
    return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)};
}

template <typename X>
struct from_bytes {
    X operator()(const std::string &bytes) const {
        if constexpr (std::is_enum_v<X> || std::is_integral_v<X>)
            return static_cast<X>(std::stoll(bytes));
        else if constexpr (brook::detail::floating_point_type<X>)
            return std::get<X>(from_archive<number>(bytes).value());
        else if constexpr (brook::detail::function_holder<X>)
            return bytes.empty() ? X() : from_archive<X>(bytes);
        else
            return from_archive<X>(bytes);
    }
};
template <typename X>
struct from_bytes<std::optional<X>> {
    std::optional<X> operator()(const std::string &bytes) const {
        return bytes.empty() ? std::nullopt : std::optional<X>(from_bytes<X>()(bytes));
    }
};
template <typename T>
struct from_bytes<std::vector<T>> {
    std::vector<T> operator()(const std::string &bytes) const {
        std::vector<T> all(bytes.size() / sizeof(T));
        std::copy_n(bytes.data(), bytes.size(), reinterpret_cast<char *>(all.data()));
        return all;
    }
};

template <typename Tuple>
std::string pack(const Tuple &all) {
    return std::apply([](const auto &...each) { return archive_of_parts({bytes_of(each)...}); }, all);
}
template <typename Tuple, std::size_t... I>
Tuple unpack(const std::vector<std::string> &parts, std::index_sequence<I...>) {
    return Tuple(from_bytes<std::tuple_element_t<I, Tuple>>()(parts.at(I))...);
}

/// The propagation of each member, in order, on rank 0; see brook::detail::propagate_ensemble().
template <typename Result, typename Keywords, typename Integrator, typename Generator, typename Propagate,
          typename... Args>
std::vector<Result> propagate_ensemble(const boost::mpi::communicator &comm, const Integrator &ta, std::size_t n,
                                       const Generator &generate, Propagate propagate, Args &&...args) {
    using tuple = typename Result::tuple_type;
    auto options = brook::detail::fill<typename Keywords::type>(std::forward<Args>(args)...);
    const auto make = [&](std::size_t i) {
        auto member = brook::detail::member_of(ta, generate, i);
        return pack(static_cast<const tuple &>(
            brook::detail::propagate_member<Result, Keywords>(options, std::move(member), propagate)));
    };
    std::vector<Result> results;
    for (const auto &bytes : share_out(comm, n, make, options.progress))
        results.emplace_back(
            unpack<tuple>(parts_of_archive(bytes), std::make_index_sequence<std::tuple_size_v<tuple>>()));
    return results;
}

/// Returns once what was compiled is on the disk, if it goes there: asking for the size waits for that.
inline void wait_until_stored() {
    try {
        static_cast<void>(cache_settings::get_diskcache_size());
    } catch (const std::exception &) {
        // There is no disk cache.
    }
}

} // namespace detail

/// What `make` gives: on rank 0, and then, from its archive, on all others, which so find its machine code in the disk
/// cache (where they share no directory, each makes it). An exception of rank 0 is a std::runtime_error on all.
template <typename Make>
auto made_once(const boost::mpi::communicator &comm, Make make) -> decltype(make()) {
    using made = decltype(make());
    std::pair<std::string, std::string> sent; // archive and error
    std::optional<made> mine;
    if (comm.rank() == 0) {
        try {
            mine.emplace(make());
            sent.first = to_archive(*mine);
            detail::wait_until_stored();
        } catch (...) {
            sent.second = detail::message_in_flight();
        }
    }
    boost::mpi::broadcast(comm, sent.first, 0);
    boost::mpi::broadcast(comm, sent.second, 0);
    if (!sent.second.empty())
        throw std::runtime_error("Rank 0 failed: " + sent.second);
    return mine ? std::move(*mine) : from_archive<made>(sent.first);
}

/// @{

/// brook::ensemble_propagate_until(), over the processes of a communicator, all of which must call it with equal
/// arguments. Members are handed out one by one; each process propagates one at a time. Rank 0 returns the results, in
/// order, and the others nothing. Where targets are equal, so are the bits of all results and those of an ensemble over
/// threads.
///
/// kw::progress is called on rank 0. What a member throws ends the ensemble: all ranks throw std::runtime_error with
/// the rank and the message. The callbacks of results are empty unless archives know their type (archived_function).
/// MPI must have been initialised for threads (MPI_THREAD_FUNNELED will do), and nothing else may use the communicator
/// in the meantime.
template <typename T, typename Generator, typename... Args>
requires brook::detail::member_generator<Generator, taylor_adaptive<T>> &&
    brook::detail::ensemble_arguments<brook::detail::single_ensemble<T>, Args...> //
        std::vector<ensemble_result<T>>
        ensemble_propagate_until(const boost::mpi::communicator &comm, const taylor_adaptive<T> &ta,
                                 std::type_identity_t<T> t, brook::detail::member_count n, const Generator &generate,
                                 Args &&...args) {
    return detail::propagate_ensemble<ensemble_result<T>, brook::detail::single_ensemble<T>>(
        comm, ta, n, generate, [t](auto &member, auto... keywords) { return member.propagate_until(t, keywords...); },
        std::forward<Args>(args)...);
}

/// brook::ensemble_propagate_for(), likewise.
template <typename T, typename Generator, typename... Args>
requires brook::detail::member_generator<Generator, taylor_adaptive<T>> &&
    brook::detail::ensemble_arguments<brook::detail::single_ensemble<T>, Args...> //
        std::vector<ensemble_result<T>>
        ensemble_propagate_for(const boost::mpi::communicator &comm, const taylor_adaptive<T> &ta,
                               std::type_identity_t<T> delta_t, brook::detail::member_count n,
                               const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_result<T>, brook::detail::single_ensemble<T>>(
        comm, ta, n, generate,
        [delta_t](auto &member, auto... keywords) { return member.propagate_for(delta_t, keywords...); },
        std::forward<Args>(args)...);
}

/// brook::ensemble_propagate_grid(), likewise.
template <typename T, typename Generator, typename... Args>
requires brook::detail::member_generator<Generator, taylor_adaptive<T>> &&
    brook::detail::ensemble_arguments<brook::detail::single_grid_ensemble<T>, Args...> //
        std::vector<ensemble_grid_result<T>>
        ensemble_propagate_grid(const boost::mpi::communicator &comm, const taylor_adaptive<T> &ta,
                                const std::type_identity_t<std::vector<T>> &grid, brook::detail::member_count n,
                                const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_grid_result<T>, brook::detail::single_grid_ensemble<T>>(
        comm, ta, n, generate,
        [&grid](auto &member, auto... keywords) { return member.propagate_grid(grid, keywords...); },
        std::forward<Args>(args)...);
}

/// @}

} // namespace mpi
BROOK_END_NAMESPACE
