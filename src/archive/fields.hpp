// SPDX-License-Identifier: MPL-2.0
// What records of archives consist of, beside what the codec knows (support/byte_codec.hpp): one function writes and
// reads each, so that a record is described once.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <brook/integrator/outcome.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

inline void transfer(byte_writer &c, const std::string &text) { c.text(text); }
inline void transfer(byte_reader &c, std::string &text) { text = c.text(); }

inline void transfer(byte_writer &c, bool x) { c.byte(x ? 1 : 0); }
inline void transfer(byte_reader &c, bool &x) {
    const auto b = c.byte();
    if (b > 1)
        c.fail("a flag is neither 0 nor 1");
    x = b == 1;
}

/// Enumerations are their numbers; what they may be is for the reader of the record to check.
template <typename T>
concept integer_field = (std::integral<T> || std::is_enum_v<T>)&&!std::same_as<T, bool>;

template <integer_field T>
void transfer(byte_writer &c, T x) {
    c.number(static_cast<std::uint64_t>(x));
}
template <integer_field T>
void transfer(byte_reader &c, T &x) {
    const auto read = c.number();
    x = static_cast<T>(read);
    if (static_cast<std::uint64_t>(x) != read)
        c.fail("an integer is too large");
}

/// A floating-point number is its bytes without padding, the lowest first.
template <floating_point_type T>
void transfer(byte_writer &c, T x) {
    std::byte bytes[sizeof(T)];
    std::memcpy(bytes, &x, sizeof(T));
    constexpr auto size = fp_value_size(fp_type_of<T>);
    for (std::size_t i = 0; i < size; ++i)
        c.byte(std::to_integer<std::uint64_t>(bytes[std::endian::native == std::endian::little ? i : size - 1 - i]));
}
template <floating_point_type T>
void transfer(byte_reader &c, T &x) {
    constexpr auto size = fp_value_size(fp_type_of<T>);
    const auto read = c.take(size);
    std::byte bytes[sizeof(T)] = {};
    for (std::size_t i = 0; i < size; ++i)
        bytes[std::endian::native == std::endian::little ? i : size - 1 - i] = read[i];
    std::memcpy(static_cast<void *>(&x), bytes, sizeof(T));
}

template <typename Codec, typename... Ts>
void transfer(Codec &c, std::tuple<Ts...> &all) {
    std::apply([&](auto &...each) { (transfer(c, each), ...); }, all);
}

/// The least number of bytes that one of these takes.
template <typename T>
inline constexpr std::size_t least_size = 1;
template <floating_point_type T>
inline constexpr std::size_t least_size<T> = fp_value_size(fp_type_of<T>);
template <integer_field T>
inline constexpr std::size_t least_size<T> = 8;

/// In memory as in the archive: arrays of coefficients are large.
template <typename T>
inline constexpr bool is_stored_as_it_is = floating_point_type<T> &&std::endian::native ==
                                           std::endian::little &&least_size<T> == sizeof(T);

template <typename T>
void transfer(byte_writer &c, std::vector<T> &all) {
    if constexpr (is_stored_as_it_is<T>) {
        c.number(all.size());
        c.append(std::as_bytes(std::span(all)));
    } else {
        c.list(all, least_size<T>, [&](auto &x) { transfer(c, x); });
    }
}
template <typename T>
void transfer(byte_reader &c, std::vector<T> &all) {
    if constexpr (is_stored_as_it_is<T>) {
        const auto bytes = c.take_list(sizeof(T));
        all.resize(bytes.size() / sizeof(T));
        if (!all.empty())
            std::memcpy(static_cast<void *>(all.data()), bytes.data(), bytes.size());
    } else {
        c.list(all, least_size<T>, [&](auto &x) { transfer(c, x); });
    }
}
inline void transfer(byte_writer &c, std::vector<bool> &all) {
    c.number(all.size());
    for (const bool x : all)
        transfer(c, x);
}
inline void transfer(byte_reader &c, std::vector<bool> &all) {
    std::vector<char> read;
    c.list(read, 1, [&](char &x) {
        bool flag = false;
        transfer(c, flag);
        x = flag;
    });
    all.assign(read.begin(), read.end());
}

/// Several fields, in this order.
template <typename Codec, typename... Fields>
void transfer_all(Codec &c, Fields &...fields) {
    (transfer(c, fields), ...);
}

} // namespace detail
BROOK_END_NAMESPACE
