// SPDX-License-Identifier: MPL-2.0
// The process-wide JIT. It is never destroyed: integrators with static storage outlive every orderly end of it.
#include "jit/linker.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <brook/number/math_library.hpp>

#include "jit/code_slab.hpp"
#include "jit/executable_memory.hpp"
#include "jit/llvm.hpp"
#include "jit/observers.hpp"
#include "jit/runtime_symbols.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

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
    if (!x)
        fail(what, x.takeError());
    return std::move(*x);
}

void check(llvm::Error e, const char *what) {
    if (e)
        fail(what, std::move(e));
}

// What the session keeps of each unit on the heap: tables of symbols, mostly empty (measured with LLVM 22 and 19).
constexpr std::size_t session_bytes = LLVM_VERSION_MAJOR >= 22 ? 7900 : 10600;

// What the unit occupies that this thread links. One thread links at a time.
thread_local std::size_t *linked_bytes = nullptr;

void add_linked_bytes(std::size_t bytes) {
    if (linked_bytes != nullptr)
        *linked_bytes += bytes;
}

// Runs tasks one after the other: LLVM's own dispatcher runs them within each other, so that a unit of a thousand
// modules that call each other would fill the stack.
class task_queue final : public orc::TaskDispatcher {
public:
    void dispatch(std::unique_ptr<orc::Task> task) override {
        waiting_.push_back(std::move(task));
        if (std::exchange(running_, true))
            return;
        for (; !waiting_.empty(); waiting_.pop_front())
            waiting_.front()->run();
        running_ = false;
    }
    void shutdown() override {}

private:
    std::deque<std::unique_ptr<orc::Task>> waiting_;
    bool running_ = false;
};

class process_jit {
public:
    process_jit()
        : session_(value_or_throw(orc::SelfExecutorProcessControl::Create(nullptr, std::make_unique<task_queue>()),
                                  "Cannot start the JIT")),
          slab_(observers_are_wanted(), add_linked_bytes), layer_(session_, slab_),
          library_(session_.createBareJITDylib("brook library")) {
        // LLVM would print to the standard error stream of whoever uses brook.
        session_.setErrorReporter(
            [](llvm::Error e) { reported += (reported.empty() ? "" : "; ") + llvm::toString(std::move(e)); });
        register_unwinding();
        add_observers(layer_);
        orc::SymbolMap symbols;
        const auto define = [&](std::string_view name, orc::ExecutorAddr address) {
            symbols[session_.intern(llvm::StringRef(name.data(), name.size()))] = {
                address, llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
        };
        for (const auto &s : math_library::symbols())
            define(s.name, orc::ExecutorAddr::fromPtr(s.address));
        for (const auto &s : runtime_symbols())
            define(s.name, orc::ExecutorAddr::fromPtr(s.address));
        check(library_.define(orc::absoluteSymbols(std::move(symbols))), "Cannot define the library functions");
    }

    orc::JITDylib &link(std::span<const llvm::StringRef> objects, bool may_be_empty) {
        auto &unit = session_.createBareJITDylib("unit " + std::to_string(count_++));
        unit.addToLinkOrder(library_);
        reported.clear();
        try {
            orc::SymbolLookupSet names;
            for (const auto bytes : objects)
                add(unit, bytes, names);
            if (names.empty() && !may_be_empty) // a thousand zeros: to LLVM, an empty file of another system
                throw_runtime_error("Cannot link object code: it defines nothing");
            if (!names.empty()) { // asking for every symbol links the unit now
                names.removeDuplicates();
                value_or_throw(session_.lookup({{&unit, orc::JITDylibLookupFlags::MatchAllSymbols}}, std::move(names)),
                               "Cannot link object code");
            }
        } catch (...) {
            llvm::consumeError(session_.removeJITDylib(unit));
            check_executable_memory();
            throw;
        }
        return unit;
    }

    void *find(orc::JITDylib &unit, std::string_view name) {
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
    // Adds an object file to the unit, and the names of what it defines to `names`.
    void add(orc::JITDylib &unit, llvm::StringRef bytes, orc::SymbolLookupSet &names) {
        check(layer_.add(unit, llvm::MemoryBuffer::getMemBufferCopy(bytes)), "Cannot link object code");
        const auto interface = value_or_throw(
            orc::getObjectFileInterface(session_, llvm::MemoryBufferRef(bytes, "brook")), "Cannot read object code");
        for (const auto &[name, flags] : interface.SymbolFlags)
            names.add(name);
    }

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
    code_slab slab_;
    orc::ObjectLinkingLayer layer_;
    orc::JITDylib &library_; // what generated code may call
    std::uint64_t count_ = 0;
};

// The JIT for one thread: in any look-up of the session a thread may otherwise be given what another has to link. Made
// at the first use, under the same lock.
class locked_jit {
public:
    process_jit *operator->() {
        if (instance == nullptr)
            instance = new process_jit;
        return instance;
    }

private:
    static constinit inline process_jit *instance = nullptr;
    const global_lock lock_{global_mutex::jit};
};

} // namespace

struct linked_code::impl {
    orc::JITDylib *unit = nullptr;
    std::size_t size = session_bytes;
};

namespace {

struct size_scope {
    explicit size_scope(std::size_t &size) { linked_bytes = &size; }
    ~size_scope() { linked_bytes = nullptr; }
};

} // namespace

linked_code::linked_code(std::span<const std::byte> object) : impl_(std::make_unique<impl>()) {
    ++process_counters().links;
    const size_scope scope(impl_->size);
    const llvm::StringRef bytes(reinterpret_cast<const char *>(object.data()), object.size());
    impl_->unit = &locked_jit()->link({&bytes, 1}, false);
}

linked_code::linked_code(std::span<const std::string> objects) : impl_(std::make_unique<impl>()) {
    ++process_counters().links;
    const size_scope scope(impl_->size);
    const std::vector<llvm::StringRef> bytes(objects.begin(), objects.end());
    impl_->unit = &locked_jit()->link(bytes, true);
}

linked_code::~linked_code() {
    if (impl_->unit != nullptr)
        locked_jit()->remove(*impl_->unit);
}

void *linked_code::find(std::string_view symbol) const { return locked_jit()->find(*impl_->unit, symbol); }

std::size_t linked_code::size() const noexcept { return impl_->size; }

} // namespace detail
BROOK_END_NAMESPACE
