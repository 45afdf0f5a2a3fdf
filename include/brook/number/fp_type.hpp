// SPDX-License-Identifier: MPL-2.0
// Floating-point types as run-time values, from the one table.
#pragma once

#include <cfloat> // LDBL_MANT_DIG, for the table
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <brook/number/dd.hpp>
#include <brook/number/float128.hpp>
#include <brook/support/visibility.hpp>

#ifdef BROOK_MORE_FP_TYPES // the header of such types, and of their rows
#include BROOK_MORE_FP_TYPES
#endif

BROOK_BEGIN_NAMESPACE

namespace detail {

/// A row of the table of floating-point types.
enum class fp_type : std::uint8_t {
#define BROOK_FP(type, name, printed, code) name,
#include <brook/number/fp_types.def>
#undef BROOK_FP
};

/// What generated code does with a type; explained in the table.
enum class fp_code : std::uint8_t { none, scalar, vector };

/// What the table says of a C++ type.
template <typename T>
struct fp_row; // no row: not a floating-point type of brook
#define BROOK_FP(type, name, printed, code)                                                                            \
    template <>                                                                                                        \
    struct fp_row<type> {                                                                                              \
        static constexpr fp_type id = fp_type::name;                                                                   \
        static constexpr std::string_view short_name = #name;                                                          \
        static constexpr std::string_view printed_name = printed;                                                      \
        static constexpr fp_code generated = fp_code::code;                                                            \
    };
#include <brook/number/fp_types.def>
#undef BROOK_FP

// The first argument of `fp_list` lets every row begin with a comma.
template <typename Ignored, typename... Ts>
struct fp_list {
    using variant = std::variant<Ts...>;
    template <template <typename> typename F>
    using tuple_of = std::tuple<F<Ts>...>;
};
#define BROOK_FP(type, name, printed, code) , type
using fp_rows = fp_list<void
#include <brook/number/fp_types.def>
                        >;
#undef BROOK_FP

/// One of the types of the table; the index is that of the row.
using fp_variant = fp_rows::variant;

/// One F<T> for each type T of the table.
template <template <typename> typename F>
using fp_tuple = fp_rows::tuple_of<F>;

/// True for the types of the table.
template <typename T>
concept floating_point_type = requires {
    fp_row<T>::id;
};

/// The row of a C++ type.
template <typename T>
inline constexpr fp_type fp_type_of = fp_row<T>::id;

/// The longest of brook's own types, for constants that are rounded where they are used.
#ifdef BROOK_HAS_QUADMATH
using longest_fp = boost::multiprecision::float128;
#else
using longest_fp = dd;
#endif

/// Calls `f.template operator()<T>()` with the C++ type of a row.
template <typename F>
constexpr decltype(auto) visit_fp(fp_type type, F &&f) {
    switch (type) {
#define BROOK_FP(type, name, printed, code)                                                                            \
    case fp_type::name:                                                                                                \
        return std::forward<F>(f).template operator()<type>();
#include <brook/number/fp_types.def>
#undef BROOK_FP
    }
    throw std::logic_error("brook: not a floating-point type of the table");
}

/// Calls `f.template operator()<T>()` for each row, in order.
template <typename F>
constexpr void for_each_fp_type(F &&f) {
#define BROOK_FP(type, name, printed, code) f.template operator()<type>();
#include <brook/number/fp_types.def>
#undef BROOK_FP
}

/// Bytes of a number, padding included.
constexpr std::size_t fp_size(fp_type type) {
    return visit_fp(type, []<typename T>() { return sizeof(T); });
}

/// Bytes that hold the value of a number: an 80-bit number leaves the rest of its 16 bytes undefined.
constexpr std::size_t fp_value_size(fp_type type) {
    return visit_fp(type,
                    []<typename T>() -> std::size_t { return std::numeric_limits<T>::digits == 64 ? 10 : sizeof(T); });
}

/// Distance from 1 to the next number.
constexpr long double fp_epsilon(fp_type type) {
    return visit_fp(type, []<typename T>() { return static_cast<long double>(std::numeric_limits<T>::epsilon()); });
}

/// True if brook generates machine code for the type.
constexpr bool fp_has_code(fp_type type) {
    return visit_fp(type, []<typename T>() { return fp_row<T>::generated != fp_code::none; });
}

/// True if generated code computes with vectors of the type, if the CPU has them; see the table for what comes with it.
constexpr bool fp_has_vectors(fp_type type) {
    return visit_fp(type, []<typename T>() { return fp_row<T>::generated == fp_code::vector; });
}

/// The lanes of a block, one number for every instruction set, so that all CPUs run the same plan: eight doubles,
/// sixteen floats, and single numbers of types without vectors.
constexpr std::uint32_t canonical_width(fp_type type) {
    return fp_has_vectors(type) ? static_cast<std::uint32_t>(64 / fp_size(type)) : 1;
}

/// True if the vectors of the compiler hold the type, and its subnormal numbers may count as zero while coefficients
/// are computed. (Of a number that is a sum of several, the last one may well be subnormal.)
template <typename T>
inline constexpr bool fp_has_native_vectors = std::is_floating_point_v<T> &&fp_has_vectors(fp_row<T>::id);

/// Name in keys and symbols, such as f64.
constexpr std::string_view fp_short_name(fp_type type) {
    return visit_fp(type, []<typename T>() { return fp_row<T>::short_name; });
}

/// Name as a C++ programmer writes it.
constexpr std::string_view fp_printed_name(fp_type type) {
    return visit_fp(type, []<typename T>() { return fp_row<T>::printed_name; });
}

} // namespace detail

BROOK_END_NAMESPACE
