// SPDX-License-Identifier: MPL-2.0
// Jets written by hand, to test what surrounds generated code without generating any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "integrator/build.hpp"

namespace fake {

using brook::detail::stepper_code;

/// Blocks of the given widths one after the other, each on a 64-byte boundary; equation i in the i-th lane of all, and
/// copies of equation 0 where there are more lanes.
inline stepper_code layout(const std::vector<std::uint32_t> &widths, std::uint32_t equations, std::uint32_t order) {
    stepper_code code;
    code.order = order;
    std::size_t offset = 0;
    for (auto width : widths) {
        for (std::uint32_t lane = 0; lane < width; ++lane)
            if (code.states.size() < equations)
                code.states.push_back({offset + lane, width});
            else
                code.padding.push_back({{offset + lane, width}, 0});
        offset = (offset + std::size_t{width} * (order + 1) + 15) / 16 * 16;
    }
    code.scratch_size = offset;
    return code;
}

/// Code from a lambda without captures that takes typed pointers.
template <typename T, typename Jet>
std::shared_ptr<const stepper_code> code(Jet, stepper_code shape) {
    shape.jet = {[](void *scratch, const void *pars, const void *time, const void *) {
        Jet{}(static_cast<T *>(scratch), static_cast<const T *>(pars), *static_cast<const T *>(time));
    }};
    return std::make_shared<const stepper_code>(std::move(shape));
}

template <typename T>
inline constexpr std::uint32_t order = sizeof(T) == 4   ? 9
                                       : sizeof(T) == 8 ? 20
                                                        : 23;

/// x' = v, v' = -x in two blocks of one lane.
template <typename T>
std::shared_ptr<const stepper_code> oscillator() {
    constexpr auto p = order<T>;
    constexpr auto jet = [](T *x, const T *, T) {
        T *const v = x + (p + 1 + 15) / 16 * 16;
        for (std::uint32_t k = 0; k < p; ++k) {
            x[k + 1] = v[k] / T(k + 1);
            v[k + 1] = -x[k] / T(k + 1);
        }
    };
    return code<T>(jet, layout({1, 1}, 2, p));
}

/// The same, with x and v in a block of four lanes, of which two are padding (copies of x that drift along).
template <typename T>
std::shared_ptr<const stepper_code> packed_oscillator() {
    constexpr auto p = order<T>;
    constexpr auto jet = [](T *s, const T *, T) {
        for (std::uint32_t k = 0; k < p; ++k, s += 4) {
            s[4] = s[1] / T(k + 1);
            s[5] = -s[0] / T(k + 1);
            s[6] = s[7] = s[4];
        }
    };
    return code<T>(jet, layout({4}, 2, p));
}

/// x' = par[0] x + t.
template <typename T>
std::shared_ptr<const stepper_code> driven_growth() {
    constexpr auto p = order<T>;
    constexpr auto jet = [](T *x, const T *pars, T time) {
        for (std::uint32_t k = 0; k < p; ++k)
            x[k + 1] = (pars[0] * x[k] + (k == 0 ? time : k == 1 ? T(1) : T(0))) / T(k + 1);
    };
    return code<T>(jet, layout({1}, 1, p));
}

/// x' = x^2, with its pole at 1 / x.
template <typename T>
std::shared_ptr<const stepper_code> pole() {
    constexpr auto p = order<T>;
    constexpr auto jet = [](T *x, const T *, T) {
        for (std::uint32_t k = 0; k < p; ++k) {
            T sum = 0;
            for (std::uint32_t j = 0; j <= k; ++j)
                sum += x[j] * x[k - j];
            x[k + 1] = sum / T(k + 1);
        }
    };
    return code<T>(jet, layout({1}, 1, p));
}

/// x' = 1, whose higher derivatives vanish.
template <typename T>
std::shared_ptr<const stepper_code> line() {
    constexpr auto p = order<T>;
    constexpr auto jet = [](T *x, const T *, T) {
        x[1] = 1;
        for (std::uint32_t k = 2; k <= p; ++k)
            x[k] = 0;
    };
    return code<T>(jet, layout({1}, 1, p));
}

} // namespace fake
