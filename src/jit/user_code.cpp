// SPDX-License-Identifier: MPL-2.0
// The caches for code that is keyed by its bitcode, and compilation in several threads.
#include "jit/user_code.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "jit/environment.hpp"
#include "jit/look_up.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

namespace {

// fast_math is in the instructions, and names are in the bitcode.
recipe describe(std::span<const std::string> bitcodes, const code_settings &settings) {
    recipe r("user_code", 1);
    add_environment(r, *settings.target, settings.options);
    for (const auto &bitcode : bitcodes) {
        r.add_digest("module", std::as_bytes(std::span(bitcode)));
    }
    return r;
}

// Stored are all object files one after the other, and beside them their sizes: 64-bit little-endian words.
stored_code pack(std::span<const std::string> objects) {
    stored_code stored;
    for (const auto &object : objects) {
        const auto bytes = std::as_bytes(std::span(object));
        stored.object.insert(stored.object.end(), bytes.begin(), bytes.end());
        for (int i = 0; i < 8; ++i) {
            stored.metadata.push_back(static_cast<std::byte>(std::uint64_t(object.size()) >> (8 * i)));
        }
    }
    return stored;
}

} // namespace

std::vector<std::string> object_files_of(const stored_code &stored) {
    std::vector<std::string> objects;
    auto left = std::span(stored.object);
    for (std::size_t i = 0; i + 8 <= stored.metadata.size(); i += 8) {
        std::uint64_t size = 0;
        for (std::size_t k = 0; k < 8; ++k) {
            size |= std::to_integer<std::uint64_t>(stored.metadata[i + k]) << (8 * k);
        }
        if (size > left.size()) {
            throw std::runtime_error("The stored object files are shorter than their sizes say");
        }
        const auto *begin = reinterpret_cast<const char *>(left.data());
        objects.emplace_back(begin, begin + size);
        left = left.subspan(size);
    }
    return objects;
}

user_code::user_code(std::vector<std::string> objects)
    : objects_(std::move(objects)), linked_(std::span<const std::string>(objects_)) {}

std::size_t user_code::size() const noexcept {
    constexpr std::size_t page = 4096;
    const auto bytes = std::accumulate(objects_.begin(), objects_.end(), std::size_t(0),
                                       [](std::size_t sum, const std::string &o) { return sum + o.size(); });
    return linked_.size() + (bytes + page - 1) / page * page;
}

std::vector<std::string> compile_modules(std::span<const std::string> bitcodes, const code_settings &settings,
                                         bool parallel) {
    std::vector<std::string> objects(bitcodes.size());
    const auto compile_one = [&](std::size_t i) {
        auto m = ir_module::parse(bitcodes[i]); // in a context of its own, which no other thread uses
        const auto bytes = compile(m, *settings.target, settings.options);
        objects[i].assign(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    };
    if (parallel && bitcodes.size() > 1) {
        // Isolated, because a thread that waits for its share may be given other work of the user's meanwhile, and that
        // may want the very code which this thread is making.
        tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t(0), bitcodes.size(), compile_one); });
    } else {
        for (std::size_t i = 0; i < bitcodes.size(); ++i) {
            compile_one(i);
        }
    }
    return objects;
}

std::shared_ptr<const user_code> find_or_compile(std::span<const std::string> bitcodes, const code_settings &settings,
                                                 bool parallel) {
    const pass_log log("llvm_state");
    const auto make = [&] {
        return pack(log(
            "compile", [&] { return compile_modules(bitcodes, settings, parallel); },
            [](const auto &o) { return o.size(); }));
    };
    const auto link = [&](const stored_code &stored) {
        auto objects = object_files_of(stored);
        if (objects.size() != bitcodes.size()) {
            throw std::runtime_error("The stored object files are those of other modules");
        }
        return log("link", [&] { return std::make_shared<const user_code>(std::move(objects)); });
    };
    const auto amount = std::accumulate(bitcodes.begin(), bitcodes.end(), std::size_t(0),
                                        [](std::size_t sum, const std::string &b) { return sum + b.size(); });
    const code_maker maker{.make = make, .link = link, .amount = amount};
    return std::static_pointer_cast<const user_code>(find_or_make(describe(bitcodes, settings), maker).code);
}

} // namespace detail
BROOK_END_NAMESPACE
