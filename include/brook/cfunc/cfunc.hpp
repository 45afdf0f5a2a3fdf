// SPDX-License-Identifier: MPL-2.0
// Compiled functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include <brook/cfunc/keywords.hpp>
#include <brook/cfunc/options.hpp>
#include <brook/expression/expression.hpp>
#include <brook/jit/code_options.hpp>
#include <brook/jit/compile_info.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/mdspan.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct cfunc_data;
struct archive_access;

template <typename Range>
concept range_of_expressions = range_of<expression, Range>;

template <range_of_expressions Range>
std::vector<expression> expressions_of(Range &&range) {
    std::vector<expression> all;
    for (auto &&ex : range)
        all.emplace_back(std::forward<decltype(ex)>(ex));
    return all;
}

} // namespace detail

/// Functions of several variables, compiled: from expressions to machine code that evaluates all of them at one point,
/// or at many. T is float, double, dd or, on x86 where it has 80 bits, long double,
/// or, with libquadmath, boost::multiprecision::float128.
///
/// The machine code is made when the first object for these functions is constructed, and found in a cache afterwards;
/// names of variables do not matter for that. It shares common subexpressions, and computes equal operations in the
/// lanes of vectors: of many points, each lane computes one.
///
/// What comes out for a point is the same, bit for bit, whether it is evaluated alone or among others, in whatever
/// thread, and at every opt_level; of a NaN, sign and payload may differ. Subnormal numbers are numbers like others,
/// unless the caller's floating-point environment flushes them; another direction of rounding is the caller's, too.
///
/// Outputs may overlap with inputs, parameters and times, which are then copied first: what comes out is the same.
///
/// A value: copies cost nothing, and share everything. One object may be called in several threads at a time.
///
/// A default-constructed or moved-from object can be assigned to, destroyed, printed and asked is_valid(); everything
/// else throws std::invalid_argument.
template <typename T>
class BROOK_PUBLIC cfunc {
    static_assert(detail::generates_code<T>,
                  "cfunc<T>: T must be float, double, dd or, where they have code, long double or "
                  "boost::multiprecision::float128");

public:
    using value_type = T;                                    ///< the floating-point type
    using in_1d = mdspan<const T, dextents<std::size_t, 1>>; ///< values at one point, or one value for each point
    using out_1d = mdspan<T, dextents<std::size_t, 1>>;      ///< outputs at one point
    using in_2d = mdspan<const T, dextents<std::size_t, 2>>; ///< row i has value i of each point
    using out_2d = mdspan<T, dextents<std::size_t, 2>>;      ///< row i has output i of each point

    /// Holds no functions.
    cfunc() noexcept;

    /// Compiles the functions `fn`, at least one, of the variables `vars`, in this order; there may be none. Keywords:
    /// high_accuracy, compact_mode, parallel_mode, prec, batch_size, check_prec, parjit, mname, opt_level, fast_math,
    /// force_avx512, slp_vectorize, code_model, target (see the two files keywords.hpp).
    ///
    /// Throws std::invalid_argument if there are no functions, if what is given for a variable is none, if a variable
    /// is given twice, if a function uses one that is not given, if different rules of functions have one name, if
    /// both compact_mode and parallel_mode are true, or if an integer option is negative or too large; and
    /// not_implemented_error if a function has no code. Other keywords, and values of other types, do not compile.
    template <typename... Args>
    requires detail::keyword_arguments<detail::cfunc_keywords, Args...>
    explicit cfunc(std::vector<expression> fn, std::vector<expression> vars, Args &&...args)
        : cfunc(std::move(fn), std::move(vars), detail::fill<detail::cfunc_keywords>(std::forward<Args>(args)...)) {}
    template <typename... Args, auto Reason = detail::refusal<"cfunc", detail::cfunc_keywords, Args...>()>
    requires detail::wrong_keywords<detail::cfunc_keywords, Args...>
    explicit cfunc(std::vector<expression>, std::vector<expression>, Args &&...) = delete;

    /// The same from any ranges of what converts to expressions.
    template <detail::range_of_expressions Functions, detail::range_of_expressions Variables, typename... Args>
    requires detail::keyword_arguments<detail::cfunc_keywords, Args...>
    explicit cfunc(Functions &&fn, Variables &&vars, Args &&...args)
        : cfunc(detail::expressions_of(std::forward<Functions>(fn)),
                detail::expressions_of(std::forward<Variables>(vars)),
                detail::fill<detail::cfunc_keywords>(std::forward<Args>(args)...)) {}
    template <detail::range_of_expressions Functions, detail::range_of_expressions Variables, typename... Args,
              auto Reason = detail::refusal<"cfunc", detail::cfunc_keywords, Args...>()>
    requires detail::wrong_keywords<detail::cfunc_keywords, Args...>
    explicit cfunc(Functions &&, Variables &&, Args &&...) = delete;

    cfunc(const cfunc &) noexcept;            ///< shares everything
    cfunc(cfunc &&) noexcept;                 ///< leaves the other one without functions
    cfunc &operator=(const cfunc &) noexcept; ///< shares everything
    cfunc &operator=(cfunc &&) noexcept;      ///< leaves the other one without functions
    ~cfunc();

    /// False for a default-constructed or moved-from object.
    bool is_valid() const noexcept;

    /// The functions, as they were given.
    const std::vector<expression> &get_fn() const;
    /// The variables.
    const std::vector<expression> &get_vars() const;
    /// How the functions were decomposed: the variables, then each elementary operation as an expression of earlier
    /// values u_0, u_1, ... (the variables are the first of them), last the outputs. Made anew by every call.
    std::vector<expression> get_dc() const;
    /// The functions as generated code that other code may call, with the signatures of add_cfunc(): "cfunc" of one
    /// point, "cfunc_strided" of one point with a stride, and "cfunc_batch" of get_batch_size() points with a stride;
    /// three compiled states in this order, or in compact_mode one for all. Made and compiled when first asked for,
    /// outside of the caches, and shared by copies; what this object runs is a unit of its own, with the same bits.
    const std::variant<std::array<llvm_state, 3>, llvm_multi_state> &get_llvm_states() const;
    /// What the keyword high_accuracy said; it changes nothing.
    bool get_high_accuracy() const;
    /// What the keyword compact_mode said.
    bool get_compact_mode() const;
    /// What the keyword parallel_mode said; it changes nothing.
    bool get_parallel_mode() const;
    /// How many points are evaluated at once where there are many.
    std::uint32_t get_batch_size() const;
    /// One more than the highest index of a parameter; 0 if there is none.
    std::uint32_t get_nparams() const;
    /// Number of variables.
    std::uint32_t get_nvars() const;
    /// Number of functions.
    std::uint32_t get_nouts() const;
    /// True if a function reads the time.
    bool is_time_dependent() const;
    /// Where the machine code came from when this object was constructed, and what it cost.
    compile_info get_compile_info() const;

    /// Evaluates at one point: `in` has one number for each variable, `out` gets one for each function; each is a
    /// mdspan or a contiguous range of T. Keywords: pars (one number for each parameter), time (a number).
    ///
    /// Throws std::invalid_argument if the object holds no functions, if a size is wrong, or if parameters or the time
    /// are missing. Parameters that are given must be as many as there are; a time that is not needed is ignored.
    template <typename... Args>
    requires detail::keyword_arguments<detail::point_keywords<T>, Args...>
    void operator()(detail::row_view<T> out, detail::row_view<const T> in, Args &&...args) const {
        evaluate(out, in, detail::fill<detail::point_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"a compiled function of one point", detail::point_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::point_keywords<T>, Args...>
    void operator()(detail::row_view<T>, detail::row_view<const T>, Args &&...) const = delete;

    /// Evaluates at n points: `in` has a row of n numbers for each variable, `out` gets one for each function.
    /// Keywords: pars (a mdspan with a row for each parameter), time (n numbers), batch_parallel. No points are no
    /// error, if there are as many rows as ever.
    ///
    /// Throws as for one point; a time for each point is asked for even where none is needed, if any is given.
    template <typename... Args>
    requires detail::keyword_arguments<detail::points_keywords<T>, Args...>
    void operator()(out_2d out, in_2d in, Args &&...args) const {
        evaluate(out, in, detail::fill<detail::points_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args, auto Reason = detail::refusal<"a compiled function of many points",
                                                              detail::points_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::points_keywords<T>, Args...>
    void operator()(out_2d, in_2d, Args &&...) const = delete;

    /// Prints the type, the variables, and a line for each function.
    template <typename U>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const cfunc<U> &f);

private:
    friend struct detail::archive_access;

    cfunc(std::vector<expression> &&fn, std::vector<expression> &&vars, detail::cfunc_options &&options);
    const detail::cfunc_data<T> &data() const;
    const detail::cfunc_options &options() const;
    void evaluate(out_1d out, in_1d in, const detail::point_options<T> &options) const;
    void evaluate(out_2d out, in_2d in, const detail::points_options<T> &options) const;

    std::shared_ptr<const detail::cfunc_data<T>> data_;
};

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <typename T>
struct fmt::formatter<brook::cfunc<T>> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(const brook::cfunc<T> &f, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
