// SPDX-License-Identifier: MPL-2.0
// Rows that stay where they are, and the memory of large blocks.
// covers: huge_pages, prefetch
#include "output/chunked_rows.hpp"

#include <cstddef>
#include <memory>
#include <vector>

#include "support/huge_pages.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using brook::detail::chunked_rows;
using brook::detail::row_file;

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

TEST_CASE("rows are the same in a file", "[chunked_rows]") {
    const temporary_directory directory;
    const std::size_t length = GENERATE(1u, 42u, 100u);
    const auto file = std::make_shared<row_file>(directory.path());
    chunked_rows<double> in_memory(length, 64), in_file(length, 64, file);
    std::vector<double> row(length);
    for (std::size_t i = 0; i < 3000 + 300000 / length; ++i) {
        for (std::size_t k = 0; k < length; ++k)
            row[k] = double(i * length + k);
        in_memory.append(row.data());
        in_file.append(row.data());
    }
    REQUIRE(in_memory.joined() == in_file.joined());
    for (std::size_t i = 0; i < in_file.size(); i += 7)
        REQUIRE(in_file[i][length - 1] == double(i * length + length - 1));
    REQUIRE(in_memory.file_size() == 0);
    REQUIRE(in_file.file_size() > 0);
    REQUIRE(in_file.memory_size() + in_file.file_size() == in_memory.memory_size());
    REQUIRE(in_memory.memory_size() >= in_memory.size() * length * sizeof(double));
}

TEST_CASE("there may be no rows", "[chunked_rows]") {
    REQUIRE(chunked_rows<double>(5).joined().empty());
    chunked_rows<double> none(0);
    none.append(nullptr);
    REQUIRE(none.size() == 1);
    REQUIRE(none.joined().empty());
    const temporary_directory directory;
    chunked_rows<double> none_in_file(0, 64, std::make_shared<row_file>(directory.path()));
    for (int i = 0; i < 100000; ++i)
        none_in_file.append(nullptr);
    REQUIRE(none_in_file.size() == 100000);
    REQUIRE(none_in_file.memory_size() + none_in_file.file_size() == 0);
}

TEST_CASE("large pages change nothing that is in them", "[huge_pages]") {
    for (const std::size_t n : {0, 1, 1000, 262143, 1048576, 3000001}) {
        auto zeros = brook::detail::zeros_in_huge_pages<double>(n);
        REQUIRE(zeros == std::vector<double>(n));
        // Of memory in use, too, whatever its limits.
        std::vector<double> other(n + 1, 3.);
        brook::detail::prefer_huge_pages(other.data() + 1, n * sizeof(double));
        REQUIRE(other == std::vector<double>(n + 1, 3.));
    }
    brook::detail::prefer_huge_pages(nullptr, 0);
}
