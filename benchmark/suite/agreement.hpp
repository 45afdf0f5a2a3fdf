// SPDX-License-Identifier: MPL-2.0
// Whether an answer is right, which is asked before anything is timed.
#pragma once

#include <string>

#include "benchmark/suite/entry.hpp"

namespace suite {

/// Integrates over `span` with brook and with all peers, and ends the process if one of them is further away from
/// `truth` than its errors can have taken it. The answer of the method named `spoilt` is made wrong first, in the
/// tenth digit; empty: none.
void require_agreement(const entry &e, double span, const reference &truth, const std::string &spoilt);

} // namespace suite
