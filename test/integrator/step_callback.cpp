// SPDX-License-Identifier: MPL-2.0
// Step callbacks by themselves: what they hold, call and copy.
#include <brook/integrator/step_callback.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "support/flush_subnormals.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

using integrator = taylor_adaptive<double>;
using single_callback = step_callback<double>;

integrator growth() {
    const auto x = make_vars("x");
    return integrator({prime(x) = x}, {1.});
}

bool is_early(integrator &ta) { return ta.get_time() < 1; }

// Counts what is called, in itself: the counts of a copy are its own. Knows how often it was copied.
struct counter {
    counter() = default;
    counter(const counter &other) : calls(other.calls), hooks(other.hooks), copies(other.copies + 1) {}
    counter(counter &&) = default;
    int calls = 0, hooks = 0, copies = 0;
    bool operator()(integrator &) { return ++calls < 2; }
    void pre_hook(integrator &) { ++hooks; }
};

struct hook_only {
    void pre_hook(integrator &) {}
};

struct immovable_counter : counter {
    immovable_counter() = default;
    immovable_counter(const immovable_counter &) = delete;
};

template <typename F>
constexpr bool is_callback = std::is_convertible_v<F, single_callback>;

} // namespace

TEST_CASE("an empty step callback") {
    integrator ta;
    const single_callback const_callback;
    single_callback empty, null = static_cast<bool (*)(integrator &)>(nullptr),
                           null_member = static_cast<bool (integrator::*)() const>(nullptr),
                           empty_function = std::function<bool(integrator &)>();
    for (auto *c : {&empty, &null, &null_member, &empty_function}) {
        CHECK_FALSE(*c);
        CHECK(is_invalid(*c));
        CHECK(value_type_index(*c) == typeid(void));
        CHECK_THROWS_AS((*c)(ta), std::bad_function_call);
        CHECK_THROWS_AS(c->pre_hook(ta), std::bad_function_call);
    }
    CHECK_FALSE(const_callback);
}

TEST_CASE("a step callback calls what it holds") {
    auto ta = growth();
    single_callback function = is_early, lambda = [limit = 2](auto &i) { return i.get_time() < limit; },
                    wrapped = std::function<bool(integrator &)>(is_early), number = [](integrator &) { return 3; },
                    member = &integrator::get_compact_mode;
    for (auto *c : {&function, &lambda, &wrapped, &number}) {
        CHECK(*c);
        CHECK((*c)(ta));
        c->pre_hook(ta); // does nothing where there is none
    }
    CHECK_FALSE(member(ta));
    ta.set_time(1.5);
    CHECK_FALSE(function(ta));
    CHECK(lambda(ta));
    CHECK_FALSE(wrapped(ta));

    single_callback thrower = [](integrator &) -> bool { throw 7; };
    CHECK_THROWS_AS(thrower(ta), int);

    step_callback_batch<float> of_batch = [](taylor_adaptive_batch<float> &i) { return i.get_batch_size() == 0; };
    CHECK(of_batch);
}

TEST_CASE("a step callback may have a hook") {
    auto ta = growth();
    single_callback c = counter();
    c.pre_hook(ta);
    CHECK(c(ta));
    CHECK_FALSE(c(ta));
    CHECK(value_ref<counter>(c).calls == 2);
    CHECK(value_ref<counter>(c).hooks == 1);

    immovable_counter elsewhere;
    single_callback reference = std::ref<counter>(elsewhere), copy = reference;
    reference(ta);
    copy(ta);
    copy.pre_hook(ta);
    CHECK((elsewhere.calls == 2 && elsewhere.hooks == 1));
}

TEST_CASE("copies of step callbacks have functions of their own, moves take them") {
    auto ta = growth();
    single_callback a = counter();
    a(ta);
    single_callback b = a;
    b(ta);
    CHECK((value_ptr<counter>(a)->calls == 1 && value_ptr<counter>(b)->calls == 2));
    CHECK(value_ptr<counter>(b)->copies == 1);
    b = a;
    CHECK(value_ptr<counter>(b)->calls == 1);
    b = *&b;
    CHECK(value_ptr<counter>(b)->calls == 1);

    single_callback c = std::move(a);
    CHECK(is_invalid(a));
    CHECK(value_ptr<counter>(c)->copies == 0);
    a = std::move(c);
    CHECK(is_invalid(c));
    CHECK_THROWS_AS(c(ta), std::bad_function_call);
    CHECK(value_ptr<counter>(a)->copies == 0);
    swap(a, c);
    CHECK(is_invalid(a));
    CHECK(value_ptr<counter>(c)->copies == 0);
    c = {};
    CHECK_FALSE(c);
    static_assert(std::is_nothrow_move_constructible_v<single_callback> &&
                  std::is_nothrow_move_assignable_v<single_callback> && std::is_nothrow_swappable_v<single_callback>);
}

TEST_CASE("what a step callback holds can be asked for") {
    single_callback c = counter();
    const auto &constant = c;
    CHECK(value_isa<counter>(constant));
    CHECK_FALSE(value_isa<hook_only>(c));
    CHECK(value_ptr<int>(c) == nullptr);
    CHECK(value_type_index(c) == typeid(counter));
    CHECK(&value_ref<counter>(constant) == &value_ref<counter>(c));
    CHECK_THROWS_AS(value_ref<hook_only>(constant), std::bad_cast);
    static_assert(std::is_same_v<decltype(value_ref<counter>(constant)), const counter &>);
    static_assert(std::is_same_v<decltype(value_ptr<counter>(c)), counter *>);
}

TEST_CASE("a step callback is made from functions of its integrator alone") {
    static_assert(is_callback<counter> && is_callback<counter &> && is_callback<bool(integrator &)>);
    static_assert(is_callback<std::reference_wrapper<immovable_counter>> && !is_callback<immovable_counter &>);
    static_assert(!is_callback<hook_only>);
    static_assert(!is_callback<int> && !is_callback<void (*)(integrator &)> && !is_callback<bool (*)()>);
    static_assert(!is_callback<bool (*)(taylor_adaptive<float> &)> && !is_callback<step_callback<float>>);
    static_assert(!is_callback<step_callback_batch<double>>);
    SUCCEED();
}

TEST_CASE("a function may need the coefficients of each step", "[step_callback]") {
    struct needy {
        bool needs = true;
        bool operator()(integrator &ta) {
            CHECK(ta.get_tc_written() == needs);
            return true;
        }
        bool needs_tc() const { return needs; }
    };
    needy yes, no{false};
    CHECK(single_callback(yes).needs_tc());
    CHECK(!single_callback(no).needs_tc());
    CHECK(single_callback(std::ref(yes)).needs_tc());
    CHECK(!single_callback(is_early).needs_tc());
    CHECK(!single_callback(counter()).needs_tc());
    CHECK(!single_callback().needs_tc());
    CHECK(single_callback(step_callback_set<double>{is_early, yes}).needs_tc());
    CHECK(!single_callback(step_callback_set<double>{is_early, no}).needs_tc());
    single_callback a(yes), b(is_early);
    swap(a, b);
    CHECK((!a.needs_tc() && b.needs_tc()));
    a = std::move(b);
    CHECK((a.needs_tc() && !b.needs_tc()));

    auto ta = growth();
    CHECK(!ta.get_tc_written());
    for (const auto &f : {yes, no}) {
        ta.propagate_for(1., kw::callback = f);
        CHECK(ta.get_tc_written() == f.needs);
    }
    ta.propagate_for(1., kw::callback = no, kw::c_output = false);
    CHECK(!ta.get_tc_written());
    // The solution is that of coefficients that were written.
    ta.propagate_for(1., kw::callback = yes);
    CHECK(ta.update_d_output(0., true) == ta.get_state());
    ta.step(true);
    CHECK(ta.get_tc_written());
    ta.step();
    CHECK(!ta.get_tc_written());
}

TEST_CASE("callbacks compute in the mode of arithmetic of the caller") {
    const auto half_of_the_smallest = [] {
        volatile double x = std::numeric_limits<double>::min();
        return x / 2;
    };
    const auto x = "x"_var, v = "v"_var;
    std::vector<double> seen;
    const auto look = [&](auto &...) { seen.push_back(half_of_the_smallest()); };
    struct watching {
        decltype(look) *looks;
        bool operator()(integrator &) { return (*looks)(), true; }
        void pre_hook(integrator &) { (*looks)(); }
    };
    const auto run = [&] {
        seen.clear();
        integrator ta({{x, v}, {v, -x}}, {0., 1.},
                      kw::t_events = {t_event<double>(
                          v - .3, kw::callback = [&](auto &, int) { return look(), true; })},
                      kw::nt_events = {nt_event<double>(x - .5, [&](auto &, double, int) { look(); })});
        ta.propagate_until(4., kw::callback = watching{&look});
        for (int i = 0; i < 20; ++i)
            ta.step();
        return std::pair(*std::min_element(seen.begin(), seen.end()), *std::max_element(seen.begin(), seen.end()));
    };
    const double subnormal = std::numeric_limits<double>::min() / 2;
    CHECK(run() == std::pair(subnormal, subnormal));
    CHECK(seen.size() > 20);
    CHECK(half_of_the_smallest() == subnormal);
    if (detail::flush_subnormals::supported) {
        const detail::flush_subnormals mode;
        CHECK(run() == std::pair(0., 0.));
    }
}
