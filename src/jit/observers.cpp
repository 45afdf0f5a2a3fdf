// SPDX-License-Identifier: MPL-2.0
// Plugins of the linking layer for perf and GDB.
#include "jit/observers.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "jit/llvm.hpp"
#include "support/error.hpp"
#include "support/log.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

namespace orc = llvm::orc;

// A StringRef or, in later versions of LLVM, a pointer to one.
template <typename Name>
std::string_view text_of(const Name &name) {
    if constexpr (std::is_convertible_v<Name, llvm::StringRef>)
        return {name.data(), name.size()};
    else
        return {(*name).data(), (*name).size()};
}

// The format of perf's JIT interface: address and size in hexadecimal digits, and a name.
std::string perf_lines(llvm::jitlink::LinkGraph &graph) {
    std::string lines;
    for (const auto *symbol : graph.defined_symbols()) {
        if (symbol->hasName() && symbol->isCallable() && symbol->getSize() != 0) {
            lines += fmt::format("{:x} {:x} brook:{}\n", symbol->getAddress().getValue(), symbol->getSize(),
                                 text_of(symbol->getName()));
        }
    }
    return lines;
}

// The file is opened anew for each unit: after a fork it has another name. O_NOFOLLOW, because anybody may have put a
// link in its place.
void append_to_perf_map(const std::string &lines) {
    const auto path = fmt::format("/tmp/perf-{}.map", getpid());
    const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    const bool written = file >= 0 && write(file, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size());
    if (file >= 0)
        close(file);
    if (!written)
        warn_once("jit.perf_map", "cannot write to " + path + ", so that perf will not know generated code by name");
}

class perf_plugin final : public orc::ObjectLinkingLayer::Plugin {
public:
    void modifyPassConfig(orc::MaterializationResponsibility &, llvm::jitlink::LinkGraph &,
                          llvm::jitlink::PassConfiguration &passes) override {
        passes.PostFixupPasses.emplace_back([](llvm::jitlink::LinkGraph &graph) {
            append_to_perf_map(perf_lines(graph));
            return llvm::Error::success();
        });
    }
    llvm::Error notifyFailed(orc::MaterializationResponsibility &) override { return llvm::Error::success(); }
    llvm::Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override { return llvm::Error::success(); }
    void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}
};

// Symbol names suffice to set a breakpoint and to read a backtrace; users' IR may carry more.
constexpr bool require_debug_sections = false, register_at_once = true;

void add_debugger_plugin(orc::ObjectLinkingLayer &layer) {
    auto &session = layer.getExecutionSession();
#if __has_include(<llvm/ExecutionEngine/Orc/Debugging/ELFDebugObjectPlugin.h>)
    auto error = llvm::Error::success();
    auto plugin = std::make_shared<orc::ELFDebugObjectPlugin>(session, require_debug_sections, register_at_once, error);
    if (error)
        throw_runtime_error("BROOK_GDB: {}", llvm::toString(std::move(error)));
    layer.addPlugin(std::move(plugin));
#else
    auto registrar = std::make_unique<orc::EPCDebugObjectRegistrar>(
        session, orc::ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderGDBWrapper));
    layer.addPlugin(std::make_shared<orc::DebugObjectManagerPlugin>(session, std::move(registrar),
                                                                    require_debug_sections, register_at_once));
#endif
}

bool perf_is_wanted() { return environment_variable("BROOK_PERF") == "1"; }
bool debugger_is_wanted() { return environment_variable("BROOK_GDB") == "1"; }

} // namespace

bool observers_are_wanted() { return perf_is_wanted() || debugger_is_wanted(); }

void add_observers(orc::ObjectLinkingLayer &layer) {
    if (perf_is_wanted())
        layer.addPlugin(std::make_shared<perf_plugin>());
    if (debugger_is_wanted())
        add_debugger_plugin(layer);
}

} // namespace detail
BROOK_END_NAMESPACE
