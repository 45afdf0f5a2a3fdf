// SPDX-License-Identifier: MPL-2.0
// What decides machine code besides its IR.
#pragma once

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "jit/compile.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Appends the versions and builds of everything that takes part in the making of code, on whatever machine.
void add_versions(recipe &r);

/// Appends the versions of everything that takes part in the compilation, the compiler's options, as far as they can
/// change code, and the target.
void add_environment(recipe &r, const target &t, const compile_options &options);

} // namespace detail
BROOK_END_NAMESPACE
