// SPDX-License-Identifier: MPL-2.0
// Sizes first, so that what follows can be cut.
#include "jit/object_files.hpp"

#include <cstdint>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

std::vector<std::byte> pack_objects(std::span<const std::string> objects) {
    byte_writer out;
    out.list(objects, 8, [&](const auto &object) { out.number(object.size()); });
    for (const auto &object : objects)
        out.append(std::as_bytes(std::span(object)));
    return out.take();
}

std::vector<std::string> unpack_objects(std::span<const std::byte> bytes) {
    byte_reader in(bytes, "pack of object files");
    std::vector<std::uint64_t> sizes;
    in.list(sizes, 8, [&](auto &size) { size = in.number(); });
    std::vector<std::string> objects;
    for (const auto size : sizes) {
        const auto object = in.take(size);
        objects.emplace_back(reinterpret_cast<const char *>(object.data()), object.size());
    }
    in.end();
    return objects;
}

} // namespace detail
BROOK_END_NAMESPACE
