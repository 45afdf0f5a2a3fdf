// SPDX-License-Identifier: MPL-2.0
// Views of arrays.
#include <brook/support/mdspan.hpp>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <version>
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include "test/support/catch.hpp"
#include "test/support/foreign_view.hpp"

using namespace brook;
using test::foreign_view;

namespace {

using row = mdspan<double, dextents<std::size_t, 1>>;
using matrix = mdspan<double, dextents<std::size_t, 2>>;
using const_matrix = mdspan<const double, dextents<std::size_t, 2>>;
using cube = mdspan<double, dextents<std::size_t, 3>>;

// Its elements are no objects.
struct computed_view : foreign_view<double, 1> {
    using reference = double;
};

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

TEST_CASE("one index stands in brackets, too", "[mdspan]") {
    double x[3] = {1, 2, 3};
    const row r(x, 3);
    CHECK(r[2] == 3);
    r[0] = 5;
    CHECK(x[0] == 5);
    static_assert(std::is_same_v<decltype(mdspan<const double, dextents<int, 1>>()[0]), const double &>);
    constexpr auto takes_one_index = []<typename View>(View view) {
        return requires { view[0]; };
    };
    static_assert(takes_one_index(row()) && !takes_one_index(matrix()) && !takes_one_index(cube()));
#if defined(__cpp_multidimensional_subscript)
    CHECK((matrix(x, 1, 3)[0, 2] == 3));
    CHECK((cube(x, 1, 3, 1)[0, 1, 0] == 2));
#endif
}

TEST_CASE("three dimensions, and more", "[mdspan]") {
    double x[24];
    for (int i = 0; i < 24; ++i)
        x[i] = i;
    const cube c(x, 2, 3, 4);
    CHECK(c.size() == 24);
    CHECK(c(1, 2, 3) == 23);
    CHECK(c(1, 0, 2) == 14);
    CHECK((c.stride(0) == 12 && c.stride(1) == 4 && c.stride(2) == 1));
    const mdspan<double, dextents<int, 4>> d(x, 1, 2, 3, 4);
    CHECK(d(0, 1, 2, 3) == 23);
    CHECK(mdspan<const double, dextents<std::size_t, 4>>(d).extent(3) == 4);
}

TEST_CASE("sizes are integers that are not negative", "[mdspan]") {
    double x[3] = {1, 2, 3};
    CHECK_THROWS_WITH(row(x, -1), "A size of an array must be an integer from 0 to 18446744073709551615, but it is -1");
    CHECK_THROWS_AS(matrix(x, 3, -1ll), std::invalid_argument);
    CHECK_THROWS_AS((dextents<std::size_t, 1>(-3)), std::invalid_argument);
    CHECK_THROWS_AS((dextents<signed char, 1>(200)), std::invalid_argument);
    static_assert(!std::is_constructible_v<row, double *, bool> && !std::is_constructible_v<row, double *, char>);
    static_assert(!std::is_constructible_v<dextents<std::size_t, 2>, int, bool>);
}

TEST_CASE("sizes may be part of the type", "[mdspan]") {
    using table = extents<int, 2, std::dynamic_extent>;
    static_assert(table::rank() == 2 && table::rank_dynamic() == 1);
    static_assert(table::static_extent(0) == 2 && table::static_extent(1) == std::dynamic_extent);
    static_assert(std::is_same_v<dextents<int, 2>, extents<int, std::dynamic_extent, std::dynamic_extent>>);
    static_assert(table().extent(0) == 2 && table().extent(1) == 0 && table(3).extent(1) == 3);
    static_assert(table(3) == table(2, 3) && table(3) == dextents<std::size_t, 2>(2, 3));
    static_assert(table(3) != table(4) && table(3) != dextents<int, 3>(2, 3, 1));
    CHECK_THROWS_WITH(table(3, 4), "Dimension 0 of an array must have the size 2, but it is 3");
    static_assert(!std::is_constructible_v<table, int, int, int>);

    double x[6] = {0, 1, 2, 3, 4, 5};
    const mdspan<double, table> m(x, 3), same(x, 2, 3);
    const mdspan<double, extents<int, 2, 3>> fixed(x);
    CHECK((m(1, 2) == 5 && same(1, 2) == 5 && fixed(1, 2) == 5));
    CHECK_THROWS_AS((mdspan<double, table>(x, 3, 2)), std::invalid_argument);
    // In both directions, as long as the sizes agree.
    CHECK(const_matrix(fixed)(1, 1) == 4);
    CHECK(mdspan<const double, table>(matrix(x, 2, 3))(1, 0) == 3);
    CHECK_THROWS_WITH((mdspan<double, table>(matrix(x, 3, 2))),
                      "Dimension 0 of an array must have the size 2, but it is 3");
    static_assert(!std::is_constructible_v<matrix, double *> &&
                  !std::is_constructible_v<mdspan<double, table>, double *>);
}

TEST_CASE("the type of a view follows from its arguments", "[mdspan]") {
    double x[6] = {0, 1, 2, 3, 4, 5};
    const mdspan m(x, 2, 3);
    static_assert(std::is_same_v<decltype(m), const matrix>);
    CHECK(m(1, 2) == 5);
    const mdspan fixed(x, extents<int, 3, 2>());
    CHECK(fixed(2, 1) == 5);
    const double *constant = x;
    static_assert(std::is_same_v<decltype(mdspan(constant, 6u)), mdspan<const double, dextents<std::size_t, 1>>>);
}

TEST_CASE("views of others are taken if their elements lie row by row", "[mdspan]") {
    double x[6] = {0, 1, 2, 3, 4, 5};
    const const_matrix m = foreign_view<double, 2>{x, {2, 3}, {3, 1}};
    CHECK((m.extent(0) == 2 && m.extent(1) == 3 && m(1, 1) == 4));
    const row r = foreign_view<double, 1>{x, {6}, {1}};
    CHECK(r[5] == 5);
    CHECK(matrix(foreign_view<double, 2>{x, {1, 3}, {99, 1}})(0, 2) == 2); // a stride that nothing needs
    CHECK(matrix(foreign_view<double, 2>{x, {0, 3}, {7, 8}}).empty());
    CHECK_THROWS_WITH(matrix(foreign_view<double, 2>{x, {2, 3}, {1, 2}}),
                      "The elements of an array must lie row by row and without gaps, with a stride of 1 in dimension "
                      "1, but it is 2");
    CHECK_THROWS_AS(matrix(foreign_view<double, 2>{x, {2, 2}, {3, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(row(foreign_view<double, 1>{x, {3}, {2}}), std::invalid_argument);
    static_assert(!std::is_convertible_v<foreign_view<const double, 2>, matrix>);
    static_assert(!std::is_convertible_v<foreign_view<float, 2>, matrix>);
    static_assert(!std::is_convertible_v<foreign_view<double, 1>, matrix>);
    static_assert(!std::is_convertible_v<computed_view, row>);
    CHECK(const_matrix(mdspan<double, dextents<int, 2>>(x, 2, 3))(1, 2) == 5);
#if defined(__cpp_lib_mdspan)
    CHECK(matrix(std::mdspan(x, 2, 3))(1, 2) == 5);
    CHECK(row(std::mdspan<double, std::extents<int, 6>, std::layout_left>(x))[5] == 5);
    CHECK(cube(std::mdspan(x, 1, 2, 3))(0, 1, 2) == 5);
    CHECK_THROWS_AS(matrix(std::mdspan<double, std::dextents<int, 2>, std::layout_left>(x, 2, 3)),
                    std::invalid_argument);
    static_assert(!std::is_convertible_v<std::mdspan<const double, std::dextents<int, 2>>, matrix>);
    CHECK((mdspan<double, std::dextents<int, 2>>(x, 2, 3)(1, 1) == 4));
#endif
}

#if defined(__cpp_lib_mdspan)
TEST_CASE("brook's views are taken where those of the standard library are", "[mdspan]") {
    double x[6] = {0, 1, 2, 3, 4, 5};
    const std::mdspan<const double, std::dextents<int, 2>> m = matrix(x, 2, 3);
    CHECK((m[1, 2] == 5 && m.extent(1) == 3));
    using narrow = std::mdspan<double, std::dextents<signed char, 2>>;
    CHECK_THROWS_AS(narrow(matrix(x, 128, 0)), std::invalid_argument);
    static_assert(!std::is_convertible_v<matrix, std::mdspan<double, std::extents<int, 2, 3>>>);
    static_assert(!std::is_convertible_v<const_matrix, std::mdspan<double, std::dextents<int, 2>>>);
    static_assert(!std::is_convertible_v<matrix, std::mdspan<double, std::dextents<int, 1>>>);
}
#endif

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
