// SPDX-License-Identifier: MPL-2.0
// Walks the notes of libraries, loaded ones and files.
#include "support/build_id.hpp"

#include <cstdint>
#include <cstring>
#include <fstream>

#if defined(__linux__)
#include <dlfcn.h>
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

std::string build_id_of_library(const char *name, const char *file) {
    const unforkable_work work;
    void *const loaded = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    if (loaded == nullptr)
        return build_id_in_file(file);
    link_map *where = nullptr;
    dlinfo(loaded, RTLD_DI_LINKMAP, &where);
    auto id = where != nullptr ? build_id_of(where->l_ld) : std::string();
    dlclose(loaded);
    return id;
}

std::string build_id_in_file(const char *file) {
    std::ifstream in(file, std::ios::binary);
    const auto read = [&in](std::uint64_t from, void *to, std::size_t size) {
        return bool(in.seekg(static_cast<std::streamoff>(from)).read(static_cast<char *>(to), std::streamsize(size)));
    };
    ElfW(Ehdr) header;
    constexpr auto own_class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
    if (!read(0, &header, sizeof header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != own_class)
        return {};
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        ElfW(Phdr) part;
        if (!read(header.e_phoff + i * sizeof part, &part, sizeof part))
            return {};
        std::string notes(part.p_type == PT_NOTE && part.p_filesz < 65536 ? part.p_filesz : 0, '\0');
        if (!read(part.p_offset, notes.data(), notes.size()))
            return {};
        if (auto id = build_id_in(notes.data(), notes.size()); !id.empty())
            return id;
    }
    return {};
}
#else
std::string build_id_of(const void *) { return {}; }
std::string build_id_of_library(const char *, const char *) { return {}; }
std::string build_id_in_file(const char *) { return {}; }
#endif

} // namespace detail
BROOK_END_NAMESPACE
