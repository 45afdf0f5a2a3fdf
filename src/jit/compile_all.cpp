// SPDX-License-Identifier: MPL-2.0
// Threads come from oneTBB: those of the arena that the caller works in, or of one that is capped.
#include "jit/compile_all.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <brook/support/made_once.hpp>

#include "support/error.hpp"
#include "support/parallel.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::optional<std::size_t> most_threads() {
    const auto text = environment_variable("BROOK_COMPILE_THREADS").value_or("");
    if (text.empty())
        return std::nullopt;
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size() || n < 1)
        throw_invalid_argument("BROOK_COMPILE_THREADS must be a positive number of threads, but it is '{}'", text);
    return n;
}

// Null if there is no cap. Never destroyed: integrators in static storage may outlive any order of destruction.
tbb::task_arena *capped_arena() {
    static constinit made_once<std::unique_ptr<tbb::task_arena>> arena;
    const auto make = [] {
        const auto n = most_threads();
        // oneTBB prints a warning where more threads are asked for than it may have.
        const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
        return n ? std::make_unique<tbb::task_arena>(static_cast<int>(std::min<std::size_t>(*n, allowed))) : nullptr;
    };
    return arena.get(make).get();
}

} // namespace

std::vector<std::string> compile_all(std::size_t n, bool parallel,
                                     const std::function<std::vector<std::byte>(std::size_t)> &compile_one) {
    std::vector<std::string> objects(n);
    const auto compile = [&](std::size_t i) {
        const auto bytes = compile_one(i);
        objects[i].assign(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    };
    if (!parallel || n < 2 || !tbb_is_usable()) {
        for (std::size_t i = 0; i < n; ++i)
            compile(i);
        return objects;
    }
    const auto compile_them = [&] { tasks_in_threads(n, compile); };
    if (auto *const arena = capped_arena())
        arena->execute(compile_them);
    else
        compile_them();
    return objects;
}

} // namespace detail
BROOK_END_NAMESPACE
