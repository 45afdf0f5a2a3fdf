// SPDX-License-Identifier: MPL-2.0
// Asks LLVM. The build links this file with an LLVM of its own if it can: nothing else belongs here.
#include "jit/host.hpp"

#include "jit/llvm.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void brook_describe_host(host_machine &m) {
    m.triple = llvm::sys::getProcessTriple();
    m.cpu = llvm::sys::getHostCPUName().str();
    for (const auto &f : llvm::sys::getHostCPUFeatures())
        m.features[f.getKey().str()] = f.getValue();
}

} // namespace detail
BROOK_END_NAMESPACE
