// SPDX-License-Identifier: MPL-2.0
// Tells profilers and debuggers about linked code, on request.
#pragma once

#include <brook/support/visibility.hpp>

namespace llvm::orc {
class ObjectLinkingLayer;
}

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Whether the environment asks for any of what add_observers does.
bool observers_are_wanted();

/// With BROOK_PERF=1 in the environment, every function that is linked from now on gets a line in /tmp/perf-PID.map,
/// where `perf report` looks for names; with BROOK_GDB=1, every unit is registered with the debugger (GDB, LLDB). LLVM
/// does not withdraw the registration of a unit that is gone; its addresses may then belong to another one.
/// Throws std::runtime_error if this LLVM cannot do the latter.
void add_observers(llvm::orc::ObjectLinkingLayer &layer);

} // namespace detail
BROOK_END_NAMESPACE
