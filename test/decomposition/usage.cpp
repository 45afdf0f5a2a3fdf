// SPDX-License-Identifier: MPL-2.0
// What each recurrence reads with history, derives and keeps.
#include <vector>

#include "decomposition/usage.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

using flags = std::vector<bool>;

usage of(const operation &op, const flags &constant_args, const std::vector<number> &attributes = {},
         std::size_t n_constants = 0) {
    return record_usage(op, constant_args, attributes, n_constants);
}

void check(const usage &u, const flags &args, const flags &results, const flags &derived, std::size_t kept,
           std::size_t accumulators) {
    CHECK(u.args_history == args);
    CHECK(u.results_history == results);
    CHECK(u.derived_history == derived);
    CHECK(u.kept == kept);
    CHECK(u.accumulators == accumulators);
}

} // namespace

// Accumulators: two, by parity, for each sum of a convolution.

TEST_CASE("leaves need nothing", "[usage]") {
    check(of(number_operation, {}, {}, 1), {}, {false}, {}, 0, 1);
    check(of(parameter_operation, {}, {}, 1), {}, {false}, {}, 0, 1);
    check(of(time_operation, {}), {}, {false}, {}, 0, 1);
}

TEST_CASE("linear forms have no memory", "[usage]") {
    check(of(linear_operation, {false}, {}, 1), {false}, {false}, {}, 0, 1);
    check(of(linear_operation, {false, true, false}, {}, 4), {false, false, false}, {false}, {}, 0, 1);
}

TEST_CASE("products read both factors back to order zero", "[usage]") {
    check(of(sum_of_products_operation, {false, false}), {true, true}, {false}, {}, 0, 2);
    check(of(sum_of_products_operation, {false, false, false, false}), {true, true, true, true}, {false}, {}, 0, 2);
}

TEST_CASE("linear operations have no convolution", "[usage]") {
    CHECK_FALSE(of(linear_operation, {false}, {}, 1).convolution);
    CHECK_FALSE(of(sum_of_products_operation, {true, false, false, true}).convolution);
    CHECK(of(sum_of_products_operation, {true, false, false, false}).convolution);
    CHECK(of(sum_of_squares_operation, {false}).convolution);
}

TEST_CASE("a constant factor makes a product linear", "[usage]") {
    check(of(sum_of_products_operation, {true, false}), {false, false}, {false}, {}, 0, 1);
    check(of(sum_of_products_operation, {false, true}), {false, false}, {false}, {}, 0, 1);
    check(of(sum_of_products_operation, {true, false, false, false}), {false, false, true, true}, {false}, {}, 0, 2);
}

TEST_CASE("sums of squares have a sum for each term", "[usage]") {
    check(of(sum_of_squares_operation, {false}), {true}, {false}, {}, 0, 1);
    check(of(sum_of_squares_operation, {false, false, false}), {true, true, true}, {false}, {}, 0, 3);
}

TEST_CASE("quotients read the divisor and themselves", "[usage]") {
    check(of(quotient_operation, {false, false}), {false, true}, {true}, {}, 1, 2);
    check(of(quotient_operation, {true, false}), {false, true}, {true}, {}, 1, 2);
    check(of(quotient_operation, {false, true}), {false, false}, {false}, {}, 1, 1);
}

TEST_CASE("powers keep two values", "[usage]") {
    for (const double exponent : {-1.5, .5, 2.7})
        check(of(power_operation, {false}, {number(exponent)}), {true}, {true}, {}, 2, 2);
}

TEST_CASE("powers whose exponent is no number", "[usage]") {
    check(of(parametric_power_operation, {false, true}), {true, false}, {true}, {}, 6, 2);
    check(of(general_power_operation, {false, false, false}), {false, false, false}, {true}, {true}, 0, 2);
}

TEST_CASE("transcendental functions derive a sequence that is read with history", "[usage]") {
    check(of(sine_cosine_operation, {false}), {false}, {true, true}, {true}, 0, 4);
    check(of(exp_operation, {false}), {false}, {true}, {true}, 0, 2);
    check(of(log_operation, {false}), {true}, {false}, {true}, 1, 2);
    check(of(tan_operation, {false}), {false}, {true, true}, {true}, 1, 4);
    check(of(tanh_operation, {false}), {false}, {true, true}, {true}, 1, 4);
    check(of(asin_operation, {false}), {true}, {false, true}, {true}, 1, 4);
    check(of(atan_operation, {false}), {true}, {false, true}, {true}, 2, 4);
    check(of(erf_operation, {false}), {true}, {false, true}, {true, true}, 1, 6);
    check(of(sigmoid_operation, {false}), {false}, {true, true}, {true}, 1, 4);
    check(of(atan2_operation, {false, false}), {true, true}, {false, true}, {true}, 3, 4);
    check(of(atan2_operation, {false, true}), {true, false}, {false, true}, {true}, 3, 4);
}

TEST_CASE("Kepler's equation has two sums more if the orbit changes", "[usage]") {
    check(of(kepE_operation, {false, false}), {true, false}, {false, true, true}, {true, true, true}, 2, 10);
    check(of(kepE_operation, {true, false}), {false, false}, {false, true, true}, {true, true}, 2, 6);
    for (const auto *op : {&kepF_operation, &kepDE_operation}) {
        check(of(*op, {false, false, false}), {true, true, false}, {false, true, true}, flags(5, true), 3, 10);
        check(of(*op, {true, true, false}), {false, false, false}, {false, true, true}, {true, true}, 3, 6);
    }
}

TEST_CASE("comparisons and logic have no memory, and choices keep their condition", "[usage]") {
    check(of(lt_operation, {false, true}), {false, false}, {false}, {}, 0, 1);
    check(of(logical_and_operation, {false, false, true}), {false, false, false}, {false}, {}, 0, 1);
    check(of(select_operation, {false, false, false}), {false, false, false}, {false}, {}, 1, 1);
}

TEST_CASE("with constant arguments nothing has a history", "[usage]") {
    for (const auto *op :
         {&quotient_operation, &power_operation, &sine_cosine_operation, &exp_operation, &log_operation, &tan_operation,
          &tanh_operation, &sum_of_squares_operation, &sum_of_products_operation}) {
        const bool two = op == &quotient_operation || op == &sum_of_products_operation;
        const auto u = of(*op, flags(two ? 2 : 1, true), {number(-1.5)});
        INFO(op->name);
        CHECK(u.args_history == flags(two ? 2 : 1, false));
        CHECK(u.results_history == flags(op->results, false));
        CHECK(u.derived_history.empty());
        CHECK(u.accumulators == 1);
    }
}

TEST_CASE("instructions are counted where they are", "[usage]") {
    const auto product = of(sum_of_products_operation, {false, false}).cost;
    CHECK(product.start == 1 + 2 * .5 + .5); // a product, two loads, a store
    CHECK(product.loop == 1 + 2 * .5);       // a fused operation, two loads
    CHECK(product.per_order == product.loop);
    CHECK(product.next == 1 + 2 + 4 * .5 + .5); // the sum of both parities, and two terms with what is newest
    CHECK(product.of_jet(10) == product.start + 10 * product.next + 50 * product.loop);
    CHECK(of(sum_of_products_operation, {true, false}).cost.loop == 0);
}

TEST_CASE("sums that use their symmetry take half the turns", "[usage]") {
    const auto square = of(sum_of_squares_operation, {false}).cost;
    CHECK(square.per_order == square.loop / 2);
    CHECK(square.loop == of(sum_of_products_operation, {false, false}).cost.loop);
}

TEST_CASE("functions of the library are named, and dear", "[usage]") {
    const auto twin = of(sine_cosine_operation, {false}), one = of(exp_operation, {false});
    CHECK(twin.calls == std::vector<std::string>{"sin", "cos"});
    CHECK(one.calls == std::vector<std::string>{"exp"});
    CHECK(twin.cost.start > one.cost.start);
    CHECK(one.cost.start_code == 1 + .5 + .5); // a call, a load, a store
    CHECK(one.cost.start > 3 * of(sum_of_products_operation, {false, false}).cost.start);
    CHECK(of(sigmoid_operation, {false}).calls == std::vector<std::string>{"exp"});
    CHECK(of(power_operation, {false}, {number(-1.5)}).calls.empty());
    CHECK(of(power_operation, {false}, {number(2.7)}).calls == std::vector<std::string>{"pow"});
}
