// SPDX-License-Identifier: MPL-2.0
// Every way to misuse tensors of derivatives and unknown functions, with its message.
#include <limits>
#include <stdexcept>
#include <vector>

#include <brook/brook.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using std::invalid_argument;

namespace {

const auto x = "x"_var, y = "y"_var;

} // namespace

TEST_CASE("tensors that are refused") {
    CHECK(message<invalid_argument>([] { diff_tensors({}, {x}); }) ==
          "diff_tensors() needs at least one function to differentiate");
    CHECK(message<invalid_argument>([] { diff_tensors({x}, {}); }) ==
          "diff_tensors() needs at least one argument to differentiate with respect to");
    CHECK(message<invalid_argument>([] { diff_tensors({x}, diff_args::params); }) ==
          "diff_tensors() needs at least one argument to differentiate with respect to, but the functions have none of "
          "diff_args::params");
    CHECK(message<invalid_argument>([] { diff_tensors({x}, static_cast<diff_args>(7)); }) ==
          "The arguments of diff_tensors() must be vars, params or all, but got the value 7");
    CHECK(message<invalid_argument>([] {
              diff_tensors({x}, {x, x + y});
          }) == "diff_tensors() needs variables or parameters to differentiate with respect to, but got (x + y)");
    CHECK(message<invalid_argument>([] {
              diff_tensors({x}, {par[1], x, par[1]});
          }) == "diff_tensors() needs different arguments to differentiate with respect to, but p1 is given twice");
    CHECK(message<std::overflow_error>([] {
              diff_tensors({x, y}, {x, y}, kw::diff_order = 4294967295u);
          }) ==
          "The derivatives of 2 functions with respect to 2 arguments up to order 4294967295 are more than memory can "
          "hold");
}

TEST_CASE("parts of tensors that are not there") {
    const auto dt = diff_tensors({x * y, x}, {x, y}), none = diff_tensors({x * y}, {x, y}, kw::diff_order = 0);
    CHECK(message<std::out_of_range>([&] {
              dt[dtens::v_idx_t{0, 1, 1}];
          }) == "There is no derivative with the index [0, 1, 1]");
    CHECK(message<std::out_of_range>([&] {
              dt[dtens::sv_idx_t{0, {{2, 1}}}];
          }) == "There is no derivative with the index (0, [(2, 1)])");
    CHECK(message<invalid_argument>([&] { dt.get_gradient(); }) ==
          "A gradient is that of one function, but there are 2");
    CHECK(message<invalid_argument>([&] { none.get_gradient(); }) ==
          "A gradient needs derivatives of order 1, but the highest order is 0");
    CHECK(message<invalid_argument>([&] { none.get_jacobian(); }) ==
          "A Jacobian needs derivatives of order 1, but the highest order is 0");
    CHECK(message<invalid_argument>([&] { dt.get_hessian(0); }) ==
          "A Hessian needs derivatives of order 2, but the highest order is 1");
    CHECK(message<invalid_argument>([&] { diff_tensors({x}, {x}, kw::diff_order = 2).get_hessian(1); }) ==
          "There is no Hessian of component 1: the components are 1");
}

TEST_CASE("unknown functions that are refused") {
    CHECK(message<invalid_argument>([] { dfun("", {x}); }) == "The name of an unknown function must not be empty");
    CHECK(message<invalid_argument>([] {
              dfun("f", {x, y}, {{1, 1}, {0, 1}});
          }) == "The arguments that the unknown function 'f' is differentiated by must have ascending indices");
    CHECK(message<invalid_argument>([] {
              dfun("f", {x}, {{0, 0}});
          }) ==
          "The unknown function 'f' is to be differentiated 0 times with respect to argument 0: such a pair must be "
          "left out");
    CHECK(message<invalid_argument>([] {
              dfun("f", {x}, {{1, 2}});
          }) == "The unknown function 'f' is to be differentiated with respect to argument 1, but has 1 arguments");
    CHECK(message<not_implemented_error>([] {
              cfunc<double>({1. + dfun("f", {x}, {{0, 1}})}, {x});
          }) == "The unknown function (∂f)/(∂a0) has no values: it can be neither compiled nor integrated");
    CHECK(message<std::overflow_error>([] {
              diff(dfun("f", {x}, {{0, std::numeric_limits<std::uint32_t>::max()}}), x);
          }) == "An unknown function is differentiated too often with respect to argument 0");
}
