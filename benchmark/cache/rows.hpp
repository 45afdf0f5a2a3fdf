// SPDX-License-Identifier: MPL-2.0
// The rows of the table. Each checks its answers first, and prints a line unless `check_only`.
#pragma once

#include <string>

struct settings {
    std::string self;        // this program
    std::string directory;   // for caches
    bool check_only = false; // then everything is small
};

void one_process_or_many(const settings &s);
void one_thread_or_many(const settings &s);
void stopped_lock_holder(const settings &s);
void flipped_bytes(const settings &s);
void large_database(const settings &s);
void many_readers(const settings &s);

/// The systems that processes and threads build: 25 different ones, of three bodies each.
constexpr int n_systems = 25;
double build_and_step(int number);

/// Builds all systems, in a process of its own (--build).
double build_all();

/// Prints a line of the table.
void print(const std::string &what, const std::string &result);
