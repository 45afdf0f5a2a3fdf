// SPDX-License-Identifier: MPL-2.0
// The process-wide JIT. It is never destroyed: integrators with static storage outlive every orderly end of it.
#include "jit/linker.hpp"

#include <mutex>
#include <string>
#include <utility>

#include <brook/number/math_library.hpp>

#include "jit/llvm.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

namespace orc = llvm::orc;

// What the session reports by itself while this thread links: the cause, such as the names of missing symbols, where
// the error that it returns only says which unit failed.
thread_local std::string reported;

[[noreturn]] void fail(const char *what, llvm::Error e) {
    const auto returned = llvm::toString(std::move(e)), cause = std::exchange(reported, {});
    throw_runtime_error("{}: {}", what, cause.empty() ? returned : cause);
}

template <typename T>
T value_or_throw(llvm::Expected<T> x, const char *what) {
    if (!x) {
        fail(what, x.takeError());
    }
    return std::move(*x);
}

void check(llvm::Error e, const char *what) {
    if (e) {
        fail(what, std::move(e));
    }
}

constexpr std::size_t page_size = 4096;

// One thread links at a time, so that the sizes that are met, and the errors, belong to the unit at hand.
thread_local std::size_t *linked_bytes = nullptr;

// Adds up what a unit occupies, segment by segment.
class size_plugin final : public orc::ObjectLinkingLayer::Plugin {
public:
    void modifyPassConfig(orc::MaterializationResponsibility &, llvm::jitlink::LinkGraph &,
                          llvm::jitlink::PassConfiguration &passes) override {
        passes.PostAllocationPasses.emplace_back([](llvm::jitlink::LinkGraph &graph) {
            for (const auto &section : graph.sections()) {
                std::size_t bytes = 0;
                for (const auto *b : section.blocks()) {
                    bytes += b->getSize();
                }
                if (linked_bytes != nullptr) {
                    *linked_bytes += (bytes + page_size - 1) / page_size * page_size;
                }
            }
            return llvm::Error::success();
        });
    }
    llvm::Error notifyFailed(orc::MaterializationResponsibility &) override { return llvm::Error::success(); }
    llvm::Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override { return llvm::Error::success(); }
    void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}
};

class process_jit {
public:
    process_jit()
        : session_(value_or_throw(orc::SelfExecutorProcessControl::Create(), "Cannot start the JIT")), layer_(session_),
          math_(session_.createBareJITDylib("brook math")) {
        // LLVM would print to the standard error stream of whoever uses brook.
        session_.setErrorReporter([](llvm::Error e) {
            reported += (reported.empty() ? "" : "; ") + llvm::toString(std::move(e));
        });
        register_unwinding();
        layer_.addPlugin(std::make_shared<size_plugin>());
        orc::SymbolMap symbols;
        for (const auto &s : math_library::symbols()) {
            symbols[session_.intern(s.name)] = {orc::ExecutorAddr::fromPtr(s.address),
                                                llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
        }
        check(math_.define(orc::absoluteSymbols(std::move(symbols))), "Cannot define the math functions");
    }

    orc::JITDylib &link(std::span<const std::byte> object) {
        const std::lock_guard lock(mutex_);
        auto &unit = session_.createBareJITDylib("unit " + std::to_string(count_++));
        unit.addToLinkOrder(math_);
        const llvm::StringRef bytes(reinterpret_cast<const char *>(object.data()), object.size());
        reported.clear();
        try {
            check(layer_.add(unit, llvm::MemoryBuffer::getMemBufferCopy(bytes)), "Cannot link object code");
            // Asking for every symbol links the unit now.
            auto interface = value_or_throw(
                orc::getObjectFileInterface(session_, llvm::MemoryBufferRef(bytes, "brook")), "Cannot read object code");
            orc::SymbolLookupSet names;
            for (const auto &[name, flags] : interface.SymbolFlags) {
                names.add(name);
            }
            if (names.empty()) { // such as a thousand zeros, which LLVM takes for an empty file of another system
                throw_runtime_error("Cannot link object code: it defines nothing");
            }
            value_or_throw(session_.lookup({{&unit, orc::JITDylibLookupFlags::MatchAllSymbols}}, std::move(names)),
                           "Cannot link object code");
        } catch (...) {
            llvm::consumeError(session_.removeJITDylib(unit));
            throw;
        }
        return unit;
    }

    void *find(orc::JITDylib &unit, std::string_view name) {
        const std::lock_guard lock(mutex_);
        auto symbol = session_.lookup({{&unit, orc::JITDylibLookupFlags::MatchAllSymbols}},
                                      session_.intern(llvm::StringRef(name.data(), name.size())));
        if (!symbol) {
            llvm::consumeError(symbol.takeError());
            return nullptr;
        }
        return symbol->getAddress().toPtr<void *>();
    }

    void remove(orc::JITDylib &unit) { llvm::consumeError(session_.removeJITDylib(unit)); }

private:
    // Exceptions must pass through generated code that calls back into C++.
    void register_unwinding() {
#if __has_include(<llvm/ExecutionEngine/Orc/EHFrameRegistrationPlugin.h>)
        layer_.addPlugin(value_or_throw(orc::EHFrameRegistrationPlugin::Create(session_), "Cannot start the JIT"));
#else
        layer_.addPlugin(std::make_unique<orc::EHFrameRegistrationPlugin>(
            session_, std::make_unique<llvm::jitlink::InProcessEHFrameRegistrar>()));
#endif
    }

    orc::ExecutionSession session_;
    orc::ObjectLinkingLayer layer_;
    orc::JITDylib &math_;
    std::mutex mutex_; // around look-ups: in any of them a thread may otherwise be given what another one has to link
    std::uint64_t count_ = 0;
};

process_jit &the_jit() {
    static process_jit *jit = new process_jit();
    return *jit;
}

} // namespace

struct linked_code::impl {
    orc::JITDylib *unit = nullptr;
    std::size_t size = 0;
};

linked_code::linked_code(std::span<const std::byte> object) : impl_(std::make_unique<impl>()) {
    ++process_counters().links;
    linked_bytes = &impl_->size;
    struct reset {
        ~reset() { linked_bytes = nullptr; }
    } const on_return;
    impl_->unit = &the_jit().link(object);
}

linked_code::~linked_code() {
    if (impl_->unit != nullptr) {
        the_jit().remove(*impl_->unit);
    }
}

void *linked_code::find(std::string_view symbol) const { return the_jit().find(*impl_->unit, symbol); }

std::size_t linked_code::size() const noexcept { return impl_->size; }

} // namespace detail

BROOK_END_NAMESPACE
