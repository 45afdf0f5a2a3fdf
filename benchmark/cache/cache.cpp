// SPDX-License-Identifier: MPL-2.0
// What the caches cost and promise where many want the same, somebody is in the way, or the disk cache is large or
// damaged.
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "benchmark/cache/rows.hpp"
#include "benchmark/support/building.hpp"
#include "benchmark/support/n_bodies.hpp"

double build_and_step(int number) {
    const double mass = 1 + number / 64.;
    brook::taylor_adaptive<double> ta(problems::n_bodies({1., mass, 1. / mass}, 1.),
                                      {-1., 0., 0., 0., .3, 0., 1., 0., 0., 0., -.3, .1, 0., 2., 0., .2, 0., -.1});
    ta.step();
    return ta.get_state()[0];
}

double build_all() {
    double sum = 0;
    for (int i = 0; i < n_systems; ++i)
        sum += build_and_step(i);
    return sum;
}

void print(const std::string &what, const std::string &result) {
    std::fputs(fmt::format("| {} | {} |\n", what, result).c_str(), stdout);
    std::fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc == 2 && std::strcmp(argv[1], "--build") == 0) {
        std::printf("%.17g\n", build_all());
        return 0;
    }
    const building::own_disk_cache cache;
    const settings s{argv[0], cache.directory(), argc == 2 && std::strcmp(argv[1], "--check") == 0};
    if (!s.check_only)
        std::puts("| | result |\n|---|---|");
    one_process_or_many(s);
    one_thread_or_many(s);
    stopped_lock_holder(s);
    flipped_bytes(s);
    large_database(s);
    many_readers(s);
    return 0;
}
