// SPDX-License-Identifier: MPL-2.0
// Which code models a machine has.
#pragma once

#include <string>

#include <brook/jit/code_model.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Throws std::invalid_argument if machines with this triple have no such code model. LLVM would end the process.
void check_code_model(code_model model, const std::string &triple);

} // namespace detail
BROOK_END_NAMESPACE
