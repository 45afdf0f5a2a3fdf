// SPDX-License-Identifier: MPL-2.0
// Every elementary operation by itself: generated code against the reference bit for bit, and the reference against
// mathematics.
// covers: constant_power, leaves, linear, quotient, sine_cosine, sinh_cosh, sum_of_products, sum_of_squares, emitter
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <boost/math/special_functions/hermite.hpp>

#include "decomposition/usage.hpp"
#include "decomposition/view.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/jets.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::detail;
using namespace brook::test;

namespace {

// One operation with arguments that change in time (a letter v), are constants of each lane (c), or one parameter for
// all lanes (p).
struct single_operation {
    const operation *op;
    std::string args;
    std::vector<number> attributes;
    std::vector<long double> constants;

    std::string name() const {
        std::string s(op->name);
        s += " (" + args + ")";
        for (const auto &a : attributes)
            s += " " + std::to_string(number_as<double>(a));
        return s;
    }
};

// All patterns of changing and constant arguments.
std::vector<std::string> patterns(std::size_t n) {
    std::vector<std::string> out;
    for (std::size_t bits = 0; bits < std::size_t(1) << n; ++bits) {
        std::string s;
        for (std::size_t i = 0; i < n; ++i)
            s += (bits >> i) % 2 == 0 ? 'v' : i % 2 == 0 ? 'c' : 'p';
        out.push_back(s);
    }
    return out;
}

std::vector<single_operation> all_operations() {
    std::vector<single_operation> all{
        {&number_operation, "", {}, {-.75}}, {&parameter_operation, "", {}, {1.}}, {&time_operation, "", {}, {}}};
    const auto add = [&](const operation &op, const std::vector<std::string> &args,
                         const std::vector<number> &attributes = {}, const std::vector<long double> &constants = {}) {
        for (const auto &a : args) {
            all.push_back({&op, a, attributes, constants});
        }
    };
    add(linear_operation, patterns(1), {}, {-1.});
    add(linear_operation, patterns(2), {}, {1., -1.});
    add(linear_operation, {"vv", "cv"}, {}, {.3L, -0., 0.});
    add(linear_operation, {"vvcvp", "vvvvv"}, {}, {.3L, -1., 1., 1e-3L, -7., .125});
    add(sum_of_products_operation, patterns(2));
    add(sum_of_products_operation, patterns(4));
    add(sum_of_products_operation, {"vvvvvv", "cvvvpv"});
    add(sum_of_squares_operation, patterns(1));
    add(sum_of_squares_operation, patterns(3));
    add(quotient_operation, patterns(2));
    // The last is a half but for the precision of a double.
    for (const long double exponent :
         {-1.5L, -1.L, -.5L, .5L, 1.5L, 3.L, 2.7L, -20.5L, 1.L / 3, 16.L, 17.L, 1e-3L, .5L + 1e-17L})
        add(power_operation, {"v"}, {number(exponent)});
    add(power_operation, {"c"}, {number(-1.5)});
    add(power_operation, {"p"}, {number(2.7)});
    add(parametric_power_operation, {"vc", "vp", "cc", "cp"});
    add(general_power_operation, patterns(3));
    for (const auto *op : {&sine_cosine_operation, &exp_operation, &log_operation, &tan_operation, &tanh_operation,
                           &asin_operation, &acos_operation, &atan_operation, &sinh_cosh_operation, &asinh_operation,
                           &acosh_operation, &atanh_operation, &erf_operation, &sigmoid_operation}) {
        add(*op, patterns(1));
        add(*op, {"p"});
    }
    add(atan2_operation, patterns(2));
    add(kepE_operation, patterns(2));
    add(kepF_operation, patterns(3));
    add(kepDE_operation, patterns(3));
    for (const auto *op : {&eq_operation, &neq_operation, &lt_operation, &gt_operation, &lte_operation, &gte_operation})
        add(*op, patterns(2));
    for (const auto *op : {&logical_and_operation, &logical_or_operation})
        add(*op, {"v", "vc", "vvv", "vpcv"});
    add(select_operation, patterns(3));
    return all;
}

// `copies` of x' = first result, y' = last result, z' = x - y / 2, with arguments from among all three of them. The
// constants differ from copy to copy.
class copied_operation {
public:
    copied_operation(const single_operation &s, std::uint32_t copies)
        : steep_(s.op == &power_operation && std::abs(number_as<double>(s.attributes[0])) > 8),
          shift_(s.op == &acosh_operation ? 1. : 0.),
          scale_(s.op == &kepF_operation || s.op == &kepDE_operation ? .5 : 1.), copies_(copies) {
        program.n_states = 3 * copies;
        std::vector<std::vector<value_id>> args;
        for (std::size_t i = 0; i < s.args.size(); ++i)
            args.push_back(argument(s.args[i], std::uint32_t(i)));
        std::vector<value_id> first, halves;
        add(first, [&](std::uint32_t k) {
            definition d{s.op, {}, s.attributes, {}};
            for (const auto &a : args)
                d.args.push_back(a[k]);
            for (const auto c : s.constants) { // 1, -1 and 0 of all lanes have code of their own
                const bool special = c == 0 || std::abs(c) == 1;
                d.constants.emplace_back(special ? c : c * (1 + .01L * k));
            }
            return d;
        });
        add(halves, [&](std::uint32_t k) {
            return definition{&linear_operation, {k, copies_ + k}, {}, {number(1.), number(-.5)}};
        });
        for (std::uint32_t k = 0; k < copies; ++k)
            program.derivatives.push_back(first[k]);
        for (std::uint32_t k = 0; k < copies; ++k)
            program.derivatives.push_back(first[k] + s.op->results - 1);
        program.derivatives.insert(program.derivatives.end(), halves.begin(), halves.end());
        verify(program);
    }

    bundles blocks(std::uint32_t width) const {
        bundles b;
        for (std::uint32_t i = 0; i < program.definitions.size(); i += copies_)
            cut(i, width, b.definitions);
        for (std::uint32_t i = 0; i < 3; ++i)
            cut(i * copies_, width, b.states);
        return b;
    }

    template <typename T>
    std::vector<T> state() const {
        std::vector<T> s;
        for (std::uint32_t i = 0; i < program.n_states; ++i) {
            const auto u = std::sin(1 + 1.7L * i);
            // High powers overflow soon.
            s.push_back(static_cast<T>(shift_ + scale_ * (steep_ ? .95L + .04L * u : .45L + .35L * u)));
        }
        return s;
    }

    detail::program program;

private:
    template <typename F>
    void add(std::vector<value_id> &results, F make) {
        for (std::uint32_t k = 0; k < copies_; ++k)
            results.push_back(program.add(make(k)));
    }

    // Changing arguments are the states in turn, every other one from the neighbour's copy: a gather.
    std::vector<value_id> argument(char kind, std::uint32_t i) {
        std::vector<value_id> v;
        if (kind == 'v') {
            for (std::uint32_t k = 0; k < copies_; ++k)
                v.push_back(i % 3 * copies_ + (k + i % 2) % copies_);
        } else if (kind == 'c') {
            add(v, [&](std::uint32_t k) {
                return definition{
                    &number_operation, {}, {}, {number(shift_ + scale_ * (.5L + .3L * k / copies_ + .1L * i))}};
            });
        } else {
            const double index = shift_ > 0 ? 0 : 1; // of the larger and the smaller parameter
            add(v, [&](std::uint32_t) { return definition{&parameter_operation, {}, {}, {number(index)}}; });
        }
        return v;
    }

    void cut(std::uint32_t first, std::uint32_t width, std::vector<std::vector<std::uint32_t>> &out) const {
        for (std::uint32_t k = 0; k < copies_; k += width) {
            out.emplace_back();
            for (auto l = k; l < std::min(copies_, k + width); ++l)
                out.back().push_back(first + l);
        }
    }

    bool steep_;
    double shift_, scale_; // into the domain
    std::uint32_t copies_;
};

template <typename T>
void check_bits(const single_operation &s, std::uint32_t order, const target &t, unsigned first_level,
                const std::vector<std::uint32_t> &widths) {
    const copied_operation p(s, full_block<T> + (order % 2 == 0 ? 0 : 3));
    const auto state = p.state<T>();
    const std::vector<T> pars{T(9), T(.7L)};
    const auto expected = reference_coefficients<T>(p.program, order, t.vectors.fused, state, pars, T(.3L));
    std::size_t finite = 0;
    for (const auto &c : expected)
        finite += detail::fp::isfinite(c[order]);
    CHECK(finite == expected.size()); // or there would be little to compare
    for (unsigned i = 0; i < widths.size(); ++i) {
        const auto width = widths[i];
        const auto level = (first_level + i) % 4;
        INFO("width " << width << " level " << level);
        compiled_jet<T> jet(p.program, p.blocks(width), order, t, level);
        CHECK(different_bits(jet(state, pars, T(.3L)), expected) == 0);
    }
}

} // namespace

TEST_CASE("no operation is forgotten", "[recurrences]") {
    const std::reference_wrapper<const operation> declared[] = {BROOK_OPERATIONS};
    const auto all = all_operations();
    for (const operation &op : declared) {
        CAPTURE(op.name);
        CHECK(std::any_of(all.begin(), all.end(), [&](const single_operation &s) { return s.op == &op; }));
    }
}

// Each width meets each optimisation level as the operations go by, and each operation all widths and all levels.
TEMPLATE_LIST_TEST_CASE("every operation at every width equals the reference bit for bit", "[recurrences]",
                        test::all_code_types) {
    const auto &t = find_target("native");
    const bool is_float = std::numeric_limits<TestType>::digits == 24;
    auto widths = block_widths<TestType>();
    widths.resize(std::max<std::size_t>(4, widths.size()), widths.back());
    std::uint32_t i = 0;
    for (const auto &s : all_operations()) {
        INFO(s.name());
        check_bits<TestType>(s, is_float ? 8 + i % 3 : 2 + 5 * i % 19, t, i, widths);
        ++i;
    }
}

#if defined(__x86_64__)
TEMPLATE_TEST_CASE("every operation without fused operations equals the unfused reference", "[recurrences]", float,
                   double) {
    const auto &t = find_target("x86-64-v2");
    std::uint32_t i = 0;
    for (const auto &s : all_operations()) {
        INFO(s.name());
        check_bits<TestType>(s, 9 + i % 2, t, i, {1, full_block<TestType>});
        ++i;
    }
}
#endif

namespace {

// ---- truncated power series in long double ----

using real = long double;
constexpr std::uint32_t order = 24;
constexpr real eps = std::numeric_limits<real>::epsilon();

// Coefficients with the sizes of what was added up for them, to which roundings are relative.
struct series {
    std::vector<real> value, size;

    series() : value(order), size(order) {}
    explicit series(const std::vector<real> &c) : value(c.begin(), c.begin() + order), size(order) {
        std::transform(value.begin(), value.end(), size.begin(), [](real x) { return std::fabs(x); });
    }
    static series of(real x) {
        series s;
        s.value[0] = x;
        s.size[0] = std::fabs(x);
        return s;
    }

    friend series operator*(const series &a, const series &b) {
        series c;
        for (std::size_t n = 0; n < order; ++n) {
            for (std::size_t j = 0; j <= n; ++j) {
                c.value[n] += a.value[j] * b.value[n - j];
                c.size[n] += a.size[j] * b.size[n - j];
            }
        }
        return c;
    }
    friend series operator+(series a, const series &b) {
        for (std::size_t n = 0; n < order; ++n) {
            a.value[n] += b.value[n];
            a.size[n] += b.size[n];
        }
        return a;
    }
    friend series operator-(const series &a, const series &b) { return a + of(-1) * b; }
    series derivative() const { // one order shorter; the last is not compared
        series d;
        for (std::size_t n = 0; n + 1 < order; ++n) {
            d.value[n] = real(n + 1) * value[n + 1];
            d.size[n] = real(n + 1) * size[n + 1];
        }
        return d;
    }
};

// The largest difference, in units of roundings of the sizes, and of the sizes of what else was added up on the way.
real distance(const series &a, const series &b, std::size_t up_to = order, const series &way = series()) {
    real worst = 0;
    for (std::size_t n = 0; n < up_to; ++n) {
        const auto scale = std::max({a.size[n], b.size[n], way.size[n]});
        const auto d = std::fabs(a.value[n] - b.value[n]);
        worst = d == 0 ? worst : std::max(worst, d / (eps * scale));
    }
    return worst;
}

// A coefficient of order n comes out of a recurrence of up to n steps of up to 2n + 4 roundings each. They do not all
// add up, but grow with the order: a hundred roundings is what honest recurrences stay below at these orders, while a
// wrong term in any of them is an error of 10^15 roundings or more.
constexpr real tolerance = 100;

// Two states that turn, p' = q, q' = -p: all coefficients of p + q differ from zero. Operations are applied to linear
// forms of them, and to linear forms of the time.
class playground {
public:
    playground() {
        p_.n_states = 2;
        minus_p_ = form(0, -1, 0, 0);
    }

    value_id form(value_id a, double ca, double cb, double c) {
        return p_.add({&linear_operation, {a, 1}, {}, {number(ca), number(cb), number(c)}});
    }
    value_id wave(double c) { return form(0, .375, .25, c); }
    value_id time(double slope, double c) {
        const auto t = p_.add({&time_operation, {}, {}, {}});
        return p_.add({&linear_operation, {t}, {}, {number(slope), number(c)}});
    }
    value_id constant(double c) { return p_.add({&number_operation, {}, {}, {number(c)}}); }
    value_id add(const operation &op, std::vector<value_id> args, std::vector<number> attributes = {}) {
        return p_.add({&op, std::move(args), std::move(attributes), {}});
    }

    void run() {
        p_.derivatives = {1, minus_p_};
        verify(p_);
        const reference_jet<real> jet(p_, order, true, {.6L, .3L}, {}, 0);
        for (value_id v = 0; v < p_.n_values(); ++v)
            values_.emplace_back(jet[v]);
    }
    const series &operator[](value_id v) const { return values_[v]; }

private:
    program p_;
    value_id minus_p_ = 0;
    std::vector<series> values_;
};

const series one = series::of(1);

} // namespace

TEST_CASE("states and linear forms have the coefficients of sine and cosine", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8);
    g.run();
    real factorial = 1;
    for (std::size_t n = 0; n < order; ++n) {
        factorial *= n == 0 ? 1 : real(n);
        const real p = n % 4 == 0 ? .6L : n % 4 == 1 ? .3L : n % 4 == 2 ? -.6L : -.3L;
        const real q = n % 4 == 0 ? .3L : n % 4 == 1 ? -.6L : n % 4 == 2 ? -.3L : .6L;
        const real exact = (.375L * p + .25L * q) / factorial + (n == 0 ? real(.8) : 0);
        CHECK(std::fabs(g[0].value[n] - p / factorial) <= tolerance * eps / factorial);
        CHECK(std::fabs(g[b].value[n] - exact) <= tolerance * eps * (n == 0 ? 2 : 1 / factorial));
    }
}

TEST_CASE("products and squares are those of series", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), c = g.wave(-.3), t = g.time(2., .5);
    const auto bc = g.add(sum_of_products_operation, {b, c}), sum = g.add(sum_of_products_operation, {b, c, c, t});
    const auto bb = g.add(sum_of_squares_operation, {b}), squares = g.add(sum_of_squares_operation, {b, c, t});
    g.run();
    CHECK(distance(g[bc], g[b] * g[c]) < tolerance);
    CHECK(distance(g[sum], g[b] * g[c] + g[c] * g[t]) < tolerance);
    CHECK(distance(g[bb], g[b] * g[b]) < tolerance);
    CHECK(distance(g[squares], g[b] * g[b] + g[c] * g[c] + g[t] * g[t]) < tolerance);
}

TEST_CASE("a quotient times its divisor is the dividend", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), c = g.wave(-1.5), t = g.time(.5, 2.);
    const auto q = g.add(quotient_operation, {b, c}), r = g.add(quotient_operation, {c, t});
    g.run();
    CHECK(distance(g[q] * g[c], g[b]) < tolerance);
    CHECK(distance(g[r] * g[t], g[c]) < tolerance);
}

TEST_CASE("sine and cosine", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), s = g.add(sine_cosine_operation, {b});
    const auto t = g.time(1., .4), st = g.add(sine_cosine_operation, {t});
    g.run();
    CHECK(distance(g[s] * g[s] + g[s + 1] * g[s + 1], one) < tolerance);
    CHECK(distance(g[s].derivative(), g[s + 1] * g[b].derivative(), order - 1) < tolerance);
    CHECK(std::fabs(g[s].value[0] - std::sin(g[b].value[0])) < 4 * eps);
    CHECK(std::fabs(g[s + 1].value[0] - std::cos(g[b].value[0])) < 4 * eps);
    real factorial = 1;
    for (std::size_t n = 0; n < order; ++n) {
        factorial *= n == 0 ? 1 : real(n);
        const real sine = std::sin(real(.4)), cosine = std::cos(real(.4));
        const real exact = (n % 4 == 0 ? sine : n % 4 == 1 ? cosine : n % 4 == 2 ? -sine : -cosine) / factorial;
        CHECK(std::fabs(g[st].value[n] - exact) <= tolerance * eps / factorial);
    }
}

TEST_CASE("exponential and logarithm", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), minus_b = g.form(0, -.375, -.25, -.8);
    const auto e = g.add(exp_operation, {b}), inverse = g.add(exp_operation, {minus_b});
    const auto l = g.add(log_operation, {b}), back = g.add(exp_operation, {l});
    const auto t = g.time(1., .5), et = g.add(exp_operation, {t}), lt = g.add(log_operation, {t});
    g.run();
    CHECK(distance(g[e] * g[inverse], one) < tolerance);
    CHECK(distance(g[back].derivative(), g[b].derivative(), order - 1, g[l].derivative() * g[b]) < tolerance);
    CHECK(distance(g[l].derivative() * g[b], g[b].derivative(), order - 1) < tolerance);
    real coefficient = std::exp(real(.5));
    CHECK(std::fabs(g[lt].value[0] - std::log(real(.5))) < 4 * eps);
    for (std::size_t n = 0; n < order; ++n) {
        coefficient /= n == 0 ? 1 : real(n);
        CHECK(std::fabs(g[et].value[n] - coefficient) <= tolerance * eps * coefficient);
        if (n > 0) { // log(1/2 + t) = log(1/2) + sum -(-2)^n / n t^n
            const real exact = -std::pow(real(-2), real(n)) / real(n);
            CHECK(std::fabs(g[lt].value[n] - exact) <= tolerance * eps * std::fabs(exact));
        }
    }
}

TEST_CASE("tangents", "[recurrences]") {
    playground g;
    const auto b = g.wave(.3), t = g.add(tan_operation, {b}), s = g.add(sine_cosine_operation, {b});
    const auto h = g.add(tanh_operation, {b}), twice = g.form(0, .75, .5, .6), e = g.add(exp_operation, {twice});
    g.run();
    CHECK(distance(g[t] * g[s + 1], g[s]) < tolerance);
    CHECK(distance(g[t + 1], one + g[t] * g[t]) < tolerance);
    CHECK(distance(g[h] * (g[e] + one), g[e] - one) < tolerance);
    CHECK(distance(g[h + 1], one - g[h] * g[h]) < tolerance);
}

TEST_CASE("hyperbolic sine and cosine", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), s = g.add(sinh_cosh_operation, {b}), e = g.add(exp_operation, {b});
    g.run();
    const auto sine = g[s], cosine = g[s + 1];
    CHECK(distance(cosine * cosine - sine * sine, one) < tolerance);
    CHECK(distance(sine + cosine, g[e]) < tolerance);
    CHECK(distance(sine.derivative(), cosine * g[b].derivative(), order - 1) < tolerance);
    CHECK(distance(cosine.derivative(), sine * g[b].derivative(), order - 1) < tolerance);
    CHECK(std::fabs(sine.value[0] - std::sinh(g[b].value[0])) < 4 * eps);
}

namespace {

// The inverse function a of b, its derivative given as r with a' r = b'; the second result of the operation is r.
// `back` turns a into b again. The inverse amplifies the roundings of a by its derivative, as the way of the
// composition.
void check_inverse(const playground &g, value_id b, value_id a, value_id back, const series &r, real exact) {
    CHECK(std::fabs(g[a].value[0] - exact) < 4 * eps * std::fabs(exact));
    CHECK(distance(g[a].derivative() * r, g[b].derivative(), order - 1) < tolerance);
    CHECK(distance(g[back], g[b], order, g[a] * r) < tolerance);
}

} // namespace

TEST_CASE("inverse sines", "[recurrences]") {
    playground g;
    const auto b = g.wave(.1), v = g.wave(1.5), squares = g.add(sum_of_squares_operation, {b});
    const auto s = g.add(asin_operation, {b}), c = g.add(acos_operation, {b});
    const auto sh = g.add(asinh_operation, {b}), ch = g.add(acosh_operation, {v});
    const auto sin_s = g.add(sine_cosine_operation, {s}), cos_c = g.add(sine_cosine_operation, {c}) + 1;
    const auto sinh_sh = g.add(sinh_cosh_operation, {sh}), cosh_ch = g.add(sinh_cosh_operation, {ch}) + 1;
    g.run();
    const real x = g[b].value[0], y = g[v].value[0], half_pi = std::numbers::pi_v<real> / 2;
    check_inverse(g, b, s, sin_s, g[s + 1], std::asin(x));
    check_inverse(g, b, c, cos_c, series::of(-1) * g[c + 1], std::acos(x));
    check_inverse(g, b, sh, sinh_sh, g[sh + 1], std::asinh(x));
    check_inverse(g, v, ch, cosh_ch, g[ch + 1], std::acosh(y));
    CHECK(distance(g[s] + g[c], series::of(half_pi)) < tolerance);
    CHECK(distance(g[s + 1] * g[s + 1], one - g[squares]) < tolerance);
    CHECK(distance(g[c + 1] * g[c + 1], one - g[squares]) < tolerance);
    CHECK(distance(g[sh + 1] * g[sh + 1], one + g[squares]) < tolerance);
    CHECK(distance(g[ch + 1] * g[ch + 1], g[v] * g[v] - one) < tolerance);
}

TEST_CASE("inverse tangents", "[recurrences]") {
    playground g;
    const auto b = g.wave(.1), squares = g.add(sum_of_squares_operation, {b});
    const auto t = g.add(atan_operation, {b}), h = g.add(atanh_operation, {b});
    const auto tan_t = g.add(tan_operation, {t}), tanh_h = g.add(tanh_operation, {h});
    g.run();
    check_inverse(g, b, t, tan_t, g[t + 1], std::atan(g[b].value[0]));
    check_inverse(g, b, h, tanh_h, g[h + 1], std::atanh(g[b].value[0]));
    CHECK(distance(g[t + 1], one + g[squares]) < tolerance);
    CHECK(distance(g[h + 1], one - g[squares]) < tolerance);
}

TEST_CASE("the angle of a point", "[recurrences]") {
    for (const auto &[x_middle, y_middle] : {std::pair(.7, .2), {-.7, .2}, {-.7, -.8}, {.1, -.8}, {.1, .9}}) {
        INFO("around " << x_middle << ", " << y_middle);
        playground g;
        const auto x = g.wave(x_middle), y = g.form(0, .5, -.25, y_middle);
        const auto a = g.add(atan2_operation, {y, x}), turned = g.add(sine_cosine_operation, {a});
        const auto q = g.add(quotient_operation, {y, x}), slope = g.add(atan_operation, {q});
        g.run();
        CHECK(std::fabs(g[a].value[0] - std::atan2(g[y].value[0], g[x].value[0])) < 8 * eps);
        CHECK(distance(g[a + 1], g[x] * g[x] + g[y] * g[y]) < tolerance);
        const auto left = g[a].derivative() * g[a + 1];
        CHECK(distance(left, g[x] * g[y].derivative() - g[y] * g[x].derivative(), order - 1) < tolerance);
        CHECK(distance(g[turned] * g[x], g[turned + 1] * g[y], order, g[a] * g[a + 1]) < tolerance);
        CHECK(distance(g[a].derivative(), g[slope].derivative(), order - 1, g[slope].derivative() * g[q] * g[x]) <
              100 * tolerance);
    }
}

TEST_CASE("the angle of a point with one coordinate that stands still", "[recurrences]") {
    playground g;
    const auto x = g.wave(.7), t = g.time(.5, .3);
    const auto k = g.constant(.4), up = g.add(atan2_operation, {x, k}), side = g.add(atan2_operation, {k, t});
    g.run();
    const auto c = series::of(.4);
    CHECK(distance(g[up].derivative() * (g[x] * g[x] + c * c), c * g[x].derivative(), order - 1) < tolerance);
    CHECK(distance(g[side].derivative() * (g[t] * g[t] + c * c), series::of(-1) * c * g[t].derivative(), order - 1) <
          tolerance);
}

namespace {

// Sine and cosine of x, which are the results behind it.
void check_turn(const playground &g, value_id x) {
    CHECK(distance(g[x + 1] * g[x + 1] + g[x + 2] * g[x + 2], one) < tolerance);
    CHECK(distance(g[x + 1].derivative(), g[x + 2] * g[x].derivative(), order - 1) < tolerance);
    CHECK(std::fabs(g[x + 1].value[0] - std::sin(g[x].value[0])) < 4 * eps);
    CHECK(std::fabs(g[x + 2].value[0] - std::cos(g[x].value[0])) < 4 * eps);
}

} // namespace

TEST_CASE("Kepler's equation", "[recurrences]") {
    // The orbit changes, or parts of it, or nothing but the mean anomaly.
    for (int fixed = 0; fixed < 8; ++fixed) {
        INFO("fixed " << fixed);
        playground g;
        const auto b = (fixed & 1) != 0 ? g.constant(-.15) : g.form(0, .25, -.125, -.2),
                   a = (fixed & 2) != 0 ? g.constant(.4) : g.time(.25, .375),
                   m = (fixed & 4) != 0 ? g.constant(.9) : g.wave(.5);
        const auto x = g.add(kepE_operation, {a, m}), f = g.add(kepF_operation, {b, a, m}),
                   d = g.add(kepDE_operation, {b, a, m});
        g.run();
        for (const auto v : {x, f, d})
            check_turn(g, v);
        // Each order of x divides by the slope, and its roundings enter all later orders of sine and cosine: an inverse,
        // whose roundings a hundred are not enough for. A wrong term is an error of 10^15 all the same.
        CHECK(distance(g[x] - g[a] * g[x + 1], g[m]) < 10 * tolerance);
        CHECK(distance(g[f] + g[b] * g[f + 2] - g[a] * g[f + 1], g[m]) < 10 * tolerance);
        CHECK(distance(g[d] + g[b] * (one - g[d + 2]) - g[a] * g[d + 1], g[m]) < 10 * tolerance);
    }
}

TEST_CASE("error function", "[recurrences]") {
    playground g;
    const auto b = g.wave(.8), a = g.add(erf_operation, {b});
    const auto t = g.time(1., .4), at = g.add(erf_operation, {t});
    g.run();
    const auto scale = 2 * std::numbers::inv_sqrtpi_v<real>;
    CHECK(std::fabs(g[a].value[0] - std::erf(g[b].value[0])) < 4 * eps);
    CHECK(std::fabs(g[a + 1].value[0] - std::exp(-g[b].value[0] * g[b].value[0])) < 4 * eps);
    CHECK(distance(g[a].derivative(), series::of(scale) * g[a + 1] * g[b].derivative(), order - 1) < tolerance);
    CHECK(distance(g[a + 1].derivative(), series::of(-2) * g[b] * g[b].derivative() * g[a + 1], order - 1) < tolerance);
    // d^n/dt^n exp(-t^2) = (-1)^n H_n(t) exp(-t^2) with the polynomials of Hermite. They have sizes of about
    // sqrt(2^n n!), to which roundings are relative close to their zeros.
    const real x = .4;
    real factorial = 1, size = scale;
    for (unsigned n = 1; n < order; ++n) {
        factorial *= real(n);
        const auto sign = n % 2 == 0 ? real(-1) : real(1);
        const auto exact = scale * sign * boost::math::hermite(n - 1, x) * std::exp(-x * x) / factorial;
        CHECK(std::fabs(g[at].value[n] - exact) <= tolerance * eps * (std::fabs(exact) + size / factorial));
        size *= std::sqrt(real(2 * n));
    }
}

TEST_CASE("logistic function", "[recurrences]") {
    for (const double middle : {.3, -40., 3.}) { // beyond, 1 - a has few digits left
        INFO("around " << middle);
        playground g;
        const auto b = g.wave(middle), a = g.add(sigmoid_operation, {b});
        const auto minus_b = g.form(0, -.375, -.25, -middle), e = g.add(exp_operation, {minus_b});
        g.run();
        CHECK(distance(g[a] * (one + g[e]), one) < tolerance);
        CHECK(distance(g[a + 1], g[a] - g[a] * g[a]) < tolerance);
        CHECK(distance(g[a].derivative(), g[a + 1] * g[b].derivative(), order - 1) < tolerance);
    }
}

TEST_CASE("powers", "[recurrences]") {
    // The last is a half but for the precision of a double.
    for (const real exponent : {-1.5L, -1.L, -.5L, .5L, 1.5L, 3.L, 2.7L, -20.5L, 17.L, .125L, .5L + 0x1p-54L}) {
        INFO("exponent " << exponent);
        playground g;
        const auto b = g.wave(.9), t = g.time(1., .5);
        const auto a = g.add(power_operation, {b}, {number(exponent)});
        const auto inverse = g.add(power_operation, {b}, {number(-exponent)});
        const auto back = g.add(power_operation, {a}, {number(1 / exponent)});
        const auto at = g.add(power_operation, {t}, {number(exponent)});
        g.run();
        CHECK(distance(g[a] * g[inverse], one) < tolerance);
        CHECK(std::fabs(g[a].value[0] - std::pow(g[b].value[0], real(exponent))) < tolerance * eps * g[a].size[0]);
        CHECK(distance(g[a].derivative() * g[b], series::of(exponent) * g[a] * g[b].derivative(), order - 1) <
              tolerance);
        // The inverse amplifies the roundings of the power, steep ones without bound; for these a thousand is usual,
        // and a wrong term is still 10^10 or more.
        if (std::abs(exponent) < 4) {
            const auto way = series::of(1 / (exponent * g[a].value[0])) * g[a].derivative() * g[b];
            CHECK(distance(g[back].derivative(), g[b].derivative(), order - 1, way) < 100 * tolerance);
        }
        // Binomial series: (1/2 + t)^a = sum binomial(a, n) (1/2)^(a - n) t^n
        real binomial = 1;
        for (std::size_t n = 0; n < order; ++n) {
            const real exact = binomial * std::pow(real(.5), exponent - real(n));
            const real size = std::fabs(exact) + g[at].size[0] * std::pow(real(2), real(n)) * eps;
            CHECK(std::fabs(g[at].value[n] - exact) <= tolerance * eps * size);
            binomial *= (exponent - real(n)) / real(n + 1);
        }
    }
}

TEST_CASE("the square of a square root is its argument", "[recurrences]") {
    playground g;
    const auto b = g.wave(.9), root = g.add(power_operation, {b}, {number(.5)});
    const auto third = g.add(power_operation, {b}, {number(-1.5)});
    g.run();
    CHECK(distance(g[root] * g[root], g[b]) < tolerance);
    CHECK(distance(g[third] * g[third] * g[b] * g[b] * g[b], one) < tolerance);
}

TEST_CASE("the text of every result means what the operation computes", "[recurrences]") {
    for (const auto &s : all_operations()) {
        INFO(s.name());
        REQUIRE(s.op->text != nullptr);
        const copied_operation p(s, 2);
        const std::vector<real> pars{9, .7L};
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < p.program.n_states; ++i)
            names.push_back("x" + std::to_string(i));
        const auto text = view(p.program, names);
        REQUIRE(text.size() == p.program.n_values() + p.program.n_states);

        const reference_jet<real> jet(p.program, 1, true, p.state<real>(), pars, .3L);
        surroundings<real> known{{}, pars, .3L};
        for (value_id v = 0; v < p.program.n_values(); ++v)
            known.variables["u_" + std::to_string(v)] = jet[v][0];
        for (value_id v = p.program.n_states; v < p.program.n_values(); ++v) {
            const auto x = jet[v][0];
            INFO(text[v].first);
            // A few roundings each; second results are differences of numbers up to five times as large.
            CHECK(std::fabs(evaluate(text[v].first, known) - x) <= 32 * eps * std::fabs(x));
        }
    }
}

TEST_CASE("every operation costs something, and calls what the library has", "[recurrences]") {
    for (const auto &s : all_operations()) {
        INFO(s.name());
        std::vector<bool> constant;
        for (const char a : s.args)
            constant.push_back(a != 'v');
        const auto use = record_usage(*s.op, constant, s.attributes, s.constants.size());
        CHECK(use.cost.start > 0);
        CHECK((use.cost.next > 0) == (constant.empty() || s.args.find('v') != s.args.npos));
        CHECK((use.cost.loop > 0) == use.convolution);
        CHECK((use.cost.per_order > 0) == use.convolution);
        for (const auto &name : use.calls)
            CHECK_NOTHROW(math_library::symbol_name(name, fp_type::f64, true));
    }
}

TEST_CASE("the cost of sums grows with the number of their terms", "[recurrences]") {
    const std::reference_wrapper<const operation> declared[] = {BROOK_OPERATIONS};
    std::size_t sums = 0;
    for (const operation &op : declared) {
        const std::size_t factors = op.args_per_term;
        sums += factors != 0;
        double before = 0;
        for (std::size_t terms = 1; factors != 0 && terms < 6; ++terms) {
            const auto coefficients = op.constants == constant_role::coefficients ? terms : 0;
            const auto cost = record_usage(op, std::vector<bool>(terms * factors), {}, coefficients).cost.of_jet(order);
            CHECK(cost > before);
            before = cost;
        }
    }
    CHECK(sums == 3);
}
