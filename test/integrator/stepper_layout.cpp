// SPDX-License-Identifier: MPL-2.0
// The stored layout of a stepper: what is written is read, and nothing else is believed.
#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "integrator/stepper_layout.hpp"
#include "test/support/catch.hpp"
#include "test/support/within_bounds.hpp"

using namespace brook;
using detail::decode_stepper;
using detail::stepper_code;

namespace {

// Three equations in a block of four lanes, one alone, a copy in the surplus lane, and two functions of the state.
stepper_code example() {
    stepper_code c;
    c.order = 5;
    c.scratch_size = 64;
    c.blocks = {{0, 4}, {24, 1}};
    c.lanes = {{0, 0}, {1, 0}, {0, 1}, {0, 2}};
    c.padding = {{3, 2}};
    c.outputs = {{2, 4, false}, {60, 1, true}};
    c.flush_subnormals = false;
    return c;
}

// Two variables of three trajectories, each in a block that a fourth lane pads.
stepper_code batch_example() {
    stepper_code c;
    c.trajectories = 3;
    c.order = 5;
    c.scratch_size = 48;
    c.blocks = {{0, 4}, {24, 4}};
    c.lanes = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
    c.padding = {{3, 0}, {27, 3}};
    return c;
}

bool equal(const stepper_code &a, const stepper_code &b) { return encode(a) == encode(b); }

// True if the bytes are refused, or read as a record that is safe to use.
bool is_harmless(const std::vector<std::byte> &bytes) {
    try {
        return test::within_bounds(decode_stepper(bytes));
    } catch (const std::runtime_error &) {
        return true;
    }
}

template <typename F>
bool refused_after(F change, stepper_code r = example()) {
    change(r);
    try {
        decode_stepper(encode(r));
    } catch (const std::runtime_error &) {
        return true;
    }
    return false;
}

} // namespace

TEST_CASE("a layout comes back as it was", "[stepper_layout]") {
    const auto r = example();
    const auto back = decode_stepper(encode(r));
    CHECK(back.order == 5);
    CHECK(back.scratch_size == 64);
    CHECK_FALSE(back.flush_subnormals);
    REQUIRE(back.blocks.size() == 2);
    CHECK(back.blocks[1].offset == 24);
    CHECK(back.blocks[0].width == 4);
    REQUIRE(back.lanes.size() == 4);
    CHECK(back.lanes[1].block == 1);
    CHECK(back.lanes[3].lane == 2);
    REQUIRE(back.padding.size() == 1);
    CHECK(back.padding[0].offset == 3);
    CHECK(back.padding[0].equation == 2);
    REQUIRE(back.outputs.size() == 2);
    CHECK(back.outputs[0].offset == 2);
    CHECK(back.outputs[0].stride == 4);
    CHECK(back.outputs[1].constant);
    CHECK(back.jet == nullptr);
    CHECK(equal(r, decode_stepper(encode(r))));
}

TEST_CASE("every number of a layout is stored", "[stepper_layout]") {
    const auto changed = [](auto change) {
        auto r = example();
        change(r);
        return !equal(r, example()) && equal(decode_stepper(encode(r)), r);
    };
    CHECK(changed([](auto &c) { c.order = 4; }));
    CHECK(changed([](auto &c) { c.scratch_size = 65; }));
    CHECK(changed([](auto &c) { c.flush_subnormals = true; }));
    CHECK(changed([](auto &c) { c.blocks[1].offset = 25; }));
    CHECK(changed([](auto &c) { c.blocks[1].width = 2; }));
    CHECK(changed([](auto &c) { c.lanes[0].lane = 3; }));
    CHECK(changed([](auto &c) { c.lanes[2] = {1, 0}; }));
    CHECK(changed([](auto &c) { c.padding[0].offset = 4; }));
    CHECK(changed([](auto &c) { c.padding[0].equation = 0; }));
    CHECK(changed([](auto &c) { c.padding.clear(); }));
    CHECK(changed([](auto &c) { c.outputs[0].offset = 41; }));
    CHECK(changed([](auto &c) { c.outputs[0].stride = 3; }));
    CHECK(changed([](auto &c) { c.outputs[0].constant = true; }));
    CHECK(changed([](auto &c) { c.outputs.pop_back(); }));
}

TEST_CASE("layouts that contradict themselves are refused", "[stepper_layout]") {
    CHECK_FALSE(refused_after([](auto &) {}));
    CHECK(refused_after([](auto &c) { c.blocks[1].offset = 59; })); // its last order lies behind the memory
    CHECK_FALSE(refused_after([](auto &c) { c.blocks[1].offset = 58; }));
    CHECK(refused_after([](auto &c) { c.blocks[0].width = 11; }));
    CHECK_FALSE(refused_after([](auto &c) { c.blocks[0].width = 10; }));
    CHECK(refused_after([](auto &c) { c.order = 16; }));
    CHECK_FALSE(refused_after([](auto &c) { c.order = 15; }));
    CHECK(refused_after([](auto &c) { c.order = ~std::uint32_t(0); }));
    CHECK(refused_after([](auto &c) { c.scratch_size = 29; }));
    CHECK(refused_after([](auto &c) { c.scratch_size = 0; }));
    CHECK(refused_after([](auto &c) { c.scratch_size = std::size_t(1) << 40; }));
    CHECK(refused_after([](auto &c) { c.lanes[0].block = 2; }));
    CHECK(refused_after([](auto &c) { c.lanes[0].lane = 4; }));
    CHECK(refused_after([](auto &c) { c.lanes[1].lane = 1; }));
    CHECK(refused_after([](auto &c) { c.blocks.clear(); }));
    CHECK(refused_after([](auto &c) { c.padding[0].offset = 64; }));
    CHECK(refused_after([](auto &c) { c.padding[0].equation = 4; }));
    CHECK(refused_after([](auto &c) { c.outputs[0].offset = 44; })); // its last order lies behind the memory
    CHECK_FALSE(refused_after([](auto &c) { c.outputs[0].offset = 43; }));
    CHECK(refused_after([](auto &c) { c.outputs[0].stride = 13; }));
    CHECK_FALSE(refused_after([](auto &c) { c.outputs[0].stride = 12; }));
    CHECK(refused_after([](auto &c) { c.outputs[1].offset = 64; }));
    CHECK_FALSE(refused_after([](auto &c) { c.outputs[1] = {63, 64, true}; }));
    CHECK(refused_after([](auto &c) { c.blocks[0].offset = ~std::size_t(0); })); // sums must not wrap around
}

TEST_CASE("the lanes of a block are one trajectory after the other", "[stepper_layout]") {
    const auto r = batch_example();
    CHECK(equal(r, decode_stepper(encode(r))));
    CHECK(decode_stepper(encode(r)).trajectories == 3);
    const auto refused = [](auto change) { return refused_after(change, batch_example()); };
    CHECK_FALSE(refused([](auto &) {}));
    CHECK_FALSE(refused([](auto &c) { c.trajectories = 1; }));
    CHECK(refused([](auto &c) { c.trajectories = 0; }));
    CHECK(refused([](auto &c) { c.trajectories = 2; })); // trajectories 0, 1, 0 in the first block
    CHECK(refused([](auto &c) { c.trajectories = 4; })); // not as many of each variable
    CHECK(refused([](auto &c) { std::swap(c.lanes[0], c.lanes[1]); }));
    CHECK(refused([](auto &c) { std::swap(c.lanes[0], c.lanes[4]); }));
    CHECK(refused([](auto &c) { c.lanes[0].lane = 1; }));
    CHECK(refused([](auto &c) { c.trajectories = std::uint32_t(-1); }));
}

TEST_CASE("every truncation and every addition is refused", "[stepper_layout]") {
    const auto bytes = GENERATE(encode(example()), encode(batch_example()));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        INFO("size " << size);
        CHECK_THROWS_AS(decode_stepper(std::span(bytes).first(size)), std::runtime_error);
    }
    for (std::size_t extra = 1; extra <= 17; ++extra) {
        auto longer = bytes;
        longer.resize(bytes.size() + extra);
        CHECK_THROWS_AS(decode_stepper(longer), std::runtime_error);
    }
}

TEST_CASE("flipped bits are refused or harmless", "[stepper_layout]") {
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

TEST_CASE("counts that no memory could hold are refused at once", "[stepper_layout]") {
    const auto bytes = encode(example());
    for (const std::uint64_t count : {std::uint64_t(1) << 31, std::uint64_t(1) << 61, ~std::uint64_t(0)}) {
        for (std::size_t word = 0; word < bytes.size() / 8; ++word) {
            auto changed = bytes;
            std::memcpy(changed.data() + 8 * word, &count, sizeof(count));
            CHECK(is_harmless(changed));
        }
    }
}
