// SPDX-License-Identifier: MPL-2.0
// What the writer writes, the reader reads; anything else it refuses.
#include "support/byte_codec.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "test/support/catch.hpp"

using brook::detail::byte_reader;
using brook::detail::byte_writer;

namespace {

struct thing {
    std::uint32_t small = 0;
    std::uint64_t large = 0;
    bool yes = false;
    std::vector<thing> parts;

    bool operator==(const thing &) const = default;
};

constexpr std::uint64_t limit = 1000;

template <typename Codec, typename Thing>
void transfer(Codec &c, Thing &t) {
    c.number(t.small, limit);
    c.number(t.large);
    c.flag(t.yes);
    c.list(t.parts, 32, [&](auto &part) { transfer(c, part); });
}

std::vector<std::byte> written(const thing &t) {
    byte_writer out;
    transfer(out, t);
    return out.take();
}

thing read(std::span<const std::byte> bytes) {
    byte_reader in(bytes, "thing");
    thing t;
    transfer(in, t);
    in.end();
    return t;
}

const thing example{7, ~std::uint64_t(0), true, {{999, 1, false, {}}, {0, 0, true, {{1, 2, true, {}}}}}};

} // namespace

TEST_CASE("a thing that is described once comes back as it was", "[byte_codec]") {
    CHECK(read(written(example)) == example);
    CHECK(read(written({})) == thing{});
}

TEST_CASE("every truncation and every addition is refused, with the name of the thing", "[byte_codec]") {
    const auto bytes = written(example);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_THROWS_AS(read(std::span(bytes).first(size)), std::runtime_error);
    auto longer = bytes;
    longer.emplace_back();
    CHECK_THROWS_WITH(read(longer), "The stored thing is malformed: something follows its end");
}

TEST_CASE("numbers at their limits are refused", "[byte_codec]") {
    CHECK_THROWS_AS(read(written({1000, 0, false, {}})), std::runtime_error);
    auto bytes = written({});
    bytes[4] = std::byte(1); // 2^32 does not become 0
    CHECK_THROWS_AS(read(bytes), std::runtime_error);
    bytes = written({});
    bytes[16] = std::byte(2); // neither true nor false
    CHECK_THROWS_AS(read(bytes), std::runtime_error);
}

TEST_CASE("a list is not believed before it is there", "[byte_codec]") {
    for (const auto count : {std::uint64_t(2), std::uint64_t(1) << 60, ~std::uint64_t(0)}) {
        byte_writer out;
        out.number(count);
        out.append(written({}));
        const auto bytes = out.take();
        byte_reader in(bytes, "list");
        std::vector<thing> things;
        CHECK_THROWS_AS(in.list(things, 32, [&](auto &t) { transfer(in, t); }), std::runtime_error);
        CHECK(things.empty());
    }
}

TEST_CASE("varints and texts", "[byte_codec]") {
    std::mt19937_64 random(1);
    std::vector<std::uint64_t> numbers{0, 1, 127, 128, 16383, 16384, std::numeric_limits<std::uint64_t>::max()};
    for (int i = 0; i < 100; ++i)
        numbers.push_back(random() >> random() % 64);
    byte_writer out;
    for (const auto x : numbers)
        out.varint(x);
    const std::string text(200, 'x');
    out.text(text);
    out.text("");
    const auto bytes = out.take();
    byte_reader in(bytes, "list");
    for (const auto x : numbers)
        CHECK(in.varint() == x);
    CHECK(in.text() == text);
    CHECK(in.text().empty());
    in.end();
    const std::vector<std::byte> endless(11, std::byte(0xff));
    CHECK_THROWS_AS(byte_reader(endless, "number").varint(), std::runtime_error);
    CHECK_THROWS_AS(byte_reader(endless, "text").text(), std::runtime_error);
}
