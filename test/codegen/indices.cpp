// SPDX-License-Identifier: MPL-2.0
// Indices that floating-point numbers cannot hold: every lane reads its own element, in every shape of the code.
// covers: chunk_loop, block_loops
#include <algorithm>
#include <cstdint>
#include <new>
#include <vector>

#include <sys/mman.h>

#include "decomposition/batch.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/functions.hpp"
#include "test/support/jets.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

// Zeros, of which only the pages that are written need memory.
template <typename T>
class sparse_array {
public:
    explicit sparse_array(std::uint64_t size) : bytes_(size * sizeof(T)) {
        const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        auto *const p = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, flags, -1, 0);
        if (p == MAP_FAILED)
            throw std::bad_alloc();
        data_ = static_cast<T *>(p);
    }
    sparse_array(const sparse_array &) = delete;
    sparse_array &operator=(const sparse_array &) = delete;
    ~sparse_array() { munmap(data_, bytes_); }

    T *data() { return data_; }

private:
    std::size_t bytes_;
    T *data_;
};

// Where float loses odd numbers, where an int is too small, and the neighbours of both.
const std::vector<std::uint64_t> indices{0,        1,        16777215,  16777216,  16777217,  16777218,
                                         33554433, 50331651, 268435457, 536870911, 536870913, 536870914,
                                         16777219, 16777221, 16777223,  33554435};

constexpr std::uint64_t array_size = std::uint64_t(1) << 30;

template <typename T>
void fill(sparse_array<T> &pars, const std::vector<std::uint64_t> &at) {
    for (const auto i : at) {
        for (const auto near : {i - 1, i + 1})
            if (near < array_size && std::find(at.begin(), at.end(), near) == at.end())
                pars.data()[near] = T(-1);
    }
    for (std::size_t k = 0; k < at.size(); ++k)
        pars.data()[at[k]] = T(k + 1);
}

// x_i' = par[indices[i % size]], over `n` variables.
detail::program reads(std::uint32_t n) {
    detail::program p;
    p.n_states = n;
    for (std::uint32_t i = 0; i < n; ++i)
        p.derivatives.push_back(
            p.add({&detail::parameter_operation, {}, {}, {detail::number_from(indices[i % indices.size()])}}));
    return p;
}

detail::bundles cut(std::uint32_t n, std::uint32_t width) {
    detail::bundles b;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (i % width == 0) {
            b.definitions.emplace_back();
            b.states.emplace_back();
        }
        b.definitions.back().push_back(i);
        b.states.back().push_back(i);
    }
    return b;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("parameters far out, in single blocks and in loops over them", "[indices]", test::code_types) {
    sparse_array<TestType> pars(array_size);
    fill(pars, indices);
    const auto &target = detail::find_target("native");
    for (const std::uint32_t n : {16u, 512u}) {
        const auto p = reads(n);
        for (const auto width : test::block_widths<TestType>()) {
            for (const auto shape : {detail::jet_shape::loops, detail::jet_shape::unrolled}) {
                if (shape == detail::jet_shape::unrolled && n > 16)
                    continue;
                CAPTURE(n, width);
                test::compiled_jet<TestType> jet(p, cut(n, width), 2, target, 1, shape);
                jet.load(std::vector<TestType>(n));
                jet.run(pars.data(), TestType(0));
                const auto c = jet.coefficients();
                std::size_t bad = 0;
                for (std::uint32_t i = 0; i < n; ++i)
                    bad += c[i][1] != TestType(i % indices.size() + 1);
                CHECK(bad == 0);
            }
        }
    }
}

TEMPLATE_LIST_TEST_CASE("parameters of a batch, whose indices are multiplied by its size", "[indices]",
                        test::code_types) {
    constexpr std::uint32_t size = 16, first = 1 << 20;
    detail::program p;
    p.n_states = 1;
    p.derivatives = {p.add({&detail::parameter_operation, {}, {}, {detail::number_from(first)}})};
    std::vector<std::uint64_t> at;
    for (std::uint32_t k = 0; k < size; ++k)
        at.push_back(std::uint64_t(first) * size + k);
    sparse_array<TestType> pars(array_size);
    fill(pars, at);
    for (const auto width : test::block_widths<TestType>()) {
        CAPTURE(width);
        test::compiled_jet<TestType> jet(replicate(p, size), side_by_side(p, size, width), 2,
                                         detail::find_target("native"));
        jet.load(std::vector<TestType>(size));
        jet.run(pars.data(), TestType(0));
        const auto c = jet.coefficients();
        for (std::uint32_t k = 0; k < size; ++k)
            CHECK(c[k][1] == TestType(k + 1));
    }
}

TEST_CASE("the indices of a batch do not overflow", "[indices]") {
    detail::program p;
    p.n_states = 1;
    p.derivatives = {p.add({&detail::parameter_operation, {}, {}, {detail::number_from(4294967295)}})};
    const auto batch = detail::replicate(p, 16);
    for (std::uint32_t k = 0; k < 16; ++k)
        CHECK(detail::index_from(batch.definitions[k].constants.at(0)) == std::uint64_t(4294967295) * 16 + k);
}

TEMPLATE_LIST_TEST_CASE("times of many trajectories", "[indices]", test::code_types) {
    const auto &target = detail::find_target("native");
    detail::program p;
    p.n_states = 16;
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        p.derivatives.push_back(p.add({&detail::time_operation, {}, {}, {detail::number_from(indices[i])}}));
    sparse_array<TestType> times(array_size);
    fill(times, indices);
    const TestType no_pars = 0;
    for (const auto width : test::block_widths<TestType>()) {
        CAPTURE(width);
        test::compiled_jet<TestType> jet(p, cut(16, width), 2, target);
        jet.load(std::vector<TestType>(16));
        jet.run(&no_pars, times.data());
        const auto c = jet.coefficients();
        for (std::uint32_t i = 0; i < 16; ++i)
            CHECK(c[i][1] == TestType(i + 1));
    }
}

TEMPLATE_LIST_TEST_CASE("parameters of functions, alone and at several points", "[indices]", test::code_types) {
    sparse_array<TestType> pars(array_size);
    fill(pars, indices);
    auto p = reads(16);
    std::swap(p.derivatives, p.outputs);
    const auto &target = detail::find_target("native");
    const std::vector<TestType> in(64);
    const TestType time = 0;
    for (const std::size_t straight : {0u, 1000u}) {
        detail::function_shape shape;
        shape.straight = straight;
        for (const auto width : test::block_widths<TestType>()) {
            CAPTURE(straight, width);
            test::compiled_function<TestType> f(p, cut(16, width), target, shape);
            std::vector<TestType> out(16);
            f(out.data(), in.data(), pars.data(), &time);
            for (std::size_t i = 0; i < out.size(); ++i)
                CHECK(out[i] == TestType(i + 1));
        }
        shape.strided = true;
        test::compiled_function<TestType> f(p, detail::single_lanes(p), target, shape);
        std::vector<TestType> out(16);
        f(out.data(), in.data(), pars.data(), &time, 1);
        for (std::size_t i = 0; i < out.size(); ++i)
            CHECK(out[i] == TestType(i + 1));
    }
}
