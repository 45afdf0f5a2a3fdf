// SPDX-License-Identifier: MPL-2.0
// Hashes and compiles the modules of one unit.
#include "jit/compile_modules.hpp"

#include <cstdint>
#include <utility>

#include "jit/compile.hpp"
#include "jit/compile_all.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

bitcode_digest digest_of(std::span<const ir_module> modules) {
    hasher all;
    std::size_t size = 0;
    for (const auto &m : modules) {
        const auto bitcode = m.bitcode();
        all.update(std::uint64_t(bitcode.size())).update(bitcode);
        size += bitcode.size();
    }
    return {all.finish(), size};
}

stored_code compile_modules(std::string_view pipeline, std::vector<ir_module> modules, const code_options &options,
                            const target &t, std::vector<std::byte> metadata, std::span<const std::byte> source) {
    const pass_log log(pipeline);
    const auto compile_one = [&](std::size_t i) {
        auto m = std::move(modules[i]);
        return compile(m, t, compile_options_of(options));
    };
    stored_code stored;
    stored.object = log(
        "compile", [&] { return pack_objects(compile_all(modules.size(), options.parjit, compile_one)); },
        [](const auto &o) { return o.size(); });
    stored.metadata = std::move(metadata);
    stored.source.assign(source.begin(), source.end());
    return stored;
}

} // namespace detail
BROOK_END_NAMESPACE
