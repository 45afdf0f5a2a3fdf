// SPDX-License-Identifier: MPL-2.0
// Public types are values: what they are after a move, and what empty braces mean.
#include <concepts>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

const auto x = make_vars("x");
const equations decay{prime(x) = -x};

// Moves `value` away, by construction and by assignment, and checks what is left of it; afterwards it is as good as
// new.
template <typename T, typename Check>
void check_moved_from(const T &value, Check check) {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);
    T source = value, target = value;
    const T taken = std::move(source);
    check(source);
    source = value;
    target = std::move(source);
    check(source);
    T copy = source; // may be copied, swapped and assigned to, whatever is left
    using std::swap;
    swap(copy, source);
    source = value;
    T &itself = source;
    source = std::move(itself);
}

template <typename T>
void check_default_after_move(const T &value) {
    check_moved_from(value, [](const T &left) { CHECK(left == T()); });
}

} // namespace

TEST_CASE("symbolic values are as if default-constructed after a move", "[values]") {
    check_default_after_move(number(1.5f));
    check_default_after_move(number(2.l));
    check_default_after_move(variable("a"));
    check_default_after_move(param(7));
    for (const auto &ex : {x, par[3], expression(2.5f), sin(x) + par[1]})
        check_default_after_move(ex);
    CHECK(std::get<number>(expression().value()) == number(0.));
    CHECK(detail::identical(number(), number(0.)));
    CHECK(variable().name().empty());
    CHECK(param().idx() == 0);
    check_moved_from(func_args({x, x}, GENERATE(true, false)), [](const func_args &left) {
        CHECK(left.get_args().empty());
        CHECK(left.get_shared_args() == nullptr);
    });
    auto self = number(3.);
    auto &again = self;
    self = std::move(again);
    CHECK(self == number(3.));
}

TEST_CASE("functions, rules and constants can be assigned to after a move", "[values]") {
    const auto f = std::get<func>(sin(x).value());
    func source = f;
    const func taken = std::move(source);
    CHECK(taken == f);
    CHECK(source.get_ptr() == nullptr);
    source = f;
    CHECK(source == f);

    const constant third("third", [](unsigned) { return ".33333333333333333333333333333333333333333333333333"; });
    constant other = third;
    const constant kept = std::move(other);
    other = third;
    CHECK(expression(other) == expression(kept));

    leaky_relu slope(.5);
    const leaky_relu same = std::move(slope); // small values are copied
    CHECK(slope(x) == same(x));
}

TEST_CASE("compiled things hold nothing after a move", "[values]") {
    const auto unusable = [](const auto &ta) { CHECK_THROWS_AS(ta.get_order(), std::invalid_argument); };
    check_moved_from(taylor_adaptive<double>(decay, {1.}), unusable);
    check_moved_from(taylor_adaptive_batch<double>(decay, {1., 2.}, 2), unusable);
    check_moved_from(cfunc<double>({x}, {x}), [](const cfunc<double> &f) { CHECK_FALSE(f.is_valid()); });
    check_moved_from(llvm_state(), [](const llvm_state &s) { CHECK_THROWS_AS(s.get_ir(), std::invalid_argument); });
    check_moved_from(llvm_multi_state({llvm_state()}),
                     [](const llvm_multi_state &s) { CHECK_THROWS_AS(s.get_ir(), std::invalid_argument); });
}

TEST_CASE("views see the same elements after a move", "[values]") {
    double numbers[2] = {1, 2};
    mdspan<double, dextents<std::size_t, 1>> view(numbers, 2);
    const auto taken = std::move(view);
    CHECK((view.data_handle() == numbers && view.extent(0) == 2 && taken[1] == 2));
}

// Empty braces initialise, are assigned, and are passed.
template <typename T>
void check_empty_braces() {
    T direct{};
    T copied = {};
    direct = {};
    copied = T{};
    const auto take = [](T) {};
    take({});
}

TEST_CASE("empty braces are the default value of whatever has one", "[values]") {
    check_empty_braces<number>();
    check_empty_braces<variable>();
    check_empty_braces<param>();
    check_empty_braces<expression>();
    check_empty_braces<func_args>();
    check_empty_braces<taylor_adaptive<double>>();
    check_empty_braces<taylor_adaptive_batch<float>>();
    check_empty_braces<propagation_result<double>>();
    check_empty_braces<propagation_result_batch<double>>();
    check_empty_braces<step_callback<double>>();
    check_empty_braces<cfunc<double>>();
    check_empty_braces<llvm_state>();
    check_empty_braces<llvm_multi_state>();
    check_empty_braces<cache_stats>();
    check_empty_braces<compile_info>();
    check_empty_braces<function_rule>();
    check_empty_braces<dextents<int, 3>>();
    check_empty_braces<mdspan<const double, dextents<std::size_t, 2>>>();
    CHECK(expression{} == expression(0.));
    CHECK_FALSE(cfunc<double>{}.is_valid());
}

TEST_CASE("empty braces in braces are an empty range", "[values]") {
    CHECK(func_args{{}}.get_args().empty());
    CHECK(func_args({}, true).get_shared_args() != nullptr);
    CHECK_THROWS_AS(llvm_multi_state{{}}, std::invalid_argument); // there must be a state
    CHECK_THROWS_AS(llvm_multi_state({}, false), std::invalid_argument);
    CHECK_THROWS_AS((cfunc<double>{{}, {}}), std::invalid_argument); // there must be a function
    CHECK_THROWS_AS((cfunc<double>({}, {x})), std::invalid_argument);
    CHECK_THROWS_AS(taylor_adaptive<double>{{}}, std::invalid_argument); // there must be an equation
    CHECK_THROWS_AS((taylor_adaptive<double>{{}, {}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive_batch<double>{{}, {}, 1}), std::invalid_argument);
    CHECK((taylor_adaptive<double>{decay, {}}).get_state() == std::vector{0.});
    CHECK((taylor_adaptive_batch<double>{decay, {}, 2, kw::pars = std::vector<double>{}}).get_state().size() == 2);
    CHECK((cfunc<double>{{par[0]}, {}}).get_nvars() == 0);
}
