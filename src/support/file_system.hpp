// SPDX-License-Identifier: MPL-2.0
// Which file systems do not keep the promises that a database needs.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// `path`, or the nearest directory above it that exists.
std::filesystem::path existing_part(std::filesystem::path path);

/// The name of the network file system that `path` lies on, such as "NFS"; nothing if it lies on a local one or that
/// cannot be found out. What does not exist yet is where its next existing parent is. File systems in user space count
/// as remote, since most are (sshfs). Never throws but std::bad_alloc.
std::optional<std::string> network_file_system(const std::filesystem::path &path);

/// For tests: asked instead of the system for the type of a file system (statfs(2), f_type), if not empty. To be set
/// while no other thread asks.
std::function<std::optional<long>(const std::filesystem::path &)> &file_system_type_for_tests();

} // namespace detail
BROOK_END_NAMESPACE
