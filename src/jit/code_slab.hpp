// SPDX-License-Identifier: MPL-2.0
// The memory of linked code: many units share a few large pieces, because a process has at most 65,530 maps of memory,
// and because a page for each section of a small unit would be mostly empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <brook/support/visibility.hpp>

#include "jit/code_chunk.hpp"
#include "jit/llvm.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Memory for JITLink. Where the system refuses to map memory twice (SELinux, an old kernel, no Linux), LLVM's own
/// manager takes over for the process: with pages of its own for each unit.
///
/// After a fork() the pages of code are shared by parent and child, so that neither may change what the other may run:
/// the child leaves them as they are and takes new ones, and in the parent code that was there at the fork makes room
/// only when its whole chunk is without users.
class code_slab final : public llvm::jitlink::JITLinkMemoryManager {
public:
    using graph = llvm::jitlink::LinkGraph;

    /// `on_retained` is called, in the thread that links, with the bytes that a graph is going to occupy. Code that is
    /// `observed` has LLVM's manager: debuggers cannot set breakpoints in a shared map, and to perf it is a file.
    code_slab(bool observed, std::function<void(std::size_t)> on_retained);

    /// Fails where a section is both writable and executable.
    void allocate(const llvm::jitlink::JITLinkDylib *library, graph &g, OnAllocatedFunction done) override;
    void deallocate(std::vector<FinalizedAlloc> units, OnDeallocatedFunction done) override;
    using JITLinkMemoryManager::allocate;
    using JITLinkMemoryManager::deallocate;

private:
    class in_flight;

    void unlock_in_parent() noexcept;
    void unlock_in_child() noexcept;

    struct unit {
        code_chunk *home = nullptr;
        address_range code, data;
        std::uint64_t forks = 0; // before it was there
        std::vector<llvm::orc::shared::WrapperFunctionCall> at_end{};
    };

    // Room for a segment of a unit, or for several.
    struct room {
        std::size_t size = 0, alignment = free_ranges::grain;
        // Offset of a part that is appended.
        std::size_t append(std::size_t bytes, std::size_t aligned);
    };

    std::optional<unit> take(const room &code, const room &data);
    static bool take_in(code_chunk &home, const room &code, const room &data, unit &u);
    void release(const unit &u);
    std::optional<unit> forget(llvm::orc::ExecutorAddr begin);
    FinalizedAlloc remember(unit u);

    std::function<void(std::size_t)> on_retained_;
    llvm::jitlink::InProcessMemoryManager fallback_;
    std::mutex mutex_; // around everything below
    bool refused_;     // no more chunks
    std::uint64_t forks_ = 0;
    std::vector<std::unique_ptr<code_chunk>> chunks_;
    std::unordered_map<std::uintptr_t, unit> units_; // by where their code begins
    fork_participant at_forks_;
};

} // namespace detail
BROOK_END_NAMESPACE
