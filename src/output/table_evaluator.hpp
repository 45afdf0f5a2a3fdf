// SPDX-License-Identifier: MPL-2.0
// Evaluates the polynomials whose coefficients are the rows of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <brook/support/visibility.hpp>

#include "output/build.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Of tables [row][order] of one shape. The operations, and so the bits, are those of a step; by code that was
/// generated for the shape, if there is any, else by code that was compiled ahead of time.
template <typename T>
class table_evaluator {
public:
    table_evaluator() = default;
    explicit table_evaluator(const dense_shape &shape) : shape_(shape) {}

    std::uint32_t order() const noexcept { return shape_.order; }
    const dense_shape &shape() const noexcept { return shape_; }

    bool has_code() const noexcept { return code_ != nullptr; }
    /// Code for this shape and type, made for the target with that name.
    void use(std::shared_ptr<const dense_code> code, std::string target = {}) noexcept {
        code_ = std::move(code);
        target_ = std::move(target);
    }
    /// The name of the target that the code was made for.
    const std::string &target() const noexcept { return target_; }

    /// out[i * stride] becomes the polynomial of row i at h, with low[i * stride] if sums are compensated. Subnormal
    /// numbers count as in a step only if the caller has seen to it (number/step_arithmetic.hpp).
    void operator()(const T *table, const T *low, std::size_t rows, T h, T *out) const noexcept;

private:
    dense_shape shape_;
    std::shared_ptr<const dense_code> code_;
    std::string target_;
};

} // namespace detail
BROOK_END_NAMESPACE
