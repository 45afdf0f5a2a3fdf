// SPDX-License-Identifier: MPL-2.0
// What the keyword arguments of compiled functions fill, and what they can be given as arrays.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <type_traits>

#include <brook/cfunc/keywords.hpp>
#include <brook/jit/code_options.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/mdspan.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What decides the machine code of functions besides the functions.
struct function_options : code_options {
    std::uint32_t batch_size = 0;
};

/// Of the constructor. What it has beside the code is remembered, and without effect.
struct cfunc_options : function_options {
    std::int64_t prec = 0;
    bool check_prec = true;
    bool high_accuracy = false;
    bool parallel_mode = false;
};

using cfunc_keywords =
    accepts<cfunc_options, sets<kw::high_accuracy, &cfunc_options::high_accuracy>,
            sets<kw::parallel_mode, &cfunc_options::parallel_mode>, sets<kw::prec, &cfunc_options::prec>,
            sets<kw::check_prec, &cfunc_options::check_prec>, sets<kw::batch_size, &function_options::batch_size>,
            sets<kw::compact_mode, &code_options::compact>, sets<kw::parjit, &code_options::parjit>,
            sets<kw::mname, &code_options::module_name>, sets<kw::opt_level, &code_options::opt_level>,
            sets<kw::fast_math, &code_options::fast_math>, sets<kw::force_avx512, &code_options::force_avx512>,
            sets<kw::slp_vectorize, &code_options::slp_vectorize>, sets<kw::code_model, &code_options::model>,
            sets<kw::target, &code_options::target>>;

/// Numbers of a row, as a view: of a mdspan, or of any contiguous range of exactly that type.
template <typename T>
class row_view : public mdspan<T, dextents<std::size_t, 1>> {
public:
    using span = mdspan<T, dextents<std::size_t, 1>>;

    row_view() = default;

    // Implicit, so that vectors can be passed where a view is expected.
    template <std::convertible_to<span> Span>
    row_view(const Span &x) : span(x) {}
    template <std::ranges::contiguous_range Range>
    requires std::ranges::sized_range<Range> &&
        std::convertible_to < std::remove_reference_t<std::ranges::range_reference_t<Range>>(*)
    [], T (*)[] > row_view(Range &&r) : span(std::ranges::data(r), static_cast<std::size_t>(std::ranges::size(r))) {}
};

template <typename T>
inline constexpr bool is_view<row_view<T>> = true;
template <typename T>
inline constexpr bool is_view<mdspan<T, dextents<std::size_t, 2>>> = true;

/// Of the evaluation at one point.
template <typename T>
struct point_options {
    std::optional<row_view<const T>> pars;
    std::optional<T> time;
};

template <typename T>
using point_keywords =
    accepts<point_options<T>, sets<kw::pars, &point_options<T>::pars>, sets<kw::time, &point_options<T>::time>>;

/// Of the evaluation at many points.
template <typename T>
struct points_options {
    std::optional<mdspan<const T, dextents<std::size_t, 2>>> pars;
    std::optional<row_view<const T>> time;
    std::optional<bool> batch_parallel;
};

template <typename T>
using points_keywords =
    accepts<points_options<T>, sets<kw::pars, &points_options<T>::pars>, sets<kw::time, &points_options<T>::time>,
            sets<kw::batch_parallel, &points_options<T>::batch_parallel>>;

} // namespace detail
BROOK_END_NAMESPACE
