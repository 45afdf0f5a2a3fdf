// SPDX-License-Identifier: MPL-2.0
// Walks the notes of the loaded libraries.
#include "support/build_id.hpp"

#include <cstdint>
#include <cstring>

#if defined(__linux__)
#include <link.h>
#endif

#include "support/forks.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

#if defined(__linux__)
namespace {

struct search {
    std::uintptr_t address;
    std::string found;
};

std::string build_id_in(const char *notes, std::size_t size) {
    const auto padded = [](std::size_t n) { return (n + 3) / 4 * 4; };
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes, sizeof note);
        const auto name = sizeof note, text = name + padded(note.n_namesz), end = text + padded(note.n_descsz);
        if (end > size)
            break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes + name, "GNU", 4) == 0)
            return to_hex({reinterpret_cast<const std::uint8_t *>(notes) + text, note.n_descsz});
        notes += end;
        size -= end;
    }
    return {};
}

int look_at(dl_phdr_info *library, std::size_t, void *context) {
    auto &wanted = *static_cast<search *>(context);
    bool inside = false;
    for (int i = 0; i < library->dlpi_phnum; ++i) {
        const auto &part = library->dlpi_phdr[i];
        inside =
            inside || (part.p_type == PT_LOAD && wanted.address - (library->dlpi_addr + part.p_vaddr) < part.p_memsz);
    }
    if (!inside)
        return 0;
    for (int i = 0; i < library->dlpi_phnum && wanted.found.empty() && *library->dlpi_name != '\0'; ++i) {
        const auto &part = library->dlpi_phdr[i];
        if (part.p_type == PT_NOTE)
            wanted.found = build_id_in(reinterpret_cast<const char *>(library->dlpi_addr + part.p_vaddr), part.p_memsz);
    }
    return 1;
}

} // namespace

std::string build_id_of(const void *address) {
    search wanted{reinterpret_cast<std::uintptr_t>(address), {}};
    const unforkable_work work; // the loader has a lock, which glibc leaves locked in a child
    dl_iterate_phdr(look_at, &wanted);
    return wanted.found;
}
#else
std::string build_id_of(const void *) { return {}; }
#endif

} // namespace detail
BROOK_END_NAMESPACE
