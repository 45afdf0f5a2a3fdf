// SPDX-License-Identifier: MPL-2.0
// Boost.Serialization of all that has archives, for programs that use it: not part of brook.hpp, which needs no Boost.
//
//     boost::archive::binary_oarchive out(stream);
//     out << ta;
//
// Each object is its archive (archive/archive.hpp) within that of Boost, as a sequence of bytes: versions and check
// sums are brook's. Binary, text and XML archives will do. Containers and pointers are for Boost's own headers.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/access.hpp>
#include <boost/serialization/binary_object.hpp>
#include <boost/serialization/nvp.hpp>
#include <boost/serialization/serialization.hpp>

#include <brook/archive/archive.hpp>
#include <brook/archive/functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for what is serialised by way of its archive. Vectors of expressions are left to Boost.
template <typename X>
inline constexpr bool is_serialised = is_archivable<X> || is_function_holder<X>;
template <>
inline constexpr bool is_serialised<std::vector<expression>> = false;
template <typename Integrator>
inline constexpr bool is_serialised<basic_step_callback_set<Integrator>> = true;

// A size that is wrong must not take memory: bytes come in parts.
inline constexpr std::size_t serialised_part = 65536;

template <typename Archive>
void save_bytes(Archive &archive, std::string bytes) {
    const std::uint64_t size = bytes.size();
    archive << boost::serialization::make_nvp("size", size);
    for (std::size_t i = 0; i < bytes.size(); i += serialised_part) {
        const boost::serialization::binary_object part(bytes.data() + i, std::min(serialised_part, bytes.size() - i));
        archive << boost::serialization::make_nvp("bytes", part);
    }
}

template <typename Archive>
std::string load_bytes(Archive &archive) {
    std::uint64_t size = 0;
    archive >> boost::serialization::make_nvp("size", size);
    std::string bytes;
    while (bytes.size() < size) {
        const auto begin = bytes.size();
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(serialised_part, size - begin));
        bytes.resize(begin + length);
        boost::serialization::binary_object part(bytes.data() + begin, length);
        archive >> boost::serialization::make_nvp("bytes", part);
    }
    return bytes;
}

/// What Boost makes of a function, as bytes.
template <typename F>
std::string save_with_boost(const F &f) {
    std::ostringstream stream;
    boost::archive::binary_oarchive(stream) << f;
    return stream.str();
}
template <typename F>
F load_with_boost(std::string_view bytes) {
    std::istringstream stream{std::string(bytes)};
    F f;
    boost::archive::binary_iarchive(stream) >> f;
    return f;
}

/// The name of a type of functions in archives, which the macros below set.
template <typename Holder, typename F>
struct name_in_archives;

/// callable<R(Args...)> or callable<R(Args...) const>.
template <bool Constant, typename R, typename... Args>
struct callable_type {
    using type = callable<R(Args...)>;
};
template <typename R, typename... Args>
struct callable_type<true, R, Args...> {
    using type = callable<R(Args...) const>;
};

} // namespace detail
BROOK_END_NAMESPACE

namespace boost::serialization {

/// Saves or loads the archive of an object.
template <typename Archive, typename X>
requires(brook::detail::is_serialised<X>) void serialize(Archive &archive, X &x, const unsigned int) {
    if constexpr (Archive::is_saving::value)
        brook::detail::save_bytes(archive, brook::to_archive(x));
    else
        x = brook::from_archive<X>(brook::detail::load_bytes(archive));
}

} // namespace boost::serialization

#define BROOK_DETAIL_JOINED(a, b) a##b
#define BROOK_DETAIL_UNIQUE(a, b) BROOK_DETAIL_JOINED(a, b)
#define BROOK_DETAIL_ARCHIVED_KEY(F, name, ...)                                                                        \
    template <>                                                                                                        \
    struct brook::detail::name_in_archives<__VA_ARGS__, F> {                                                           \
        static constexpr const char *value = name;                                                                     \
    };
#define BROOK_DETAIL_ARCHIVED_FUNCTION(F, ...)                                                                         \
    static const brook::archived_function<__VA_ARGS__, F> BROOK_DETAIL_UNIQUE(brook_archived_function_, __COUNTER__)(  \
        brook::detail::name_in_archives<__VA_ARGS__, F>::value, brook::detail::save_with_boost<F>,                     \
        brook::detail::load_with_boost<F>);

/// @{

/// Functions of type F, which Boost must be able to serialise and which has a default constructor, within a
/// callable<R(Args...)>: the arguments behind F are `true` if that is one of constant calls, R, and Args. In the global
/// namespace of one source file of each program that saves or loads them; where a header is to tell the name, KEY in
/// the header and IMPLEMENT in the source file. The forms with a 2 take the name in archives behind F; it is F, as
/// written, otherwise.
#define BROOK_S11N_CALLABLE_EXPORT_KEY2(F, name, ...)                                                                  \
    BROOK_DETAIL_ARCHIVED_KEY(F, name, typename brook::detail::callable_type<__VA_ARGS__>::type)
#define BROOK_S11N_CALLABLE_EXPORT_KEY(F, ...) BROOK_S11N_CALLABLE_EXPORT_KEY2(F, #F, __VA_ARGS__)
#define BROOK_S11N_CALLABLE_EXPORT_IMPLEMENT(F, ...)                                                                   \
    BROOK_DETAIL_ARCHIVED_FUNCTION(F, typename brook::detail::callable_type<__VA_ARGS__>::type)
#define BROOK_S11N_CALLABLE_EXPORT2(F, name, ...)                                                                      \
    BROOK_S11N_CALLABLE_EXPORT_KEY2(F, name, __VA_ARGS__)                                                              \
    BROOK_S11N_CALLABLE_EXPORT_IMPLEMENT(F, __VA_ARGS__)
#define BROOK_S11N_CALLABLE_EXPORT(F, ...) BROOK_S11N_CALLABLE_EXPORT2(F, #F, __VA_ARGS__)
/// @}

/// @{

/// The same within step_callback<T>.
#define BROOK_S11N_STEP_CALLBACK_EXPORT_KEY2(F, name, T) BROOK_DETAIL_ARCHIVED_KEY(F, name, brook::step_callback<T>)
#define BROOK_S11N_STEP_CALLBACK_EXPORT_KEY(F, T) BROOK_S11N_STEP_CALLBACK_EXPORT_KEY2(F, #F, T)
#define BROOK_S11N_STEP_CALLBACK_EXPORT_IMPLEMENT(F, T) BROOK_DETAIL_ARCHIVED_FUNCTION(F, brook::step_callback<T>)
#define BROOK_S11N_STEP_CALLBACK_EXPORT2(F, name, T)                                                                   \
    BROOK_S11N_STEP_CALLBACK_EXPORT_KEY2(F, name, T)                                                                   \
    BROOK_S11N_STEP_CALLBACK_EXPORT_IMPLEMENT(F, T)
#define BROOK_S11N_STEP_CALLBACK_EXPORT(F, T) BROOK_S11N_STEP_CALLBACK_EXPORT2(F, #F, T)
/// @}

/// @{

/// The same within step_callback_batch<T>.
#define BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_KEY2(F, name, T)                                                         \
    BROOK_DETAIL_ARCHIVED_KEY(F, name, brook::step_callback_batch<T>)
#define BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_KEY(F, T) BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_KEY2(F, #F, T)
#define BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_IMPLEMENT(F, T)                                                          \
    BROOK_DETAIL_ARCHIVED_FUNCTION(F, brook::step_callback_batch<T>)
#define BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT2(F, name, T)                                                             \
    BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_KEY2(F, name, T)                                                             \
    BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT_IMPLEMENT(F, T)
#define BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT(F, T) BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT2(F, #F, T)
/// @}
