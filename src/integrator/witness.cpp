// SPDX-License-Identifier: MPL-2.0
// The point, the jet, and its digest.
#include "integrator/witness.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <brook/number/fp_functions.hpp>
#include <brook/number/number.hpp>
#include <brook/support/made_once.hpp>

#include "number/step_arithmetic.hpp"
#include "support/aligned_buffer.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Numbers between 0.25 and 0.75 that every type has, in no order, so that bodies do not meet.
template <typename T>
T number_of(std::size_t i) {
    return T(.25) + static_cast<T>(static_cast<double>((i * 7919 + 13) % 1009) / 2048);
}

template <typename T>
std::vector<T> numbers(std::size_t n, std::size_t first) {
    std::vector<T> all;
    for (std::size_t i = 0; i < n; ++i)
        all.push_back(number_of<T>(first + i));
    return all;
}

// What all engines must agree on.
template <typename T>
number_bits essence(T x) {
    if (!(x == x))
        return {fp_type_of<T>, ~std::uint64_t{0}, ~std::uint64_t{0}};
    return bits_of(number(fp::abs(x) < std::numeric_limits<T>::min() ? T(0) : x));
}

// [variable or output and trajectory][order]
template <typename T>
std::vector<T> jet_of(const stepper_code &code, std::size_t n_pars) {
    const std::size_t lanes = code.trajectories;
    aligned_buffer<T> scratch(code.scratch_size);
    for (std::size_t i = 0; i < code.states.size(); ++i)
        scratch[code.states[i].of_order(0)] = number_of<T>(i);
    for (const auto &lane : code.padding)
        scratch[lane.at.of_order(0)] = number_of<T>(lane.copies);
    const auto pars = numbers<T>(n_pars * lanes, 100), times = numbers<T>(lanes, 200);
    {
        const step_arithmetic<T> arithmetic;
        code.jet(scratch.data(), pars.data(), times.data());
    }
    std::vector<T> jet;
    for (const auto *places : {&code.states, &code.outputs})
        for (const auto &place : *places)
            for (std::uint32_t k = 0; k <= code.order; ++k)
                jet.push_back(place.coefficient(scratch.data(), k));
    return jet;
}

} // namespace

digest witness_of(const stepper_code &code, fp_type type, std::size_t n_pars) {
    return visit_fp(type, [&]<typename T>() {
        hasher all;
        for (const T &x : jet_of<T>(code, n_pars)) {
            const auto bits = essence(x);
            all.update(bits.low).update(bits.high);
        }
        return all.finish();
    });
}

std::string first_difference(const stepper_code &code, const stepper_code &right, fp_type type, std::size_t n_pars) {
    return visit_fp(type, [&]<typename T>() -> std::string {
        const auto a = jet_of<T>(code, n_pars), b = jet_of<T>(right, n_pars);
        const std::size_t row = code.order + 1;
        for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
            if (essence(a[i]) != essence(b[i]))
                return fmt::format("coefficient {} of {} {} is {}, and should be {}", i % row,
                                   i / row < code.states.size() ? "variable" : "output",
                                   (i / row < code.states.size() ? i / row : i / row - code.states.size()) /
                                       code.trajectories,
                                   a[i], b[i]);
        return {};
    });
}

bool is_to_be_tried() {
    static constinit made_once<std::string> asked;
    const auto &how = asked.get([] { return environment_variable("BROOK_CACHE_WITNESS").value_or("1"); });
    if (how != "sampled")
        return how != "0";
    static std::atomic<unsigned> loaded{0};
    return loaded.fetch_add(1, std::memory_order_relaxed) % 16 == 0;
}

} // namespace detail
BROOK_END_NAMESPACE
