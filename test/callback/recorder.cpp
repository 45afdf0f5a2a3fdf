// SPDX-License-Identifier: MPL-2.0
// States that are recorded on the way, against dense output and grids; the files, read by readers of the test's own.
// covers: record_file
#include <brook/callback/recorder.hpp>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <brook/callback/angle_reducer.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/temporary_directory.hpp"
#include "test/support/types.hpp"

using namespace brook;
using callback::record_format;
using callback::recorder;
using Catch::Matchers::ContainsSubstring;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> pendulum(bool driven = false) {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, driven ? cos(brook::time) - sin(x) : -sin(x)}};
}

template <typename T>
taylor_adaptive<T> swing(bool driven = false) {
    return taylor_adaptive<T>(pendulum(driven), {T(1) / 2, T(1) / 8});
}

template <typename T>
taylor_adaptive_batch<T> swings() {
    return taylor_adaptive_batch<T>(pendulum(), {T(1) / 2, T(1), T(2), T(1) / 8, T(0), T(1)}, 3);
}

template <typename T>
std::vector<T> multiples(T begin, T dt, int n) {
    std::vector<T> times;
    for (int k = 0; k <= n; ++k)
        times.push_back(begin + T(k) * dt);
    return times;
}

std::string contents(const std::filesystem::path &path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// ---- readers ----

template <typename T>
struct matrix {
    std::string type;
    std::size_t rows = 0, columns = 0;
    std::vector<T> numbers;
};

template <typename T>
matrix<T> read_npy(const std::filesystem::path &path) {
    const auto bytes = contents(path);
    REQUIRE(bytes.size() >= 10);
    REQUIRE(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t header = 10 + std::uint8_t(bytes[8]) + 256 * std::size_t(std::uint8_t(bytes[9]));
    REQUIRE(header % 64 == 0);
    REQUIRE(bytes.size() >= header);
    REQUIRE(bytes[header - 1] == '\n');
    const auto text = bytes.substr(10, header - 10);
    matrix<T> found;
    char type[10] = {};
    REQUIRE(std::sscanf(text.c_str(), "{'descr': '%9[^']', 'fortran_order': False, 'shape': (%zu, %zu), }", type,
                        &found.rows, &found.columns) == 3);
    found.type = type;
    REQUIRE(bytes.size() >= header + found.rows * found.columns * sizeof(T));
    found.numbers.resize(found.rows * found.columns);
    std::copy_n(bytes.data() + header, found.numbers.size() * sizeof(T),
                reinterpret_cast<char *>(found.numbers.data()));
    return found;
}

template <typename T>
T number_from(const std::string &text) {
    if constexpr (std::same_as<T, float>)
        return std::strtof(text.c_str(), nullptr);
    else if constexpr (std::same_as<T, double>)
        return std::strtod(text.c_str(), nullptr);
    else
        return static_cast<T>(std::strtold(text.c_str(), nullptr));
}

template <typename T>
matrix<T> read_csv(const std::filesystem::path &path) {
    std::ifstream in(path);
    matrix<T> found;
    std::getline(in, found.type);
    for (std::string line; std::getline(in, line); ++found.rows) {
        std::istringstream words(line);
        for (std::string word; std::getline(words, word, ',');)
            found.numbers.push_back(number_from<T>(word));
    }
    found.columns = found.rows == 0 ? 0 : found.numbers.size() / found.rows;
    return found;
}

// Rows of times and states side by side.
template <typename T>
std::vector<T> joined(const std::vector<T> &times, const std::vector<T> &states, std::size_t rows) {
    std::vector<T> all;
    for (std::size_t i = 0; i < rows; ++i) {
        const auto n = times.size() / rows, m = states.size() / rows;
        all.insert(all.end(), times.begin() + std::ptrdiff_t(i * n), times.begin() + std::ptrdiff_t((i + 1) * n));
        all.insert(all.end(), states.begin() + std::ptrdiff_t(i * m), states.begin() + std::ptrdiff_t((i + 1) * m));
    }
    return all;
}

} // namespace

// ---- chosen times ----

TEMPLATE_LIST_TEST_CASE("chosen times have the bits of a grid", "[recorder]", test::code_types) {
    using T = TestType;
    const bool driven = GENERATE(false, true);
    const int direction = GENERATE(1, -1);
    const T begin = T(1) / 4;
    auto ta = swing<T>(driven), along = ta, plain = ta;
    ta.set_time(begin);
    along.set_time(begin);
    plain.set_time(begin);
    const auto grid = multiples<T>(begin, T(direction) * T(3) / 8, 40);
    auto listed = recorder<T>::at({grid.rbegin(), grid.rend()}); // in any order
    auto spaced = recorder<T>::every(T(3) / 8);
    ta.propagate_until(grid.back(), kw::callback = std::vector<step_callback<T>>{listed, spaced});
    const auto result = along.propagate_grid(grid);
    for (const auto &rec : {listed, spaced}) {
        REQUIRE(rec.n_rows() == 41);
        REQUIRE(same_bits(rec.times(), grid));
        REQUIRE(same_bits(rec.states(), result.output()));
        REQUIRE(rec.names() == std::vector<std::string>{"time", "x", "v"});
    }
    // The steps are as they are without it.
    plain.propagate_until(grid.back());
    REQUIRE(same_bits(plain.get_state(), ta.get_state()));
    REQUIRE(same_bits(plain.get_state(), {listed.states().end()[-2], listed.states().end()[-1]}));
}

TEMPLATE_LIST_TEST_CASE("chosen times have the bits of dense output in single steps", "[recorder]", test::code_types) {
    using T = TestType;
    auto ta = swing<T>(), twin = ta;
    const int direction = GENERATE(1, -1);
    auto rec = recorder<T>::every(T(1) / 10);
    T next = 0;
    std::size_t k = 0;
    for (int i = 0; i < 20; ++i) {
        for (auto *each : {&ta, &twin})
            direction > 0 ? each->step(true) : each->step_backward(true);
        REQUIRE(rec(ta));
        for (; std::abs(next) <= std::abs(twin.get_time()); next = T(direction) * (T(k) * (T(1) / 10))) {
            REQUIRE(rec.n_rows() > k);
            REQUIRE(rec.times()[k] == next);
            const auto &state = twin.update_d_output(next);
            REQUIRE(same_bits(state, {rec.states()[2 * k], rec.states()[2 * k + 1]}));
            ++k;
        }
    }
    REQUIRE(rec.n_rows() == k);
    REQUIRE(k > 20);
}

TEMPLATE_LIST_TEST_CASE("the end is recorded however it is rounded, and nothing beyond", "[recorder]",
                        test::code_types) {
    using T = TestType;
    for (const int n : {1, 3, 6, 7, 9, 30, 49, 99}) {
        auto until = swing<T>(), passed = until;
        const T dt = T(1) / 10, end = T(n) / 10, from = T(3) / 10;
        auto a = recorder<T>::every(dt), b = recorder<T>::every(dt), c = recorder<T>::at({from + end});
        until.propagate_until(end, kw::callback = a);
        REQUIRE(a.n_rows() == std::size_t(n) + 1);
        passed.set_time(from);
        passed.propagate_for(end, kw::callback = std::vector<step_callback<T>>{b, c});
        REQUIRE(b.n_rows() == std::size_t(n) + 1);
        REQUIRE(c.times() == std::vector<T>{from + end});
        // The same way back: the end is not recorded again, the begin is.
        passed.propagate_for(-end, kw::callback = b);
        REQUIRE(b.n_rows() == 2 * std::size_t(n) + 1);
        REQUIRE(b.times().back() == from);
    }
}

TEST_CASE("several propagations are recorded like one", "[recorder]") {
    auto ta = swing<double>(), once = ta;
    auto parts = recorder<double>::every(.25), whole = recorder<double>::every(.25),
         listed = recorder<double>::at({1., 2., 3., 4., 10.});
    // Steps that end elsewhere, and at times that are recorded.
    for (const double end : {.1, 1., 1., 1.5, 1.7, 4.})
        ta.propagate_until(end, kw::callback = std::vector<step_callback<double>>{parts, listed});
    once.propagate_until(4., kw::callback = whole);
    REQUIRE(parts.times() == whole.times());
    REQUIRE(parts.n_rows() == 17);
    REQUIRE(listed.times() == std::vector<double>{1., 2., 3., 4.});
    for (std::size_t i = 0; i < parts.states().size(); ++i)
        REQUIRE(std::abs(parts.states()[i] - whole.states()[i]) < 1e-14);
    // Another begin.
    ta.set_time(100.1);
    ta.propagate_until(100.7, kw::callback = parts);
    REQUIRE(parts.n_rows() == 20);
    REQUIRE(parts.times()[17] == 100.1);
    REQUIRE(parts.times()[19] == 100.1 + 2 * .25);
    // The same time as that where it ended, but backward, and only what was chosen.
    ta.set_time(4.);
    ta.propagate_until(2.5, kw::callback = listed);
    REQUIRE(listed.times() == std::vector<double>{1., 2., 3., 4., 3.});
}

TEST_CASE("a propagation of no length records where it is", "[recorder]") {
    auto ta = swing<double>();
    auto rec = recorder<double>::every(1.), other = recorder<double>::at({0., 1.});
    ta.propagate_until(0., kw::callback = std::vector<step_callback<double>>{rec, other});
    for (const auto &r : {rec, other}) {
        REQUIRE(r.times() == std::vector<double>{0.});
        REQUIRE(r.states() == ta.get_state());
    }
}

TEST_CASE("steps write coefficients where a recorder needs them", "[recorder]") {
    auto ta = swing<double>();
    const auto rec = recorder<double>::every(1.);
    REQUIRE(rec.needs_tc());
    REQUIRE(!recorder<double>::every_steps(3).needs_tc());
    // Also in a set within a set, and in a std::ref.
    auto referred = rec;
    const step_callback<double> inner = step_callback_set<double>{std::ref(referred)};
    REQUIRE(inner.needs_tc());
    ta.propagate_until(3., kw::callback =
                               std::vector<step_callback<double>>{callback::angle_reducer{expression("x")}, inner});
    REQUIRE(rec.n_rows() == 4);
    REQUIRE(ta.get_tc_written());
    // Nobody else pays for them.
    ta.propagate_until(5., kw::callback = recorder<double>::every_steps(1));
    REQUIRE(!ta.get_tc_written());
    REQUIRE(!step_callback<double>().needs_tc());
    REQUIRE(!step_callback<double>([](auto &) { return true; }).needs_tc());
    // A function that hides a recorder must ask for them, and is told so.
    auto hidden = rec;
    const auto hiding = [&](taylor_adaptive<double> &t) { return hidden(t); };
    REQUIRE_THROWS_AS(ta.propagate_until(6., kw::callback = hiding), std::invalid_argument);
    REQUIRE_THROWS_WITH(hidden(ta), ContainsSubstring("step(true)") && ContainsSubstring("write_tc = true"));
    ta.propagate_until(8., kw::callback = hiding, kw::write_tc = true);
    REQUIRE(rec.times().back() > 7); // counted from where it began anew
    ta.step();
    REQUIRE_THROWS_AS(hidden(ta), std::invalid_argument);
    ta.step(true);
    REQUIRE(hidden(ta));
}

// ---- every n-th step ----

TEMPLATE_LIST_TEST_CASE("every n-th step is recorded, across propagations and by hand", "[recorder]",
                        test::code_types) {
    using T = TestType;
    auto ta = swing<T>();
    auto rec = recorder<T>::every_steps(3);
    std::vector<T> times, states;
    int steps = 0;
    const auto note = [&](taylor_adaptive<T> &t) {
        if (t.get_last_h() != 0 && ++steps % 3 == 0) {
            times.push_back(t.get_time());
            states.insert(states.end(), t.get_state().begin(), t.get_state().end());
        }
        return true;
    };
    const std::vector<step_callback<T>> both{rec, note};
    for (const T end : {T(5), T(5), T(7), T(-3)}) // one of no length, one backward
        ta.propagate_until(end, kw::callback = both);
    for (int i = 0; i < 10; ++i) {
        ta.step();
        rec(ta);
        note(ta);
    }
    REQUIRE(rec.n_rows() == std::size_t(steps / 3));
    REQUIRE(same_bits(rec.times(), times));
    REQUIRE(same_bits(rec.states(), states));
    rec.record(ta);
    REQUIRE(rec.n_rows() == times.size() + 1);
    REQUIRE(rec.times().back() == ta.get_time());
}

// ---- batches ----

TEMPLATE_LIST_TEST_CASE("in a batch each trajectory reaches chosen times by itself", "[recorder]", test::code_types) {
    using T = TestType;
    auto ta = swings<T>();
    const std::vector<T> begins{T(0), T(1), T(-2)}, ends{T(8), T(9), T(3)};
    ta.set_time(begins);
    auto spaced = recorder<T>::every(T(1) / 2), listed = recorder<T>::at({T(2), T(3), T(1) / 2, T(0)});
    ta.propagate_until(ends, kw::callback = std::vector<step_callback_batch<T>>{spaced, listed});
    REQUIRE(spaced.n_rows() == 17);
    REQUIRE(spaced.names() ==
            std::vector<std::string>{"time[0]", "time[1]", "time[2]", "x[0]", "x[1]", "x[2]", "v[0]", "v[1]", "v[2]"});
    REQUIRE(listed.n_rows() == 4);
    for (std::size_t k = 0; k < 3; ++k) {
        const auto all = swings<T>().get_state();
        taylor_adaptive<T> alone(pendulum(), {all[k], all[3 + k]});
        alone.set_time(begins[k]);
        auto a = recorder<T>::every(T(1) / 2), b = recorder<T>::at({T(2), T(3), T(1) / 2, T(0)});
        alone.propagate_until(ends[k], kw::callback = std::vector<step_callback<T>>{a, b});
        for (const auto &[one, batch] : {std::pair(a, spaced), std::pair(b, listed)})
            for (std::size_t i = 0; i < batch.n_rows(); ++i) {
                const std::vector<T> row{batch.times()[3 * i + k], batch.states()[6 * i + k],
                                         batch.states()[6 * i + 3 + k]};
                if (i < one.n_rows())
                    REQUIRE(same_bits(row, {one.times()[i], one.states()[2 * i], one.states()[2 * i + 1]}));
                else
                    REQUIRE(std::all_of(row.begin(), row.end(), [](T x) { return std::isnan(x); }));
            }
    }
}

TEMPLATE_LIST_TEST_CASE("every n-th step of a batch is recorded", "[recorder]", test::code_types) {
    using T = TestType;
    auto ta = swings<T>(), twin = ta;
    auto rec = recorder<T>::every_steps(2);
    for (int i = 1; i <= 6; ++i) {
        ta.step();
        rec(ta);
        twin.step();
        if (i % 2 == 0) {
            const auto row = std::ptrdiff_t(i / 2 - 1);
            REQUIRE(same_bits(twin.get_time(), {rec.times().begin() + 3 * row, rec.times().begin() + 3 * row + 3}));
            REQUIRE(same_bits(twin.get_state(), {rec.states().begin() + 6 * row, rec.states().begin() + 6 * row + 6}));
        }
    }
    REQUIRE(rec.n_rows() == 3);
}

// ---- files ----

TEMPLATE_LIST_TEST_CASE("files are read back bit for bit", "[recorder]", test::code_types) {
    using T = TestType;
    const temporary_directory directory;
    const auto csv = directory.path() / "orbit.csv", npy = directory.path() / "orbit.npy";
    auto ta = swing<T>();
    ta.get_state_data()[0] = std::numeric_limits<T>::min() * 3; // digits that need all
    auto memory = recorder<T>::every(T(1) / 16), text = recorder<T>::every(T(1) / 16, csv),
         binary = recorder<T>::every(T(1) / 16, npy);
    const std::vector<step_callback<T>> all{memory, text, binary};
    for (const T end : {T(10), T(500)}) {
        ta.propagate_until(end, kw::callback = all);
        text.flush();
        binary.flush();
        const auto a = read_csv<T>(csv), b = read_npy<T>(npy);
        REQUIRE(a.type == "time,x,v");
        REQUIRE(b.type == "<f" + std::to_string(sizeof(T)));
        REQUIRE(a.rows == memory.n_rows());
        REQUIRE(b.rows == memory.n_rows());
        REQUIRE(b.columns == 3);
        const auto expected = joined(memory.times(), memory.states(), memory.n_rows());
        REQUIRE(same_bits(a.numbers, expected));
        REQUIRE(same_bits(b.numbers, expected));
    }
    REQUIRE(text.n_rows() == memory.n_rows());
    REQUIRE_THROWS_AS(text.times(), std::invalid_argument);
    REQUIRE_THROWS_AS(text.states(), std::invalid_argument);
    text.close();
    REQUIRE_THROWS_AS(text(ta), std::invalid_argument);
    text.close();
    // Made anew.
    auto again = recorder<T>::every_steps(1, csv);
    again.close();
    REQUIRE(contents(csv).empty());
}

TEMPLATE_LIST_TEST_CASE("the header of a matrix is right at any time", "[recorder]", test::code_types) {
    using T = TestType;
    const temporary_directory directory;
    const auto npy = directory.path() / "orbit.npy";
    auto ta = swing<T>();
    {
        auto rec = recorder<T>::every_steps(1, npy);
        rec.pre_hook(ta);
        rec.flush();
        REQUIRE(read_npy<T>(npy).rows == 0);
        // Many more than the buffer holds.
        for (std::size_t i = 1; i <= 12000; ++i) {
            ta.step();
            rec(ta);
            if (i % 1500 == 1) {
                rec.flush();
                REQUIRE(read_npy<T>(npy).rows == i);
            } else if (i % 1500 == 0) {
                const auto so_far = read_npy<T>(npy);
                REQUIRE(so_far.rows <= i);
                REQUIRE(so_far.rows + 6000 > i);
            }
        }
    } // the last copy writes the rest
    const auto all = read_npy<T>(npy);
    REQUIRE(all.rows == 12000);
    REQUIRE(all.numbers[3 * 11999] == ta.get_time());
}

TEST_CASE("a step may have many rows", "[recorder]") {
    const temporary_directory directory;
    const auto npy = directory.path() / "a.npy";
    auto ta = swing<double>(), along = ta;
    auto rec = recorder<double>::every(1. / 65536, npy);
    const auto result = ta.propagate_until(1., kw::callback = rec);
    REQUIRE(result.n_steps() < 10);
    rec.close();
    const auto all = read_npy<double>(npy);
    REQUIRE(all.rows == 65537);
    const auto grid = multiples(0., 1. / 65536, 65536);
    REQUIRE(same_bits(all.numbers, joined(grid, along.propagate_grid(grid).output(), 65537)));
}

TEST_CASE("batches have columns for each trajectory, and rows when all are there", "[recorder]") {
    const temporary_directory directory;
    const auto csv = directory.path() / "a.csv", npy = directory.path() / "b";
    auto ta = swings<double>();
    auto text = recorder<double>::every(1., csv), binary = recorder<double>::every(1., npy, record_format::npy),
         memory = recorder<double>::every(1.);
    ta.propagate_until({3., 5., 4.}, kw::callback = std::vector<step_callback_batch<double>>{text, binary, memory});
    text.flush();
    REQUIRE(read_csv<double>(csv).rows == 4);
    REQUIRE(text.n_rows() == 6);
    text.close();
    binary.close();
    const auto a = read_csv<double>(csv), b = read_npy<double>(npy);
    REQUIRE(a.type == "time[0],time[1],time[2],x[0],x[1],x[2],v[0],v[1],v[2]");
    REQUIRE(a.rows == 6);
    REQUIRE(std::isnan(a.numbers[9 * 5]));
    REQUIRE(a.numbers[9 * 5 + 1] == 5);
    const auto expected = joined(memory.times(), memory.states(), 6);
    for (const auto *found : {&a, &b})
        for (std::size_t i = 0; i < expected.size(); ++i)
            REQUIRE((found->numbers[i] == expected[i] || (std::isnan(found->numbers[i]) && std::isnan(expected[i]))));
}

TEST_CASE("names that hold commas are quoted", "[recorder]") {
    const temporary_directory directory;
    const auto csv = directory.path() / "a.csv";
    const expression x("a,\"b\"");
    taylor_adaptive<double> ta({{x, -x}}, {1.});
    auto rec = recorder<double>::every_steps(1, csv);
    rec.record(ta);
    rec.close();
    REQUIRE(contents(csv) == "time,\"a,\"\"b\"\"\"\n0,1\n");
}

TEST_CASE("NumPy reads what is written", "[recorder]") {
    if (std::system("python3 -c 'import numpy' > /dev/null 2>&1") != 0)
        return; // not everybody has it
    const temporary_directory directory;
    const auto npy = directory.path() / "a.npy", csv = directory.path() / "a.csv";
    auto ta = swing<double>();
    auto a = recorder<double>::every(.125, npy), b = recorder<double>::every(.125, csv);
    ta.propagate_until(20., kw::callback = std::vector<step_callback<double>>{a, b});
    a.close();
    b.close();
    const auto script = "import numpy as np; m = np.load('" + npy.string() + "'); c = np.genfromtxt('" + csv.string() +
                        "', delimiter=',', names=True); assert m.shape == (161, 3) and m.dtype == np.float64; "
                        "assert c.dtype.names == ('time', 'x', 'v'); "
                        "assert all((m[:, i] == c[n]).all() for i, n in enumerate(c.dtype.names)); "
                        "assert (m[:, 0] == np.arange(161) * .125).all()";
    REQUIRE(std::system(("python3 -c \"" + script + "\"").c_str()) == 0);
}

// ---- failures ----

TEST_CASE("files that cannot be made are refused", "[recorder]") {
    const temporary_directory directory;
    const auto missing = directory.path() / "missing" / "a.csv";
    REQUIRE_THROWS_AS(recorder<double>::every(1., missing), std::system_error);
    REQUIRE_THROWS_WITH(recorder<double>::every(1., missing),
                        ContainsSubstring(missing.string()) && ContainsSubstring("No such file"));
    REQUIRE_THROWS_AS(recorder<double>::every_steps(1, directory.path() / "a.txt"), std::invalid_argument);
    REQUIRE_THROWS_AS(recorder<double>::every_steps(1, ""), std::invalid_argument);
    REQUIRE(!std::filesystem::exists(directory.path() / "a.txt"));
}

TEST_CASE("a full disk ends the propagation, and loses nothing", "[recorder]") {
    if (!std::filesystem::exists("/dev/full"))
        return;
    const auto format = GENERATE(record_format::csv, record_format::npy);
    auto ta = swing<double>();
    auto rec = recorder<double>::every_steps(1, "/dev/full", format);
    const auto go = [&] { ta.propagate_until(1e6, kw::callback = rec); };
    REQUIRE_THROWS_AS(go(), std::system_error);
    const auto rows = rec.n_rows();
    REQUIRE(rows > 1000); // a full buffer
    REQUIRE(ta.get_time() > 0);
    REQUIRE(ta.get_time() < 1e6);
    try {
        rec.flush();
        FAIL("the disk is full");
    } catch (const std::system_error &e) {
        REQUIRE(e.code() == std::errc::no_space_on_device);
        REQUIRE_THAT(e.what(), ContainsSubstring("/dev/full") && ContainsSubstring("No space left"));
    }
    REQUIRE_THROWS_AS(rec.close(), std::system_error);
    REQUIRE(rec.n_rows() == rows);
}

TEST_CASE("rows that a limit kept back are written later", "[recorder]") {
    const temporary_directory directory;
    const auto csv = directory.path() / "a.csv", npy = directory.path() / "a.npy";
    // In a process of its own, whose files may have so many bytes, for a while.
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit unlimited{};
        getrlimit(RLIMIT_FSIZE, &unlimited);
        rlimit limited = unlimited;
        limited.rlim_cur = 1000;
        auto ta = swing<double>();
        auto text = recorder<double>::every_steps(1, csv), binary = recorder<double>::every_steps(1, npy);
        setrlimit(RLIMIT_FSIZE, &limited);
        for (int i = 0; i < 100; ++i) {
            ta.step();
            text(ta);
            binary(ta);
        }
        int failures = 0;
        for (auto *rec : {&text, &binary})
            try {
                rec->flush();
            } catch (const std::system_error &) {
                ++failures;
            }
        const bool is_cut = std::filesystem::file_size(csv) == 1000;
        setrlimit(RLIMIT_FSIZE, &unlimited);
        text.close();
        binary.close();
        _exit(failures == 2 && is_cut ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    const auto a = read_csv<double>(csv), b = read_npy<double>(npy);
    REQUIRE(a.rows == 100);
    REQUIRE(b.rows == 100);
    REQUIRE(same_bits(a.numbers, b.numbers));
}

TEST_CASE("a child of fork() does not write the rows of its parent", "[recorder]") {
    const temporary_directory directory;
    const auto csv = directory.path() / "a.csv";
    auto ta = swing<double>();
    std::optional rec = recorder<double>::every_steps(1, csv);
    ta.step();
    (*rec)(ta);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        rec.reset();
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(contents(csv).empty());
    rec.reset();
    REQUIRE(read_csv<double>(csv).rows == 1);
}

TEST_CASE("what cannot be meant is refused", "[recorder]") {
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
    for (const double dt : {0., -1., infinity, nan})
        REQUIRE_THROWS_AS(recorder<double>::every(dt), std::invalid_argument);
    REQUIRE_THROWS_AS(recorder<double>::at({0., nan}), std::invalid_argument);
    REQUIRE_THROWS_AS(recorder<double>::every_steps(0), std::invalid_argument);
    REQUIRE_THROWS_AS(recorder<double>::every_steps(-1), std::invalid_argument);
    // Times that the type cannot tell apart.
    auto ta = swing<double>();
    ta.set_time(1e16);
    REQUIRE_THROWS_AS(ta.propagate_for(100., kw::callback = recorder<double>::every(1.)), std::invalid_argument);
    // Another system, or batch.
    auto rec = recorder<double>::every_steps(1);
    rec.record(ta);
    auto batch = swings<double>();
    REQUIRE_THROWS_AS(rec.record(batch), std::invalid_argument);
    const expression x("x");
    taylor_adaptive<double> small({{x, x}}, {1.});
    REQUIRE_THROWS_AS(rec.record(small), std::invalid_argument);
    REQUIRE(rec.n_rows() == 1);
}

TEST_CASE("copies share rows", "[recorder]") {
    auto ta = swing<double>();
    auto rec = recorder<double>::every(1.);
    const auto result = ta.propagate_until(3., kw::callback = rec);
    const auto &returned = value_ref<recorder<double>>(result.callback());
    REQUIRE(returned.n_rows() == 4);
    REQUIRE(&returned.times() == &rec.times());
    const auto moved = std::move(rec);
    REQUIRE(rec.n_rows() == 4); // moving copies
}
