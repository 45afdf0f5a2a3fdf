// SPDX-License-Identifier: MPL-2.0
// The table of math functions: one row for each, from which names and addresses follow.
#include <brook/number/math_library.hpp>

#include <array>
#include <cmath>
#include <vector>

#include <brook/support/made_once.hpp>

#include "support/error.hpp"

// The functions.
#define BROOK_FOR_EACH_UNARY(X)                                                                                        \
    X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(exp) X(log) X(erf)
#define BROOK_FOR_EACH_BINARY(X) X(pow) X(atan2)

BROOK_BEGIN_NAMESPACE

namespace detail::math_library {

namespace {

// sleef.h declares some of the scalar variants for some compiler options only; the library always has them.
#define BROOK_DECLARE(f, f32, f64)                                                                                     \
    extern "C" float Sleef_cinz_##f##f1_u10purec f32;                                                                  \
    extern "C" float Sleef_finz_##f##f1_u10purecfma f32;                                                               \
    extern "C" double Sleef_cinz_##f##d1_u10purec f64;                                                                 \
    extern "C" double Sleef_finz_##f##d1_u10purecfma f64;

// The same for vectors. Only their addresses are wanted here, so that their types, which depend on compiler options, do
// not matter; the name of the declaration is not that of sleef.h, which declares some of them.
#if defined(__x86_64__) && defined(__GNUC__)
#define BROOK_FOR_EACH_VECTOR(X, f)                                                                                    \
    X(f, cinz, d2, sse2)                                                                                               \
    X(f, cinz, d4, avx)                                                                                                \
    X(f, finz, d2, avx2128)                                                                                            \
    X(f, finz, d4, avx2)                                                                                               \
    X(f, finz, d8, avx512f) X(f, cinz, f4, sse2) X(f, cinz, f8, avx) X(f, finz, f4, avx2128) X(f, finz, f8, avx2)      \
        X(f, finz, f16, avx512f)
#else
#define BROOK_FOR_EACH_VECTOR(X, f)
#endif
#define BROOK_DECLARE_VECTOR(f, family, lanes, isa)                                                                    \
    extern "C" void brook_sleef_##family##_##f##lanes() __asm__("Sleef_" #family "_" #f #lanes "_u10" #isa);
#define BROOK_DECLARE_VECTORS(f) BROOK_FOR_EACH_VECTOR(BROOK_DECLARE_VECTOR, f)
BROOK_FOR_EACH_UNARY(BROOK_DECLARE_VECTORS)
BROOK_FOR_EACH_BINARY(BROOK_DECLARE_VECTORS)

#define BROOK_DECLARE_UNARY(f) BROOK_DECLARE(f, (float), (double))
#define BROOK_DECLARE_BINARY(f) BROOK_DECLARE(f, (float, float), (double, double))
BROOK_FOR_EACH_UNARY(BROOK_DECLARE_UNARY)
BROOK_FOR_EACH_BINARY(BROOK_DECLARE_BINARY)

// long double counterparts; a lambda converts to a function pointer, an overloaded std:: function does not.
using unary_f80 = long double (*)(long double);
using binary_f80 = long double (*)(long double, long double);

struct unary_row {
    const char *name;
    float (*f32[2])(float); // without and with fused multiply-add
    double (*f64[2])(double);
    unary_f80 f80;
};
struct binary_row {
    const char *name;
    float (*f32[2])(float, float);
    double (*f64[2])(double, double);
    binary_f80 f80;
};

// The #f would be taken for a directive.
// clang-format off
#define BROOK_UNARY(f)                                                                                                \
    unary_row {                                                                                                       \
        #f, {Sleef_cinz_##f##f1_u10purec, Sleef_finz_##f##f1_u10purecfma},                                            \
            {Sleef_cinz_##f##d1_u10purec, Sleef_finz_##f##d1_u10purecfma},                                            \
            [](long double x) { return std::f(x); }                                                                   \
    }
#define BROOK_BINARY(f)                                                                                               \
    binary_row {                                                                                                      \
        #f, {Sleef_cinz_##f##f1_u10purec, Sleef_finz_##f##f1_u10purecfma},                                            \
            {Sleef_cinz_##f##d1_u10purec, Sleef_finz_##f##d1_u10purecfma},                                            \
            [](long double x, long double y) { return std::f(x, y); }                                                 \
    }

// clang-format on

#define BROOK_ROW_UNARY(f) BROOK_UNARY(f),
#define BROOK_ROW_BINARY(f) BROOK_BINARY(f),
const std::array unary_table{BROOK_FOR_EACH_UNARY(BROOK_ROW_UNARY)};
const std::array binary_table{BROOK_FOR_EACH_BINARY(BROOK_ROW_BINARY)};

#undef BROOK_UNARY
#undef BROOK_BINARY

template <typename Table>
const auto *find(const Table &table, std::string_view name) {
    for (const auto &row : table)
        if (name == row.name)
            return &row;
    return static_cast<const typename Table::value_type *>(nullptr);
}

template <typename T, typename Row>
auto function(const Row &row, bool fused) {
    if constexpr (std::is_same_v<T, float>) {
        return row.f32[fused];
    } else if constexpr (std::is_same_v<T, double>) {
        return row.f64[fused];
    } else {
        static_assert(std::is_same_v<T, long double>, "a type without a library of functions");
        return row.f80;
    }
}

std::string full_name(std::string_view name, fp_type type, bool fused) {
    return "brook_" + std::string(name) + "_" + std::string(fp_short_name(type)) + (fused ? "_fma" : "");
}

template <typename Table>
void add_symbols(std::vector<symbol> &out, const Table &table) {
    for (const auto &row : table) {
        for (const bool fused : {false, true}) {
            for_each_fp_type([&]<typename T>() {
                out.push_back({full_name(row.name, fp_type_of<T>, fused),
                               reinterpret_cast<const void *>(function<T>(row, fused))});
            });
        }
    }
}

void add_vector(std::vector<symbol> &out, const char *name, std::string_view family, std::string_view lanes,
                void (*address)()) {
    const auto type = lanes[0] == 'd' ? fp_type::f64 : fp_type::f32;
    const auto count = static_cast<std::uint32_t>(std::stoul(std::string(lanes.substr(1))));
    out.push_back({symbol_name(name, type, family == "finz", count), reinterpret_cast<const void *>(address)});
}

void add_vectors(std::vector<symbol> &out) {
#define BROOK_ADD_VECTOR(f, family, lanes, isa) add_vector(out, #f, #family, #lanes, brook_sleef_##family##_##f##lanes);
#define BROOK_ADD_VECTORS(f) BROOK_FOR_EACH_VECTOR(BROOK_ADD_VECTOR, f)
    BROOK_FOR_EACH_UNARY(BROOK_ADD_VECTORS)
    BROOK_FOR_EACH_BINARY(BROOK_ADD_VECTORS)
#undef BROOK_ADD_VECTORS
#undef BROOK_ADD_VECTOR
    static_cast<void>(out); // where there are none
}

[[noreturn]] void unknown(std::string_view name) {
    throw_invalid_argument("The math library has no function '{}' with this number of arguments", name);
}

} // namespace

std::string symbol_name(std::string_view name, fp_type type, bool fused, std::uint32_t lanes) {
    if (find(unary_table, name) == nullptr && find(binary_table, name) == nullptr)
        unknown(name);
    return full_name(name, type, fused) + (lanes == 1 ? "" : "_x" + std::to_string(lanes));
}

std::span<const symbol> symbols() {
    static constinit made_once<std::vector<symbol>> all;
    return all.get([] {
        std::vector<symbol> v;
        add_symbols(v, unary_table);
        add_symbols(v, binary_table);
        add_vectors(v);
        return v;
    });
}

template <typename T>
T call(std::string_view name, bool fused, T x) {
    const auto *row = find(unary_table, name);
    return row != nullptr ? function<T>(*row, fused)(x) : (unknown(name), x);
}

template <typename T>
T call(std::string_view name, bool fused, T x, T y) {
    const auto *row = find(binary_table, name);
    return row != nullptr ? function<T>(*row, fused)(x, y) : (unknown(name), x);
}

#define BROOK_FP(type, ...)                                                                                            \
    template BROOK_PUBLIC type call<type>(std::string_view, bool, type);                                               \
    template BROOK_PUBLIC type call<type>(std::string_view, bool, type, type);
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail::math_library

BROOK_END_NAMESPACE
