// SPDX-License-Identifier: MPL-2.0
// What decides about the code of a definition.
#include "decomposition/kind.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

kind kind_of(const program &p, const definition &d, std::uint32_t level) {
    kind k{d.op->name, false, d.constant, level, d.args.size(), d.constants.size(), {}, {}};
    for (const auto v : d.args) {
        k.constant_args.push_back(p.is_constant(v));
    }
    for (const auto &x : d.attributes) {
        const auto bits = bits_of(x);
        k.attributes.emplace_back(bits.low, bits.high ^ (std::uint64_t(bits.type) << 32));
    }
    return k;
}

} // namespace detail

BROOK_END_NAMESPACE
