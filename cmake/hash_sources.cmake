# Script: writes the header `output` with the hash of all files named in `list`. Names are taken relative to `root`, so
# that the place of the checkout does not matter, and contents are included, so that order and boundaries do.

cmake_minimum_required(VERSION 3.25)

file(STRINGS "${list}" files)
list(SORT files)
set(text "")
foreach(file IN LISTS files)
    file(SHA256 "${file}" hash)
    file(RELATIVE_PATH name "${root}" "${file}")
    string(APPEND text "${name} ${hash}\n")
endforeach()
string(SHA256 hash "${text}")
file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT
"#ifndef BROOK_CODEGEN_SOURCE_HASH_HPP
#define BROOK_CODEGEN_SOURCE_HASH_HPP

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

inline constexpr const char *codegen_source_hash = \"@hash@\";

BROOK_END_NAMESPACE

#endif
")
