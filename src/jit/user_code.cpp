// SPDX-License-Identifier: MPL-2.0
// The caches for code that is keyed by its bitcode, and compilation in several threads.
#include "jit/user_code.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <tbb/parallel_for.h>

#include <brook/config.hpp>
#include <brook/number/math_library.hpp>

#include "cache/code_cache.hpp"
#include "jit/executable_memory.hpp"
#include "jit/source_hash.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

namespace {

// fast_math is in the instructions, and names are in the bitcode.
recipe describe(std::span<const std::string> bitcodes, const code_settings &settings) {
    const auto &t = *settings.target;
    const auto &options = settings.options;
    recipe r("user_code", 1);
    r.add("brook", std::string_view(BROOK_VERSION_STRING));
    r.add("sources", codegen_source_hash());
    r.add("llvm", llvm_version());
    r.add("math_library", math_library::version());
    r.add("opt_level", options.opt_level);
    r.add("slp_vectorize", options.slp_vectorize);
    r.add("force_avx512", options.force_avx512);
    r.add("code_model", to_text(options.model));
    r.add("triple", t.triple);
    r.add("cpu", t.cpu);
    r.add("features", t.features);
    for (const auto &bitcode : bitcodes) {
        r.add_digest("module", std::as_bytes(std::span(bitcode)));
    }
    return r;
}

// Stored are all object files one after the other, and beside them their sizes: 64-bit little-endian words.
stored_code pack(std::span<const std::string> objects, const recipe &r) {
    stored_code stored;
    for (const auto &object : objects) {
        const auto bytes = std::as_bytes(std::span(object));
        stored.object.insert(stored.object.end(), bytes.begin(), bytes.end());
        for (int i = 0; i < 8; ++i) {
            stored.metadata.push_back(static_cast<std::byte>(std::uint64_t(object.size()) >> (8 * i)));
        }
    }
    stored.recipe = r.text();
    return stored;
}

std::vector<std::string> unpack(const stored_code &stored) {
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

// What comes from disk is authentic but may still not fit, after an upgrade gone wrong: then it is made anew.
std::shared_ptr<const user_code> try_link(code_cache &cache, const cache_key &key, const stored_code &stored,
                                          std::size_t n_modules) {
    try {
        auto objects = unpack(stored);
        if (objects.size() == n_modules) {
            return std::make_shared<const user_code>(std::move(objects));
        }
    } catch (const executable_memory_error &) {
        throw;
    } catch (const std::exception &) {
    }
    cache.discard_on_disk(key);
    return nullptr;
}

std::shared_ptr<const user_code> remember(code_cache &cache, const cache_key &key,
                                          std::shared_ptr<const user_code> code) {
    return std::static_pointer_cast<const user_code>(cache.remember(key, std::move(code)));
}

} // namespace

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
        tbb::parallel_for(std::size_t(0), bitcodes.size(), compile_one);
    } else {
        for (std::size_t i = 0; i < bitcodes.size(); ++i) {
            compile_one(i);
        }
    }
    return objects;
}

std::shared_ptr<const user_code> find_or_compile(std::span<const std::string> bitcodes, const code_settings &settings,
                                                 bool parallel) {
    const auto r = describe(bitcodes, settings);
    const auto key = r.key();
    auto &cache = process_code_cache();
    if (auto code = cache.find_in_memory(key)) {
        return std::static_pointer_cast<const user_code>(std::move(code));
    }
    if (const auto stored = cache.find_on_disk(key)) {
        if (auto code = try_link(cache, key, *stored, bitcodes.size())) {
            return remember(cache, key, std::move(code));
        }
    }
    const pass_log log("llvm_state");
    auto objects = log(
        "compile", [&] { return compile_modules(bitcodes, settings, parallel); },
        [](const auto &o) { return o.size(); });
    auto code = log("link", [&] { return std::make_shared<const user_code>(std::move(objects)); });
    cache.store(key, pack(code->objects(), r));
    return remember(cache, key, std::move(code));
}

} // namespace detail
BROOK_END_NAMESPACE
