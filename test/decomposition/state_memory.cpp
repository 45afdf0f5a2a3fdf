// SPDX-License-Identifier: MPL-2.0
// Descriptions of memory as they are stored: what is written is read, and nothing else is believed.
#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "decomposition/state_memory.hpp"
#include "test/support/catch.hpp"
#include "test/support/within_bounds.hpp"

using namespace brook;
using detail::decode_state_memory;
using detail::state_memory;

namespace {

// Three equations beside a copy in the surplus lane, one alone, and two functions of the state.
state_memory example() {
    return {5, 1, 64, {{0, 4}, {24, 1}, {1, 4}, {2, 4}}, {{{3, 4}, 2}}, {{2, 4, false}, {60, 1, true}}};
}

// Two variables of three trajectories, each beside a lane that pads it.
state_memory batch_example() {
    return {5, 3, 48, {{0, 4}, {1, 4}, {2, 4}, {24, 4}, {25, 4}, {26, 4}}, {{{3, 4}, 0}, {{27, 4}, 3}}, {}};
}

// True if the bytes are refused, or read as a record that is safe to use.
bool is_harmless(const std::vector<std::byte> &bytes) {
    try {
        return test::within_bounds(decode_state_memory(bytes));
    } catch (const std::runtime_error &) {
        return true;
    }
}

template <typename F>
bool refused_after(F change, state_memory m = example()) {
    change(m);
    try {
        decode_state_memory(encode(m));
    } catch (const std::runtime_error &) {
        return true;
    }
    return false;
}

} // namespace

TEST_CASE("a description comes back as it was", "[state_memory]") {
    for (const auto &m : {example(), batch_example(), state_memory()})
        CHECK((decode_state_memory(encode(m)) == m));
}

TEST_CASE("every number of a description is stored", "[state_memory]") {
    const auto changed = [](auto change) {
        auto m = example();
        change(m);
        return m != example() && encode(m) != encode(example()) && decode_state_memory(encode(m)) == m;
    };
    CHECK(changed([](auto &m) { m.order = 4; }));
    CHECK(changed([](auto &m) { m.scratch_size = 65; }));
    CHECK(changed([](auto &m) { m.states[1].offset = 25; }));
    CHECK(changed([](auto &m) { m.states[1].stride = 2; }));
    CHECK(changed([](auto &m) { m.padding[0].at.offset = 4; }));
    CHECK(changed([](auto &m) { m.padding[0].at.stride = 3; }));
    CHECK(changed([](auto &m) { m.padding[0].copies = 0; }));
    CHECK(changed([](auto &m) { m.padding.clear(); }));
    CHECK(changed([](auto &m) { m.outputs[0].offset = 43; }));
    CHECK(changed([](auto &m) { m.outputs[0].stride = 3; }));
    CHECK(changed([](auto &m) { m.outputs[0].constant = true; }));
    CHECK(changed([](auto &m) { m.outputs.pop_back(); }));
}

TEST_CASE("descriptions that contradict themselves are refused", "[state_memory]") {
    CHECK_FALSE(refused_after([](auto &) {}));
    CHECK(refused_after([](auto &m) { m.states[1].offset = 59; })); // its last order lies behind the memory
    CHECK_FALSE(refused_after([](auto &m) { m.states[1].offset = 58; }));
    CHECK(refused_after([](auto &m) { m.states[1].stride = 8; }));
    CHECK_FALSE(refused_after([](auto &m) { m.states[1].stride = 7; }));
    CHECK(refused_after([](auto &m) { m.states[1].stride = 65; }));
    CHECK(refused_after([](auto &m) { m.order = 16; }));
    CHECK_FALSE(refused_after([](auto &m) { m.order = 15; }));
    CHECK(refused_after([](auto &m) { m.order = ~std::uint32_t(0); }));
    CHECK(refused_after([](auto &m) { m.scratch_size = 29; }));
    CHECK(refused_after([](auto &m) { m.scratch_size = 0; }));
    CHECK(refused_after([](auto &m) { m.scratch_size = std::size_t(1) << 40; }));
    CHECK(refused_after([](auto &m) { m.padding[0].at.offset = 44; }));
    CHECK(refused_after([](auto &m) { m.padding[0].copies = 4; }));
    CHECK(refused_after([](auto &m) { m.states.clear(); })); // of which the padding is a copy
    CHECK(refused_after([](auto &m) { m.outputs[0].offset = 44; }));
    CHECK_FALSE(refused_after([](auto &m) { m.outputs[0].offset = 43; }));
    CHECK(refused_after([](auto &m) { m.outputs[0].stride = 13; }));
    CHECK_FALSE(refused_after([](auto &m) { m.outputs[0].stride = 12; }));
    CHECK(refused_after([](auto &m) { m.outputs[1].offset = 64; }));
    CHECK_FALSE(refused_after([](auto &m) { m.outputs[1] = {63, 64, true}; }));
    CHECK(refused_after([](auto &m) { m.states[0].offset = ~std::size_t(0); })); // sums must not wrap around
}

TEST_CASE("trajectories lie one after the other", "[state_memory]") {
    const auto refused = [](auto change) { return refused_after(change, batch_example()); };
    CHECK_FALSE(refused([](auto &) {}));
    CHECK_FALSE(refused([](auto &m) { m.trajectories = 1; }));
    CHECK(refused([](auto &m) { m.trajectories = 0; }));
    CHECK(refused([](auto &m) { m.trajectories = 2; })); // 0, 1, 0 side by side
    CHECK(refused([](auto &m) { m.trajectories = 4; })); // not as many of each variable
    CHECK(refused([](auto &m) { std::swap(m.states[0], m.states[1]); }));
    CHECK(refused([](auto &m) { std::swap(m.states[0], m.states[4]); }));
    CHECK(refused([](auto &m) { m.states[0].offset = 1; }));
    CHECK(refused([](auto &m) { m.trajectories = std::uint32_t(-1); }));
}

TEST_CASE("every truncation and every addition is refused", "[state_memory]") {
    const auto bytes = GENERATE(encode(example()), encode(batch_example()));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        INFO("size " << size);
        CHECK_THROWS_AS(decode_state_memory(std::span(bytes).first(size)), std::runtime_error);
    }
    for (std::size_t extra = 1; extra <= 17; ++extra) {
        auto longer = bytes;
        longer.resize(bytes.size() + extra);
        CHECK_THROWS_AS(decode_state_memory(longer), std::runtime_error);
    }
}

TEST_CASE("flipped bits are refused or harmless", "[state_memory]") {
    const auto bytes = GENERATE(encode(example()), encode(batch_example()));
    std::size_t harmful = 0;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        auto flipped = bytes;
        flipped[bit / 8] ^= std::byte(1) << (bit % 8);
        harmful += !is_harmless(flipped);
    }
    CHECK(harmful == 0);
    std::mt19937 random(1);
    for (int round = 0; round < 20000; ++round) {
        auto flipped = bytes;
        for (auto n = 2 + random() % 6; n != 0; --n) {
            // Mostly low bits of words, which stand for numbers that could be believed.
            const auto word = random() % (bytes.size() / 8), bit = random() % (random() % 4 == 0 ? 64 : 7);
            flipped[8 * word + bit / 8] ^= std::byte(1) << (bit % 8);
        }
        harmful += !is_harmless(flipped);
    }
    CHECK(harmful == 0);
}

TEST_CASE("counts that no memory could hold are refused at once", "[state_memory]") {
    const auto bytes = encode(example());
    for (const std::uint64_t count : {std::uint64_t(1) << 31, std::uint64_t(1) << 61, ~std::uint64_t(0)}) {
        for (std::size_t word = 0; word < bytes.size() / 8; ++word) {
            auto changed = bytes;
            std::memcpy(changed.data() + 8 * word, &count, sizeof(count));
            CHECK(is_harmless(changed));
        }
    }
}
