// SPDX-License-Identifier: MPL-2.0
// The phases of a step, as observers see them.
#include "integrator/step_observer.hpp"

#include <limits>
#include <stdexcept>
#include <vector>

#include "integrator/trajectories.hpp"
#include "test/integrator/fake_code.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::double_length;
using test::same_bits;

namespace {

constexpr std::uint32_t trajectories_of_batch = 3;

// Oscillators, one after the other, or growth that depends on the time.
template <typename T>
detail::trajectories<T> oscillators() {
    return {fake::packed_oscillator<T>(), false, {0, .5, 1, 1, .25, -1}, {}, {0, 1, 2}};
}

template <typename T>
detail::trajectories<T> growth() {
    return {fake::driven_growth<T>(), false, {1, 2, 3}, {.5, .25, -1}, {0, 1, 2}, {}, true};
}

// Everything that a step changes.
template <typename T>
struct all_values {
    std::vector<T> state, time, time_low, last_h, tc;

    explicit all_values(const detail::trajectories<T> &t)
        : state(t.state), time(t.time), time_low(t.time_low), last_h(t.last_h), tc(t.tc) {}
    bool operator==(const all_values &other) const {
        return same_bits(state, other.state) && same_bits(time, other.time) && same_bits(time_low, other.time_low) &&
               same_bits(last_h, other.last_h) && same_bits(tc, other.tc);
    }
};

template <typename T>
struct recorder : detail::step_observer<T> {
    explicit recorder(const detail::trajectories<T> &t) : all(t), before(t) {}

    void sized(detail::sized_step<T> &step) override {
        ++announced;
        const auto k = step.group().first;
        unchanged = unchanged && same_bits(before.state[k], all.state[k]) && same_bits(before.time[k], all.time[k]);
        size = step.size(0);
        for (std::uint32_t m = 0; m <= all.code->order; ++m)
            coefficients.push_back(step.state(0, 0, m));
        order.push_back('s');
    }
    void committed(const detail::trajectories<T> &t, const detail::trajectory_group &g) override {
        ++finished;
        h = std::get<1>(t.step_results[g.first]);
        order.push_back('c');
    }

    const detail::trajectories<T> &all;
    all_values<T> before;
    int announced = 0, finished = 0;
    bool unchanged = true;
    T size = 0, h = 0;
    std::vector<T> coefficients;
    std::string order;
};

// Ends the steps of one trajectory at a fraction of their size.
template <typename T>
struct shortener : detail::step_observer<T> {
    shortener(std::size_t k, T f) : trajectory(k), fraction(f) {}
    void sized(detail::sized_step<T> &step) override {
        if (step.group().first == trajectory)
            step.shorten(0, ends.emplace_back(step.size(0) * fraction));
    }
    std::size_t trajectory;
    T fraction;
    std::vector<T> ends;
};

struct thrower : detail::step_observer<double> {
    void sized(detail::sized_step<double> &step) override {
        if (step.group().first == 0)
            throw std::runtime_error("enough");
    }
};

const double forwards = std::numeric_limits<double>::infinity();

} // namespace

TEMPLATE_LIST_TEST_CASE("observers see a step between its phases", "[step_observer]", test::code_types) {
    using T = TestType;
    auto t = oscillators<T>();
    recorder<T> seen(t);
    detail::step_observer<T> *const observers[] = {&seen};
    const std::vector<T> limits(trajectories_of_batch, std::numeric_limits<T>::infinity());
    t.step(limits.data(), true, observers);
    CHECK(seen.order == "scscsc");
    CHECK(seen.unchanged);
    CHECK(seen.size == seen.h);
    for (std::uint32_t k = 0; k < trajectories_of_batch; ++k)
        for (std::uint32_t m = 0; m <= t.code->order; ++m)
            CHECK(seen.coefficients[k * (t.code->order + 1) + m] == t.tc[m * trajectories_of_batch + k]);
}

TEMPLATE_LIST_TEST_CASE("observers change no bit", "[step_observer]", test::code_types) {
    using T = TestType;
    for (auto make : {&oscillators<T>, &growth<T>}) {
        auto with = make(), without = make();
        recorder<T> seen(with);
        detail::step_observer<T> *const observers[] = {&seen};
        const std::vector<double_length<T>> targets{{3, 0}, {3, 0}, {-3, 0}};
        const detail::propagation_limits<T> limits{
            0, std::vector<T>(trajectories_of_batch, std::numeric_limits<T>::infinity()), true};
        auto observed = limits;
        observed.observers = observers;
        without.propagate(targets, limits);
        with.propagate(targets, observed);
        CHECK(all_values<T>(with) == all_values<T>(without));
        CHECK(with.propagation_results == without.propagation_results);
        CHECK(seen.finished >= seen.announced);
    }
}

TEMPLATE_LIST_TEST_CASE("a step that an observer shortens is a step of that limit", "[step_observer]",
                        test::code_types) {
    using T = TestType;
    for (auto make : {&oscillators<T>, &growth<T>})
        for (const T direction : {1, -1})
            for (std::size_t k = 0; k < trajectories_of_batch; ++k) {
                auto shortened = make(), limited = make();
                shortener<T> observer(k, T(.375));
                detail::step_observer<T> *const observers[] = {&observer};
                std::vector<T> limits(trajectories_of_batch, direction * std::numeric_limits<T>::infinity());
                shortened.step(limits.data(), true, observers);
                REQUIRE(observer.ends.size() == 1);
                limits[k] = observer.ends[0];
                limited.step(limits.data(), true);
                CHECK(all_values<T>(shortened) == all_values<T>(limited));
                CHECK(std::get<0>(shortened.step_results[k]) == taylor_outcome::success);
                CHECK(std::get<0>(limited.step_results[k]) == taylor_outcome::time_limit);
            }
}

TEST_CASE("an exception from an observer leaves all as it was", "[step_observer]") {
    auto t = oscillators<double>();
    const std::vector<double> limits(trajectories_of_batch, forwards);
    t.step(limits.data(), true);
    const all_values<double> before(t);
    thrower observer;
    detail::step_observer<double> *const observers[] = {&observer};
    CHECK_THROWS_WITH(t.step(limits.data(), true, observers), "enough");
    CHECK(all_values<double>(t) == before);
    auto other = oscillators<double>();
    other.step(limits.data(), true);
    t.step(limits.data(), true);
    other.step(limits.data(), true);
    CHECK(all_values<double>(t) == all_values<double>(other));
}
