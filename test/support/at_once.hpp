// SPDX-License-Identifier: MPL-2.0
// Threads that begin at the same moment.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace brook::test {

/// Calls work(0), ..., work(n - 1), each in a thread, none before all threads are there.
template <typename Work>
void at_once(int n, Work work) {
    std::atomic<int> missing{n};
    std::vector<std::jthread> threads;
    for (int i = 0; i < n; ++i)
        threads.emplace_back([&, i] {
            for (--missing; missing > 0;) {
            }
            work(i);
        });
}

} // namespace brook::test
