// SPDX-License-Identifier: MPL-2.0
// Lesson 17: an ensemble over the processes of MPI. Needs the option BROOK_WITH_MPI, and to be started by mpirun:
//
//     mpirun -n 4 ./lesson_17_mpi
#include <cmath>
#include <cstdio>

#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>

#include <brook/brook.hpp>
#include <brook/mpi/ensemble.hpp>

int main(int argc, char **argv) {
    const boost::mpi::environment environment(argc, argv, boost::mpi::threading::funneled);
    const boost::mpi::communicator world;

    // All processes run the same program. One of them compiles; the others find its code in the disk cache.
    using integrator = brook::taylor_adaptive<double>;
    const auto oscillator = brook::mpi::made_once(world, [] {
        const auto [x, v] = brook::make_vars("x", "v");
        return integrator({brook::prime(x) = v, brook::prime(v) = -brook::par[0] * x}, {1., 0.},
                          brook::kw::pars = {1.});
    });

    // The members are handed out one by one to whoever is free. Rank 0 gets the results, in order.
    const auto results =
        brook::mpi::ensemble_propagate_until(world, oscillator, 10., 100, [](integrator &member, std::size_t i) {
            member.get_pars_data()[0] = double((i + 1) * (i + 1));
        });
    if (world.rank() != 0)
        return 0;
    double largest_error = 0;
    for (std::size_t i = 0; i < results.size(); ++i)
        largest_error =
            std::fmax(largest_error, std::abs(results[i].integrator().get_state()[0] - std::cos(10. * double(i + 1))));
    std::printf("%zu members, largest error below 1e-12: %s\n", results.size(), largest_error < 1e-12 ? "yes" : "no");
}
