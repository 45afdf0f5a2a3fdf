// SPDX-License-Identifier: MPL-2.0
// Reads the environment.
#include "cache/cache_configuration.hpp"

#include <string>

#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

cache_mode mode_from(const std::string &text) {
    return text == "ro" ? cache_mode::read_only : text == "refresh" ? cache_mode::refresh : cache_mode::read_write;
}

} // namespace

cache_configuration configuration_from_environment() {
    const auto use = environment_variable("BROOK_CACHE").value_or("");
    cache_configuration configuration;
    configuration.directory = default_cache_directory();
    configuration.chosen = !environment_variable("BROOK_CACHE_DIR").value_or("").empty();
    configuration.disk_enabled = use != "off";
    configuration.mode = mode_from(use);
    for (auto &directory : environment_list("BROOK_CACHE_PATH_RO", ':'))
        configuration.site_directories.emplace_back(std::move(directory));
    return configuration;
}

} // namespace detail
BROOK_END_NAMESPACE
