// SPDX-License-Identifier: MPL-2.0
// Sizes first, so that what follows can be cut.
#include "jit/object_files.hpp"

#include <cstdint>
#include <stdexcept>

#include "support/little_endian.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

namespace {

void write_word(std::vector<std::byte> &out, std::uint64_t x) {
    const auto word = to_little_endian(x);
    out.insert(out.end(), word.begin(), word.end());
}

std::span<const std::byte> take(std::span<const std::byte> &from, std::uint64_t size) {
    if (size > from.size()) {
        throw std::runtime_error("The stored object files are shorter than their sizes say");
    }
    const auto taken = from.first(size);
    from = from.subspan(size);
    return taken;
}

std::uint64_t read_word(std::span<const std::byte> &from) { return from_little_endian(take(from, 8).first<8>()); }

} // namespace

std::vector<std::byte> pack_objects(std::span<const std::string> objects) {
    std::vector<std::byte> packed;
    write_word(packed, objects.size());
    for (const auto &object : objects) {
        write_word(packed, object.size());
    }
    for (const auto &object : objects) {
        const auto bytes = std::as_bytes(std::span(object));
        packed.insert(packed.end(), bytes.begin(), bytes.end());
    }
    return packed;
}

std::vector<std::string> unpack_objects(std::span<const std::byte> bytes) {
    std::uint64_t count = read_word(bytes);
    if (count > bytes.size() / 8) {
        throw std::runtime_error("The stored object files are fewer than their number says");
    }
    auto sizes = take(bytes, 8 * count);
    std::vector<std::string> objects;
    while (!sizes.empty()) {
        const auto object = take(bytes, read_word(sizes));
        objects.emplace_back(reinterpret_cast<const char *>(object.data()), object.size());
    }
    if (!bytes.empty()) {
        throw std::runtime_error("The stored object files are longer than their sizes say");
    }
    return objects;
}

} // namespace detail
BROOK_END_NAMESPACE
