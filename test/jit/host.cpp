// SPDX-License-Identifier: MPL-2.0
// This machine, and look-ups of code, without calling libLLVM.
#include "jit/host.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#if defined(BROOK_HOST_LINKED)
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <brook/brook.hpp>

#include "cache/code_cache.hpp"
#include "integrator/build.hpp"
#include "jit/code_unit.hpp"
#include "jit/llvm.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/own_process.hpp"

using namespace brook;

TEST_CASE("this machine is what libLLVM takes it for", "[host]") {
    detail::host_machine m;
    detail::brook_describe_host(m);
    CHECK(m.triple == llvm::sys::getProcessTriple());
    CHECK(m.cpu == llvm::sys::getHostCPUName());
    std::map<std::string, bool> features;
    for (const auto &f : llvm::sys::getHostCPUFeatures())
        features[f.getKey().str()] = f.getValue();
    CHECK(m.features == features);
}

#if defined(BROOK_HOST_LINKED)
namespace {

// While one exists, calling a function of libLLVM is a crash: its code is not executable.
class without_llvm {
public:
    without_llvm() {
        dl_iterate_phdr(find, &code_);
        protect(PROT_READ);
    }
    ~without_llvm() { protect(PROT_READ | PROT_EXEC); }
    without_llvm(const without_llvm &) = delete;
    without_llvm &operator=(const without_llvm &) = delete;

    bool works() const { return works_ && !code_.empty(); }

private:
    struct range {
        std::uintptr_t begin;
        std::size_t size;
    };

    static int find(dl_phdr_info *library, std::size_t, void *found) {
        for (int i = 0; i < library->dlpi_phnum && std::strstr(library->dlpi_name, "libLLVM") != nullptr; ++i) {
            const auto &part = library->dlpi_phdr[i];
            const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
            const auto begin = (library->dlpi_addr + part.p_vaddr) / page * page;
            if (part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0)
                static_cast<std::vector<range> *>(found)->push_back(
                    {begin, library->dlpi_addr + part.p_vaddr + part.p_memsz - begin});
        }
        return 0;
    }

    void protect(int rights) {
        for (const auto &r : code_)
            works_ = works_ && mprotect(reinterpret_cast<void *>(r.begin), r.size, rights) == 0;
    }

    std::vector<range> code_;
    bool works_ = true;
};

std::vector<detail::ode_system> systems() {
    const auto x = "x"_var, v = "v"_var;
    return {detail::ode_system({prime(x) = v, prime(v) = -9.8 * sin(x)}),
            detail::ode_system({prime(x) = v * par[0], prime(v) = -pow(x, 3.) + cos(brook::time)})};
}

detail::cache_key key_of(const detail::ode_system &system) {
    const detail::stepper_unit unit(system, detail::fp_type::f64, 20, {});
    return describe(unit, detail::find_target("")).key();
}

bool is_on_disk(const detail::ode_system &system) {
    auto why = detail::miss_reason::absent;
    return detail::process_code_cache().find_on_disk(key_of(system), why).has_value();
}

} // namespace

TEST_CASE("a call of libLLVM would be noticed", "[host]") {
    CHECK_FALSE(true_in_child([] {
        const without_llvm guard;
        return llvm::Triple::normalize("x86_64-linux").empty() || guard.works();
    }));
}

TEST_CASE("a hit in memory calls nothing of libLLVM", "[host]") {
    const fresh_caches fresh;
    const auto x = "x"_var, v = "v"_var;
    const auto make = [&] {
        const taylor_adaptive<double> ta({prime(x) = v, prime(v) = -sin(x)}, {.1, .2});
        const cfunc<double> f({x * sin(v)}, {x, v});
        return ta.get_compile_info().source == code_source::memory;
    };
    CHECK_FALSE(make());
    bool hit = false, works = false;
    {
        const without_llvm guard;
        works = guard.works();
        hit = make();
    }
    CHECK(works);
    CHECK(hit);
}

TEST_CASE("in a process that has compiled nothing", "[.looking_child]") {
    bool all = true, works = false, other = true;
    {
        const without_llvm guard;
        works = guard.works();
        for (const auto &system : systems())
            all = is_on_disk(system) && all;
        other = is_on_disk(detail::ode_system({prime("x"_var) = -"x"_var}));
    }
    CHECK(works);
    CHECK(all);
    CHECK_FALSE(other);
}

TEST_CASE("stored code is found without libLLVM, up to its linking", "[host]") {
    const fresh_caches fresh;
    for (const auto &system : systems())
        build_stepper(system, detail::fp_type::f64, 20, {});
    detail::process_code_cache().finish_writing();
    const environment_guard directory("BROOK_CACHE_DIR", fresh.directory.path().c_str());
    CHECK(own_process("[.looking_child]").succeeds());
}
#endif
