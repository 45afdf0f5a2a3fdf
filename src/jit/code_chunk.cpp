// SPDX-License-Identifier: MPL-2.0
// Maps an anonymous file twice, and returns its pages.
#include "jit/code_chunk.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

BROOK_BEGIN_NAMESPACE
namespace detail {

std::size_t page_size() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

address_range free_ranges::take(std::size_t size, std::size_t alignment) {
    if (size > largest_)
        return {};
    for (auto at = ranges_.begin(); at != ranges_.end(); ++at) {
        const address_range free{at->first, at->second};
        const auto begin = round_up(free.begin, alignment);
        if (begin > free.end() || size > free.end() - begin)
            continue;
        const address_range taken{begin, size};
        if (taken.end() < free.end())
            ranges_.emplace(taken.end(), free.end() - taken.end());
        if (begin > free.begin)
            at->second = begin - free.begin;
        else
            ranges_.erase(at);
        return taken;
    }
    if (alignment == grain)
        largest_ = size - grain;
    return {};
}

address_range free_ranges::give_back(address_range r) {
    auto next = ranges_.lower_bound(r.begin);
    if (next != ranges_.end() && next->first == r.end()) {
        r.size += next->second;
        next = ranges_.erase(next);
    }
    if (next != ranges_.begin()) {
        const auto previous = std::prev(next);
        if (previous->first + previous->second == r.begin) {
            r = {previous->first, previous->second + r.size};
            ranges_.erase(previous);
        }
    }
    ranges_.emplace(r.begin, r.size);
    largest_ = std::max(largest_, r.size);
    return r;
}

bool free_ranges::are(address_range all) const {
    return ranges_.size() == 1 && ranges_.begin()->first == all.begin && ranges_.begin()->second == all.size;
}

#if defined(__linux__)

namespace {

// The whole pages that have become free: those of `r` that lie in `free`, the free range around it.
address_range free_pages(address_range r, address_range free) {
    const auto page = page_size();
    const auto begin = std::max(r.begin / page * page, round_up(free.begin, page));
    const auto end = std::min(round_up(r.end(), page), free.end() / page * page);
    return begin < end ? address_range{begin, end - begin} : address_range{r.end(), 0};
}

// A byte that no CPU runs: int3 on x86, elsewhere a part of an illegal instruction, all zeros.
#if defined(__x86_64__) || defined(__i386__)
constexpr int trap = 0xcc;
#else
constexpr int trap = 0;
#endif

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

// Memory that can be mapped twice, as an open file without a name; negative if refused. Kernels before 6.3 do not know
// MFD_EXEC. A file beyond the limit of sizes would end the process (SIGXFSZ).
int anonymous_file(std::size_t size) {
    rlimit limit{};
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < size)
        return -1;
    int file = memfd_create("brook", MFD_CLOEXEC | MFD_EXEC);
    if (file < 0)
        file = memfd_create("brook", MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, static_cast<off_t>(size)) != 0) {
        close(file);
        return -1;
    }
    return file;
}

// Addresses for code and data side by side, so that the one reaches the other with 32 bits.
char *reserve(std::size_t size, std::uintptr_t wish) {
    void *const memory =
        mmap(reinterpret_cast<void *>(wish), size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<char *>(memory);
}

// The writable view; null if refused.
char *map_views(char *base, std::size_t code_bytes, std::size_t data_bytes, int file) {
    if (mmap(base, code_bytes, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED ||
        mprotect(base + code_bytes, data_bytes, PROT_READ | PROT_WRITE) != 0)
        return nullptr;
    void *const view = mmap(nullptr, code_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (view == MAP_FAILED)
        return nullptr;
    if (madvise(view, code_bytes, MADV_DONTFORK) != 0) {
        munmap(view, code_bytes);
        return nullptr;
    }
    return static_cast<char *>(view);
}

} // namespace

std::unique_ptr<code_chunk> code_chunk::map(std::size_t code_bytes, std::size_t data_bytes,
                                            const code_chunk *neighbour) {
    code_bytes = round_up(code_bytes, page_size());
    data_bytes = round_up(data_bytes, page_size());
    const auto size = code_bytes + data_bytes;
    const int file = anonymous_file(code_bytes);
    if (file < 0)
        return nullptr;
    char *const base = reserve(size, neighbour == nullptr ? 0 : neighbour->code_.begin - size);
    char *const view = base == nullptr ? nullptr : map_views(base, code_bytes, data_bytes, file);
    close(file); // the views keep the memory
    if (view == nullptr) {
        if (base != nullptr)
            munmap(base, size);
        return nullptr;
    }
    const auto begin = reinterpret_cast<std::uintptr_t>(base);
    return std::unique_ptr<code_chunk>(new code_chunk({begin, code_bytes}, {begin + code_bytes, data_bytes}, view));
}

code_chunk::~code_chunk() {
    munmap(reinterpret_cast<void *>(code_.begin), code_.size + data_.size);
    if (!inherited())
        munmap(view_, code_.size);
}

void code_chunk::release_code(address_range r) {
    auto pages = free_pages(r, code.give_back(r));
    if (pages.size != 0 && madvise(writable(pages.begin), pages.size, MADV_REMOVE) != 0)
        pages = {r.end(), 0};
    const auto before = std::min(r.end(), pages.begin), after = std::max(r.begin, pages.end());
    if (before > r.begin)
        std::memset(writable(r.begin), trap, before - r.begin);
    if (after < r.end())
        std::memset(writable(after), trap, r.end() - after);
}

void code_chunk::release_data(address_range r) {
    const auto pages = free_pages(r, data.give_back(r));
    if (pages.size != 0)
        madvise(reinterpret_cast<void *>(pages.begin), pages.size, MADV_DONTNEED);
}

#else

std::unique_ptr<code_chunk> code_chunk::map(std::size_t, std::size_t, const code_chunk *) { return nullptr; }
code_chunk::~code_chunk() = default;
void code_chunk::release_code(address_range) {}
void code_chunk::release_data(address_range) {}

#endif

} // namespace detail
BROOK_END_NAMESPACE
