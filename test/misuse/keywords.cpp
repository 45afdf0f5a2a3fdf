// SPDX-License-Identifier: MPL-2.0
// Wrong programs: every line with a comment "says:" does not compile, with one error, which holds that text.
// check_messages.py compiles this file.
//
// clang-format off
#include <array>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

using namespace brook;

namespace {

const auto x = make_vars("x");
const std::vector<std::pair<expression, expression>> equations{prime(x) = -x};
const std::vector<expression> functions{x + 1.}, variables{x};

[[maybe_unused]] void unknown_keywords(std::vector<double> state) {
    taylor_adaptive<double> a(equations, state, kw::max_steps = 3); // says: kw::max_steps is no keyword of taylor_adaptive, which takes time, tol, pars
    taylor_adaptive<double> b{equations, {1.}, kw::tol = 1e-9, kw::batch_size = 4}; // says: kw::batch_size is no keyword of taylor_adaptive
    taylor_adaptive<double> c(equations, kw::write_tc = true); // says: kw::write_tc is no keyword of taylor_adaptive
    taylor_adaptive d{{prime(x) = x}, {1.f}, kw::max_steps = 3}; // says: kw::max_steps is no keyword of taylor_adaptive
    taylor_adaptive_batch<double> e(equations, state, 4, kw::check_prec = true); // says: kw::check_prec is no keyword of taylor_adaptive_batch
    taylor_adaptive_batch<double> f(equations, 4, kw::max_steps = 3); // says: kw::max_steps is no keyword of taylor_adaptive_batch
    taylor_adaptive_batch g{equations, {1., 2.}, 2, kw::max_steps = 3}; // says: kw::max_steps is no keyword of taylor_adaptive_batch
    cfunc<double> h(functions, variables, kw::tol = 1e-9); // says: kw::tol is no keyword of cfunc, which takes high_accuracy
    cfunc<double> i({x}, {x}, kw::lift_constants = true); // says: kw::lift_constants is no keyword of cfunc
    poincare_map<double> k(equations, x, kw::nt_events = std::vector<nt_event<double>>()); // says: kw::nt_events is no keyword of poincare_map, which takes time, tol, pars
    llvm_state state_of_mine;
    add_cfunc<double>(state_of_mine, "f", {x}, {x}, kw::opt_level = 2); // says: kw::opt_level is no keyword of add_cfunc, which takes batch_size, high_accuracy, prec, strided
    diff_tensors({x}, {x}, kw::tol = 1e-9); // says: kw::tol is no keyword of diff_tensors, which takes diff_order
    diff_tensors(functions, variables, kw::diff_order = 1.5); // says: kw::diff_order of diff_tensors takes an integer
    llvm_state j(kw::parjit = true); // says: kw::parjit is no keyword of llvm_state, which takes mname, opt_level, fast_math
}

[[maybe_unused]] void unknown_keywords_of_calls(taylor_adaptive<double> &ta, taylor_adaptive_batch<float> &batch,
                                                const cfunc<double> &f, std::vector<double> v,
                                                cfunc<double>::out_2d many) {
    ta.propagate_until(1., kw::tol = 1e-9); // says: kw::tol is no keyword of propagate_until, which takes max_steps, max_delta_t, callback, write_tc, c_output, stop_at
    ta.propagate_for(1, kw::time = 3); // says: kw::time is no keyword of propagate_for
    batch.propagate_until({1.f, 2.f}, kw::pars = {1.}); // says: kw::pars is no keyword of propagate_until
    batch.propagate_until(1.f, kw::tol = 1e-9); // says: kw::tol is no keyword of propagate_until
    batch.propagate_for({1.f, 2.f}, kw::tol = 1e-9); // says: kw::tol is no keyword of propagate_for
    batch.propagate_for(1, kw::tol = 1e-9); // says: kw::tol is no keyword of propagate_for
    f(v, v, kw::batch_parallel = true); // says: kw::batch_parallel is no keyword of a compiled function of one point, which takes pars, time
    f(many, many, kw::batch_size = 3); // says: kw::batch_size is no keyword of a compiled function of many points, which takes pars, time, batch_parallel
}

[[maybe_unused]] void unknown_keywords_of_indicators(taylor_adaptive<double> &ta, std::vector<double> v) {
    lyapunov_spectrum(equations, v, 1., kw::tangent = {1.}); // says: kw::tangent is no keyword of lyapunov_spectrum, which takes time, tol, pars
    lyapunov_spectrum(ta, 1., kw::tol = 1e-9); // says: kw::tol is no keyword of lyapunov_spectrum, which takes interval, max_steps, max_delta_t, transient
    maximal_lyapunov(equations, v, 1., kw::n_exponents = 1); // says: kw::n_exponents is no keyword of maximal_lyapunov
    megno(equations, v, 1., kw::transient = 1.); // says: kw::transient is no keyword of megno
    megno(ta, 1., kw::interval = true); // says: kw::interval of megno takes
}

[[maybe_unused]] void unknown_keywords_of_ensembles(const taylor_adaptive<double> &ta,
                                                    const taylor_adaptive_batch<double> &batch) {
    const auto same = [](auto member, std::size_t) { return member; };
    ensemble_propagate_until(ta, 1., 2, same, kw::tol = 1e-9); // says: kw::tol is no keyword of ensemble_propagate_until, which takes max_steps
    ensemble_propagate_for(ta, 1., 2, same, kw::skip_failed = true); // says: kw::skip_failed is no keyword of ensemble_propagate_for
    ensemble_propagate_grid(ta, {0., 1.}, 2, same, kw::c_output = true); // says: kw::c_output is no keyword of ensemble_propagate_grid
    ensemble_propagate_until_batch(batch, 1., 2, same, kw::max_steps = 1.); // says: kw::max_steps of ensemble_propagate_until_batch takes an integer
    ensemble_propagate_grid_batch(batch, {0., 1.}, 2, same, kw::tol = 1e-9); // says: kw::tol is no keyword of ensemble_propagate_grid_batch
}

[[maybe_unused]] void wrong_values(taylor_adaptive<double> &ta, const cfunc<double> &f, std::vector<double> v,
                                   std::vector<float> w) {
    taylor_adaptive<double> a(equations, {1.}, kw::tol = true); // says: kw::tol of taylor_adaptive takes a number
    taylor_adaptive<double> b(equations, {1.}, kw::tol = "1e-9"); // says: kw::tol of taylor_adaptive takes a number
    taylor_adaptive<double> c(equations, {1.}, kw::compact_mode = 1); // says: kw::compact_mode of taylor_adaptive takes true or false
    taylor_adaptive<double> d(equations, {1.}, kw::opt_level = 2.); // says: kw::opt_level of taylor_adaptive takes an integer
    taylor_adaptive<double> e(equations, {1.}, kw::pars = 1.); // says: kw::pars of taylor_adaptive takes a range of numbers
    taylor_adaptive<double> g(equations, {1.}, kw::code_model = 1); // says: kw::code_model of taylor_adaptive takes a value of its enumeration
    taylor_adaptive<double> h(equations, {1.}, kw::mname = 'x'); // says: kw::mname of taylor_adaptive takes a string
    taylor_adaptive_batch<double> i(equations, 2, kw::time = x); // says: kw::time of taylor_adaptive_batch takes a number, or a range of numbers
    taylor_adaptive<double> j(equations, {1.}, kw::scale = "1"); // says: kw::scale of taylor_adaptive takes a number, or a range of numbers
    ta.propagate_until(1., kw::max_steps = 1e6); // says: kw::max_steps of propagate_until takes an integer
    ta.propagate_until(1., kw::c_output = 1); // says: kw::c_output of propagate_until takes true or false, or an output_file
    f(v, v, kw::pars = w); // says: kw::pars of a compiled function of one point takes an array of numbers of the type of the function
    f(v, v, kw::time = false); // says: kw::time of a compiled function of one point takes a number
}

[[maybe_unused]] void models(std::array<expression, 3> r, std::vector<double> c) {
    model::pendulum(kw::mu = 0.1); // says: kw::mu is no keyword of pendulum, which takes gconst, length
    model::pendulum(kw::length = 1); // says: kw::length of pendulum takes a number or an expression
    model::nbody(3, kw::masses = 1.); // says: kw::masses of nbody takes a range of what it lists
    model::cart2geo(r, kw::n_iters = 1.5); // says: kw::n_iters of cart2geo takes an integer
    model::sh_gravity_pot(r, kw::mu = 1., kw::sh_coefficients = c); // says: kw::a is missing in a call of sh_gravity_pot
    model::sh_gravity_acc(r); // says: kw::mu is missing in a call of sh_gravity_acc
    model::ffnn(kw::inputs = r, kw::nn_hidden = c); // says: kw::nn_hidden of ffnn takes a range of integers
}

[[maybe_unused]] void other_mistakes(taylor_adaptive<double> &ta) {
    taylor_adaptive<double> a(equations, {1.}, kw::tol = 1e-9, kw::tol = 1e-8); // says: kw::tol is given twice to taylor_adaptive
    taylor_adaptive<double> b(equations, {1.}, kw::high_accuracy); // says: kw::high_accuracy lacks its value in a call of taylor_adaptive
    ta.propagate_until(1., kw::max_steps = 3, true); // says: an argument of propagate_until is not of the form kw::name = value, where name is one of max_steps
}

} // namespace
