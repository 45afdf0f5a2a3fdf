// SPDX-License-Identifier: MPL-2.0
// Writes and reads the layout of a stepper: 64-bit little-endian words, counts before lists.
#include "integrator/stepper_record.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "support/little_endian.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

class writer {
public:
    void word(std::uint64_t x) {
        const auto word = to_little_endian(x);
        bytes.insert(bytes.end(), word.begin(), word.end());
    }
    std::vector<std::byte> bytes;
};

class reader {
public:
    explicit reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::uint64_t word() {
        if (bytes_.size() < 8) {
            fail();
        }
        const auto x = from_little_endian(bytes_.first<8>());
        bytes_ = bytes_.subspan(8);
        return x;
    }
    std::uint32_t word_below(std::uint64_t limit) {
        const auto x = word();
        if (x >= limit) {
            fail();
        }
        return static_cast<std::uint32_t>(x);
    }
    // No list is longer than the bytes that are left.
    std::size_t count() { return word_below(bytes_.size() / 8 + 1); }
    void rest(std::span<std::byte> to) const {
        if (bytes_.size() != to.size()) {
            fail();
        }
        std::copy(bytes_.begin(), bytes_.end(), to.begin());
    }
    [[noreturn]] static void fail() { throw std::runtime_error("The stored layout of a stepper is malformed"); }

private:
    std::span<const std::byte> bytes_;
};

constexpr std::uint64_t format = 3;
constexpr std::uint64_t most_numbers = std::uint64_t(1) << 32; // in scratch memory
constexpr std::uint64_t widest = 65;

// Of several trajectories, the one in lane 0 of a block follows from each of its lanes.
void check_trajectories(const stepper_code &c) {
    if (c.trajectories == 0 || c.lanes.size() % c.trajectories != 0) {
        reader::fail();
    }
    std::vector<std::optional<std::uint32_t>> first(c.blocks.size());
    for (std::size_t i = 0; c.trajectories > 1 && i < c.lanes.size(); ++i) {
        const auto own = static_cast<std::uint32_t>(i % c.trajectories), lane = c.lanes[i].lane;
        auto &known = first[c.lanes[i].block];
        if (lane > own || (known && *known != own - lane)) {
            reader::fail();
        }
        known = own - lane;
    }
}

} // namespace

std::vector<std::byte> encode(const stepper_record &r) {
    const auto &c = r.layout;
    writer w;
    w.word(format);
    w.word(r.in_turn);
    if (r.in_turn) {
        return std::move(w.bytes);
    }
    w.word(c.trajectories);
    w.word(c.order);
    w.word(c.scratch_size);
    w.word(c.flush_subnormals);
    w.word(c.blocks.size());
    for (const auto &b : c.blocks) {
        w.word(b.offset);
        w.word(b.width);
    }
    w.word(c.lanes.size());
    for (const auto &l : c.lanes) {
        w.word(l.block);
        w.word(l.lane);
    }
    w.word(c.padding.size());
    for (const auto &p : c.padding) {
        w.word(p.offset);
        w.word(p.equation);
    }
    w.word(c.outputs.size());
    for (const auto &o : c.outputs) {
        w.word(o.offset);
        w.word(o.stride);
        w.word(o.constant);
    }
    const auto bitcode = std::as_bytes(std::span(r.bitcode));
    w.bytes.insert(w.bytes.end(), bitcode.begin(), bitcode.end());
    return std::move(w.bytes);
}

stepper_record decode(std::span<const std::byte> bytes) {
    reader in(bytes);
    stepper_record r;
    auto &c = r.layout;
    if (in.word() != format) {
        reader::fail();
    }
    r.in_turn = in.word_below(2) != 0;
    if (r.in_turn) {
        in.rest({});
        return r;
    }
    c.trajectories = in.word_below(most_numbers);
    c.order = in.word_below(most_numbers);
    c.scratch_size = in.word_below(most_numbers);
    c.flush_subnormals = in.word_below(2) != 0;
    for (auto n = in.count(); n != 0; --n) {
        const auto offset = in.word_below(c.scratch_size);
        const auto width = in.word_below(widest);
        if (offset + (std::uint64_t(c.order) + 1) * width > c.scratch_size) {
            reader::fail();
        }
        c.blocks.push_back({offset, width});
    }
    for (auto n = in.count(); n != 0; --n) {
        const auto block = in.word_below(c.blocks.size());
        c.lanes.push_back({block, in.word_below(c.blocks[block].width)});
    }
    check_trajectories(c);
    for (auto n = in.count(); n != 0; --n) {
        const auto offset = in.word_below(c.scratch_size);
        c.padding.push_back({offset, in.word_below(c.lanes.size())});
    }
    for (auto n = in.count(); n != 0; --n) {
        const auto offset = in.word_below(c.scratch_size);
        const auto stride = in.word_below(widest);
        const bool constant = in.word_below(2) != 0;
        if (!constant && offset + std::uint64_t(c.order) * stride >= c.scratch_size) {
            reader::fail();
        }
        c.outputs.push_back({offset, stride, constant});
    }
    in.rest(std::as_writable_bytes(std::span(r.bitcode)));
    return r;
}

} // namespace detail

BROOK_END_NAMESPACE
