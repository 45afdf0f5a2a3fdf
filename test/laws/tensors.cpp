// SPDX-License-Identifier: MPL-2.0
// Tensors of derivatives of random expressions, in high precision: against nested derivatives, against differences of
// the order below, and forward against reverse.
#include "calculus/tensors.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/calculus/diff_tensors.hpp>
#include <brook/expression/construct.hpp>

#include "test/laws/exact.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using namespace brook::test;

namespace {

const std::vector<expression> args{"x"_var, par[0], "y"_var};

surroundings<real> at_point() { return {{{"x", .6}, {"y", .8}, {"z", 1.3}}, {.7, 1.1}, .9}; }

real &value_of_argument(surroundings<real> &at, const expression &arg) {
    const auto *v = detail::as_variable(arg);
    return v != nullptr ? at.variables.at(v->name()) : at.pars.at(detail::as_param(arg)->idx());
}

// Numbers that are folded are rounded to double, in whatever order.
bool are_close(const real &a, const real &b) {
    return abs(a - b) <= 1e-10 * std::max(real(1), std::max(abs(a), abs(b)));
}

// The central difference of step h.
real difference(const expression &ex, const expression &arg, const real &h) {
    auto left = at_point(), right = at_point();
    value_of_argument(left, arg) -= h;
    value_of_argument(right, arg) += h;
    return (exact_value(ex, right) - exact_value(ex, left)) / (2 * h);
}

// The derivative of a tensor that one with the given index is the derivative of, by the last of its arguments.
const expression &one_order_below(const dtens &dt, dtens::sv_idx_t index) {
    if (--index.second.back().second == 0)
        index.second.pop_back();
    return dt[index];
}

std::vector<expression> nested(const dtens &dt) {
    std::vector<expression> all;
    for (const auto &[index, ex] : dt) {
        if (index.second.empty()) {
            all.push_back(ex);
            continue;
        }
        auto below = index;
        const auto arg = below.second.back().first;
        if (--below.second.back().second == 0)
            below.second.pop_back();
        all.push_back(diff(all[dt.index_of(below)], args[arg]));
    }
    return all;
}

} // namespace

TEST_CASE("tensors agree with nested derivatives and with each other, to order 4", "[random]") {
    random_expressions random(40);
    int compared = 0;
    for (int i = 0; i < 400; ++i) {
        const auto f = random.several(2, 3 + random.below(5));
        const auto forward = detail::derivatives_up_to(f, args, 4, detail::sweep_direction::forward),
                   reverse = detail::derivatives_up_to(f, args, 4, detail::sweep_direction::reverse);
        const auto dt = diff_tensors(f, args, kw::diff_order = 4);
        const auto expected = nested(dt);
        REQUIRE(forward.size() == dt.size());
        REQUIRE(reverse.size() == dt.size());
        for (std::size_t k = 0; k < dt.size(); ++k) {
            const auto value = exact_value(expected[k], at_point());
            if (!isfinite(value))
                continue;
            INFO(f[dt.begin()[static_cast<std::ptrdiff_t>(k)].first.first] << "\nnumber " << k << ": " << value);
            for (const auto *all : {&forward, &reverse})
                CHECK(are_close(exact_value((*all)[k], at_point()), value));
            CHECK(are_close(exact_value(dt.begin()[static_cast<std::ptrdiff_t>(k)].second, at_point()), value));
            ++compared;
        }
    }
    CHECK(compared > 10'000);
}

TEST_CASE("tensors agree with differences of the order below", "[random]") {
    random_expressions random(41);
    int compared = 0, changing = 0;
    for (int i = 0; i < 600; ++i) {
        const auto dt = diff_tensors({random(3 + random.below(5))}, args, kw::diff_order = 4);
        for (const auto &[index, ex] : dt) {
            if (index.second.empty())
                continue;
            const auto &below = one_order_below(dt, index);
            const auto &arg = args[index.second.back().first];
            const real expected = difference(below, arg, real("1e-15")), coarse = difference(below, arg, real("2e-15"));
            if (!isfinite(expected) || !are_close(expected, coarse))
                continue;
            INFO(dt.begin()->second << "\nnumber " << dt.index_of(index) << ": " << ex);
            CHECK(are_close(exact_value(ex, at_point()), expected));
            ++compared;
            changing += expected != 0;
        }
    }
    CHECK(compared > 4000);
    CHECK(changing > 1000);
}
