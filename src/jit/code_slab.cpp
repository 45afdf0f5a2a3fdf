// SPDX-License-Identifier: MPL-2.0
// Places the segments of a unit in a chunk, and takes them back.
#include "jit/code_slab.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

namespace orc = llvm::orc;
using llvm::jitlink::BasicLayout;

// Enough for a thousand small units; variables are rare, and cost nothing while they are not there.
constexpr std::size_t code_bytes = std::size_t{4} << 20, data_bytes = std::size_t{1} << 20;

bool has(const orc::AllocGroup &group, orc::MemProt what) {
    return (static_cast<unsigned>(group.getMemProt()) & static_cast<unsigned>(what)) != 0;
}

llvm::Error check_segments(BasicLayout &layout) {
    for (const auto &[group, segment] : layout.segments()) {
        if (has(group, orc::MemProt::Write) && has(group, orc::MemProt::Exec))
            return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                           "a section is both writable and executable, which no page may be");
    }
    return llvm::Error::success();
}

std::size_t bytes_in_pages(BasicLayout &layout) {
    std::size_t bytes = 0;
    for (const auto &[group, segment] : layout.segments())
        bytes += round_up(segment.ContentSize + segment.ZeroFillSize, page_size());
    return bytes;
}

} // namespace

// Memory that JITLink fills.
class code_slab::in_flight final : public llvm::jitlink::JITLinkMemoryManager::InFlightAlloc {
public:
    in_flight(code_slab &slab, graph &g, unit u) : slab_(slab), graph_(g), unit_(std::move(u)) {}

    void finalize(OnFinalizedFunction done) override {
        llvm::sys::Memory::InvalidateInstructionCache(reinterpret_cast<void *>(unit_.code.begin), unit_.code.size);
        auto at_end = orc::shared::runFinalizeActions(graph_.allocActions());
        if (!at_end) {
            slab_.release(unit_);
            return done(at_end.takeError());
        }
        unit_.at_end = std::move(*at_end);
        done(slab_.remember(std::move(unit_)));
    }

    void abandon(OnAbandonedFunction done) override {
        slab_.release(unit_);
        done(llvm::Error::success());
    }

private:
    code_slab &slab_;
    graph &graph_;
    unit unit_;
};

code_slab::code_slab(bool observed, std::function<void(std::size_t)> on_retained)
    : on_retained_(std::move(on_retained)), fallback_(page_size()), refused_(observed),
      at_forks_(
          global_mutex::code_slabs, [this] { mutex_.lock(); }, [this] { unlock_in_parent(); },
          [this] { unlock_in_child(); }) {}

std::size_t code_slab::room::append(std::size_t bytes, std::size_t aligned) {
    alignment = std::max(alignment, aligned);
    const auto offset = round_up(size, std::max(aligned, free_ranges::grain));
    size = round_up(offset + bytes, free_ranges::grain);
    return offset;
}

void code_slab::allocate(const llvm::jitlink::JITLinkDylib *library, graph &g, OnAllocatedFunction done) {
    BasicLayout layout(g);
    if (auto error = check_segments(layout))
        return done(std::move(error));
    room code, data;
    std::vector<std::size_t> offsets;
    for (const auto &[group, segment] : layout.segments()) {
        auto &part = has(group, orc::MemProt::Write) ? data : code;
        offsets.push_back(part.append(segment.ContentSize + segment.ZeroFillSize, segment.Alignment.value()));
    }
    code.size = std::max(code.size, free_ranges::grain); // the address that a unit is known by
    auto place = take(code, data);
    if (!place) {
        on_retained_(bytes_in_pages(layout));
        return fallback_.allocate(library, g, std::move(done));
    }
    auto offset = offsets.begin();
    for (auto &[group, segment] : layout.segments()) {
        const bool variable = has(group, orc::MemProt::Write);
        const auto address = (variable ? place->data : place->code).begin + *offset++;
        segment.Addr = orc::ExecutorAddr(address);
        segment.WorkingMem = variable ? reinterpret_cast<char *>(address) : place->home->writable(address);
        std::memset(segment.WorkingMem + segment.ContentSize, 0, segment.ZeroFillSize);
    }
    if (auto error = layout.apply()) {
        release(*place);
        return done(std::move(error));
    }
    on_retained_(code.size + data.size);
    done(std::make_unique<in_flight>(*this, g, std::move(*place)));
}

void code_slab::deallocate(std::vector<FinalizedAlloc> units, OnDeallocatedFunction done) {
    llvm::Error error = llvm::Error::success();
    std::vector<FinalizedAlloc> others;
    for (; !units.empty(); units.pop_back()) {
        if (auto u = forget(units.back().getAddress())) {
            units.back().release();
            error = llvm::joinErrors(std::move(error), orc::shared::runDeallocActions(u->at_end));
            release(*u);
        } else {
            others.insert(others.begin(), std::move(units.back()));
        }
    }
    if (!others.empty())
        error = llvm::joinErrors(std::move(error), fallback_.deallocate(std::move(others)));
    done(std::move(error));
}

bool code_slab::take_in(code_chunk &home, const room &code, const room &data, unit &u) {
    if (home.inherited())
        return false;
    u.code = home.code.take(code.size, code.alignment);
    if (u.code.size == 0)
        return false;
    if (data.size != 0) {
        u.data = home.data.take(data.size, data.alignment);
        if (u.data.size == 0) {
            home.code.give_back(u.code);
            return false;
        }
    }
    u.home = &home;
    u.home->units += 1;
    return true;
}

std::optional<code_slab::unit> code_slab::take(const room &code, const room &data) {
    const std::lock_guard lock(mutex_);
    unit u;
    u.forks = forks_;
    for (const auto &chunk : chunks_)
        if (take_in(*chunk, code, data, u))
            return u;
    if (refused_)
        return std::nullopt;
    const auto large_code = std::max(code_bytes, code.size + code.alignment);
    const auto large_data = std::max(data_bytes, data.size + data.alignment);
    auto fresh = code_chunk::map(large_code, large_data, chunks_.empty() ? nullptr : chunks_.back().get());
    if (!fresh || !take_in(*fresh, code, data, u)) {
        refused_ = large_code == code_bytes && large_data == data_bytes; // rather than a unit beyond all measure
        return std::nullopt;
    }
    chunks_.push_back(std::move(fresh));
    return u;
}

// One empty chunk stays, so that a program which links and drops one unit after the other does not map one each time.
void code_slab::release(const unit &u) {
    const std::lock_guard lock(mutex_);
    auto &home = *u.home;
    if (u.forks == forks_) {
        home.release_code(u.code);
        if (u.data.size != 0)
            home.release_data(u.data);
    }
    home.units -= 1;
    if (home.units != 0)
        return;
    const auto is_spare = [&](const auto &chunk) { return chunk.get() != &home && chunk->is_empty(); };
    if (!home.is_empty() || std::any_of(chunks_.begin(), chunks_.end(), is_spare))
        std::erase_if(chunks_, [&](const auto &chunk) { return chunk.get() == &home; });
}

code_slab::FinalizedAlloc code_slab::remember(unit u) {
    const std::lock_guard lock(mutex_);
    const auto begin = u.code.begin;
    units_.emplace(begin, std::move(u));
    return FinalizedAlloc(orc::ExecutorAddr(begin));
}

std::optional<code_slab::unit> code_slab::forget(orc::ExecutorAddr begin) {
    const std::lock_guard lock(mutex_);
    const auto node = units_.extract(begin.getValue());
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
}

void code_slab::unlock_in_parent() noexcept {
    ++forks_;
    mutex_.unlock();
}

void code_slab::unlock_in_child() noexcept {
    ++forks_;
    std::erase_if(chunks_, [](const auto &chunk) { return chunk->units == 0; });
    for (const auto &chunk : chunks_)
        chunk->become_inherited();
    mutex_.unlock();
}

} // namespace detail
BROOK_END_NAMESPACE
