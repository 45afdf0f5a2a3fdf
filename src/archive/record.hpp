// SPDX-License-Identifier: MPL-2.0
// How the archives of a type are written and read: what is left to each type is its record<X>, with
//
//     static std::string name();                                 // the public type
//     static constexpr std::uint64_t version;                    // of what write() writes
//     static void write(byte_writer &, const X &);
//     static X read(byte_reader &, std::uint64_t version);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <brook/archive/archive.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "archive/frame.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename X>
struct record;

/// The name of a template of a floating-point type.
template <typename T>
std::string name_for(std::string_view name) {
    return fmt::format("{}<{}>", name, fp_row<T>::printed_name);
}

/// The way into objects whose inside is private.
struct archive_access;

} // namespace detail

template <archivable X>
std::string to_archive(const X &x) {
    using record = detail::record<X>;
    detail::byte_writer out;
    record::write(out, x);
    const auto name = record::name();
    return detail::framed({name, record::version}, std::move(out));
}

template <archivable X>
X from_archive(std::string_view archive) {
    using record = detail::record<X>;
    const auto name = record::name();
    return detail::read_archive(archive, {name, record::version}, record::read);
}

BROOK_END_NAMESPACE

/// The two functions of a type. Stands in the brook namespace.
#define BROOK_ARCHIVE_INSTANCE(...)                                                                                    \
    template std::string to_archive(const __VA_ARGS__ &);                                                              \
    template __VA_ARGS__ from_archive<__VA_ARGS__>(std::string_view);
