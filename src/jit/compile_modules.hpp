// SPDX-License-Identifier: MPL-2.0
// The second half of every pipeline of brook's own: modules of IR become what is stored.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <brook/jit/code_options.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "codegen/ir_module.hpp"
#include "jit/target.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What identifies modules: the hash of their bitcodes, and the size of these.
struct bitcode_digest {
    digest hash{};
    std::size_t size = 0;
};

bitcode_digest digest_of(std::span<const ir_module> modules);

/// Compiles the modules, in several threads if options.parjit. Each is gone, with its memory, when it is compiled.
/// `metadata` is stored with the object code, and `source`, from which the code can be made anew, if it is not empty.
/// `pipeline` is the name in traces.
stored_code compile_modules(std::string_view pipeline, std::vector<ir_module> modules, const code_options &options,
                            const target &t, std::vector<std::byte> metadata, std::span<const std::byte> source);

} // namespace detail
BROOK_END_NAMESPACE
