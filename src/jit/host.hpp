// SPDX-License-Identifier: MPL-2.0
// This machine, in the words of the LLVM that compiles.
#pragma once

#include <map>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct host_machine {
    std::string triple, cpu;
    std::map<std::string, bool> features; ///< of this kind of CPU, and whether this one has them
};

/// Calls no function of a shared LLVM, where the build found what it takes (cmake/BrookHost.cmake): keys and look-ups
/// need this. The linker is told its name, hence extern "C".
extern "C" void brook_describe_host(host_machine &m);

} // namespace detail
BROOK_END_NAMESPACE
