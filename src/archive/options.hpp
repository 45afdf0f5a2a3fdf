// SPDX-License-Identifier: MPL-2.0
// Options of code in archives.
#pragma once

#include <brook/jit/code_options.hpp>
#include <brook/support/visibility.hpp>

#include "archive/fields.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The target is what the user asked for: usually nothing, so that code is made for the processor that reads.
template <typename Codec>
void transfer(Codec &c, code_options &o) {
    transfer_all(c, o.opt_level, o.fast_math, o.force_avx512, o.slp_vectorize, o.compact, o.parjit, o.model, o.target,
                 o.module_name);
}

} // namespace detail
BROOK_END_NAMESPACE
