// SPDX-License-Identifier: MPL-2.0
// What perf and debuggers are told. The environment is read when the JIT starts: in processes of their own.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <unistd.h>

#include <llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderGDB.h>

#include "test/jit/user_ir.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/fresh_caches.hpp"

// LLVM's own, which debuggers look at.
extern "C" jit_descriptor __jit_debug_descriptor;

using namespace brook;
using namespace brook::test;

namespace {

llvm_state observed_unit() {
    llvm_state s;
    add_shift(s, "observed_function", 1);
    s.compile();
    return s;
}

} // namespace

TEST_CASE("child: the perf map has a line for each function", "[.child]") {
    const auto path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
    std::remove(path.c_str());
    {
        const fresh_caches fresh;
        const auto s = observed_unit();
        std::ifstream in(path);
        std::uint64_t address = 0, size = 0;
        std::string name;
        in >> std::hex >> address >> size >> name;
        CHECK(address == s.jit_lookup("observed_function"));
        CHECK(size > 0);
        CHECK(size < 1000);
        CHECK(name == "brook:observed_function");
    }
    std::remove(path.c_str());
}

TEST_CASE("child: a debugger sees every unit", "[.child]") {
    const fresh_caches fresh;
    const auto s = observed_unit();
    const auto *entry = __jit_debug_descriptor.first_entry;
    REQUIRE(entry != nullptr);
    CHECK(entry->next_entry == nullptr);
    const std::string file(entry->symfile_addr, entry->symfile_size);
    CHECK(file.substr(1, 3) == "ELF");
    CHECK(file.find("observed_function") != std::string::npos);
}

TEST_CASE("perf and debuggers are told on request", "[jit]") {
    CHECK(test_passes_with("BROOK_PERF", "1", "child: the perf map has a line for each function"));
    CHECK(test_passes_with("BROOK_GDB", "1", "child: a debugger sees every unit"));
    if (std::getenv("BROOK_PERF") == nullptr && std::getenv("BROOK_GDB") == nullptr) {
        observed_unit();
        CHECK_FALSE(std::filesystem::exists("/tmp/perf-" + std::to_string(getpid()) + ".map"));
        CHECK(__jit_debug_descriptor.first_entry == nullptr);
    }
}
