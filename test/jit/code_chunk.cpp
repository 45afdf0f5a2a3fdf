// SPDX-License-Identifier: MPL-2.0
// Free ranges against a plain model, and what becomes of pages.
#include "jit/code_chunk.hpp"

#include <cstring>
#include <random>
#include <vector>

#include <unistd.h>

#include "test/support/catch.hpp"

using namespace brook;
using detail::address_range, detail::code_chunk, detail::free_ranges;

TEST_CASE("free ranges do what a row of flags does", "[jit]") {
    constexpr std::size_t grain = free_ranges::grain, count = 400;
    const address_range all{grain * 1000, grain * count};
    free_ranges ranges(all);
    std::vector<bool> taken(count);
    std::vector<address_range> held;
    // The first place, as the flags have it.
    const auto first_fit = [&](std::size_t size, std::size_t alignment) {
        const auto is_free = [&](std::size_t at) {
            for (std::size_t i = at; i < at + size / grain; ++i)
                if (taken[i])
                    return false;
            return true;
        };
        for (std::size_t at = 0; at + size / grain <= count; ++at)
            if ((all.begin + at * grain) % alignment == 0 && is_free(at))
                return address_range{all.begin + at * grain, size};
        return address_range{};
    };
    const auto mark = [&](address_range r, bool value) {
        for (auto i = (r.begin - all.begin) / grain; i < (r.end() - all.begin) / grain; ++i) {
            taken[i] = value;
        }
    };
    std::mt19937 random(3);
    std::size_t refused = 0;
    for (int step = 0; step < 20000; ++step) {
        if (random() % 2 == 0 || held.empty()) {
            const auto size = grain * (1 + random() % 40), alignment = grain << random() % 4;
            const auto expected = first_fit(size, alignment), r = ranges.take(size, alignment);
            REQUIRE(r.begin == expected.begin);
            REQUIRE(r.size == expected.size);
            mark(r, true);
            refused += r.size == 0;
            if (r.size != 0)
                held.push_back(r);
        } else {
            std::swap(held[random() % held.size()], held.back());
            const auto r = held.back();
            held.pop_back();
            mark(r, false);
            const auto joined = ranges.give_back(r);
            REQUIRE(joined.begin <= r.begin);
            REQUIRE(joined.end() >= r.end());
            for (auto at = joined.begin; at < joined.end(); at += grain)
                REQUIRE_FALSE(taken[(at - all.begin) / grain]);
        }
        REQUIRE(ranges.are(all) == held.empty());
    }
    CHECK(refused > 100);
}

TEST_CASE("what is written in one view of a chunk is read in the other, until it is free", "[jit]") {
    const auto chunk = code_chunk::map(100000, 10000, nullptr);
    if (!chunk) {
        WARN("skipped: this system does not map memory twice");
        return;
    }
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    CHECK(chunk->is_empty());
    CHECK_FALSE(chunk->inherited());
    const auto a = chunk->code.take(64, 64), b = chunk->code.take(3 * page, 64), c = chunk->code.take(64, 64);
    const auto byte_at = [](std::uintptr_t at) { return *reinterpret_cast<const unsigned char *>(at); };
    for (const auto &r : {a, b, c}) {
        std::memset(chunk->writable(r.begin), 0x55, r.size);
        CHECK(byte_at(r.begin) == 0x55);
        CHECK(byte_at(r.end() - 1) == 0x55);
    }
    chunk->release_code(b);
    for (auto at = b.begin; at < b.end(); ++at)
        if (byte_at(at) == 0x55)
            FAIL("a byte of free code is left");
    for (const auto &r : {a, c}) {
        CHECK(byte_at(r.begin) == 0x55);
        CHECK(byte_at(r.end() - 1) == 0x55);
    }
    const auto variable = chunk->data.take(64, 64);
    CHECK(variable.begin > c.end());
    CHECK(variable.end() - a.begin < 200000);
    *reinterpret_cast<char *>(variable.begin) = 1;
    chunk->release_code(a);
    CHECK_FALSE(chunk->is_empty());
    chunk->release_data(variable);
    chunk->release_code(c);
    CHECK(chunk->is_empty());
    CHECK(chunk->code.take(100000, 64).size == 100000);
}
