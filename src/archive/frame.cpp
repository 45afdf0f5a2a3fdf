// SPDX-License-Identifier: MPL-2.0
// Frames of archives, written and checked.
#include "archive/frame.hpp"

#include <algorithm>
#include <span>

#include "support/error.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view beginning = "BROOK-ARCHIVE\n";

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

} // namespace

std::string framed(const archive_kind &kind, byte_writer &&record) {
    byte_writer out;
    out.append(bytes_of(beginning));
    out.text(kind.name);
    out.varint(kind.version);
    out.append(record.take());
    const auto bytes = out.take();
    std::string archive(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    const auto check = hash_of(std::string_view(archive));
    archive.append(reinterpret_cast<const char *>(check.data()), check.size());
    return archive;
}

unframed_record unframed(std::string_view archive, const archive_kind &kind) {
    if (!archive.starts_with(beginning))
        throw_runtime_error("A '{}' was to be read, but {} of brook", kind.name,
                            archive.empty() ? "there is nothing where there should be an archive"
                                            : "this is no archive");
    constexpr auto digest_size = sizeof(digest);
    if (archive.size() < beginning.size() + digest_size)
        throw_runtime_error("The archive of a '{}' is damaged: it ends too early", kind.name);
    const auto content = archive.substr(0, archive.size() - digest_size);
    const auto check = hash_of(content);
    if (!std::ranges::equal(std::as_bytes(std::span(check)), bytes_of(archive.substr(content.size()))))
        throw_runtime_error("The archive of a '{}' is damaged: its {} bytes are not those that were written", kind.name,
                            archive.size());
    byte_reader reader(bytes_of(content.substr(beginning.size())), "archive");
    const auto name = reader.text();
    if (name != kind.name)
        throw_runtime_error("The archive has a '{}', but a '{}' was to be read", name, kind.name);
    const auto version = reader.varint();
    if (version > kind.version || version == 0)
        throw_runtime_error("The archive of a '{}' has version {}, and was written by a newer brook: this one knows "
                            "those up to {}",
                            kind.name, version, kind.version);
    return {reader.rest(), version};
}

} // namespace detail
BROOK_END_NAMESPACE
