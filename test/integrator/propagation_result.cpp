// SPDX-License-Identifier: MPL-2.0
// What propagations return: tuples with names.
#include <brook/integrator/propagation_result.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;

namespace {

using six = std::tuple<taylor_outcome, double, double, std::size_t, std::optional<continuous_output<double>>,
                       step_callback<double>>;
using two = std::tuple<std::optional<continuous_output_batch<double>>, step_callback_batch<double>>;

template <typename T>
propagation_result<T> example() {
    return propagation_result<T>({taylor_outcome::step_limit, T(.25L), T(.5L), 7});
}

template <typename T>
taylor_adaptive<T> pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<T>({prime(x) = v, prime(v) = -sin(x)}, {T(1), T(0)});
}

} // namespace

TEMPLATE_LIST_TEST_CASE("numbers, names and bindings of a result agree", "", code_types) {
    auto ta = pendulum<TestType>();
    const auto result = ta.propagate_until(3, kw::max_steps = 1000);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    CHECK((0 < result.min_h() && result.min_h() <= result.max_h() && result.max_h() < 3));
    CHECK(result.n_steps() > 1u);

    const auto &[outcome, min_h, max_h, n_steps, output, callback] = result;
    CHECK((outcome == result.outcome() && min_h == result.min_h() && max_h == result.max_h()));
    CHECK(n_steps == result.n_steps());
    CHECK((&output == &result.continuous_output() && &callback == &result.callback()));
    CHECK_FALSE(output.has_value());
    CHECK_FALSE(callback);
    CHECK(std::get<0>(result) == outcome);
    CHECK(&std::get<5>(result) == &callback);
    CHECK(&std::get<step_callback<TestType>>(result) == &callback);
    CHECK(&std::get<3>(result.as_tuple()) == &n_steps);
    CHECK(result.summary() == std::tuple(outcome, min_h, max_h, n_steps));
}

TEST_CASE("a result is a tuple") {
    using result = propagation_result<double>;
    static_assert(std::tuple_size_v<result> == 6 && std::tuple_size_v<const result> == 6);
    static_assert(std::is_same_v<std::tuple_element_t<0, result>, taylor_outcome>);
    static_assert(std::is_same_v<std::tuple_element_t<3, const result>, const std::size_t>);
    static_assert(std::is_same_v<std::tuple_element_t<4, result>, std::optional<continuous_output<double>>>);
    static_assert(std::is_same_v<result::tuple_type, six> && std::is_convertible_v<result, six>);
    static_assert(std::tuple_size_v<propagation_result_batch<double>> == 2);
    static_assert(std::is_convertible_v<propagation_result_batch<double>, two>);
    static_assert(
        std::is_same_v<std::tuple_element_t<1, propagation_result_batch<double>>, step_callback_batch<double>>);

    const six copy = example<double>();
    CHECK((std::get<2>(copy) == .5 && std::get<3>(copy) == 7u));
    taylor_outcome outcome{};
    double min_h = 0, max_h = 0;
    std::size_t steps = 0;
    std::optional<continuous_output<double>> output;
    step_callback<double> callback;
    std::tie(outcome, min_h, max_h, steps, output, callback) = example<double>();
    CHECK((outcome == taylor_outcome::step_limit && min_h == .25 && max_h == .5 && steps == 7));
    std::tie(std::ignore, min_h, std::ignore, steps, std::ignore, std::ignore) = result();
    CHECK((min_h == 0 && steps == 0));

    const auto steps_of = [](taylor_outcome, double, double, std::size_t n, const auto &, const auto &) { return n; };
    CHECK(std::apply(steps_of, example<double>().as_tuple()) == 7u);
#if __cplusplus <= 202002L
    CHECK(std::apply(steps_of, example<double>()) == 7u);
#endif
}

TEST_CASE("results are equal if their steps are") {
    using summary = propagation_result<double>::summary_type;
    const auto a = example<double>();
    CHECK(a == example<double>());
    CHECK(a == summary(taylor_outcome::step_limit, .25, .5, 7));
    for (const auto &other :
         {summary(taylor_outcome::success, .25, .5, 7), summary(taylor_outcome::step_limit, 1, .5, 7),
          summary(taylor_outcome::step_limit, .25, 1, 7), summary(taylor_outcome::step_limit, .25, .5, 8)}) {
        CHECK(a != other);
        CHECK(other != a);
        CHECK(a != propagation_result<double>(other));
    }
    CHECK(propagation_result<double>() == summary(taylor_outcome::success, 0, 0, 0));
}

TEST_CASE("what a result holds can be moved out") {
    auto result = example<double>();
    result.callback() = [](taylor_adaptive<double> &) { return true; };
    auto moved = std::move(result);
    CHECK(moved.callback());
    CHECK_FALSE(result.callback());
    CHECK(moved == result); // numbers stay
    const auto copy = moved;
    CHECK(copy.callback());
    const auto callback = std::move(moved).callback();
    CHECK(callback);
    CHECK_FALSE(moved.callback());
    // What comes out of a temporary object is no reference into it.
    static_assert(std::is_same_v<decltype(example<double>().callback()), step_callback<double>>);
    static_assert(
        std::is_same_v<decltype(example<double>().continuous_output()), std::optional<continuous_output<double>>>);
    static_assert(std::is_nothrow_move_constructible_v<propagation_result<double>>);
    static_assert(std::is_nothrow_move_assignable_v<propagation_result<double>>);
}

TEST_CASE("what a propagation of a batch returns") {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive_batch<double> ta({prime(x) = v, prime(v) = -sin(x)}, {1, 2, 0, 0}, 2);
    const auto &[output, callback] = ta.propagate_until(1.);
    CHECK_FALSE(output.has_value());
    CHECK_FALSE(callback);
    auto result = ta.propagate_for({1., 2.});
    CHECK(&std::get<0>(result) == &result.continuous_output());
    CHECK(&std::get<1>(std::as_const(result)) == &std::as_const(result).callback());
    result.callback() = [](auto &batch) { return batch.get_batch_size() == 2; };
    CHECK(std::move(result).callback()(ta));
    CHECK_FALSE(result.callback());
    const two tuple = result;
    CHECK_FALSE(std::get<0>(tuple).has_value());

    // One trajectory alone compares with its row.
    auto alone = pendulum<double>();
    CHECK(alone.propagate_until(1.).n_steps() > 0u);
    CHECK(alone.propagate_for(1.) == ta.get_propagate_res()[0]);
}

TEST_CASE("results are moved, not copied") {
    static_assert(std::is_nothrow_move_constructible_v<std::optional<continuous_output<double>>>);
    static_assert(std::is_nothrow_move_constructible_v<std::optional<continuous_output_batch<double>>>);
    SUCCEED();
}
