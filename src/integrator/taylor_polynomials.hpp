// SPDX-License-Identifier: MPL-2.0
// Polynomials of displacements, given by their derivatives: Taylor maps.
//
// The monomials of a degree are, in the order of multi_indices, the first displacement times all of the degree below;
// then the second one times those of them without the first; and so on. So they are runs of products of one number with
// neighbours, each divided by the exponent of that number, so that the factorials are in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <brook/support/visibility.hpp>

#include "ode/multi_indices.hpp"
#include "support/aligned_buffer.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How many terms of a degree are summed at once. x87 has too few registers.
template <typename T>
inline constexpr std::uint32_t terms_at_once = 1;
template <>
inline constexpr std::uint32_t terms_at_once<float> = 4;
template <>
inline constexpr std::uint32_t terms_at_once<double> = 4;

/// What polynomials in the same number of displacements, of the same degree, share.
template <typename T>
struct polynomial_tables {
    explicit polynomial_tables(const multi_indices &indices);

    std::uint32_t n_args, order;
    std::vector<std::uint32_t> begins; ///< of each degree, and the end of the last one
    std::vector<std::uint32_t> runs;   ///< [degree - 1][argument]: how many monomials have it as their first
    /// Of each monomial: 1 / the exponent of its first argument. Behind them zeros, for a vector that does not end with
    /// them.
    std::vector<T> reciprocals;

    std::uint32_t size() const noexcept { return begins.back(); }
};

/// Polynomials, one for each of n state variables, and where they are evaluated.
template <typename T>
struct polynomial_evaluation {
    const polynomial_tables<T> *tables;
    const T *derivatives;      ///< as the state of variational integrators has them
    std::size_t n;             ///< number of polynomials
    const T *displacements;    ///< [argument][point]
    T *results;                ///< [polynomial][point]
    T *monomials;              ///< memory
    std::size_t points;        ///< how many there are
    std::size_t n_derivatives; ///< 1 if all points share the polynomials, else of how many trajectories they are

    /// Of how many numbers the memory is to consist.
    static std::size_t memory(const polynomial_tables<T> &tables, std::size_t points) {
        return (tables.size() + terms_at_once<T>)*(points == 1 ? 1 : widest);
    }

private:
    static constexpr std::uint32_t widest = 8; // of points at once
};

/// Evaluates them (polynomial_sums.hpp), compiled for several instruction sets.
template <typename T>
void evaluate_polynomials(const polynomial_evaluation<T> &evaluation) noexcept;

/// Tables and memory of one who evaluates again and again; made at the first time, by one thread at a time. A copy
/// shares the tables.
template <typename T>
class polynomial_evaluator {
public:
    /// As in polynomial_evaluation.
    void operator()(const multi_indices &indices, const T *derivatives, std::size_t n, const T *displacements,
                    std::size_t points, std::size_t n_derivatives, T *results) {
        if (tables_ == nullptr)
            tables_ = std::make_shared<const polynomial_tables<T>>(indices);
        if (const auto size = polynomial_evaluation<T>::memory(*tables_, points); memory_.size() < size)
            memory_ = aligned_buffer<T>(size);
        evaluate_polynomials(polynomial_evaluation<T>{tables_.get(), derivatives, n, displacements, results,
                                                      memory_.data(), points, n_derivatives});
    }

private:
    std::shared_ptr<const polynomial_tables<T>> tables_;
    aligned_buffer<T> memory_;
};

} // namespace detail
BROOK_END_NAMESPACE
