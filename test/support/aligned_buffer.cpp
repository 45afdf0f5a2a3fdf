// SPDX-License-Identifier: MPL-2.0
// Tests of the aligned buffer.
#include "support/aligned_buffer.hpp"

#include <cstdint>

#include "test/support/catch.hpp"

using brook::detail::aligned_buffer;

TEMPLATE_TEST_CASE("a buffer is aligned, zero and a value", "", float, double, long double, int) {
    for (std::size_t size : {1, 3, 8, 17, 1000}) {
        aligned_buffer<TestType> a(size);
        CHECK(reinterpret_cast<std::uintptr_t>(a.data()) % 64 == 0);
        CHECK(a.size() == size);
        CHECK(std::all_of(a.begin(), a.end(), [](TestType x) { return x == 0; }));
        a.fill(TestType(2));
        auto b = a;
        a[0] = TestType(1);
        CHECK(b[0] == TestType(2));
        const auto *where = b.data();
        auto c = std::move(b);
        CHECK(c.data() == where);
        CHECK(b.empty());
        a = c;
        CHECK(a[0] == TestType(2));
        CHECK(a.data() != c.data());
        a = std::move(c);
        CHECK(a.data() == where);
        CHECK(a.span().size() == size);
    }
}

TEST_CASE("empty buffers need no memory, and impossible sizes are refused") {
    CHECK(aligned_buffer<double>().data() == nullptr);
    CHECK(aligned_buffer<double>(0).empty());
    CHECK_THROWS_AS(aligned_buffer<double>(SIZE_MAX / 8), std::bad_alloc);
    CHECK_THROWS_AS(aligned_buffer<double>(SIZE_MAX), std::bad_alloc);
}
