// SPDX-License-Identifier: MPL-2.0
// One set of handlers, registered when the library is loaded.
#include "support/forks.hpp"

#include <atomic>
#include <utility>

#include <pthread.h>

#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr auto n_mutexes = static_cast<unsigned>(global_mutex::count);

// Usable before and after everything else of the process.
constinit std::mutex mutexes[n_mutexes];
constinit fork_participant *participants[n_mutexes] = {}; // each list guarded by its mutex

unsigned index_of(global_mutex which) noexcept { return static_cast<unsigned>(which); }

// One more than the index of the last mutex that this thread has locked.
constinit thread_local unsigned held = 0;

constinit thread_local unsigned works_of_this_thread = 0;

// How many threads are at work that no fork can interrupt. Of POSIX, because these need no constructors.
class work_gate {
public:
    void enter() noexcept {
        pthread_mutex_lock(&mutex_);
        while (closed_)
            pthread_cond_wait(&changed_, &mutex_);
        ++inside_;
        pthread_mutex_unlock(&mutex_);
    }

    void leave() noexcept {
        pthread_mutex_lock(&mutex_);
        --inside_;
        pthread_cond_broadcast(&changed_);
        pthread_mutex_unlock(&mutex_);
    }

    // Threads may fork at the same time: one after the other.
    void close() noexcept {
        pthread_mutex_lock(&mutex_);
        while (closed_)
            pthread_cond_wait(&changed_, &mutex_);
        closed_ = true;
        while (inside_ != works_here())
            pthread_cond_wait(&changed_, &mutex_);
        pthread_mutex_unlock(&mutex_);
    }

    void open() noexcept {
        pthread_mutex_lock(&mutex_);
        closed_ = false;
        pthread_cond_broadcast(&changed_);
        pthread_mutex_unlock(&mutex_);
    }

    // Other threads of the parent may have been about to enter.
    void open_in_child() noexcept {
        mutex_ = PTHREAD_MUTEX_INITIALIZER;
        changed_ = PTHREAD_COND_INITIALIZER;
        inside_ = works_here();
        closed_ = false;
    }

private:
    static unsigned works_here() noexcept { return works_of_this_thread != 0 ? 1 : 0; }

    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed_ = PTHREAD_COND_INITIALIZER;
    unsigned inside_ = 0;
    bool closed_ = false;
};

constinit work_gate gate;

constinit std::atomic<bool> tbb_used{false}, tbb_lost{false};

} // namespace

struct fork_handlers {
    static void before() {
        gate.close(); // first: this may take its time, and others go on meanwhile
        for (unsigned i = 0; i < n_mutexes; ++i) {
            mutexes[i].lock();
            for (auto *p = participants[i]; p != nullptr; p = p->next_)
                p->before_();
        }
    }

    static void in_parent() {
        for (unsigned i = n_mutexes; i-- > 0;) {
            for (auto *p = participants[i]; p != nullptr; p = p->next_)
                p->in_parent_();
            mutexes[i].unlock();
        }
        gate.open();
    }

    static void in_child() {
        tbb_lost = tbb_used.load();
        for (unsigned i = n_mutexes; i-- > 0;) {
            for (auto *p = participants[i]; p != nullptr; p = p->next_)
                p->in_child_();
            mutexes[i].unlock();
        }
        gate.open_in_child();
    }
};

namespace {

struct registration {
    registration() noexcept {
        (void)pthread_atfork(fork_handlers::before, fork_handlers::in_parent, fork_handlers::in_child);
    }
};

// Handlers that are registered first lock last: whatever the user locks around a fork, and holds while calling brook,
// comes before.
#if defined(__ELF__)
__attribute__((init_priority(101)))
#endif
const registration registered;

} // namespace

global_lock::global_lock(global_mutex which) : which_(which), held_before_(held) {
    BROOK_ENSURE(held <= index_of(which), "the mutexes of the process are locked in their order");
    mutexes[index_of(which)].lock();
    held = index_of(which) + 1;
}

global_lock::~global_lock() {
    held = held_before_;
    mutexes[index_of(which_)].unlock();
}

fork_participant::fork_participant(global_mutex which, step before, step in_parent, step in_child)
    : which_(which), before_(std::move(before)), in_parent_(std::move(in_parent)), in_child_(std::move(in_child)) {
    const global_lock lock(which_);
    auto &first = participants[index_of(which_)];
    next_ = first;
    link_ = &first;
    if (next_ != nullptr)
        next_->link_ = &next_;
    first = this;
}

fork_participant::~fork_participant() {
    const global_lock lock(which_);
    *link_ = next_;
    if (next_ != nullptr)
        next_->link_ = link_;
}

unforkable_work::unforkable_work() {
    if (works_of_this_thread++ > 0)
        return;
    BROOK_ENSURE(held == 0, "nobody waits for the end of a fork with what the fork waits for");
    gate.enter();
}

unforkable_work::~unforkable_work() {
    if (--works_of_this_thread == 0)
        gate.leave();
}

bool tbb_is_usable() noexcept {
    if (tbb_lost)
        return false;
    tbb_used = true;
    return true;
}

} // namespace detail
BROOK_END_NAMESPACE
