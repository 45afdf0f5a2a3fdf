// SPDX-License-Identifier: MPL-2.0
// What stands around the record of an archive.
//
//   archive = "BROOK-ARCHIVE\n" text(kind) varint(version) { record } digest
//
// The kind is the public type, "taylor_adaptive<double>". Its version rises when a field is added, at the end of the
// record; readers know all older ones. The digest (32 bytes) is that of all that stands before it: what is damaged is
// refused before it is looked at. It keeps no secret: who wants to can make archives with any content, so the readers
// of records believe nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A type of things that are archived, and the newest version of its record.
struct archive_kind {
    std::string_view name;
    std::uint64_t version = 1;
};

/// The archive of a record.
std::string framed(const archive_kind &kind, byte_writer &&record);

/// The record of an archive: its bytes, which the archive keeps, and version.
struct unframed_record {
    std::span<const std::byte> bytes;
    std::uint64_t version;
};

/// Throws std::runtime_error if it is none, is damaged, is of another kind or was written by a newer brook.
unframed_record unframed(std::string_view archive, const archive_kind &kind);

/// Calls read(reader, version), and sees to it that nothing is left over, and that what is wrong with the content is a
/// std::runtime_error.
template <typename Read>
auto read_archive(std::string_view archive, const archive_kind &kind, Read read) {
    const auto record = unframed(archive, kind);
    byte_reader reader(record.bytes, kind.name);
    try {
        auto result = read(reader, record.version);
        reader.end();
        return result;
    } catch (const std::invalid_argument &error) {
        reader.fail(error.what());
    }
}

} // namespace detail
BROOK_END_NAMESPACE
