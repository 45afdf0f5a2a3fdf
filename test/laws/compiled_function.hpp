// SPDX-License-Identifier: MPL-2.0
// A row of the table of functions in the machine code of a jet.
#pragma once

#include <cstdint>
#include <vector>

#include "jit/target.hpp"
#include "test/laws/case_system.hpp"
#include "test/support/catch.hpp"
#include "test/support/equal_bundles.hpp"
#include "test/support/jets.hpp"
#include "test/support/types_with_code.hpp"

namespace brook::test {

/// A function as jets compute it, with subnormal numbers flushed, for as many arguments at once as there are copies.
template <typename T>
class compiled_function {
public:
    explicit compiled_function(const function_case &c, std::uint32_t parameters = 0, const char *target = "native",
                               std::uint32_t lanes = width)
        : system_(c, parameters, copies), target_(detail::find_target(target)),
          jet_(system_.program(), equal_bundles(system_.program(), lanes), order, target_) {}

    /// One value for each element of `args`, of which there are `copies`; also compares with the numeric emitter.
    std::vector<T> operator()(const std::vector<std::vector<T>> &args, T time) {
        std::size_t next = 0;
        const auto [state, pars] = system_.state<T>([&] { return args[next++]; });
        const auto c = jet_(state, pars, time);
        const auto expected =
            reference_coefficients<T>(system_.program(), order, target_.vectors.fused, state, pars, time);
        CHECK(different_bits(as_read(c), as_read(expected)) == 0);
        std::vector<T> values;
        for (std::uint32_t k = 0; k < copies; ++k)
            values.push_back(c[k * system_.stride()][1]);
        return values;
    }

    static constexpr std::uint32_t copies = 8, order = 2;
    static constexpr std::uint32_t width = detail::fp_has_vectors(detail::fp_type_of<T>) ? copies : 1;

private:
    case_system system_;
    const detail::target &target_;
    compiled_jet<T> jet_;
};

} // namespace brook::test
