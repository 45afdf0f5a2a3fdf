// SPDX-License-Identifier: MPL-2.0
// Packing and unpacking, and what is not a pack.
#include "jit/object_files.hpp"

#include <stdexcept>

#include "test/support/catch.hpp"

using brook::detail::pack_objects;
using brook::detail::unpack_objects;

TEST_CASE("object files come out as they went in", "[object_files]") {
    using files = std::vector<std::string>;
    for (const auto &objects : {files{}, files{""}, files{"one"}, files{"one", "", std::string(1000, '\0'), "four"}})
        CHECK(unpack_objects(pack_objects(objects)) == objects);
}

TEST_CASE("bytes that are no pack are refused", "[object_files]") {
    const auto good = pack_objects(std::vector<std::string>{"some", "object files"});
    for (std::size_t size = 0; size < good.size(); ++size) {
        INFO(size << " of " << good.size() << " bytes");
        CHECK_THROWS_AS(unpack_objects(std::span(good).first(size)), std::runtime_error);
    }
    auto longer = good;
    longer.push_back({});
    CHECK_THROWS_AS(unpack_objects(longer), std::runtime_error);
    for (const std::size_t word : {0, 8, 16}) { // sizes close to the largest number
        auto bad = good;
        bad[word + 7] = std::byte(0xff);
        CHECK_THROWS_AS(unpack_objects(bad), std::runtime_error);
    }
}
