// SPDX-License-Identifier: MPL-2.0
// State variables that belong together.
#pragma once

#include <cstdint>
#include <vector>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Clusters of state variables that linear forms of state variables alone connect, such as all x coordinates of bodies.
/// Of each variable: the first of its cluster.
std::vector<std::uint32_t> clusters(const program &p);

} // namespace detail

BROOK_END_NAMESPACE
