// SPDX-License-Identifier: MPL-2.0
// Reading the canonical form: the inverse of writing it, and a refusal of everything else.
#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>

#include <brook/brook.hpp>

#include "expression/canonical.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const std::vector<std::string> names{"x0", "x1", "x2"};

const function_rule *find(std::string_view name) {
    for (const auto *rule : function_registry())
        if (rule->name == name)
            return rule;
    return nullptr;
}

std::vector<std::byte> bytes_of(const std::vector<expression> &roots) {
    return detail::canonicalise(roots, names).bytes;
}

bool survives(const std::vector<expression> &roots) {
    const auto bytes = bytes_of(roots);
    const auto decoded = detail::decode_canonical(bytes, find);
    return decoded.n_variables == names.size() && bytes_of(decoded.roots) == bytes && decoded.roots == roots;
}

// Either refused as it should be, or what is read is what is written.
bool refused_or_canonical(const std::vector<std::byte> &bytes) {
    try {
        const auto decoded = detail::decode_canonical(bytes, find);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < decoded.n_variables; ++i)
            all.push_back(detail::decoded_name(i));
        return detail::canonicalise(decoded.roots, all).bytes == bytes;
    } catch (const std::runtime_error &) {
        return true;
    }
}

bool refused(const std::vector<std::byte> &bytes) {
    try {
        detail::decode_canonical(bytes, find);
    } catch (const std::runtime_error &) {
        return true;
    }
    return false;
}

std::vector<std::byte> raw(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int v : values)
        bytes.push_back(static_cast<std::byte>(v));
    return bytes;
}

} // namespace

TEST_CASE("decoding is the inverse of the canonical form", "[canonical]") {
    test::random_expressions random(17, {.variables = names, .folded = false});
    for (int i = 0; i < 200; ++i)
        CHECK(survives(random.several(3, 12)));
}

TEST_CASE("leaves of every kind and number of every type survive", "[canonical]") {
    const expression x("x0");
    using d = std::numeric_limits<double>;
    for (const double value : {0., -0., 1., -1., 1e-310, d::infinity(), -d::infinity(), d::quiet_NaN()}) {
        CHECK(survives({expression(value)}));
        CHECK(survives({expression(static_cast<float>(value))}));
        CHECK(survives({expression(static_cast<long double>(value))}));
    }
    CHECK(survives({x, x, brook::time, par[0], par[4294967294u]}));
    CHECK(survives({sum({x, x + par[3], x * 1_flt, x * 1_dbl, pow(x, .1_ldbl)})}));
    CHECK(survives({}));
}

TEST_CASE("deep and much shared expressions are decoded in linear time and without recursion", "[canonical]") {
    const expression x("x0");
    expression deep = x;
    for (int i = 0; i < 100'000; ++i)
        deep = sum({deep, x});
    CHECK(survives({deep}));
    CHECK(survives({test::doubled(60, x)}));
}

TEST_CASE("bytes that are truncated, prolonged or changed are refused or mean what they say", "[canonical]") {
    test::random_expressions random(18, {.variables = names});
    std::mt19937 generator(19);
    for (int i = 0; i < 40; ++i) {
        const auto bytes = bytes_of(random.several(2, 6));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK(refused({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}));
        auto longer = bytes;
        longer.push_back(std::byte{0});
        CHECK(refused(longer));
        for (int k = 0; k < 300; ++k) {
            auto changed = bytes;
            for (auto n = 1 + generator() % 4; n != 0; --n)
                changed[generator() % changed.size()] = static_cast<std::byte>(generator());
            CHECK(refused_or_canonical(changed));
        }
    }
}

TEST_CASE("random bytes are refused", "[canonical]") {
    std::mt19937 generator(20);
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = raw({2, 1, 1});
        for (auto n = generator() % 30; n != 0; --n)
            bytes.push_back(static_cast<std::byte>(generator() % 2 == 0 ? generator() % 8 : generator()));
        CHECK(refused_or_canonical(bytes));
    }
}

TEST_CASE("sizes are not believed", "[canonical]") {
    CHECK(refused(raw({})));
    CHECK(refused(raw({1, 1, 1, 0, 1})));                                                     // another version
    CHECK(refused(raw({2, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0})));              // variables
    CHECK(refused(raw({2, 1, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0})));              // roots
    CHECK(refused(raw({2, 1, 1, 1, 255, 255, 255, 255, 15, 's', 'i', 'n'})));                 // name
    CHECK(refused(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 0, 255, 255, 255, 255, 15, 1})));        // arguments
    CHECK(refused(raw({2, 1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}))); // beyond 64 bits
    CHECK(refused(raw({2, 1, 1, 0, 254, 255, 255, 255, 255, 255, 1})));                       // parameter
    CHECK(refused(raw({2, 1, 1, 0, 5})));                                                     // variable 1 of 1
    CHECK(refused(raw({2, 1, 1, 0, 0})));                                                     // function 0 of 0
    CHECK(refused(raw({2, 1, 1, 0, 15, 0, 0, 0, 0})));                                        // type 3 of 3
    CHECK(refused(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 0, 2, 1, 1, 0, 0})));                    // two arguments
    CHECK_FALSE(refused(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 0, 1, 1, 0, 0})));                 // sin(x0)
    CHECK(refused(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 0, 1, 129, 0, 0, 0})));                  // a needless byte
    CHECK(refused(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 0, 1, 1, 1, 1, 1, 0, 0})));              // sin(x0) twice
}

TEST_CASE("functions that are not known are named", "[canonical]") {
    CHECK_THROWS_WITH(detail::decode_canonical(raw({2, 1, 1, 1, 3, 'm', 'y', 'f', 0, 1, 1, 0, 0}), find),
                      Catch::Matchers::ContainsSubstring("'myf'"));
    CHECK_THROWS_WITH(detail::decode_canonical(raw({2, 1, 1, 1, 3, 's', 'i', 'n', 1, '7', 1, 1, 0, 0}), find),
                      Catch::Matchers::ContainsSubstring("another version of the function 'sin'"));
}
