// SPDX-License-Identifier: MPL-2.0
// The evaluation of Taylor polynomials as a unit of code, shared by all systems whose tables have one shape.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <brook/jit/llvm_state.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/dense_output.hpp"
#include "jit/code_unit.hpp"
#include "jit/kernel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What callers of the code get; see emit_dense_output().
struct dense_code {
    kernel<void(void *out, const void *table, const void *low, const void *h, std::uint64_t rows)> rows;
};

struct dense_source {
    explicit dense_source(const dense_shape &the_shape);

    dense_shape shape;
    std::vector<std::byte> bytes; ///< that identify the shape
};

/// Code of a shape as a unit (jit/code_unit.hpp).
class dense_unit final : private dense_source, public code_unit {
public:
    dense_unit(const dense_shape &shape, fp_type type, const code_options &options);

    bool may_be_compact() const override { return false; }
    void add_fields(recipe &r) const override;
    emitted_unit emit(const target &t) const override;
    /// A dense_code.
    std::shared_ptr<const void> open(std::span<const std::byte> layout, const linked_code &linked) const override;
};

/// Finds or makes the code, for the target with that name. A second time it costs a key and a look-up.
std::shared_ptr<const dense_code> build_dense_output(const dense_shape &shape, fp_type type, const std::string &target,
                                                     found_code *origin = nullptr);

/// The module that the code is made of, made anew and compiled: the caches are not asked.
llvm_state build_dense_state(const dense_shape &shape, fp_type type, const std::string &target);

} // namespace detail
BROOK_END_NAMESPACE
