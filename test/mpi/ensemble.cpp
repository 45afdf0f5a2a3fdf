// SPDX-License-Identifier: MPL-2.0
// Ensembles over processes, against ensembles over threads: run by mpirun with 1, 2 and 4 ranks.
// covers: share_out
//
// A program without the test framework, because all ranks must come through the same calls.
#include <brook/mpi/ensemble.hpp>

#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/mpi/environment.hpp>

#include <brook/jit/llvm_state.hpp>
#include <brook/math/functions.hpp>

#include "test/support/same_bits.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook;
using test::same_bits;
namespace bmpi = boost::mpi;

namespace {

void expect(bool holds, const std::string &what) {
    if (holds)
        return;
    std::fprintf(stderr, "failed: %s\n", what.c_str());
    bmpi::environment::abort(1);
}

taylor_adaptive<double> swing() {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<double>({{x, v}, {v, -par[0] * sin(x)}}, {0.1, 0.2}, kw::pars = {1.});
}

// Members differ in all that a generator may set, and in how long they take.
taylor_adaptive<double> member(taylor_adaptive<double> ta, std::size_t i) {
    ta.get_state_data()[0] = 0.05 * static_cast<double>(i + 1);
    ta.get_pars_data()[0] = 1. + static_cast<double>(i % 7);
    ta.set_dtime(static_cast<double>(1 + i % 5), 1e-18);
    return ta;
}

struct counted {
    int calls = 0;
    bool operator()(taylor_adaptive<double> &) { return ++calls < 40; }
};
const archived_function<step_callback<double>, counted> known(
    "counted", [](const counted &c) { return std::to_string(c.calls); },
    [](std::string_view bytes) { return counted{std::stoi(std::string(bytes))}; });

template <typename Result>
void expect_same(const std::vector<Result> &a, const std::vector<Result> &b) {
    expect(a.size() == b.size(), "there are as many results");
    for (std::size_t i = 0; i < a.size(); ++i) {
        expect(same_bits(a[i].integrator().get_state(), b[i].integrator().get_state()), "states have the same bits");
        expect(a[i].integrator().get_dtime() == b[i].integrator().get_dtime(), "times are the same");
        expect(a[i].outcome() == b[i].outcome() && a[i].n_steps() == b[i].n_steps(), "outcomes are the same");
        expect(same_bits(a[i].min_h(), b[i].min_h()) && same_bits(a[i].max_h(), b[i].max_h()), "sizes are the same");
    }
}

void until_and_for(const bmpi::communicator &comm, const taylor_adaptive<double> &ta) {
    for (const std::size_t n : {0, 1, 3, 40}) {
        const auto found = mpi::ensemble_propagate_until(comm, ta, 50., n, member, kw::c_output = true);
        const auto by_time = mpi::ensemble_propagate_for(comm, ta, -20., n, member, kw::callback = counted());
        if (comm.rank() != 0) {
            expect(found.empty() && by_time.empty(), "the other ranks have no results");
            continue;
        }
        const auto expected = ensemble_propagate_until(ta, 50., n, member, kw::c_output = true);
        expect_same(found, expected);
        for (std::size_t i = 0; i < n; ++i) {
            auto a = *found[i].continuous_output(), b = *expected[i].continuous_output();
            expect(same_bits(a(17.), b(17.)), "continuous outputs are the same");
        }
        const auto expected_by_time = ensemble_propagate_for(ta, -20., n, member, kw::callback = counted());
        expect_same(by_time, expected_by_time);
        for (std::size_t i = 0; i < n; ++i)
            expect(value_ref<counted>(by_time[i].callback()).calls ==
                       value_ref<counted>(expected_by_time[i].callback()).calls,
                   "callbacks come back");
    }
}

void grids(const bmpi::communicator &comm, const taylor_adaptive<double> &ta) {
    const auto at_zero = [](taylor_adaptive<double> ta, std::size_t i) {
        ta = member(std::move(ta), i);
        ta.set_time(0.);
        return ta;
    };
    const std::vector<double> grid{0., 1., 2., 5., 11.};
    std::vector<std::size_t> told;
    const auto found = mpi::ensemble_propagate_grid(
        comm, ta, grid, 10, at_zero, kw::progress = [&](std::size_t done, std::size_t n) {
            expect(n == 10 && (told.empty() || told.back() < done), "progress goes up");
            told.push_back(done);
        });
    expect(comm.rank() == 0 ? told.back() == 10 : told.empty(), "rank 0 hears of the progress");
    if (comm.rank() != 0)
        return;
    const auto expected = ensemble_propagate_grid(ta, grid, 10, at_zero);
    expect_same(found, expected);
    for (std::size_t i = 0; i < 10; ++i)
        expect(same_bits(found[i].output(), expected[i].output()), "states on the grid are the same");
}

void of_long_numbers(const bmpi::communicator &comm) {
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive<dd> ta({{x, v}, {v, -x}}, {dd("0.1"), dd("0.2")});
    const auto shifted = [](taylor_adaptive<dd> ta, std::size_t i) {
        ta.get_state_data()[0] += dd(i) / 3;
        return ta;
    };
    const auto found = mpi::ensemble_propagate_until(comm, ta, dd(3), 5, shifted);
    const auto on_grid = mpi::ensemble_propagate_grid(comm, ta, std::vector<dd>{0, dd("0.7"), 2}, 5, shifted);
    if (comm.rank() != 0)
        return;
    expect_same(found, ensemble_propagate_until(ta, dd(3), 5, shifted));
    const auto expected = ensemble_propagate_grid(ta, std::vector<dd>{0, dd("0.7"), 2}, 5, shifted);
    expect_same(on_grid, expected);
    for (std::size_t i = 0; i < 5; ++i)
        expect(same_bits(on_grid[i].output(), expected[i].output()), "states of dd on the grid are the same");
}

// Whoever has it, all ranks hear of it.
void errors(const bmpi::communicator &comm, const taylor_adaptive<double> &ta) {
    const auto failing = [](taylor_adaptive<double> ta, std::size_t i) {
        if (i == 5)
            throw std::runtime_error("member five is ill");
        return member(std::move(ta), i);
    };
    std::string message;
    try {
        mpi::ensemble_propagate_until(comm, ta, 50., 12, failing);
    } catch (const std::runtime_error &error) {
        message = error.what();
    }
    expect(message.find("member five is ill") != std::string::npos && message.find("Rank ") == 0,
           "all ranks know the message, but got '" + message + "'");
}

} // namespace

int main(int argc, char **argv) {
    const bmpi::environment environment(argc, argv, bmpi::threading::funneled);
    const bmpi::communicator comm;
    // All ranks have one directory, which is empty.
    std::optional<temporary_directory> directory;
    if (comm.rank() == 0)
        directory.emplace();
    std::string path = directory ? directory->path().string() : std::string();
    bmpi::broadcast(comm, path, 0);
    llvm_state::set_diskcache_path(path);
    const auto ta = mpi::made_once(comm, swing);
    // Rank 0 has compiled, and stored; the others found it.
    expect(llvm_state::get_cache_stats().misses == (comm.rank() == 0 ? 1u : 0u), "only one rank compiles");
    until_and_for(comm, ta);
    grids(comm, ta);
    of_long_numbers(comm);
    errors(comm, ta);
    until_and_for(comm, ta);
    std::string message;
    try {
        mpi::made_once(comm, []() -> taylor_adaptive<double> { throw std::runtime_error("no memory"); });
    } catch (const std::runtime_error &error) {
        message = error.what();
    }
    expect(message == "Rank 0 failed: no memory", "an error of the maker is one of all ranks");
    return 0;
}
