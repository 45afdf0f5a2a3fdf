// SPDX-License-Identifier: MPL-2.0
// Views of arrays.
#include <brook/support/mdspan.hpp>

#include <cstddef>
#include <type_traits>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

using row = mdspan<double, dextents<std::size_t, 1>>;
using matrix = mdspan<double, dextents<std::size_t, 2>>;
using const_matrix = mdspan<const double, dextents<std::size_t, 2>>;

} // namespace

TEST_CASE("elements lie row by row", "[mdspan]") {
    double x[6] = {0, 1, 2, 3, 4, 5};
    const matrix m(x, 2, 3);
    CHECK(m.extent(0) == 2);
    CHECK(m.extent(1) == 3);
    CHECK(m.size() == 6);
    CHECK(m(1, 2) == 5);
    CHECK(&m(1, 0) == x + 3);
    m(0, 1) = 7; // a constant view of numbers that are not
    CHECK(x[1] == 7);
    const row r(x, 6);
    CHECK(r(4) == 4);
    CHECK(r.rank() == 1);
    CHECK(matrix(x, dextents<std::size_t, 2>(3, 2))(2, 1) == 5);
    static_assert(mdspan<const int, dextents<int, 2>>::rank() == 2);
}

TEST_CASE("what may be written may be read", "[mdspan]") {
    double x[4] = {1, 2, 3, 4};
    const const_matrix m = matrix(x, 2, 2);
    CHECK(m(1, 0) == 3);
    CHECK(m.data_handle() == x);
    CHECK(m.extents() == dextents<std::size_t, 2>(2, 2));
    static_assert(!std::is_convertible_v<const_matrix, matrix>);
    static_assert(!std::is_constructible_v<matrix, double *, int>);
}

TEST_CASE("an empty view", "[mdspan]") {
    CHECK(matrix().empty());
    CHECK(matrix().data_handle() == nullptr);
    CHECK(matrix(nullptr, 3, 0).extent(0) == 3);
}
