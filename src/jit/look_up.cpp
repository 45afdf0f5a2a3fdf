// SPDX-License-Identifier: MPL-2.0
// The order in which caches, others who are at it, and the compiler are asked.
#include "jit/look_up.hpp"

#include <exception>
#include <new>
#include <optional>
#include <utility>

#include <brook/support/made_once.hpp>

#include "cache/code_cache.hpp"
#include "jit/executable_memory.hpp"
#include "support/counters.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE

const char *to_string(code_source source) noexcept {
    switch (source) {
    case code_source::memory:
        return "memory";
    case code_source::thread:
        return "thread";
    case code_source::disk:
        return "disk";
    case code_source::site:
        return "site";
    case code_source::interpreter:
        return "interpreter";
    case code_source::compiler:
        break;
    }
    return "compiler";
}

namespace detail {
namespace {

using clock = std::chrono::steady_clock;

// Another process gets a second more than its work may take it: nobody needs 20 microseconds for a byte of a system in
// its canonical form, or of bitcode.
std::chrono::milliseconds patience_for(std::size_t amount) { return std::chrono::milliseconds(1000 + amount / 50); }

bool verifies() {
    static constinit made_once<bool> asked;
    return asked.get([] { return environment_variable("BROOK_CACHE_VERIFY") == "1"; });
}

class look_up {
public:
    look_up(const recipe &r, const code_maker &maker) : recipe_(r), maker_(maker), key_(r.key()) {}

    found_code run() { return completed(look()); }

    std::optional<found_code> run_without_making() {
        auto found = find_in_memory(code_source::memory);
        if (!found)
            found = find_on_disk();
        return found ? std::optional(completed(std::move(*found))) : std::nullopt;
    }

private:
    found_code completed(found_code found) const {
        if (found.source != code_source::compiler)
            verify_hit(*found.code);
        found.key = key_;
        found.elapsed = clock::now() - begin_;
        return found;
    }

    std::optional<found_code> find_in_memory(code_source source) {
        auto in_memory = cache_.find_in_memory(key_);
        if (!in_memory.code)
            return std::nullopt;
        return found_code{std::move(in_memory.code), source, {}, {}, in_memory.cost};
    }

    found_code look() {
        if (auto in_memory = find_in_memory(code_source::memory))
            return std::move(*in_memory);
        auto place = cache_.join(key_);
        if (place.code()) {
            ++process_counters().waits_for_threads;
            return {place.code(), code_source::thread, {}, {}, {}};
        }
        // Another thread may have finished between the two questions.
        if (auto in_memory = find_in_memory(code_source::thread))
            return std::move(*in_memory);
        auto found = find_on_disk();
        if (!found)
            found = make_alone();
        place.publish(found->code);
        return std::move(*found);
    }

    // What comes from disk is authentic but may still not fit, after an upgrade gone wrong: then it is made anew, and
    // the comparison says whether the entry was to blame. A lack of memory is nobody's fault, and the caller's matter.
    std::optional<found_code> find_on_disk() {
        auto stored = cache_.find_on_disk(key_, why_);
        if (!stored)
            return std::nullopt;
        if (doubtful_ == stored->code) { // still there
            why_ = miss_reason::rejected;
            return std::nullopt;
        }
        try {
            auto code = cache_.remember(key_, maker_.link(stored->code), stored->code.cost);
            const auto source = stored->in_site_layer ? code_source::site : code_source::disk;
            return found_code{std::move(code), source, {}, {}, stored->code.cost};
        } catch (const executable_memory_error &) {
            throw;
        } catch (const std::bad_alloc &) {
            throw;
        } catch (const std::exception &) {
            doubtful_ = std::move(stored->code);
            why_ = miss_reason::rejected;
            return std::nullopt;
        }
    }

    // Alone among processes, as far as they can be asked.
    found_code make_alone() {
        bool waited = false;
        auto lock = cache_.lock_for_making(key_, patience_for(maker_.amount), waited, why_);
        if ((why_ == miss_reason::absent || doubtful_) && (waited || lock)) // it may have been stored since
            if (auto found = find_on_disk())
                return std::move(*found);
        count_miss(why_);
        auto stored = make_stored(recipe_, maker_.make);
        process_counters().ns_compiling += static_cast<std::uint64_t>(stored.cost.count());
        const auto cost = stored.cost;
        auto code = cache_.remember(key_, maker_.link(stored), cost);
        const bool wrong = doubtful_ && (doubtful_->object != stored.object || doubtful_->metadata != stored.metadata);
        cache_.store(key_, std::move(stored), std::move(lock), wrong);
        return {std::move(code), code_source::compiler, {}, {}, cost};
    }

    void verify_hit(const cached_code &code) const {
        if (!verifies() || !maker_.verify)
            return;
        const default_arithmetic arithmetic;
        if (!maker_.verify(code))
            throw_runtime_error("BROOK_CACHE_VERIFY: the code under key {} is not that of its recipe: something that "
                                "decides the code is missing in the key",
                                key_.hex());
        ++process_counters().verified_hits;
    }

    const recipe &recipe_;
    const code_maker &maker_;
    const clock::time_point begin_ = clock::now();
    const cache_key key_;
    code_cache &cache_ = process_code_cache();
    miss_reason why_ = miss_reason::absent;
    std::optional<stored_code> doubtful_; // from disk, and could not be linked
};

} // namespace

stored_code make_stored(const recipe &r, const std::function<stored_code()> &make) {
    const default_arithmetic arithmetic;
    const auto begin = clock::now();
    auto stored = make();
    stored.recipe = r.text();
    stored.cost = clock::now() - begin;
    return stored;
}

compile_info found_code::info() const {
    using seconds = std::chrono::duration<double>;
    return {source, key.hex(), seconds(elapsed).count(), seconds(cost).count(), code == nullptr ? 0 : code->size()};
}

found_code find_or_make(const recipe &r, const code_maker &maker) { return look_up(r, maker).run(); }

std::optional<found_code> find_made(const recipe &r, const code_maker &maker) {
    return look_up(r, maker).run_without_making();
}

} // namespace detail
BROOK_END_NAMESPACE
