// SPDX-License-Identifier: MPL-2.0
// What fork() must find at rest. A child has only the thread that forked: what another thread had locked would stay
// locked in it for ever.
#pragma once

#include <functional>
#include <mutex>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All mutexes of the process, in the order in which they are locked: a thread that holds one asks only for those that
/// stand below it. fork() locks all of them in this order. Mutexes of objects belong to a fork_participant, and are
/// locked with its mutex here. (Values that are made at their first use need none: made_once.)
enum class global_mutex : unsigned {
    compilation_behind, ///< starting the thread that compiles in the background; then the mutex of its queue
    code_caches,        ///< the list of code caches; then the mutexes of their parts, of which no thread holds two
    disk_caches,        ///< the list of disk caches; then the mutex of each
    cache_files,        ///< making the file of a disk cache
    lock_files,         ///< the descriptors of lock files
    jit,                ///< linking
    code_slabs,         ///< the list of slabs; then the mutex of each
    llvm_targets,       ///< setting up LLVM
    targets,            ///< targets that were found
    constants,          ///< rules of constants and of unknown functions
    user_rules,         ///< rules of functions of the user
    interpreted,        ///< programs that are interpreted
    callables,          ///< types of functions that archives know
    sodium,             ///< setting up libsodium
    log,                ///< the logger
    count
};

/// Holds one of the mutexes of the process.
class global_lock {
public:
    explicit global_lock(global_mutex which);
    ~global_lock();
    global_lock(const global_lock &) = delete;
    global_lock &operator=(const global_lock &) = delete;

private:
    global_mutex which_;
    unsigned held_before_;
};

/// Runs functions around each fork(), while the process has the mutex `which` locked; they must not throw. Making and
/// destroying one locks that mutex. An object has it as its last member: it must be complete.
class fork_participant {
public:
    using step = std::function<void()>;
    fork_participant(global_mutex which, step before, step in_parent, step in_child);
    ~fork_participant();
    fork_participant(const fork_participant &) = delete;
    fork_participant &operator=(const fork_participant &) = delete;

private:
    friend struct fork_handlers;
    global_mutex which_;
    step before_, in_parent_, in_child_;
    fork_participant *next_ = nullptr, **link_ = nullptr; // in the list of those with this mutex
};

/// Work inside a library that has locks of its own, which nobody else can unlock (LLVM, the loader): while one of these
/// exists, fork() waits in other threads. Such work must not run code of the user, nor begin while this thread has a
/// mutex of the process locked. Nests within a thread. Waits while another thread forks.
class unforkable_work {
public:
    unforkable_work();
    ~unforkable_work();
    unforkable_work(const unforkable_work &) = delete;
    unforkable_work &operator=(const unforkable_work &) = delete;
};

/// To be asked before each use of oneTBB: false in a child of fork() whose parent used it, because the threads that it
/// counts on do not exist there.
bool tbb_is_usable() noexcept;

} // namespace detail
BROOK_END_NAMESPACE
