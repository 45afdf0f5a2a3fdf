// SPDX-License-Identifier: MPL-2.0
// LLVM's disassembler over the sections of an object file.
#include "jit/disassemble.hpp"

#include <map>
#include <memory>
#include <type_traits>

#include "jit/llvm.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include <llvm-c/Disassembler.h>
#include <llvm/Object/ObjectFile.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct disposer {
    void operator()(void *disassembler) const { LLVMDisasmDispose(disassembler); }
};
using disassembler = std::unique_ptr<void, disposer>;

template <typename T>
T value_of(llvm::Expected<T> &&expected) {
    if (!expected)
        throw_runtime_error("The object file cannot be read: {}", llvm::toString(expected.takeError()));
    return std::move(*expected);
}

disassembler make_disassembler(const std::string &triple, const std::string &cpu, const std::string &features) {
    {
        const global_lock lock(global_mutex::llvm_targets);
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetDisassembler();
    }
    disassembler result(
        LLVMCreateDisasmCPUFeatures(triple.c_str(), cpu.c_str(), features.c_str(), nullptr, 0, nullptr, nullptr));
    if (!result)
        throw_runtime_error("LLVM cannot disassemble code for '{}' here", triple);
    LLVMSetDisasmOptions(result.get(), LLVMDisassembler_Option_PrintImmHex);
    return result;
}

// Names by offset.
using notes = std::map<std::uint64_t, std::string>;

notes symbols_in(const llvm::object::ObjectFile &file, const llvm::object::SectionRef &section) {
    notes result;
    for (const auto &symbol : file.symbols()) {
        if (value_of(symbol.getSection()) == section) {
            const auto name = value_of(symbol.getName());
            if (!name.empty())
                result[value_of(symbol.getValue())] = name.str();
        }
    }
    return result;
}

// In ELF, relocations are sections of their own, which name the one they belong to.
notes relocations_of(const llvm::object::ObjectFile &file, const llvm::object::SectionRef &section) {
    notes result;
    for (const auto &list : file.sections()) {
        const auto target = file.isRelocatableObject() ? value_of(list.getRelocatedSection()) : file.section_end();
        if (target == file.section_end() || *target != section)
            continue;
        for (const auto &relocation : list.relocations()) {
            const auto symbol = relocation.getSymbol();
            llvm::SmallString<32> type;
            relocation.getTypeName(type);
            const auto name = symbol != file.symbol_end() ? value_of(symbol->getName()) : llvm::StringRef();
            result[relocation.getOffset()] = fmt::format("{} {}", type.str().str(), name.str());
        }
    }
    return result;
}

void append(std::string &text, void *with, const llvm::object::ObjectFile &file,
            const llvm::object::SectionRef &section) {
    const auto contents = value_of(section.getContents());
    const auto symbols = symbols_in(file, section), relocations = relocations_of(file, section);
    text += fmt::format("section {}\n", value_of(section.getName()).str());
    std::vector<std::uint8_t> bytes(contents.bytes_begin(), contents.bytes_end());
    for (std::uint64_t at = 0; at < bytes.size();) {
        if (const auto symbol = symbols.find(at); symbol != symbols.end())
            text += fmt::format("\n{}:\n", symbol->second);
        char instruction[256] = "";
        const auto size =
            LLVMDisasmInstruction(with, bytes.data() + at, bytes.size() - at, at, instruction, sizeof(instruction));
        if (size == 0)
            text += fmt::format("{:8x}:\t.byte\t0x{:02x}", at, bytes[at]);
        else
            text += fmt::format("{:8x}:{}", at, instruction);
        const auto end = at + (size == 0 ? 1 : size);
        for (auto r = relocations.lower_bound(at); r != relocations.end() && r->first < end; ++r)
            text += fmt::format("\t# {}", r->second);
        text += '\n';
        at = end;
    }
}

} // namespace

std::string disassemble(std::span<const std::byte> object, std::string_view cpu, std::string_view features) {
    const unforkable_work work;
    const llvm::StringRef bytes(reinterpret_cast<const char *>(object.data()), object.size());
    const auto file =
        value_of(llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(bytes, "stored object")));
    const auto with = make_disassembler(file->makeTriple().str(), std::string(cpu), std::string(features));
    std::string text;
    for (const auto &section : file->sections())
        if (section.isText() && section.getSize() != 0)
            append(text, with.get(), *file, section);
    return text;
}

} // namespace detail
BROOK_END_NAMESPACE
