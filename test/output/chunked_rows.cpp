// SPDX-License-Identifier: MPL-2.0
// Rows that stay where they are.
#include "output/chunked_rows.hpp"

#include <cstddef>
#include <vector>

#include "test/support/catch.hpp"

using brook::detail::chunked_rows;

TEST_CASE("rows are found where they were appended", "[chunked_rows]") {
    const std::size_t length = GENERATE(1u, 3u, 42u, 64u, 100u);
    chunked_rows<double> rows(length, 64);
    std::vector<double> row(length);
    std::vector<const double *> places;
    for (std::size_t i = 0; i < 3000 + 300000 / length; ++i) {
        for (std::size_t k = 0; k < length; ++k)
            row[k] = double(i * length + k);
        rows.append(row.data());
        places.push_back(rows[i]);
    }
    REQUIRE(rows.size() == places.size());
    bool right = true;
    for (std::size_t i = 0; i < places.size(); ++i)
        right = right && rows[i] == places[i] && rows[i][0] == double(i * length) &&
                rows[i][length - 1] == double(i * length + length - 1);
    REQUIRE(right);
    const auto all = rows.joined();
    REQUIRE(all.size() == places.size() * length);
    for (std::size_t i = 0; i < all.size() && right; ++i)
        right = all[i] == double(i);
    REQUIRE(right);
}

TEST_CASE("there may be no rows", "[chunked_rows]") {
    REQUIRE(chunked_rows<double>(5).joined().empty());
    chunked_rows<double> none(0);
    none.append(nullptr);
    REQUIRE(none.size() == 1);
    REQUIRE(none.joined().empty());
}
