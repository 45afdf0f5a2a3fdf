// SPDX-License-Identifier: MPL-2.0
// The leaves of expressions that stand for a value given later: variables and parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>

#include <brook/expression/func.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A symbolic variable, known by its name. Copies share the name; a variable that was moved from has the empty name, as
/// if it was default-constructed.
class BROOK_PUBLIC variable {
public:
    /// The variable with the empty name.
    variable() noexcept = default;
    /// The variable with this name.
    explicit variable(std::string name);

    /// The name.
    const std::string &name() const noexcept;
    /// Hash of the name.
    detail::hash128 structural_hash() const noexcept;

    /// Equal names.
    friend bool operator==(const variable &a, const variable &b) noexcept {
        return a.data_ == b.data_ || a.name() == b.name();
    }
    /// Exchanges two variables.
    friend void swap(variable &a, variable &b) noexcept { a.data_.swap(b.data_); }

private:
    struct data {
        std::string name;
        detail::hash128 hash;
    };
    std::shared_ptr<const data> data_; // null: the empty name
};

/// A run-time parameter of a system, known by its index.
class param {
public:
    /// The parameter with index 0.
    param() noexcept = default;
    /// The parameter with this index. Throws std::invalid_argument if that is negative or larger than 2^32 - 1.
    explicit param(detail::integer_argument<std::uint32_t, "The index of a parameter"> idx) : idx_(idx) {}

    param(const param &) noexcept = default;            ///< the same parameter
    param &operator=(const param &) noexcept = default; ///< the same parameter
    /// Leaves the other parameter as if default-constructed.
    param(param &&other) noexcept : idx_(std::exchange(other.idx_, 0)) {}
    /// Leaves the other parameter as if default-constructed.
    param &operator=(param &&other) noexcept {
        idx_ = std::exchange(other.idx_, 0);
        return *this;
    }
    ~param() = default;

    /// The index.
    std::uint32_t idx() const noexcept { return idx_; }

    /// Equal indices.
    friend bool operator==(const param &, const param &) noexcept = default;
    /// Exchanges two parameters.
    friend void swap(param &a, param &b) noexcept { std::swap(a.idx_, b.idx_); }

private:
    std::uint32_t idx_ = 0;
};

/// Prints the name.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const variable &v);
/// Prints `p` and the index, independently of the locale.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const param &p);

BROOK_END_NAMESPACE

/// Consistent with ==.
template <>
struct std::hash<brook::variable> {
    std::size_t operator()(const brook::variable &v) const noexcept {
        return static_cast<std::size_t>(v.structural_hash().lo);
    }
};

/// Consistent with ==.
template <>
struct std::hash<brook::param> {
    std::size_t operator()(const brook::param &p) const noexcept { return std::hash<std::uint32_t>{}(p.idx()); }
};
