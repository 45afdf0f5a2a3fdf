// SPDX-License-Identifier: MPL-2.0
// A pass: long sums that are too few to fill a block by themselves become partial sums that do.
#pragma once

#include <cstdint>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The acceleration by a hundred points is three sums of a hundred terms: three lanes, and a hundred gathers. Here each
/// becomes `width` sums of every width-th term, which read their terms side by side, and a sum of these. The order of
/// the additions thereby depends on `width`, which must be one for all machines.
program split_sums(const program &p, std::uint32_t width);

} // namespace detail
BROOK_END_NAMESPACE
