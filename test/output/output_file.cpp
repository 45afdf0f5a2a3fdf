// SPDX-License-Identifier: MPL-2.0
// Continuous output in a file is that in memory.
#include <brook/output/output_file.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/ensemble/ensemble.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/temporary_directory.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> driven() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, cos(brook::time) - sin(x)}};
}

// Files of a directory that are open in this process, named or not.
std::size_t open_files(const std::filesystem::path &directory) {
    std::size_t n = 0;
    std::error_code ignored;
    for (const auto &file : std::filesystem::directory_iterator("/proc/self/fd", ignored))
        n += std::filesystem::read_symlink(file, ignored).string().starts_with(directory.string());
    return n;
}

template <typename Output>
void check_equal(Output &in_memory, Output &in_file) {
    using T = typename Output::value_type;
    REQUIRE(in_file.get_n_steps() == in_memory.get_n_steps());
    REQUIRE(same_bits(in_file.get_times(), in_memory.get_times()));
    REQUIRE(in_file.get_bounds() == in_memory.get_bounds());
    REQUIRE(in_memory.get_file_size() == 0);
    REQUIRE(in_file.get_file_size() > 0);
    REQUIRE(in_file.get_memory_size() < in_memory.get_memory_size());
    std::mt19937 random(5);
    for (int i = 0; i < 2000; ++i) {
        const T t = T(random() % 20000) / 900;
        REQUIRE(same_bits(in_file(t), in_memory(t)));
    }
    REQUIRE(same_bits(in_file.get_tcs(), in_memory.get_tcs()));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("continuous output in a file has the bits of that in memory", "[output_file]",
                        test::code_types) {
    using T = TestType;
    const temporary_directory directory;
    taylor_adaptive<T> a(driven(), {T(0), T(1)});
    auto b = a;
    const T step = T(1) / 256;
    auto in_memory = a.propagate_until(T(20), kw::c_output = true, kw::max_delta_t = step).continuous_output().value();
    auto result = b.propagate_until(T(20), kw::c_output = output_file(directory.path()), kw::max_delta_t = step);
    auto in_file = std::move(result.continuous_output().value());
    REQUIRE(same_bits(a.get_state(), b.get_state()));
    check_equal(in_memory, in_file);
    std::vector<T> times;
    for (int i = 0; i < 5000; ++i)
        times.push_back(T(i * 7 % 5000) / 250);
    REQUIRE(same_bits(std::as_const(in_file)(times), std::as_const(in_memory)(times)));
}

TEST_CASE("a batch can be recorded in a file, too", "[output_file]") {
    const temporary_directory directory;
    taylor_adaptive_batch<double> a(driven(), {0., 1., 2., 1., .5, .25}, 3);
    auto b = a;
    auto in_memory = a.propagate_until(20., kw::c_output = true, kw::max_delta_t = .01).continuous_output().value();
    auto in_file = b.propagate_until(20., kw::c_output = output_file(directory.path()), kw::max_delta_t = .01)
                       .continuous_output()
                       .value();
    check_equal(in_memory, in_file);
}

TEST_CASE("the file has no name, and lives as long as a copy of the output", "[output_file]") {
    const temporary_directory directory;
    taylor_adaptive<double> ta(driven(), {0., 1.});
    std::optional<continuous_output<double>> copy;
    {
        const auto result = ta.propagate_until(
            20., kw::c_output = output_file(directory.path()), kw::max_delta_t = .01,
            kw::callback = [&](auto &) { return std::filesystem::is_empty(directory.path()); });
        REQUIRE(result.outcome() == taylor_outcome::time_limit);
        copy = result.continuous_output();
    }
    REQUIRE(std::filesystem::is_empty(directory.path()));
    if (std::filesystem::exists("/proc/self/fd"))
        REQUIRE(open_files(directory.path()) == 1);
    REQUIRE(copy->get_file_size() > 0);
    const auto end = ta.get_state();
    REQUIRE((*copy)(20.) == end);
    copy.reset();
    REQUIRE(open_files(directory.path()) == 0);
}

TEST_CASE("members of an ensemble have files of their own", "[output_file]") {
    const temporary_directory directory;
    const taylor_adaptive<double> ta(driven(), {0., 1.});
    const auto generate = [](taylor_adaptive<double> member, std::size_t i) {
        member.get_state_data()[0] = double(i);
        return member;
    };
    const auto in_file = ensemble_propagate_until<double>(ta, 20., 4, generate, kw::max_delta_t = .01,
                                                          kw::c_output = output_file(directory.path()));
    const auto in_memory =
        ensemble_propagate_until<double>(ta, 20., 4, generate, kw::max_delta_t = .01, kw::c_output = true);
    for (std::size_t i = 0; i < 4; ++i) {
        auto a = in_memory[i].continuous_output().value(), b = in_file[i].continuous_output().value();
        check_equal(a, b);
    }
}

TEST_CASE("without a directory there is no propagation", "[output_file]") {
    const temporary_directory directory;
    const auto missing = directory.path() / "missing";
    taylor_adaptive<double> ta(driven(), {0., 1.});
    REQUIRE_THROWS_AS(ta.propagate_until(1., kw::c_output = output_file(missing)), std::runtime_error);
    REQUIRE_THROWS_WITH(ta.propagate_until(1., kw::c_output = output_file(missing)),
                        ContainsSubstring(missing.string()));
    REQUIRE_THROWS_AS(ta.propagate_until(1., kw::c_output = output_file("")), std::invalid_argument);
    REQUIRE(ta.get_time() == 0.);
    REQUIRE(!ta.propagate_until(1., kw::c_output = false).continuous_output());
}

TEST_CASE("continuous output knows how much memory it takes", "[output_file]") {
    taylor_adaptive<double> ta(driven(), {0., 1.});
    const auto co = ta.propagate_until(20., kw::c_output = true, kw::max_delta_t = .001).continuous_output().value();
    const auto of_a_step = (2 * (co.get_order() + 1) + 5) * sizeof(double);
    const auto size = co.get_memory_size();
    REQUIRE(size >= co.get_n_steps() * of_a_step);
    REQUIRE(size <= 5 * co.get_n_steps() * of_a_step);
    const auto copy = co;
    const auto n = copy.get_tcs().size();
    REQUIRE(co.get_memory_size() == size + n * sizeof(double));
    REQUIRE(continuous_output<double>().get_memory_size() == 0);
    REQUIRE(continuous_output<double>().get_file_size() == 0);
}
