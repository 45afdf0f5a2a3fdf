// SPDX-License-Identifier: MPL-2.0
// Seven 64-bit little-endian words, and a digest.
#include "cfunc/function_record.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "support/error.hpp"
#include "support/little_endian.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t format = 1;
constexpr std::uint64_t most = std::uint64_t(1) << 32; // numbers in any memory
constexpr std::uint64_t most_points = 64;
constexpr std::size_t words = 7, size_of_word = 8;

using word_list = std::array<std::uint64_t, words>;

} // namespace

std::vector<std::byte> encode(const function_record &r) {
    const auto &l = r.layout;
    std::vector<std::byte> bytes;
    for (const auto x : word_list{format, l.inputs, l.outputs, l.points, l.scratch_one, l.scratch_many, l.work}) {
        const auto word = to_little_endian(x);
        bytes.insert(bytes.end(), word.begin(), word.end());
    }
    const auto bitcode = std::as_bytes(std::span(r.bitcode));
    bytes.insert(bytes.end(), bitcode.begin(), bitcode.end());
    return bytes;
}

function_record decode_function(std::span<const std::byte> bytes) {
    function_record r;
    const auto bitcode = std::as_writable_bytes(std::span(r.bitcode));
    word_list w{};
    const bool has_size = bytes.size() == words * size_of_word + bitcode.size();
    for (std::size_t i = 0; i < words && has_size; ++i)
        w[i] = from_little_endian(bytes.subspan(i * size_of_word).first<size_of_word>());
    const auto [version, inputs, outputs, points, scratch_one, scratch_many, work] = w;
    if (!has_size || version != format || std::max({inputs, outputs, scratch_one, scratch_many}) >= most ||
        points > most_points || !std::has_single_bit(points))
        throw_runtime_error("The stored layout of a function is malformed");
    r.layout = {static_cast<std::uint32_t>(inputs),
                static_cast<std::uint32_t>(outputs),
                static_cast<std::uint32_t>(points),
                scratch_one,
                scratch_many,
                work};
    std::ranges::copy(bytes.last(bitcode.size()), bitcode.begin());
    return r;
}

} // namespace detail
BROOK_END_NAMESPACE
