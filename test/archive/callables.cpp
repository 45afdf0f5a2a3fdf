// SPDX-License-Identifier: MPL-2.0
// Functions as values, through archives by the names of their types.
#include <brook/archive/functions.hpp>

#include <stdexcept>
#include <string>

#include <brook/archive/archive.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

struct scaled {
    double factor = 1;
    double operator()(double x) const { return factor * x; }
};
using function = callable<double(double) const>;

const archived_function<function, scaled> known(
    "scaled", [](const scaled &f) { return std::to_string(f.factor); },
    [](std::string_view bytes) { return scaled{std::stod(std::string(bytes))}; });

struct counted {
    int calls = 0;
    template <typename Integrator>
    bool operator()(Integrator &) {
        ++calls;
        return true;
    }
};
const archived_function<step_callback<double>, counted> known_callback(
    "counted", [](const counted &c) { return std::to_string(c.calls); },
    [](std::string_view bytes) { return counted{std::stoi(std::string(bytes))}; });

} // namespace

TEST_CASE("callables come back with what they hold") {
    const auto back = from_archive<function>(to_archive(function(scaled{2.5})));
    CHECK(value_isa<scaled>(back));
    CHECK(back(2.) == 5.);
    CHECK(is_invalid(from_archive<function>(to_archive(function()))));
}

TEST_CASE("step callbacks and sets of them come back") {
    const step_callback<double> one = counted{7};
    const auto one_back = from_archive<step_callback<double>>(to_archive(one));
    CHECK(value_ref<counted>(one_back).calls == 7);
    const step_callback_set<double> set{one, callback::angle_reducer({expression("x")}), one};
    auto back = from_archive<step_callback_set<double>>(to_archive(set));
    REQUIRE(back.size() == 3);
    CHECK(value_isa<callback::angle_reducer>(back[1]));
    CHECK(value_ref<counted>(back[2]).calls == 7);
    const auto nested = from_archive<step_callback<double>>(to_archive(step_callback<double>(set)));
    CHECK(value_ref<step_callback_set<double>>(nested).size() == 3);
    const step_callback_batch<float> reducer = callback::angle_reducer({expression("x")});
    CHECK(value_isa<callback::angle_reducer>(from_archive<step_callback_batch<float>>(to_archive(reducer))));
}

TEST_CASE("functions of unknown types are refused, both ways") {
    CHECK_THROWS_AS(to_archive(function([](double x) { return x; })), std::invalid_argument);
    const step_callback<double> one = counted{};
    CHECK_THROWS_WITH(from_archive<step_callback<float>>(to_archive(one)), ContainsSubstring("counted"));
    CHECK_THROWS_WITH(from_archive<function>(to_archive(expression("x"))), ContainsSubstring("'callable'"));
}

TEST_CASE("a name is that of one type") {
    struct other {
        bool operator()(taylor_adaptive<double> &) const { return true; }
    };
    const auto make = [](std::string name) {
        return archived_function<step_callback<double>, other>(
            std::move(name), [](const other &) { return std::string(); }, [](std::string_view) { return other(); });
    };
    CHECK_THROWS_WITH(make("counted"), ContainsSubstring("counted"));
    CHECK_THROWS_AS(make(""), std::invalid_argument);
    CHECK_NOTHROW(make("other"));
    CHECK_NOTHROW(make("other"));
}
