// SPDX-License-Identifier: MPL-2.0
// Asks the system for the type of a file system.
#include "support/file_system.hpp"

#include <brook/support/made_once.hpp>

#if defined(__linux__)
#include <sys/vfs.h>
#endif

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct remote_type {
    long number; // statfs(2), and linux/magic.h
    const char *name;
};

constexpr remote_type remote_types[] = {
    {0x6969, "NFS"},        {0x517b, "SMB"},        {0xff534d42, "CIFS"},   {0xfe534d42, "SMB2"},
    {0x65735546, "FUSE"},   {0x01021997, "9P"},     {0x5346414f, "AFS"},    {0x6b414653, "kAFS"},
    {0x73757245, "Coda"},   {0x00c36400, "Ceph"},   {0x0bd00bd0, "Lustre"}, {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"}, {0x7461636f, "OCFS2"},  {0x01161970, "GFS2"},   {0x20030528, "OrangeFS"},
    {0xaad7aaea, "PanFS"},  {0x786f4256, "vboxsf"},
};

std::optional<long> type_of(const std::filesystem::path &path) {
    if (const auto &instead = file_system_type_for_tests())
        return instead(path);
#if defined(__linux__)
    struct statfs about;
    if (statfs(path.c_str(), &about) == 0)
        return static_cast<long>(static_cast<unsigned long>(about.f_type) & 0xffffffff);
#endif
    return std::nullopt;
}

} // namespace

std::function<std::optional<long>(const std::filesystem::path &)> &file_system_type_for_tests() {
    using function = std::function<std::optional<long>(const std::filesystem::path &)>;
    static constinit made_once<function> instead;
    return instead.get([] { return function(); });
}

std::filesystem::path existing_part(std::filesystem::path path) {
    std::error_code ignored;
    while (path.has_relative_path() && !std::filesystem::exists(path, ignored))
        path = path.parent_path();
    return path;
}

std::optional<std::string> network_file_system(const std::filesystem::path &path) {
    const auto type = type_of(existing_part(path));
    for (const auto &remote : remote_types)
        if (type == remote.number)
            return remote.name;
    return std::nullopt;
}

} // namespace detail
BROOK_END_NAMESPACE
