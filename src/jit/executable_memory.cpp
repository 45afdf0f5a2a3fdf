// SPDX-License-Identifier: MPL-2.0
// Does what the linker does with the pages of a unit, on one page.
#include "jit/executable_memory.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

[[noreturn]] void refuse(std::string_view what, int error) {
    throw_error<executable_memory_error>(
        "The system forbids executable memory, which compiled code needs: {} failed ({}). Usual causes are SELinux "
        "(execmem), MemoryDenyWriteExecute of systemd, prctl(PR_SET_MDWE), a seccomp filter, or a limit of memory",
        what, std::generic_category().message(error));
}

} // namespace

void check_executable_memory() {
    const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void *const page = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        refuse("mmap", errno);
    *static_cast<volatile char *>(page) = 0;
    const int error = mprotect(page, size, PROT_READ | PROT_EXEC) == 0 ? 0 : errno;
    munmap(page, size);
    if (error != 0)
        refuse("mprotect", error);
}

} // namespace detail
BROOK_END_NAMESPACE
