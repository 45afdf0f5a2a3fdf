// SPDX-License-Identifier: MPL-2.0
// Engines that are not compiled code drive steps through the type that compiled code has.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "benchmark/support/outer_solar_system.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "integrator/build.hpp"
#include "integrator/trajectories.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/reference_jet.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::fp_type_of;
using detail::ode_system;
using detail::stepper_code;

namespace {

constexpr std::uint32_t order = 12;

// Runs the program of a system with plain numbers. The code is kept alive with its context.
template <typename T>
class interpreter {
public:
    static std::shared_ptr<const interpreter> of(const ode_system &system, const stepper_code &compiled) {
        constexpr auto type = fp_type_of<T>;
        const auto made = std::make_shared<interpreter>();
        made->program_ = split_sums(decompose(system, type), detail::canonical_width(type));
        made->n_pars_ = system.n_pars();
        made->fused_ = detail::fp_has_vectors(type) && detail::find_target("").vectors.fused;
        made->code_ = compiled;
        made->code_.jet = {run, made.get()};
        return made;
    }

    static std::shared_ptr<const stepper_code> code(const std::shared_ptr<const interpreter> &i) {
        return {i, &i->code_};
    }
    std::size_t calls() const { return calls_; }

private:
    static void run(void *scratch, const void *pars, const void *time, const void *context) {
        static_cast<const interpreter *>(context)->run(static_cast<T *>(scratch), static_cast<const T *>(pars),
                                                       *static_cast<const T *>(time));
    }

    void run(T *scratch, const T *pars, T time) const {
        ++calls_;
        std::vector<T> state;
        for (const auto &place : code_.states)
            state.push_back(scratch[place.of_order(0)]);
        const std::vector<T> own(pars, pars + n_pars_);
        const detail::reference_jet<T> jet(program_, code_.order, fused_, state, own, time);
        for (std::uint32_t k = 1; k <= code_.order; ++k) {
            for (std::uint32_t i = 0; i < state.size(); ++i)
                scratch[code_.states[i].of_order(k)] = jet[i][k];
            for (const auto &p : code_.padding)
                scratch[p.at.of_order(k)] = jet[p.copies][k];
        }
    }

    detail::program program_;
    std::size_t n_pars_ = 0;
    bool fused_ = false;
    stepper_code code_;
    mutable std::atomic<std::size_t> calls_ = 0;
};

template <typename T>
std::size_t different(const detail::trajectories<T> &a, const detail::trajectories<T> &b) {
    std::size_t n = 0;
    const auto compare = [&n](const std::vector<T> &x, const std::vector<T> &y) {
        REQUIRE(x.size() == y.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            n += !test::same_bits(x[i], y[i]);
    };
    compare(a.state, b.state);
    compare(a.time, b.time);
    compare(a.time_low, b.time_low);
    compare(a.last_h, b.last_h);
    compare(a.tc, b.tc);
    return n;
}

template <typename T>
void check_interpreted(const ode_system &system, std::vector<T> state, std::vector<T> pars) {
    const auto compiled = build_stepper(system, fp_type_of<T>, order, {});
    const auto engine = interpreter<T>::of(system, *compiled);
    const auto start = [&](std::shared_ptr<const stepper_code> code) {
        return detail::trajectories<T>(std::move(code), true, state, pars, {T(.25)}, {}, system.time_dependent());
    };
    auto a = start(compiled), b = start(interpreter<T>::code(engine));
    CHECK(different(a, b) == 0);
    for (auto *t : {&a, &b}) {
        for (int i = 0; i < 5; ++i)
            t->step(T(100), i == 4);
        t->propagate({{T(9), T(0)}}, {1000, {T(100)}, true});
    }
    CHECK(different(a, b) == 0);
    CHECK(a.propagation_results == b.propagation_results);
    CHECK(a.state != state);
    CHECK(engine->calls() > 5);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("an interpreter takes the steps of compiled code", "[kernel]", test::code_types) {
    const fresh_caches fresh;
    const auto x = "x"_var, v = "v"_var;
    check_interpreted<TestType>(
        ode_system({prime(x) = v, prime(v) = -par[0] * sin(x) + cos(brook::time) / expression(8.)}),
        {TestType(.5), TestType(-.25)}, {TestType(9.8L)});
}

TEST_CASE("an interpreter takes the steps of packed code", "[kernel]") {
    const fresh_caches fresh;
    const auto problem = problems::outer_solar_system();
    check_interpreted<double>(ode_system(problem.system), problem.state, {});
}

namespace {

// Passes on what it is asked for.
struct counted_code {
    explicit counted_code(std::shared_ptr<const stepper_code> compiled) : inner(std::move(compiled)), code(*inner) {
        code.jet = {call, this};
    }
    static void call(void *scratch, const void *pars, const void *time, const void *context) {
        const auto &self = *static_cast<const counted_code *>(context);
        ++self.calls;
        self.inner->jet(scratch, pars, time);
    }

    std::shared_ptr<const stepper_code> inner;
    stepper_code code;
    mutable std::size_t calls = 0;
};

} // namespace

TEST_CASE("each call of a kernel has its own context", "[kernel]") {
    const fresh_caches fresh;
    const auto x = "x"_var;
    const ode_system system({prime(x) = -sin(x)});
    detail::stepper_options options;
    options.trajectories = 8;
    const auto compiled = build_stepper(system, detail::fp_type::f64, order, options);
    REQUIRE(compiled->trajectories == 8);
    const auto one = std::make_shared<counted_code>(compiled), other = std::make_shared<counted_code>(compiled);
    const std::vector<double> state{.1, .2, .3, .4, .5, .6, .7, .8}, times(8);
    detail::trajectories<double> a({one, &one->code}, false, state, {}, times),
        b({other, &other->code}, false, state, {}, times), c(compiled, false, state, {}, times);
    a.step(100., true);
    for (auto *t : {&b, &c}) {
        t->step(100., true);
        t->step(100., true);
    }
    CHECK(one->calls == 1);
    CHECK(other->calls == 2);
    CHECK(different(b, c) == 0);
    auto copy = a;
    copy.step(100., true);
    CHECK(one->calls == 2);
    CHECK(different(copy, c) == 0);
}
