// SPDX-License-Identifier: MPL-2.0
// The caches for code that is keyed by its bitcode.
#include "jit/user_code.hpp"

#include <numeric>
#include <stdexcept>
#include <utility>

#include "jit/code_chunk.hpp"
#include "jit/compile_all.hpp"
#include "jit/environment.hpp"
#include "jit/look_up.hpp"
#include "jit/object_files.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// fast_math is in the instructions, and names are in the bitcode.
recipe describe(std::span<const std::string> bitcodes, const code_settings &settings) {
    recipe r("user_code", 1);
    add_environment(r, *settings.target, settings.options);
    for (const auto &bitcode : bitcodes)
        r.add_digest("module", std::as_bytes(std::span(bitcode)));
    return r;
}

std::size_t bytes_of(std::span<const std::string> files) {
    return std::accumulate(files.begin(), files.end(), std::size_t(0),
                           [](std::size_t sum, const std::string &file) { return sum + file.size(); });
}

} // namespace

user_code::user_code(std::vector<std::string> objects)
    : objects_(std::move(objects)), linked_(std::span<const std::string>(objects_)) {}

std::size_t user_code::size() const noexcept { return linked_.size() + round_up(bytes_of(objects_), page_size()); }

std::vector<std::string> compile_modules(std::span<const std::string> bitcodes, const code_settings &settings,
                                         bool parallel) {
    return compile_all(bitcodes.size(), parallel, [&](std::size_t i) {
        auto m = ir_module::parse(bitcodes[i]); // in a context of its own, which no other thread uses
        return compile(m, *settings.target, settings.options);
    });
}

std::shared_ptr<const user_code> find_or_compile(std::span<const std::string> bitcodes, const code_settings &settings,
                                                 bool parallel) {
    const pass_log log("llvm_state");
    const auto make = [&] {
        stored_code stored;
        stored.object = pack_objects(log(
            "compile", [&] { return compile_modules(bitcodes, settings, parallel); },
            [](const auto &o) { return o.size(); }));
        return stored;
    };
    const auto link = [&](const stored_code &stored) {
        auto objects = unpack_objects(stored.object);
        if (objects.size() != bitcodes.size()) {
            throw std::runtime_error("The stored object files are those of other modules");
        }
        return log("link", [&] { return std::make_shared<const user_code>(std::move(objects)); });
    };
    const code_maker maker{.make = make, .link = link, .amount = bytes_of(bitcodes)};
    return std::static_pointer_cast<const user_code>(find_or_make(describe(bitcodes, settings), maker).code);
}

} // namespace detail
BROOK_END_NAMESPACE
