// SPDX-License-Identifier: MPL-2.0
// Every way to misuse a compiled function, with its message.
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/functions.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;

TEMPLATE_LIST_TEST_CASE("functions that cannot be compiled", "", test::code_types) {
    const auto [x, y] = make_vars("x", "y");
    using vex = std::vector<expression>;
    const auto construction = [](const vex &fn, const vex &vars, auto... args) {
        return message([&] { cfunc<TestType>(fn, vars, args...); });
    };
    CHECK(construction({}, {x}) == "There must be at least one function to compile, but none was given");
    CHECK(construction({x}, {x, par[0]}) == "A function is compiled for variables, but number 1 in their list is 'p0'");
    CHECK(construction({x}, {x, y, x}) ==
          "Each variable of a compiled function must be given once, but 'x' is given 2 times");
    CHECK(construction({x, x + y}, {x}) == "Every variable of a compiled function must be in the list of its "
                                           "variables, but 'y' is not; function 1 uses it");
    CHECK(construction({x}, {x}, kw::compact_mode = true, kw::parallel_mode = true) ==
          "A function with compact_mode = true cannot have parallel_mode = true; see kw::batch_parallel");
    CHECK(message([&] { cfunc<TestType>(vex{x}, vex{x}, kw::batch_size = -1); }) ==
          "The option batch_size must be an integer from 0 to 4294967295, but it is -1");
    CHECK(message([&] { cfunc<TestType>(vex{x}, vex{x}, kw::prec = -1); }) ==
          "The precision must be a number of bits, or 0, but it is -1");
}

TEMPLATE_LIST_TEST_CASE("evaluations that are refused", "", test::code_types) {
    using F = cfunc<TestType>;
    using T = TestType;
    const auto [x, y] = make_vars("x", "y");
    const F f{{x * y, x + y, par[1] * brook::time}, {x, y}}, plain{{x}, {x}};
    std::vector<T> one(1), two(2), three(3), six(6);
    const auto says = [&](auto call) { return message(call); };
    CHECK(says([&] { f(two, two, kw::pars = two, kw::time = 0); }) ==
          "There must be 3 outputs, one for each function, but 2 were given");
    CHECK(says([&] { f(three, three, kw::pars = two, kw::time = 0); }) ==
          "There must be 2 inputs, one for each variable, but 3 were given");
    CHECK(says([&] { f(three, two, kw::time = 0); }) == "The functions have 2 parameters, but kw::pars was not given");
    CHECK(says([&] { f(three, two, kw::pars = two); }) ==
          "The functions depend on the time, but kw::time was not given");
    CHECK(says([&] { f(three, two, kw::pars = one, kw::time = 0); }) ==
          "There must be 2 parameters, one for each parameter of the functions, but 1 were given");
    CHECK(says([&] { plain(one, one, kw::pars = one); }) ==
          "There must be 0 parameters, one for each parameter of the functions, but 1 were given");
    plain(one, one, kw::pars = std::vector<T>(), kw::time = 1);

    const auto matrix = [&](std::size_t rows, std::size_t columns) {
        return typename F::out_2d(six.data(), rows, columns);
    };
    CHECK(says([&] { f(matrix(2, 2), matrix(2, 2)); }) ==
          "The outputs of 2 points must be an array of 3 x 2 numbers, but it is one of 2 x 2");
    CHECK(says([&] { f(matrix(3, 2), matrix(2, 1)); }) ==
          "The inputs of 2 points must be an array of 2 x 2 numbers, but it is one of 2 x 1");
    CHECK(says([&] { f(matrix(3, 2), matrix(2, 2)); }) ==
          "The functions have 2 parameters, but kw::pars was not given");
    CHECK(says([&] { f(matrix(3, 2), matrix(2, 2), kw::pars = matrix(2, 2)); }) ==
          "The functions depend on the time, but kw::time was not given");
    CHECK(says([&] { f(matrix(3, 2), matrix(2, 2), kw::pars = matrix(2, 1), kw::time = two); }) ==
          "The parameters of 2 points must be an array of 2 x 2 numbers, but it is one of 2 x 1");
    CHECK(says([&] { f(matrix(3, 2), matrix(2, 2), kw::pars = matrix(2, 2), kw::time = one); }) ==
          "There must be 2 times, one for each point, but 1 were given");
    CHECK(says([&] { F()(one, one); }) == "A compiled function was used that is default-constructed or moved from");
}
