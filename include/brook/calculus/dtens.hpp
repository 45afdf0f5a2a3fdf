// SPDX-License-Identifier: MPL-2.0
// Tensors of derivatives: all partial derivatives of several functions up to some order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

class dtens;

namespace detail {

struct tensor_data;

/// What diff_tensors() returns, from the expressions in their order.
dtens make_tensors(std::vector<expression> args, std::uint32_t n_outs, std::uint32_t order,
                   std::vector<expression> &&derivatives);

} // namespace detail

/// The derivatives of functions (the outputs, or components) with respect to variables and parameters (the arguments),
/// of all orders up to a highest one, made by diff_tensors(). Immutable; copies share everything. One that is
/// default-constructed or was moved from has no outputs, no arguments and no derivatives.
///
/// Each mixed derivative is there once, whatever the order of differentiation: n outputs have n (m + k - 1 over k)
/// derivatives of order k with respect to m arguments. They are sorted by order, then by component, then by how often
/// they are differentiated by each argument, first by the first one, larger numbers first: for two arguments [0, 0];
/// [1, 0], [0, 1]; [2, 0], [1, 1], [0, 2].
class BROOK_PUBLIC dtens {
public:
    /// Which derivative, dense: the component, and for each argument the order with respect to it.
    using v_idx_t = std::vector<std::uint32_t>;
    /// The same, sparse: the component, and pairs (argument, order > 0), sorted by the argument.
    using sv_idx_t = std::pair<std::uint32_t, std::vector<std::pair<std::uint32_t, std::uint32_t>>>;
    /// An index with its derivative.
    using value_type = std::pair<sv_idx_t, expression>;
    /// The type of positions.
    using size_type = std::size_t;
    /// Of random access.
    using const_iterator = std::vector<value_type>::const_iterator;
    /// The same: nothing can be changed.
    using iterator = const_iterator;
    /// Derivatives that stand side by side.
    using subrange = std::ranges::subrange<const_iterator>;

    /// No derivatives.
    dtens() noexcept = default;
    /// Shares everything.
    dtens(const dtens &) noexcept = default;
    /// Leaves the other object as if default-constructed.
    dtens(dtens &&) noexcept = default;
    dtens &operator=(const dtens &) noexcept = default;
    dtens &operator=(dtens &&) noexcept = default;
    ~dtens() = default;

    /// The first derivative.
    const_iterator begin() const noexcept;
    /// Behind the last one.
    const_iterator end() const noexcept;
    /// Number of derivatives of all orders.
    size_type size() const noexcept;

    /// The highest order.
    std::uint32_t get_order() const noexcept;
    /// Number of arguments.
    std::uint32_t get_nargs() const noexcept;
    /// Number of outputs.
    std::uint32_t get_nouts() const noexcept;
    /// The arguments: variables and parameters, in the order that indices refer to.
    const std::vector<expression> &get_args() const noexcept;

    /// The derivative of this index; end() if there is none, as for an index that is not well formed.
    const_iterator find(const v_idx_t &index) const;
    /// The same for a sparse index.
    const_iterator find(const sv_idx_t &index) const;
    /// The same for numbers in braces, as in `find({0, 2, 1})`: a dense index, where it could be read as a sparse one,
    /// too.
    const_iterator find(std::initializer_list<std::uint32_t> index) const { return find(v_idx_t(index)); }
    /// The derivative of this index. Throws std::out_of_range if there is none.
    const expression &operator[](const v_idx_t &index) const;
    /// The same for a sparse index.
    const expression &operator[](const sv_idx_t &index) const;
    /// The same for numbers in braces, as in `dt[{0, 2, 1}]`: a dense index.
    const expression &operator[](std::initializer_list<std::uint32_t> index) const { return (*this)[v_idx_t(index)]; }
    /// The position of the derivative of this index; size() if there is none.
    size_type index_of(const v_idx_t &index) const;
    /// The same for a sparse index.
    size_type index_of(const sv_idx_t &index) const;
    /// The same for numbers in braces: a dense index.
    size_type index_of(std::initializer_list<std::uint32_t> index) const { return index_of(v_idx_t(index)); }
    /// The position of an iterator.
    size_type index_of(const_iterator position) const noexcept;

    /// All derivatives of an order; none above the highest one.
    subrange get_derivatives(std::uint32_t order) const noexcept;
    /// All derivatives of a component of an order; none if there is no such component or order.
    subrange get_derivatives(std::uint32_t component, std::uint32_t order) const noexcept;

    /// The derivatives of the first order of the one output, one for each argument. Throws std::invalid_argument unless
    /// there is one output, and the highest order is 1 at least.
    std::vector<expression> get_gradient() const;
    /// The derivatives of the first order, row-major: row i, of get_nargs() expressions, belongs to output i. Throws
    /// std::invalid_argument if the highest order is 0.
    std::vector<expression> get_jacobian() const;
    /// The derivatives of the second order of a component: the upper triangle, row by row, (0, 0), (0, 1), ..., (1, 1),
    /// ... Throws std::invalid_argument if the highest order is less than 2, or there is no such component.
    std::vector<expression> get_hessian(std::uint32_t component) const;

private:
    friend dtens detail::make_tensors(std::vector<expression> args, std::uint32_t n_outs, std::uint32_t order,
                                      std::vector<expression> &&derivatives);

    std::shared_ptr<const detail::tensor_data> data_; // null: nothing
};

/// Writes the highest order, the number of outputs and the arguments, in three lines.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const dtens &tensors);

BROOK_END_NAMESPACE
