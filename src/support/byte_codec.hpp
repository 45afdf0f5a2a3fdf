// SPDX-License-Identifier: MPL-2.0
// Numbers, texts and lists as bytes: the one codec of all that is stored.
//
// A stored thing is described once, by a function that takes either of the two classes below: the writer appends what
// the members hold, the reader fills them in.
//
//     template <typename Codec, typename Layout>
//     void transfer(Codec &c, Layout &l) {
//         c.number(l.order, most);
//         c.list(l.blocks, 2 * 8, [&](auto &b) { c.number(b.offset, l.size); ... });
//     }
//
// The bytes may come from anybody: the reader believes no size before as many bytes are there, and no number that is
// not below its limit. Numbers are eight bytes, the lowest first; varints have seven bits a byte, the lowest first, and
// a bit that says that more follow.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The bytes of a number, on every machine.
constexpr std::array<std::byte, 8> to_little_endian(std::uint64_t value) noexcept {
    std::array<std::byte, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(value >> (8 * i));
    return bytes;
}

/// The inverse.
constexpr std::uint64_t from_little_endian(std::span<const std::byte, 8> bytes) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
}

class byte_writer {
public:
    void byte(std::uint64_t b) { bytes_.push_back(static_cast<std::byte>(b)); }

    void number(std::uint64_t x) { append(to_little_endian(x)); }
    void number(std::uint64_t x, std::uint64_t /*limit*/) { number(x); }

    void varint(std::uint64_t x) {
        for (; x >= 128; x >>= 7)
            byte(x | 128);
        byte(x);
    }

    void flag(bool x) { number(x); }

    void text(std::string_view s) {
        varint(s.size());
        append(std::as_bytes(std::span(s)));
    }

    template <std::ranges::sized_range List, typename Element>
    void list(List &&all, std::size_t /*least_size*/, Element element) {
        number(std::ranges::size(all));
        for (auto &x : all)
            element(x);
    }

    void append(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

    std::vector<std::byte> take() { return std::move(bytes_); }

private:
    std::vector<std::byte> bytes_;
};

class byte_reader {
public:
    /// `what` is the thing in messages ("layout of a stepper"), and must outlive the object.
    byte_reader(std::span<const std::byte> bytes, std::string_view what) : left_(bytes), what_(what) {}

    std::uint64_t byte() { return std::to_integer<std::uint64_t>(take(1)[0]); }

    std::uint64_t number() { return from_little_endian(take(8).first<8>()); }
    void number(std::uint64_t &x) { x = number(); }

    /// A number below `limit`.
    template <std::unsigned_integral T>
    void number(T &x, std::uint64_t limit) {
        const auto read = number();
        if (read >= limit || read > std::numeric_limits<T>::max())
            fail("a number is too large");
        x = static_cast<T>(read);
    }

    std::uint64_t varint() {
        std::uint64_t x = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto b = byte();
            x |= (b & 127) << shift;
            if (b < 128)
                return x;
        }
        fail("an integer has more than 64 bits");
    }

    /// The number, as a varint, of things that take at least a byte each.
    std::size_t varint_count() { return believed(varint(), 1); }

    void flag(bool &x) {
        std::uint64_t read = 0;
        number(read, 2);
        x = read != 0;
    }

    std::string_view text() {
        const auto bytes = take(varint_count());
        return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
    }

    /// A list of things that take at least `least_size` bytes each; `element` reads one.
    template <typename T, typename Element>
    void list(std::vector<T> &all, std::size_t least_size, Element element) {
        all.clear();
        for (auto n = believed(number(), least_size); n != 0; --n)
            element(all.emplace_back());
    }

    /// The bytes of a list of things that take `size` bytes each.
    std::span<const std::byte> take_list(std::size_t size) { return take(believed(number(), size) * size); }

    std::span<const std::byte> take(std::uint64_t size) {
        if (size > left_.size())
            fail("it ends too early");
        const auto taken = left_.first(static_cast<std::size_t>(size));
        left_ = left_.subspan(taken.size());
        return taken;
    }

    /// All that is left.
    std::span<const std::byte> rest() { return take(left_.size()); }

    /// Fails if there is anything left.
    void end() const {
        if (!left_.empty())
            fail("something follows its end");
    }

    /// Throws std::runtime_error.
    [[noreturn]] void fail(std::string_view why) const {
        throw_runtime_error("The stored {} is malformed: {}", what_, why);
    }

private:
    std::size_t believed(std::uint64_t count, std::size_t least_size) const {
        if (count > left_.size() / least_size)
            fail("it ends before its last list");
        return static_cast<std::size_t>(count);
    }

    std::span<const std::byte> left_;
    std::string_view what_;
};

} // namespace detail
BROOK_END_NAMESPACE
