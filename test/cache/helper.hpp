// SPDX-License-Identifier: MPL-2.0
// Keys and codes for the tests of the caches.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cache/store/disk_tables.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/secret.hpp"

namespace cache_test {

/// A key that follows from a number.
inline brook::detail::cache_key key_of(std::uint64_t number) {
    return brook::detail::recipe("test", 1).add("number", number).key();
}

/// Bytes that do not compress, the same for the same seed.
inline std::vector<std::byte> noise(std::size_t size, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<std::byte> bytes(size);
    for (auto &b : bytes)
        b = static_cast<std::byte>(random());
    return bytes;
}

/// Stored code with an object of about `size` incompressible bytes.
inline brook::detail::stored_code code_of(std::uint32_t seed, std::size_t size = 100) {
    return {noise(size, seed), noise(7, seed + 1), "recipe: test\nformat: 1\nnumber: " + std::to_string(seed) + "\n",
            noise(9, seed + 2), std::chrono::nanoseconds(seed)};
}

/// What an entry counts on disk, in bytes.
inline std::int64_t stored_size(std::uint64_t number, const brook::detail::stored_code &code) {
    return brook::detail::disk_tables::size_of(code.recipe, encode_entry(key_of(number), code, {}));
}

/// A secret that follows from a number.
inline brook::detail::secret secret_number(std::uint64_t number) { return {key_of(number).bytes}; }

inline std::vector<char> read_file(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::string &path, const std::vector<char> &bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace cache_test
