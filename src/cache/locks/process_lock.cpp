// SPDX-License-Identifier: MPL-2.0
// Locks are polled: there is no way to wait for one with a limit.
#include "cache/locks/process_lock.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Of the first bytes of the key, so that two keys hardly ever share a byte of the file; if they do, one waits in vain.
long long offset_of(const cache_key &key) noexcept {
    unsigned long long number;
    std::memcpy(&number, key.bytes.data(), sizeof(number));
    return static_cast<long long>(number >> 2);
}

} // namespace

process_lock::outcome process_lock::acquire(const std::filesystem::path &directory, const trusted_users &users,
                                            const cache_key &key, std::chrono::milliseconds patience) noexcept {
    using namespace std::chrono;
    const auto deadline = steady_clock::now() + patience;
    lock_file file(directory, users);
    if (!file)
        return outcome::none;
    auto result = outcome::at_once;
    for (auto pause = milliseconds(1);; pause = std::min(2 * pause, milliseconds(20))) {
        const auto attempt = file.lock(offset_of(key), lock_file::kind::exclusive);
        if (attempt == lock_file::outcome::impossible)
            return outcome::none;
        if (attempt == lock_file::outcome::locked) {
            file_ = std::move(file);
            return result;
        }
        if (steady_clock::now() + pause >= deadline)
            return outcome::gave_up;
        result = outcome::waited;
        std::this_thread::sleep_for(pause);
    }
}

} // namespace detail
BROOK_END_NAMESPACE
