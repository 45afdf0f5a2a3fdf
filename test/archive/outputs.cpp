// SPDX-License-Identifier: MPL-2.0
// Continuous outputs give from archives what they gave before.
#include <brook/archive/archive.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>

#include "archive/frame.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -9.8 * sin(x)}};
}

template <typename X>
X through_archive(const X &x) {
    return from_archive<X>(to_archive(x));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("continuous output comes back bit for bit", "", test::code_types) {
    using T = TestType;
    for (const bool accurate : {false, true})
        for (const T end : {T(5), T(-5)}) {
            taylor_adaptive<T> ta(pendulum(), {T(0.05), T(0.025)}, kw::high_accuracy = accurate);
            auto result = ta.propagate_until(end, kw::c_output = true);
            auto &output = *result.continuous_output();
            auto twin = through_archive(output);
            CHECK(twin.get_bounds() == output.get_bounds());
            CHECK(twin.get_n_steps() == output.get_n_steps());
            CHECK(same_bits(twin.get_tcs(), output.get_tcs()));
            CHECK(same_bits(twin.get_times(), output.get_times()));
            for (int i = -2; i <= 22; ++i)
                CHECK(same_bits(twin(end * T(i) / 20), output(end * T(i) / 20)));
        }
    CHECK_THROWS_AS(through_archive(continuous_output<T>()).get_n_steps(), std::invalid_argument);
}

TEMPLATE_LIST_TEST_CASE("continuous output of batches comes back bit for bit", "", test::code_types) {
    using T = TestType;
    taylor_adaptive_batch<T> ta(pendulum(), {T(0.1), T(0.2), T(0.3), T(0), T(0), T(0)}, 3u);
    auto result = ta.propagate_until({T(1), T(-2), T(3)}, kw::c_output = true);
    auto &output = *result.continuous_output();
    auto twin = through_archive(output);
    CHECK(twin.get_bounds() == output.get_bounds());
    CHECK(same_bits(twin.get_tcs(), output.get_tcs()));
    CHECK(same_bits(twin.get_times(), output.get_times()));
    for (int i = 0; i <= 10; ++i)
        CHECK(same_bits(twin(T(i) / 4), output(T(i) / 4)));
}

TEST_CASE("archives of continuous outputs with numbers that do not fit are refused") {
    taylor_adaptive<float> ta(pendulum(), {0.05f, 0.025f});
    const auto archive = to_archive(*ta.propagate_until(1.f, kw::c_output = true).continuous_output());
    const detail::archive_kind kind{"continuous_output<float>", 2};
    const auto record = detail::unframed(archive, kind).bytes;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 60; ++i) {
        std::vector<std::byte> bytes(record.begin(), record.end());
        bytes[i] ^= std::byte{3};
        detail::byte_writer out;
        out.append(bytes);
        try {
            from_archive<continuous_output<float>>(detail::framed(kind, std::move(out)));
        } catch (const std::runtime_error &) {
            ++refused;
        }
    }
    CHECK(refused > 25);
}
