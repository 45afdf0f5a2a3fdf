// SPDX-License-Identifier: MPL-2.0
// A finder takes memory at its first call only.
#include <cstdlib>
#include <new>
#include <random>
#include <vector>

#include "event/zeros.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // their allocators want to see every call

using namespace brook::detail;

namespace {

using brook::test::code_types;

thread_local long allocations = 0;

} // namespace

void *operator new(std::size_t size) {
    ++allocations;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

TEMPLATE_LIST_TEST_CASE("searches take no memory after the first", "", code_types) {
    // Simple, double and triple zeros.
    std::mt19937_64 random(11);
    std::vector<std::vector<TestType>> polynomials;
    for (int i = 0; i < 300; ++i) {
        std::vector<TestType> c{1};
        for (int j = 0; j < 7; ++j) {
            const auto zero = static_cast<TestType>(random() % 16) / 8;
            c.push_back(0);
            for (std::size_t k = c.size() - 1; k > 0; --k)
                c[k] = c[k - 1] - zero * c[k];
            c[0] *= -zero;
        }
        polynomials.push_back(c);
    }
    zero_finder<TestType> finder;
    const auto find_all = [&] {
        std::size_t n = 0;
        for (const auto &c : polynomials)
            n += finder.find(c.data(), 1, 7, TestType(1)).size();
        return n;
    };
    const auto n = find_all();
    const auto before = allocations;
    CHECK(find_all() == n);
    const auto after = allocations;
    CHECK(before > 0);
    CHECK(after == before);
    CHECK(finder.counts().decided < finder.counts().polynomials - finder.counts().excluded);
}

#endif
