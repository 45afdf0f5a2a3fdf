// SPDX-License-Identifier: MPL-2.0
// Isolating intervals: their order and signs, the limit of the search, and what each arithmetic decides.
// covers: refine
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/math/tools/toms748_solve.hpp>

#include "event/isolation.hpp"
#include "event/refine.hpp"
#include "event/scaled_polynomial.hpp"
#include "test/event/random_polynomial.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using namespace event_test;

namespace {

using brook::test::code_types;

template <typename T>
using intervals = std::vector<isolating_interval<T>>;

template <typename T>
struct searches {
    scaled_polynomial<T> q;
    isolator<T, T> fast;
    isolator<T, double_length<T>> exact;
    intervals<T> found;

    void assign(const std::vector<T> &c, T h) { q.assign(c.data(), 1, static_cast<std::uint32_t>(c.size() - 1), h); }
    isolation find_fast() { return fast.find(q.rounded_coefficients(), q.degree(), q.sign_at_zero(), found); }
    isolation find_exact() { return exact.find(q.coefficients(), q.degree(), q.sign_at_zero(), found); }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("both arithmetics find the same, where T decides", "", code_types) {
    random_polynomials random(8);
    searches<TestType> s;
    int decided = 0, open = 0;
    for (int i = 0; i < 600; ++i) {
        const auto p = random.make<TestType>(static_cast<kind>(i % kinds));
        s.assign(p.c, p.h);
        if (s.q.degree() == 0)
            continue;
        const auto outcome = s.find_fast();
        const auto fast = s.found;
        CHECK(s.find_exact() == isolation::complete);
        const double_length<TestType> *end = nullptr;
        for (const auto &interval : s.found) {
            CHECK(interval.begin < interval.end);
            CHECK((end == nullptr || !(interval.begin < *end)));
            end = &interval.end;
        }
        CHECK(s.found.size() <= s.q.degree());
        (outcome == isolation::complete ? decided : open) += 1;
        if (outcome != isolation::complete)
            continue;
        REQUIRE(fast.size() == s.found.size());
        for (std::size_t z = 0; z < fast.size(); ++z) {
            CHECK(fast[z].sign_before == s.found[z].sign_before);
            CHECK(fast[z].begin < s.found[z].end);
            CHECK(s.found[z].begin < fast[z].end);
        }
    }
    CHECK(decided > 200);
    CHECK(open > 50);
}

TEMPLATE_LIST_TEST_CASE("zeros at all places where intervals are cut", "", code_types) {
    // x = 1/16, 2/16, ..., 15/16, each once: the product is exact where it fits into double length.
    std::vector<real> a{1};
    for (int i = 1; i < 16; ++i) {
        std::vector<real> product(a.size() + 1);
        for (std::size_t k = 0; k < a.size(); ++k) {
            product[k] -= a[k] * i / 16;
            product[k + 1] += a[k];
        }
        a = product;
    }
    using wide = double_length<TestType>;
    std::vector<wide> c;
    for (const auto &x : a) {
        const auto hi = static_cast<TestType>(x);
        c.push_back({hi, static_cast<TestType>(x - static_cast<real>(hi))});
    }
    isolator<TestType, wide> search;
    intervals<TestType> found;
    CHECK(search.find(c.data(), 15, -1, found) == isolation::complete);
    REQUIRE(found.size() == (std::is_same_v<TestType, float> ? found.size() : 15));
    for (std::size_t i = 0; i < found.size(); ++i)
        CHECK(found[i].sign_before == (i % 2 == 0 ? -1 : 1));
    if (found.size() == 15)
        for (std::size_t i = 0; i < 15; ++i) {
            const wide place{static_cast<TestType>(i + 1) / 16, 0};
            CHECK(found[i].begin < place);
            CHECK(place < found[i].end);
        }
}

TEMPLATE_LIST_TEST_CASE("a search has a limit", "", code_types) {
    // Three zeros within 2^-200 of the beginning: of x^3 - 7 d x^2 + 14 d^2 x - 8 d^3, at d, 2 d and 4 d.
    if constexpr (std::numeric_limits<TestType>::max_exponent > 200) {
        const TestType d = std::ldexp(TestType(1), -200);
        searches<TestType> s;
        s.assign({-8 * d * d * d, 14 * d * d, -7 * d, 1}, 1);
        CHECK(s.find_fast() == isolation::undecided);
        CHECK(s.find_exact() == isolation::limited);
        // The signs at the ends of the last interval still say that there is a zero.
        REQUIRE(s.found.size() == 1);
        CHECK(s.found[0].sign_before == -1);
    }
}

TEMPLATE_LIST_TEST_CASE("brackets are narrowed to neighbours", "", code_types) {
    using T = TestType;
    const auto check = [](auto f, T a, T b, int most) {
        int calls = 0;
        const auto counted = [&](T x) {
            ++calls;
            return f(x);
        };
        const auto z = narrowed<T>({a, b, f(a), f(b)}, counted);
        if (z.a != z.b) {
            CHECK(std::nextafter(z.a, z.b) == z.b);
            CHECK((z.fa < 0) != (z.fb < 0));
        } else
            CHECK(f(z.a) == 0);
        CHECK(calls <= most);
        // Boost's is as far as it can be, too.
        std::uintmax_t steps = 500;
        const auto other = boost::math::tools::toms748_solve(
            f, a, b, [](T x, T y) { return std::nextafter(x, y) >= y; }, steps);
        CHECK(std::min(z.a, z.b) <= other.second);
        CHECK(std::max(z.a, z.b) >= other.first);
    };
    check([](T x) { return x * x - T(.5); }, 0, 1, 14);
    check([](T x) { return T(.3) - x; }, 0, 1, 10);
    check([](T x) { return std::exp(x) - 2; }, 0, 1, 14);
    check([](T x) { return x - T(1e-25L); }, 0, 1, 10);
    // Flat, and steep: not worse than three times bisection.
    const int bisections = 3 * (std::numeric_limits<T>::digits + 10);
    check([](T x) { return (x - T(.3)) * (x - T(.3)) * (x - T(.3)); }, 0, 1, bisections);
    check([](T x) { return std::cbrt(x - T(.3)); }, 0, 1, bisections);
    check([](T x) { return x < T(.7) ? T(-1) : T(1e-5L); }, 0, 1, bisections);
}
