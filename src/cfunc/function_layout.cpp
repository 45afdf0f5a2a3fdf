// SPDX-License-Identifier: MPL-2.0
// What is stored of a layout, written once for both ways.
#include "cfunc/function_layout.hpp"

#include <bit>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t most = std::uint64_t(1) << 32; // numbers in any memory
constexpr std::uint64_t most_points = 64;

template <typename Codec, typename Layout>
void transfer(Codec &c, Layout &l) {
    c.number(l.inputs, most);
    c.number(l.outputs, most);
    c.number(l.points, most_points + 1);
    c.number(l.scratch_one, most);
    c.number(l.scratch_many, most);
    c.number(l.work);
}

} // namespace

std::vector<std::byte> encode(const function_layout &layout) {
    byte_writer out;
    transfer(out, layout);
    return out.take();
}

function_layout decode_function(std::span<const std::byte> bytes) {
    byte_reader in(bytes, "layout of a function");
    function_layout layout;
    transfer(in, layout);
    in.end();
    if (!std::has_single_bit(layout.points))
        in.fail("the points do not fill a vector");
    return layout;
}

} // namespace detail
BROOK_END_NAMESPACE
